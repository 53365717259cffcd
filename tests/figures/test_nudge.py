"""The nudge as it is printed, and its picture read back."""

import math
import re

import pytest

from backprop_explorer.engine import Network, backprop
from backprop_explorer.figures.nudge import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, nudge_panel, slider
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.nudge import STEPS, Change, Nudge, nudge
from backprop_explorer.lesson.selection import Selection

from ..lesson.pages import NOTATIONS, Page
from ..lesson.test_nudge import parameters
from ..scenario.cases import OR, PLACES
from .html_tree import Element, read
from .test_chain import Number, assert_true_to_the_last_but_one

SMALL = ("or-gate-2-2-1", "two-inputs-one-output", "mazur-2-2-2", "rectifiers", "the sum over a batch")


def shown(found: Nudge, notation: Notation) -> str:
    """The panel at the end of a mini-batch of two layers."""
    return nudge_panel(found, notation, Page.of(OR).phases[-1])


def numbers(row: Element) -> list[Number]:
    return [Number(cell.text) for cell in row.find("td")]


def spots(polyline: Element) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in polyline.attributes["points"].split()]  # type: ignore[misc]


def assert_panel_is_true(found: Nudge, notation: Notation) -> None:
    panel = read(shown(found, notation))
    states, slopes = panel.find("table")
    rows = {row.attributes["data-change"]: row for row in states.find("tr", data_change="")}
    assert list(rows) == [f"{each.name}-{each.layer}-{each.row}-{each.column}" for each in found.changes()]
    for row, each in zip(rows.values(), found.changes(), strict=True):
        before, after, change = numbers(row)
        assert_true_to_the_last_but_one(after.value - before.value, change, row.text)
        told = [float(cell.attributes["data-value"]) for cell in row.find("td")]
        assert told[:2] == [each.before, each.after] and told[2] == pytest.approx(each.after - each.before, abs=1e-12)
        assert name_of(each, notation) in row.text
    truth = [found.ratio, found.slope, found.rise, found.predicted, found.gap, found.half_gap]
    printed_cells = [next(row.find("td")) for row in slopes.find("tr")]
    for cell, value in zip(printed_cells, truth, strict=True):
        assert value is not None and float(cell.attributes["data-value"]) == value
        printed = Number(cell.text)
        assert abs(float(printed.value) - value) <= 0.51 * float(printed.unit) + 1e-300
    assert_picture_is_true(found, panel.one("svg"))


def name_of(each: Change, notation: Notation) -> str:
    """How the page writes a number of the table."""
    if each.name == "example_cost":
        return f"C{'₁₂₃₄₅₆₇₈₉'[each.column]}"
    if each.name == "cost":
        return "C of the mini-batch"
    return notation.entry((each.name, each.layer), each.row, each.column if each.name == "w" else None)


def assert_picture_is_true(found: Nudge, svg: Element) -> None:
    """The polyline is the curve, in proportion both ways, and both circles stand on it."""
    curve, line = spots(svg.one("polyline", "cost")), spots(svg.one("polyline", "line"))
    assert len(curve) == len(found.curve) and svg.one("title").text
    costs = [cost for _, cost in found.curve]
    for x, y in (*curve, *line):
        assert LEFT - 0.01 <= x <= WIDTH - RIGHT + 0.01 and TOP - 0.01 <= y <= HEIGHT - BOTTOM + 0.01
    low, high = costs.index(min(costs)), costs.index(max(costs))
    if max(costs) - min(costs) > 1e-9:
        scale = (curve[low][1] - curve[high][1]) / (max(costs) - min(costs))
        for (_, y), cost in zip(curve, costs, strict=True):
            assert y == pytest.approx(curve[low][1] - scale * (cost - min(costs)), abs=0.02)
        slope = -(line[1][1] - line[0][1]) / scale / (found.curve[-1][0] - found.curve[0][0])
        assert slope == pytest.approx(found.slope, abs=0.02 / scale + 1e-6)
    ways = [t for t, _ in found.curve]
    for name, t in (("here", 0.0), ("there", found.change)):
        circle = svg.one("circle", name).attributes
        assert (float(circle["cx"]), float(circle["cy"])) == pytest.approx(curve[ways.index(t)], abs=0.02)
    across = (WIDTH - LEFT - RIGHT) / (ways[-1] - ways[0])
    if abs(found.value) < 1e6:  # beside a huge weight the steps are rounded
        assert [x for x, _ in curve] == pytest.approx([LEFT + across * (t - ways[0]) for t in ways], abs=0.02)


