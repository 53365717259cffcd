import base64
import re
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.attempt import attempt_panel
from backprop_explorer.figures.loop.choices import NEURONS
from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.scenario import question_scenario
from backprop_explorer.scenario.attempt import first_attempt
from backprop_explorer.visit.doctor import about, diagnosis
from backprop_explorer.visit.exports import EXPORTS
from backprop_explorer.visit.panels import PANELS, beside
from backprop_explorer.visit.panels import pieces as drawn
from backprop_explorer.visit.picks import PICKS, pick
from backprop_explorer.visit.stage import Stage
from backprop_explorer.visit.top import top

from ..engine.cases import steady
from ..figures.html_tree import read
from ..scenario.cases import CLASSES, MAZUR, OR, PLACES, some
from .test_session import arrive, at, place


def drawn_panel(session) -> str:
    """What stands beside the picture."""
    stage = Stage(session)
    return PANELS[beside(stage)].draw(stage)


def pieces(session):
    """What the browser would get."""
    return drawn(Stage(session))


def test_a_smaller_batch_shows_an_example_that_it_has():
    session = at(replace(OR, batch_size=3), 0)
    pick(session, "example:2")
    session.cursor.by_batch(1)
    arrive(session)
    assert (session.cursor.trace.m, session.cursor.scenario.view.example) == (1, 0)


def test_one_example_alone_can_be_shown_where_there_are_several_and_not_in_the_gradients():
    session = at(OR, 0, "z-1")
    pick(session, "example:2")
    pick(session, "alone:one")
    assert "[2 inputs] × 1 example" in re.sub("<.*?>", "", pieces(session)["phase"]).replace("(", "").replace(")", "")
    pressed = [button.text for button in read(pieces(session)["tabs"]).find("button", "on")]
    assert pressed == ["This phase", "alone"]
    session.cursor.to_phase("grad-1")
    assert "[4 examples]" in pieces(session)["phase"]
    assert "alone" not in pieces(at(replace(OR, batch_size=1), 0, "z-1"))["tabs"]


@pytest.mark.parametrize(
    ("clicked", "changed"),
    [
        ("edges:grad_w", {"edges": "grad_w"}),
        ("neurons:delta", {"neurons": "delta"}),
        ("example:3", {"example": 3}),
        ("alone:one", {"alone": True}),
        ("cell:grad_w-2-0-1", {"selected": "grad_w-2-0-1", "panel": "weight"}),
        ("cell:z-1-1-2", {"selected": "z-1-1-2", "panel": "weight", "example": 2}),
        ("cell:cost-2-0-0", {"selected": "cost-2-0-0", "panel": "weight"}),
        ("nudge:-0.004", {"nudge": -0.004}),
        ("nudge:7", {"nudge": 1.0}),
        ("dropped:1", {"dropped": 1}),
        ("script:torch", {"script": "torch"}),
        ("mistake:updated-w", {"mistake": "updated-w"}),
        ("about:grad_b-1", {"about": "grad_b-1"}),
        ("about:cost", {"about": "cost"}),
        ("about:w-3", {}),
        ("about:w_new-1", {}),
        ("mistake:nothing", {}),
    ],
)
def test_a_click_changes_the_view_and_nothing_else(clicked, changed):
    session = at(OR, 2, "cost")
    before = session.cursor.scenario
    pick(session, clicked)
    assert session.cursor.scenario == replace(before, view=replace(before.view, **changed))


@pytest.mark.parametrize("name", some(("or-gate-2-2-1", "three-classes", "no biases", "a last batch of one"), 2))
def test_a_click_on_any_mark_of_the_picture_opens_the_number_that_stands_on_it(name):
    scenario = PLACES[name]
    for phase, neurons in product(phase_ids(scenario.depth), NEURONS):
        session = at(scenario, scenario.step, phase)
        pick(session, f"neurons:{neurons}")
        for mark in read(pieces(session)["loop"]).find(data_mark=""):
            identity = mark.attributes["data-pick"].removeprefix("cell:")
            pick(session, f"cell:{identity}")
            assert session.cursor.scenario.view.selected == identity
            title = Stage(session).chain.selection
            assert title.id.removeprefix("grad_") == identity.removeprefix("grad_"), "a weight shows its gradient"
        assert session.cursor.scenario.view.example == 0


