"""What a teacher sets in a link: a locked setup, panels that are not there, questions before each phase."""

import re

import pytest

from backprop_explorer.figures.numbers import number
from backprop_explorer.figures.predict import HIDDEN_RESULT
from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.lesson.predict import known_before
from backprop_explorer.scenario import preset
from backprop_explorer.visit.deck import private
from backprop_explorer.visit.exchange import answer
from backprop_explorer.visit.notices import of_the_place
from backprop_explorer.visit.panels import PANELS, pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage

from ..figures.html_tree import read
from ..scenario.cases import some


def everything(session: Session) -> str:
    """All HTML of all phases, whatever panel a visitor asks for."""
    found = []
    for phase in phase_ids(session.cursor.scenario.depth):
        session.cursor.to_phase(phase)
        found.append(everything_of(session))
    return "".join(found)


def everything_of(session: Session) -> str:
    """All HTML of the phase at hand, whatever panel a visitor asks for."""
    found = []
    for panel in PANELS:
        pick(session, f"panel:{panel}")
        stage = Stage(session)
        found += map(str, (of_the_place(stage), *pieces(stage).values()))
    return "".join(found)


@pytest.mark.parametrize("hidden", some(("check,doctor", "check", "doctor")))
def test_what_is_hidden_is_not_sent_even_to_a_visitor_who_asks_for_it(hidden):
    free, bound = Session.open({"preset": "xor-2-3-1"}), Session.open({"preset": "xor-2-3-1", "hide": hidden})
    whole, rest = everything(free), everything(bound)
    for name in hidden.split(","):
        assert f"panel:{name}" in whole and f"panel:{name}" not in rest
    assert 'data-send="mistake"' in whole and ('data-send="mistake"' in rest) == ("check" not in hidden)
    assert "<textarea" in whole and ("<textarea" in rest) == ("doctor" not in hidden)


def printed(arrays) -> set[str]:
    """Numbers as they are printed; whole ones, which may count something, are left out."""
    return {text for array in arrays for text in map(number, array.flat) if "." in text}


@pytest.mark.parametrize("name", some(("xor-2-3-1", "three-classes", "mazur-2-2-2")))
def test_hidden_results_are_in_sight_only_from_the_next_phase_on(name):
    session = Session.open({"preset": name, "hide": "results"})
    assert private(session), "a deck would bring the next phase along"
    for phase in session.cursor.scenario.phase_ids:
        session.cursor.to_phase(phase)
        stage = Stage(session)
        # Whoever pastes wrong numbers would be told the right ones.
        for quantity, layer in stage.phase.result:
            pick(session, f"doctor:{quantity}-{layer}\n12345.5")
            assert phase == "batch" or HIDDEN_RESULT in pieces(Stage(session))["phase"]
        whole = everything_of(session)
        told = set(re.findall(r"−?\d+\.\d+(?:e[-−]?\d+)?", whole))
        before = known_before(stage.phase, stage.stages) & stage.values.keys()
        known = printed(stage.values[key] for key in before)
        result = printed(stage.values[key] for key in stage.phase.result if key in stage.values)
        assert not told & (result - known), phase
        assert (HIDDEN_RESULT in whole) == (phase != "batch")
        ledger = read(str(pieces(stage)["matrices"]))
        for key in before:
            tables = list(ledger.find("table", data_matrix="{}-{}".format(*key)))
            assert all("ghost" not in table.attributes["class"] for table in tables), f"{phase}: {key} is known by now"


def test_a_locked_setup_stays_whatever_a_browser_sends():
    session = Session.open({"preset": "xor-2-3-1", "lock": "setup"})
    before = session.cursor.scenario
    session.change({"eta": "0.1"})
    session.show(preset("mazur-2-2-2"))
    for what in ("question", "sizes:", "question:leave", "fill:attempt"):
        pick(session, what)
    session.restore(b'{"backprop-explorer": 1, "preset": "mazur-2-2-2"}')
    assert session.cursor.scenario.setup() == before.setup()
    pick(session, "phase:z-1")
    assert session.cursor.scenario.phase == "z-1", "steps are free"


def test_a_link_that_asks_first_asks_and_the_address_says_so_until_it_is_switched_off():
    session = Session.open({"ask": "1", "phase": "delta-2"})
    assert session.asking.on and Stage(session).question is not None
    assert b'"ask":"1"' in answer(session)
    pick(session, "predict:off")
    assert Stage(session).question is None and b'"ask"' not in answer(session)


def test_what_a_teacher_has_set_stays_with_another_setup():
    session = Session.open({"ask": "1", "hide": "doctor"})
    session.show(preset("mazur-2-2-2"))
    scenario = session.cursor.scenario
    assert (scenario.preset, scenario.ask, scenario.hide) == ("mazur-2-2-2", True, ("doctor",))
