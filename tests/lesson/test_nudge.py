"""Acceptance: for every parameter of every preset ΔC/Δw agrees with ∂C/∂w to the second order that the page claims.

Taylor: gap(h) = ½ C″ h² + C‴ h³/6 + …, so gap(h) − 4 gap(h/2) is of the third order. A gradient that is wrong
by e would put e h into the gap, and −e h into that difference.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_explorer.engine import Network, Trace, backprop
from backprop_explorer.lesson.nudge import Nudge, nudge, rounding
from backprop_explorer.lesson.selection import Selection, read_selection
from backprop_explorer.scenario import PRESETS

from ..engine.cases import OR_X, OR_Y, Case, cases, or_net, steady
from ..scenario.cases import OR, PLACES
from .by_hand import COST, sigma
from .pages import Page

H = 0.01  # the largest nudge of the page's slider
THIRD = 3.0  # what |C‴|/6 stays below in these networks
FOURTH = 0.1  # and |C⁗|/512


def parameters(trace: Trace) -> list[Selection]:
    """Every weight and bias of a network."""
    found = []
    for number, layer in enumerate(trace.layers, start=1):
        for name, array in (("w", layer.w), ("b", layer.b)):
            if array is not None:
                found += [Selection(name, number, j, k) for j, k in np.ndindex(array.shape)]
    return found


def third_order(trace: Trace, selection: Selection, h: float) -> tuple[float, float, bool]:
    """gap(h) − 4 gap(h/2), what rounding may do to it, and whether a corner lies between."""
    found = nudge(trace, selection, h)
    return found.gap - 4 * found.half_gap, 5 * rounding(found), found.kinked


def assert_second_order(trace: Trace, selection: Selection) -> bool:
    """The claim for one parameter; whether it could be tested, with no corner of a σ in the way."""
    for h in (H, -H):
        whole, noise, kinked = third_order(trace, selection, h)
        if kinked:
            return False
        half, _, _ = third_order(trace, selection, h / 2)
        assert abs(whole) <= THIRD * H**3 + noise, (selection.id, h, whole)
        assert abs(half) <= abs(whole) / 8 + FOURTH * H**4 + noise, (selection.id, h, whole, half)
    return True


@pytest.mark.parametrize("name", PRESETS)
def test_every_parameter_of_every_preset_follows_its_gradient_to_second_order(name: str) -> None:
    trace = Page.of(PLACES[name]).trace
    assert all([assert_second_order(trace, selection) for selection in parameters(trace)])


def test_a_gradient_that_is_a_little_wrong_breaks_the_claim() -> None:
    trace = Page.of(OR).trace
    flat = np.array(trace.flat)
    wrong = replace(trace.layers[1], grad_w=trace.layers[1].grad_w * 1.001)
    broken = replace(trace, layers=(trace.layers[0], wrong), flat=flat)
    with pytest.raises(AssertionError):
        assert_second_order(broken, Selection("w", 2, 0, 1))


def test_rectifiers_follow_it_where_no_corner_is_crossed() -> None:
    trace = Page.of(PLACES["rectifiers"]).trace
    assert sum(assert_second_order(trace, selection) for selection in parameters(trace)) >= 5


def by_hand(case: Case, selection: Selection, change: float) -> tuple[np.ndarray, np.ndarray, float]:
    """z and a of the neuron's layer, and C, by the arithmetic of tests/lesson/by_hand.py."""
    a, found = case.x, None
    for number, layer in enumerate(case.net.layers, start=1):
        w, b = np.array(layer.w), np.zeros((layer.w.shape[0], 1)) if layer.b is None else np.array(layer.b)
        if number == selection.layer:
            (w if selection.name == "w" else b)[selection.row, selection.column] += change
        z = w @ a + b
        a = sigma(layer.activation.name, z)
        if number == selection.layer:
            found = z, a
    costs = [COST[case.parts["cost"]](a[:, x], case.y[:, x]) for x in range(case.x.shape[1])]
    assert found is not None
    return *found, sum(costs) / (len(costs) if case.parts["reduction"] == "mean" else 1)


@settings(steady, max_examples=40)
@given(cases(), st.data())
def test_before_and_after_are_those_of_a_network_run_again(case: Case, data: st.DataObject) -> None:
    trace = backprop(case.net, case.x, case.y)
    selection = data.draw(st.sampled_from(parameters(trace)))
    change = data.draw(st.sampled_from((0.01, -0.003, 0.5, 0.0)))
    example = trace.m - 1
    found = nudge(trace, selection, change, example)
    for state, moved in ((found.before, 0.0), (found.after, change)):
        z, a, cost = by_hand(case, selection, moved)
        told = [state.z, state.a, state.cost]
        true = [z[selection.row, example], a[selection.row, example], cost]
        assert told == pytest.approx(true, rel=1e-9, abs=1e-11)
    for t, cost in found.curve[::7]:
        assert cost == pytest.approx(by_hand(case, selection, t)[2], rel=1e-9, abs=1e-11)
    assert found.ratio is None if change == 0 else found.ratio == pytest.approx(found.rise / change)
    assert found.gap == pytest.approx(found.rise - found.slope * change, abs=1e-15)


def test_a_crossed_corner_is_told() -> None:
    net = Network.build([[[1.0]]], [[0.005]], "relu")
    trace = backprop(net, [[0.0]], [[1.0]])
    assert nudge(trace, Selection("b", 1, 0, 0), -0.01).kinked
    assert not nudge(trace, Selection("b", 1, 0, 0), 0.01).kinked


def test_a_gradient_stands_for_its_parameter() -> None:
    trace = backprop(or_net(), OR_X, OR_Y)
    values = Page.of(OR).values
    chosen = read_selection("grad_w-2-0-1", values)
    assert chosen is not None
    found = nudge(trace, chosen, 0.01)
    assert (found.selection.id, found.value) == ("w-2-0-1", -0.22719165)
    assert isinstance(found, Nudge) and trace.layers[1].w[0, 1] == -0.22719165


@pytest.mark.parametrize(
    ("selection", "change"), [(Selection("a", 1, 0, 0), 0.01), (Selection("w", 1, 0, 0), float("nan"))]
)
def test_what_cannot_be_nudged_is_refused_with_a_sentence(selection: Selection, change: float) -> None:
    with pytest.raises(ValueError, match=r"nudge"):
        nudge(Page.of(OR).trace, selection, change)


def test_a_layer_without_biases_has_none_to_nudge() -> None:
    with pytest.raises(ValueError, match="no biases"):
        nudge(Page.of(PLACES["no biases"]).trace, Selection("b", 1, 0, 0), 0.01)