def test_a_click_on_a_phase_goes_there_and_a_click_on_a_matrix_opens_and_folds_it():
    session = at(OR, 2, "cost")
    pick(session, "phase:delta-1")
    assert place(session) == (2, "delta-1")
    pick(session, "open:w-1")
    assert session.opened == {"w-1"}
    pick(session, "open:w-1")
    assert session.opened == set()


@pytest.mark.parametrize(("field", "value"), [("orientation", "torch"), ("numbering", "one"), ("letters", "code")])
def test_the_notation_turns_with_one_click_and_nothing_else_moves(field, value):
    session = at(OR, 2, "delta-1")
    before = session.cursor.scenario
    kind = {"orientation": "view"}.get(field, field)
    pick(session, f"{kind}:{value}")
    assert session.cursor.scenario == replace(before, notation=replace(before.notation, **{field: value}))


VALUES = ("4", "-1", "²", "٣", "9" * 5000, "z-3", "<b>", "None", "w-1", "w-1-0-0", "w-9-0-0", "neuron-1-0", "on", "nan")
OWN = (
    "leave",
    "updated-w",
    "no-transpose",
    "delta-2",
    "grad_b-1",
    "b-9",
    "cost",
    "attempt",
    "nothing",
    "[[1, 2], [3]]",
    "0.1",
)
kinds, panels = st.sampled_from((*PICKS, "graph", "")), st.sampled_from([*PANELS])
values = st.text(max_size=12) | st.sampled_from(
    (*VALUES, *PANELS, *OWN, "json", "latex", "show", "delta-1-0-0", "leave")
)


@given(
    st.lists(st.builds("{}:{}".format, kinds, values) | st.text(max_size=20), max_size=4), st.sampled_from([*PANELS])
)
@steady(100)
def test_no_clicks_that_a_browser_could_send_break_the_page(clicks, panel):
    session = at(OR, 1, "cost")
    for clicked in (f"panel:{panel}", *clicks):
        pick(session, clicked)
        arrive(session)
        scenario = session.cursor.scenario
        assert scenario.phase in phase_ids(2) and 0 <= scenario.view.example < session.cursor.trace.m
    sent = pieces(session)
    assert all(piece is not None for piece in sent.values())
    assert not list(read(sent["phase"]).find("script"))


@pytest.mark.parametrize("name", some(PLACES))
def test_every_panel_can_be_drawn_everywhere(name):
    scenario = PLACES[name]
    session, ids = at(scenario, scenario.step), phase_ids(scenario.depth)
    for number, panel in enumerate(PANELS):
        pick(session, f"panel:{panel}")
        for phase in ids[number % 4 :: 4]:
            session.cursor.to_phase(phase)
            assert read(drawn_panel(session)).text or panel == "published", (panel, phase)


def offered_by(html: str) -> set[str]:
    """The kinds of pick that a piece of HTML can send."""
    elements = [element.attributes for element in read(html).find()]
    sent = (
        element[name] for element in elements for name in ("data-pick", "data-send", "data-submit") if name in element
    )
    return {pick.partition(":")[0] for pick in sent}


