"""The nudge as it is printed, and its picture read back."""

import math
import re

import pytest

from backprop_explorer.engine import Network, backprop
from backprop_explorer.figures.nudge import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, nudge_panel
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.nudge import Nudge, nudge
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
    for row in list(states.find("tr"))[1:]:
        before, after, change = numbers(row)
        assert_true_to_the_last_but_one(after.value - before.value, change, row.text)
    truth = [found.ratio, found.slope, found.rise, found.predicted, found.gap, found.half_gap]
    printed_cells = [next(row.find("td")) for row in slopes.find("tr")]
    for cell, value in zip(printed_cells, truth, strict=True):
        assert value is not None and float(cell.attributes["data-value"]) == value
        printed = Number(cell.text)
        assert abs(float(printed.value) - value) <= 0.51 * float(printed.unit) + 1e-300
    assert_picture_is_true(found, panel.one("svg"))


def assert_picture_is_true(found: Nudge, svg: Element) -> None:
    """The polyline is the curve: equal steps to the right, and heights in proportion to the costs."""
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
    middle = curve[len(curve) // 2]
    here = svg.one("circle", "here").attributes
    assert (float(here["cx"]), float(here["cy"])) == pytest.approx(middle, abs=0.02)


@pytest.mark.parametrize("name", SMALL)
def test_what_is_printed_is_the_nudge(name: str) -> None:
    trace = Page.of(PLACES[name]).trace
    for number, selection in enumerate(parameters(trace)):
        for change in (0.01, -0.0001):
            assert_panel_is_true(nudge(trace, selection, change), NOTATIONS[number % len(NOTATIONS)])


def test_the_claim_is_made_where_it_holds_and_only_there() -> None:
    trace = Page.of(OR).trace
    chosen = Selection("w", 2, 0, 1)
    words = read(shown(nudge(trace, chosen, 0.01), Notation())).text
    assert "half the nudge, a quarter of the gap" in words
    assert "w²₁₂, to neuron 1 of layer 2, from neuron 2 of layer 1: moved by 0.01" in words
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
