"""Acceptance: for every parameter of every preset ΔC/Δw agrees with ∂C/∂w to the second order that the page claims.

Taylor: gap(h) = ½ C″ h² + C‴ h³/6 + …, so gap(h) − 4 gap(h/2) is of the third order. A gradient that is wrong
by e would put e h into the gap, and −e h into that difference.
"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import Network, Trace, backprop
from backprop_explorer.lesson.nudge import SHOWN, STEPS, Nudge, nudge, read_change, rounding
from backprop_explorer.lesson.selection import Selection, read_selection

from ..engine.cases import OR_X, OR_Y, Case, cases, or_net, steady
from ..scenario.cases import OR, PLACES
from ..scenario.cases import SHOWN as PRESETS
from .by_hand import COST, sigma
from .pages import Page

H = 0.01  # the nudge that the page begins with
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


Numbers = dict[tuple[str, int, int, int], float]


def by_hand(case: Case, selection: Selection, change: float) -> Numbers:
    """All z, a, C_x and C with one parameter moved, by the arithmetic of tests/lesson/by_hand.py.

    By quantity, layer, neuron and example.
    """
    found: Numbers = {}
    a, depth = case.x, len(case.net.layers)
    for number, layer in enumerate(case.net.layers, start=1):
        w, b = np.array(layer.w), np.zeros((layer.w.shape[0], 1)) if layer.b is None else np.array(layer.b)
        if number == selection.layer:
            (w if selection.name == "w" else b)[selection.row, selection.column] += change
        z = w @ a + b
        a = sigma(layer.activation.name, z)
        for name, array in (("z", z), ("a", a)):
            found |= {(name, number, *place): float(array[place]) for place in np.ndindex(array.shape)}
    costs = [COST[case.parts["cost"]](a[:, x], case.y[:, x]) for x in range(case.x.shape[1])]
    found |= {("example_cost", depth, 0, x): float(cost) for x, cost in enumerate(costs)}
    total = float(sum(costs))
    return found | {("cost", depth, 0, 0): total / len(costs) if case.parts["reduction"] == "mean" else total}


def between(case: Case, selection: Selection, example: int) -> set[tuple[str, int, int, int]]:
    """Every number that the parameter leads to: by hand, those that are found by following the edges upwards."""
    depth, reached = len(case.net.layers), {("z", selection.layer, selection.row, example)}
    for number in range(selection.layer, depth + 1):
        z = {row for name, layer, row, _ in reached if (name, layer) == ("z", number)}
        every = set(range(case.net.layers[number - 1].w.shape[0]))
        a = every if case.net.layers[number - 1].activation.name == "softmax" else z
        reached |= {("a", number, row, example) for row in a}
        if number < depth:
            reached |= {("z", number + 1, row, example) for row in range(case.net.layers[number].w.shape[0])}
    return reached | {("example_cost", depth, 0, example), ("cost", depth, 0, 0)}


@steady(60)
@given(cases(), st.data())
def test_every_number_between_a_parameter_and_c_is_told_before_and_after(case: Case, data: st.DataObject) -> None:
    trace = backprop(case.net, case.x, case.y)
    selection = data.draw(st.sampled_from(parameters(trace)))
    change = data.draw(st.sampled_from((0.01, -0.003, 0.5, -1.0, 0.0)))
    example = trace.m - 1
    found = nudge(trace, selection, change, example)
    before, after = by_hand(case, selection, 0.0), by_hand(case, selection, change)
    parameter, *told = found.changes()
    assert (parameter.name, parameter.layer, parameter.row, parameter.column) == (
        selection.name,
        selection.layer,
        selection.row,
        selection.column,
    )
    assert [parameter.before, parameter.after] == [found.value, found.value + change]
    for each in told:
        key = each.name, each.layer, each.row, each.column
        assert [each.before, each.after] == pytest.approx([before[key], after[key]], rel=1e-9, abs=1e-11), key
    keys = {(each.name, each.layer, each.row, each.column) for each in told}
    missing = between(case, selection, example) - keys
    assert len(keys) == len(told) and keys <= between(case, selection, example)
    counted = {(name, layer): count for name, layer, count in found.others()}
    assert counted == Counter((name, layer) for name, layer, _, _ in missing)
    assert all(sum(key[:2] == place for key in keys) == SHOWN for place in counted)
    for t, cost in found.curve[::7]:
        expected = by_hand(case, selection, t)["cost", len(trace.layers), 0, 0]
        assert cost == pytest.approx(expected, rel=1e-9, abs=1e-11)
    assert found.ratio is None if change == 0 else found.ratio == pytest.approx(found.rise / change)
    assert found.gap == pytest.approx(found.rise - found.slope * change, abs=1e-15)


def test_the_curve_reaches_as_far_as_the_slider_and_holds_the_nudge() -> None:
    for change in (*STEPS, 0.037):
        curve = dict(nudge(Page.of(OR).trace, Selection("w", 1, 0, 1), change).curve)
        assert (min(curve), max(curve)) == (-1.0, 1.0) == (STEPS[0], STEPS[-1])
        assert curve[change] == nudge(Page.of(OR).trace, Selection("w", 1, 0, 1), change).after.cost
        assert curve[0.0] == Page.of(OR).trace.cost


@pytest.mark.parametrize(
    ("text", "change"), [("0.5", 0.5), ("-7", -1.0), ("1e-4", 1e-4), ("nan", None), ("inf", None), ("½", None)]
)
def test_a_nudge_is_a_number_between_minus_one_and_one(text: str, change: float | None) -> None:
    assert read_change(text) == change


def test_a_wide_layer_is_told_by_its_first_neurons_and_the_others_are_counted() -> None:
    trace = Page.of(PLACES["a wide net"]).trace
    found = nudge(trace, Selection("w", 1, 5, 0), 0.5)
    wide = {number: layer.a.shape[0] for number, layer in enumerate(trace.layers, start=1) if number > 1}
    assert any(n > SHOWN for n in wide.values()), "a net that shows it"
    assert {layer: count for _, layer, count in found.others()} == {
        layer: n - SHOWN for layer, n in wide.items() if n > SHOWN
    }
    assert [(each.name, each.layer, each.row) for each in found.changes()][1:3] == [("z", 1, 5), ("a", 1, 5)]


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