def test_what_the_page_offers_to_pick_and_what_is_answered_are_the_same():
    found = offered_by(attempt_panel(first_attempt()))
    found |= offered_by(pieces(at(PLACES["a wide net"]))["matrices"])
    for scenario, asking in ((OR, True), (OR, False), (MAZUR, False), (question_scenario(), False)):
        # Half of the phases of a mini-batch are enough, and fewer of a page that asks nothing.
        for phase, panel in product(phase_ids(scenario.depth)[:: 2 if asking else 4], PANELS):
            session = at(scenario, 0, phase)
            session.asking.on = asking
            pick(session, f"panel:{panel}")
            pick(session, "doctor:w-1\n1")
            found |= offered_by(top(session))
            for told in ("", "answer:show"):  # the way back to a phase stands below the last answer
                pick(session, told)
                html = (piece for piece in pieces(session).values() if isinstance(piece, str))
                found |= {kind for piece in html for kind in offered_by(piece)}
    # The browser itself answers what opens something; a click on a curve is sent by the script that draws it.
    assert found | {"at", "frame"} == {*PICKS, "setup", "present", "share", "help", "tour"}


HOSTILE = "</textarea><script>alert(1)</script>"


def test_a_paste_is_diagnosed_and_the_way_leads_to_the_phase_that_is_named():
    session = at(OR, 0, "update")
    wrong = 4 * session.cursor.trace.layers[1].grad_w
    for clicked in ("panel:doctor", "about:grad_w-2", f"doctor:grad_w-2\n{wrong.tolist()}"):
        pick(session, clicked)
    said = read(drawn_panel(session)).one("div", "diagnosis")
    assert said.attributes["data-mistakes"].split()[0] == "sum-for-mean"
    (way,) = (button.attributes["data-pick"] for button in said.find("button", data_pick=""))
    # The page is not diagnosed anew until something else is asked.
    assert diagnosis(Stage(session)) is diagnosis(Stage(session))
    pick(session, way)
    assert place(session) == (0, "grad-2") and session.cursor.scenario.view.panel == "phase"
    pick(session, "panel:doctor")
    pick(session, f"doctor:grad_w-2\n{HOSTILE}")
    tree = read(drawn_panel(session))
    assert tree.one("textarea").text == HOSTILE and not list(tree.find("script"))
    pick(session, "doctor:grad_w-2\n" + "1" * 100_000)
    assert read(drawn_panel(session)).one("div", "diagnosis").attributes["data-verdict"] == "unreadable"


@pytest.mark.parametrize("name", ["or-gate-2-2-1", "no biases", "a last batch of one"])
def test_the_doctor_is_asked_about_what_exists_whatever_was_chosen_before(name):
    scenario = PLACES[name]
    chosen = ("", "b-1", "grad_b-2", "grad_w-6", "cost", "z-1", "b-6")
    for phase in phase_ids(scenario.depth)[::2]:
        for wanted in chosen:
            session = at(replace(scenario, view=replace(scenario.view, about=wanted)), 0, phase)
            pick(session, "panel:doctor")
            tree = read(drawn_panel(session))
            asked = [one.attributes["value"] for one in tree.find("option") if "selected" in one.attributes]
            offered = [one.attributes["value"] for one in tree.find("option")]
            assert asked == ([wanted] if wanted in offered else asked) and len(asked) == 1, (phase, wanted)
            assert asked == [about(Stage(session))]


def test_a_code_panel_holds_what_it_says_in_every_kind():
    session = at(CLASSES, 3, "grad-2")
    holds = {"numpy": "import numpy as np", "torch": "import torch", "latex": "\\begin", "csv": ",", "json": "{"}
    assert holds.keys() == EXPORTS.keys()
    for kind, inside in holds.items():
        pick(session, "panel:code")
        pick(session, f"script:{kind}")
        tree = read(drawn_panel(session))
        link = tree.one("a")
        file = base64.b64decode(link.attributes["href"].partition(",")[2]).decode("utf-8-sig")
        assert inside in file and file.startswith(tree.one("pre").text)
        assert link.attributes["download"] == f"three-classes-step-3.{EXPORTS[kind].ending}"
        assert [button.attributes["data-pick"] for button in tree.find("button", data_pick="")] == [
            f"script:{name}" for name in EXPORTS
        ]
