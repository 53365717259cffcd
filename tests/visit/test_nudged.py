"""The picture and the panel while a weight is nudged."""

import pytest

from backprop_explorer.engine import Trace
from backprop_explorer.figures.numbers import number
from backprop_explorer.lesson.selection import Selection
from backprop_explorer.visit.panels import PANELS, pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.stage import Stage

from ..engine.cases import Case
from ..figures.html_tree import read
from ..figures.loop.drawn import written
from ..lesson.test_nudge import by_hand
from ..scenario.cases import OR, PLACES
from .test_session import at


def picture(session) -> dict[str, str]:
    """The number on every mark of the picture, and the words about what was moved under ""."""
    drawn = read(pieces(Stage(session))["loop"])
    words = " | ".join(text.text for moved in drawn.find("svg", "moved") for text in moved.find("text"))
    return {"": words, **{mark.attributes["data-mark"]: written(mark) or "" for mark in drawn.find(data_mark="")}}


def built_again(trace: Trace) -> Case:
    """The mini-batch as `Network.build` would be given it."""
    net = trace.network
    parts = {
        "weights": [layer.w for layer in net.layers],
        "biases": [None if layer.b is None else layer.b.ravel() for layer in net.layers],
        "activations": [layer.activation.name for layer in net.layers],
        "cost": net.cost.name,
        "reduction": net.reduction,
    }
    return Case(parts, trace.x, trace.y)


@pytest.mark.parametrize("name", ["or-gate-2-2-1", "mazur-2-2-2", "no biases", "rectifiers"])
@pytest.mark.parametrize("change", ["0.5", "-1"])
def test_with_a_nudge_the_picture_is_that_of_the_nudged_network(name, change):
    scenario, chosen = PLACES[name], Selection("w", 1, 0, 1)
    session = at(scenario, 0, "update")
    before = picture(session)
    for clicked in ("panel:nudge", "cell:w-1-0-1", f"nudge:{change}", "example:1"):
        pick(session, clicked)
    trace, drawn = session.cursor.trace, picture(session)
    case = built_again(trace)
    expected = by_hand(case, chosen, float(change))
    example = session.cursor.scenario.view.example
    for depth, layer in enumerate(trace.layers, start=1):
        for j in range(layer.a.shape[0]):
            assert drawn[f"neuron-{depth}-{j}"] == number(expected["a", depth, j, example])
    cost = expected["example_cost", len(trace.layers), 0, example]
    assert number(cost) == drawn["cost"] != before["cost"]
    moved = number(trace.layers[0].w[0, 1] + float(change))
    assert f"{moved} | moved by {change.replace('-', '−') if change[0] == '-' else '+' + change}" in drawn[""]
    pick(session, "nudge:0")
    assert "moved by" not in picture(session)[""]
    pick(session, f"nudge:{change}")
    pick(session, "panel:phase")
    pick(session, "example:0")
    assert picture(session) == before


def test_the_picture_waits_with_the_panel_until_the_gradient_is_known():
    session = at(OR, 0, "cost")
    before = picture(session)
    for clicked in ("panel:nudge", "cell:w-1-0-1", "nudge:0.5"):
        pick(session, clicked)
    assert "not computed yet" in PANELS["nudge"].draw(Stage(session)) and picture(session) == before