@pytest.mark.parametrize("name", SMALL)
def test_what_is_printed_is_the_nudge(name: str) -> None:
    trace = Page.of(PLACES[name]).trace
    for number, selection in enumerate(parameters(trace)):
        for change in (0.01, -0.0001, 0.5):
            assert_panel_is_true(nudge(trace, selection, change), NOTATIONS[number % len(NOTATIONS)])


def test_the_claim_is_made_where_it_holds_and_only_there() -> None:
    trace = Page.of(OR).trace
    chosen = Selection("w", 2, 0, 1)
    words = read(shown(nudge(trace, chosen, 0.01), Notation())).text
    assert "Half the nudge gives 0.25 times the gap" in words and "almost the gradient" in words
    assert "w²₁₂, to neuron 1 of layer 2, from neuron 2 of layer 1: moved by +0.01" in words
    far = read(shown(nudge(trace, chosen, -1.0), Notation())).text
    assert "too large to follow the straight line" in far and "almost" not in far
    assert "ΔC / Δw²₁₂" in words
    assert "a quarter" not in read(shown(nudge(trace, chosen, 1e-9), Notation())).text
    still = read(shown(nudge(trace, chosen, 0.0), Notation())).text
    assert "Nothing is moved yet" in still and "ΔC / Δ" not in still
    corner = backprop(Network.build([[[1.0]]], [[0.005]], "relu"), [[0.0]], [[1.0]])
    assert "has a corner" in read(shown(nudge(corner, Selection("b", 1, 0, 0), -0.01), Notation())).text


def test_a_nudge_beyond_all_numbers_still_has_its_panel() -> None:
    net = Network.build([[[1.0]], [[1.0]]], None, "linear")
    found = nudge(backprop(net, [[1e100]], [[1.0]]), Selection("w", 1, 0, 0), 1e300)
    panel = read(shown(found, Notation()))
    assert not math.isfinite(found.after.cost) and "larger than any number" in panel.text
    assert not re.search(r"(nan|inf)[^a-z]", "".join(line.attributes["points"] for line in panel.find("polyline")))


@pytest.mark.parametrize("size", [1e40, 1e-150])
def test_a_huge_weight_and_a_level_cost_have_a_picture(size: float) -> None:
    found = nudge(backprop(Network.build([[[size]]], None, "linear"), [[1.0]], [[1.0]]), Selection("w", 1, 0, 0), 0.01)
    assert_picture_is_true(found, read(shown(found, Notation())).one("svg"))
    saturated = nudge(backprop(Network.build([[[size]]]), [[size]], [[1.0]]), Selection("w", 1, 0, 0), 0.01)
    assert list(read(shown(saturated, Notation())).find("polyline"))


def test_the_gradient_is_not_shown_before_its_phase() -> None:
    page = Page.of(OR)
    for phase in page.phases:
        for layer in (1, 2):
            found = nudge(page.trace, Selection("w", layer, 0, 0), 0.01)
            panel = read(nudge_panel(found, page.notation, phase))
            known = ("grad_w", layer) in phase.known
            assert bool(list(panel.find(data_value=""))) == known == (not list(panel.find("p", "waits"))), phase.id


def test_an_example_in_which_the_weight_meets_a_zero_is_told() -> None:
    trace = Page.of(OR).trace
    assert trace.x[1].tolist() == [0, 1, 0, 1]
    said = [read(shown(nudge(trace, Selection("w", 1, 0, 1), 0.5, example), Notation())).text for example in (0, 1)]
    assert "In example 1 nothing changes" in said[0] and "nothing changes" not in said[1]


def test_the_neurons_that_are_left_out_are_counted_in_words() -> None:
    page = Page.of(PLACES["a wide net"])
    found = nudge(page.trace, Selection("w", 1, 0, 0), 0.5)
    text = read(nudge_panel(found, Notation(), page.phases[-1])).text
    for _, layer, count in found.others():
        assert f"of the other {count} neurons of layer {layer}" in text


@pytest.mark.parametrize("change", [0.01, -1.0, 0.0, 0.037, 0.5])
def test_the_slider_is_fine_near_zero_and_a_field_takes_any_number(change: float) -> None:
    sliding, typed = read(slider(change)).find("input", data_send="nudge")
    steps = list(map(float, sliding.attributes["data-steps"].split()))
    assert steps == sorted(STEPS) and {-1.0, -0.01, 0.0, 0.001, 0.01, 0.5, 1.0} <= set(steps)
    at = steps[int(sliding.attributes["value"])]
    assert abs(at - change) == min(abs(step - change) for step in steps)
    assert float(typed.attributes["value"]) == change
    assert (float(typed.attributes["min"]), float(typed.attributes["max"])) == (-1.0, 1.0)
