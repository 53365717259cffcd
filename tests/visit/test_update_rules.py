"""The phases of the update rules as a session shows them: in every panel, in every notation, and when asked."""

import re
from dataclasses import replace

import numpy as np
import pytest

from backprop_explorer.lesson.doctor import diagnose
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.phases import quantities
from backprop_explorer.scenario import Scenario, read_link, write_link
from backprop_explorer.scenario.link.tables import MISTAKES
from backprop_explorer.visit.cache import Cache
from backprop_explorer.visit.deck import deck
from backprop_explorer.visit.panels import PANELS, pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.stage import Stage

from ..figures.html_tree import read
from ..scenario.cases import CLASSES, DEEP, OR, some
from .test_session import at

ADAM = {"rule": "adam", "eta": 0.1}
MOMENTUM = {"rule": "momentum", "eta": 0.5}
RULES = {
    "L2": (OR, {"l2": 0.01}),
    "momentum": (OR, MOMENTUM),
    "momentum and L2": (OR, {**MOMENTUM, "l2": 0.01}),
    "Adam": (OR, ADAM),
    "Adam and L2, three classes": (CLASSES, {**ADAM, "l2": 0.02}),
    "Adam, six layers": (DEEP, ADAM),
    "momentum, no biases": (replace(OR, weights=None, biases=None, biased=False), MOMENTUM),
    "Adam, fixed biases": (replace(OR, train_biases=False), {**ADAM, "l2": 0.1}),
}
SMALL = ("momentum and L2", "Adam")
NOTATIONS = (Notation(), Notation("rows", "one", "code"), Notation("torch", "question"))


def ruled(name: str, notation: Notation = NOTATIONS[0]) -> Scenario:
    base, fields = RULES[name]
    return replace(base, notation=notation, **fields)


def text_of(session) -> str:
    return " ".join(piece for piece in pieces(Stage(session)).values() if isinstance(piece, str))


@pytest.mark.parametrize("name", RULES)
def test_the_phases_of_the_rule_stand_between_the_gradients_and_the_update(name):
    scenario = ruled(name)
    expected = {"descent": [], "momentum": ["velocity"], "adam": ["moments", "corrected"]}[scenario.rule]
    ids = scenario.phase_ids
    assert list(ids[ids.index("grad-1") + 1 :]) == ["decay"] * bool(scenario.l2) + expected + ["update"]
    assert [phase.id for phase in Stage(at(scenario)).stages] == list(ids)


@pytest.mark.parametrize(
    ("name", "notation"),
    some([*((name, NOTATIONS[0]) for name in RULES), *((name, other) for name in SMALL for other in NOTATIONS[1:])]),
    ids=str,
)
def test_every_panel_of_every_phase_of_a_rule_is_drawn(name, notation):
    scenario = ruled(name, notation)
    ids = scenario.phase_ids
    for phase in ids[ids.index("grad-1") :]:
        session = at(scenario, 3, phase)
        for panel in PANELS:
            pick(session, f"panel:{panel}")
            assert "nan" not in re.sub(r"<[^>]*>", "", text_of(session))
        assert deck(session, 3, phase, Cache(1 << 24))


@pytest.mark.parametrize("name", some(RULES))
def test_one_number_of_every_matrix_of_a_rule_is_worked_out(name):
    scenario = ruled(name)
    session = at(scenario, 2, "update")
    pick(session, "panel:weight")
    for key, layer in quantities(Stage(session).trace, scenario.eta):
        if layer > 2:
            continue
        session.cursor.look(selected=f"{key}-{layer}-0-0")
        chain = Stage(session).chain
        assert chain.steps[-1].result == Stage(session).values[chain.selection.key][0, 0]
        assert text_of(session)


@pytest.mark.parametrize("name", SMALL)
def test_every_mistake_can_be_switched_on_with_a_rule(name):
    session = at(replace(ruled(name), view=replace(OR.view, panel="check")), 2, "update")
    for mistake in MISTAKES:
        session.cursor.look(mistake=mistake)
        assert text_of(session)


@pytest.mark.parametrize("name", some(RULES))
def test_every_phase_of_a_rule_asks_and_takes_the_right_answer(name):
    scenario = ruled(name)
    for phase in scenario.phase_ids[1:]:
        session = at(scenario, 2, phase)
        session.asking.on = True
        question = Stage(session).question
        assert question is not None and question.prompt
        assert text_of(session)
        pick(session, f"answer:{question.answer}")
        assert Stage(session).question is None, (phase, question)


@pytest.mark.parametrize("name", RULES)
def test_the_doctor_knows_the_parameters_after_the_update(name):
    scenario = ruled(name)
    trace = scenario.start().seek(4)
    after = scenario.start().seek(5) if trace.m == len(scenario.x) else None
    values = quantities(trace, scenario.eta)
    for what, array in (("w-1", values["w_new", 1]), ("grad_w-1", values["grad_w", 1])):
        assert diagnose(trace, what, str(array.tolist()), scenario.eta).verdict == "correct"
    if after is not None:
        assert np.array_equal(after.layers[0].w, values["w_new", 1])
    wrong = 2 * trace.layers[0].w - values["w_new", 1]
    assert "ascent" in diagnose(trace, "w-1", str(wrong.tolist()), scenario.eta).mistakes


@pytest.mark.parametrize("name", RULES)
def test_the_matrices_of_a_rule_stand_in_all_matrices_once_with_their_numbers(name):
    scenario = ruled(name)
    ids = scenario.phase_ids
    for phase in ids[ids.index("grad-1") + 1 :]:
        stage = Stage(at(scenario, 3, phase))
        tree = read(pieces(stage)["matrices"])
        for key in stage.phase.result:
            if key[0] == "total_cost" or stage.columns.blocks:
                continue
            (table,) = tree.find("table", data_matrix=f"{key[0]}-{key[1]}")
            found = [float(cell.attributes["data-value"]) for cell in table.find("td")]
            assert found == stage.values[key].ravel().tolist()


@pytest.mark.parametrize("name", RULES)
def test_a_place_in_a_phase_of_a_rule_comes_back_from_its_link(name):
    scenario = ruled(name)
    for phase in scenario.phase_ids[-3:]:
        there = replace(scenario, step=4, phase=phase)
        if there.weights is None or there.biases is not None:
            assert read_link(write_link(there)) == (there, ())


def test_adam_says_which_update_this_is():
    session = at(ruled("Adam"), 2, "corrected")
    pick(session, "panel:weight")
    pick(session, "cell:moment_hat_w-1-0-0")
    assert "the number of this update, 3" in text_of(session)
