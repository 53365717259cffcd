"""The picture of a gradient check by hand: of the cost, and of the output in its place."""

from __future__ import annotations

from ...engine.gradient_check import EPSILON
from ...lesson.exhibits.differences import Moved, moved_by_hand
from ...lesson.notation import exact
from ..html import Html, h
from .exhibited import Exhibited
from .pieces import cell, evidence, exhibit, listing, precise, tell

DIGITS = 10


def check_the_cost(it: Exhibited) -> Html:
    """What is moved and by how much, the slope of C beside the gradient, and the slope of the output, which differs."""
    several = it.trace.m > 1 or it.trace.network.sizes[-1] > 1
    output = "the outputs, put together as C is," if several else "the output"
    heads = (
        "moved by ±ε",
        "w",
        "C at w − ε",
        "C at w + ε",
        "ΔC ÷ 2ε",
        "✓ the gradient",
        "✗ the output’s Δ ÷ 2ε",
    )
    rows = ((_name(it, moved), _cells(moved)) for moved in moved_by_hand(it.trace))
    table = listing("check-by-hand", heads, rows, "Some weights moved by hand")
    words = (
        f"One weight at a time is moved by ε = {exact(EPSILON)}, down and up, and the whole network is computed again. "
        f"The gradient is the slope of the cost C, so C has to be watched. In the last column {output} was watched "
        f"instead: a right slope of something else."
    )
    box = h(
        "div", table, class_="mat", **evidence("the slope of C agrees with the gradient, that of the output does not")
    )
    return exhibit("check-the-cost", "A gradient check by hand", box, tell(words))


def _name(it: Exhibited, moved: Moved) -> str:
    layer, j, k = moved.at
    return it.notation.entry(("w", layer), j, k)


def _cells(moved: Moved) -> list[Html]:
    agrees = abs(moved.output_slope - moved.gradient) <= 1e-6 * abs(moved.gradient)
    return [
        cell(moved.value, precise(moved.value, 6)),
        *(cell(cost, precise(cost, DIGITS)) for cost in moved.costs),
        cell(moved.slope, precise(moved.slope, 6), kinds=("seen",)),
        cell(moved.gradient, precise(moved.gradient, 6), kinds=("seen",)),
        cell(moved.output_slope, precise(moved.output_slope, 6), kinds=() if agrees else ("bad",)),
    ]
