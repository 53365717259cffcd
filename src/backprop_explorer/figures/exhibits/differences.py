"""The picture of a gradient check by hand: of the cost, and of the output in its place."""

from __future__ import annotations

from ...engine.gradient_check import EPSILON
from ...lesson.exhibits.differences import Moved, moved_by_hand
from ...lesson.notation import exact
from ..html import Html, h
from .exhibited import Exhibited
from .pieces import cell, evidence, exhibit, listing, precise, tell

DIGITS = 10
AGREES = 1e-4  # of the larger one: the difference over ±ε has an error of the order of ε²
ROOMY = "roomy"  # what a narrow screen leaves out


def check_the_cost(it: Exhibited) -> Html:
    """What is moved and by how much, the slope of C beside the gradient, and the slope of the output, which differs."""
    all_moved = moved_by_hand(it.trace)
    if not all_moved:
        return Html()
    several = it.trace.m > 1 or it.trace.network.sizes[-1] > 1
    output = "the output (of all examples, put together as C is)" if several else "the output"
    w = it.notation.word("w")
    roomy = (h("th", head, scope="col", class_=ROOMY) for head in (w, f"C at {w} − ε", f"C at {w} + ε"))
    heads = ("moved by ±ε", *roomy, "ΔC ÷ 2ε", "the gradient", "Δ of the output ÷ 2ε")
    rows = ((_name(it, moved), _cells(moved)) for moved in all_moved)
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
    before = (cell(value, precise(value, DIGITS), kinds=(ROOMY,)) for value in (moved.value, *moved.costs))
    slopes = (_beside(value, moved.gradient) for value in (moved.slope, moved.output_slope))
    of_cost, of_output = slopes
    return [*before, of_cost, cell(moved.gradient, precise(moved.gradient, 6)), of_output]


def _beside(slope: float, gradient: float) -> Html:
    """A measured slope: whether it is the gradient, but for the error of the difference."""
    agrees = abs(slope - gradient) <= AGREES * max(abs(slope), abs(gradient), AGREES)
    return cell(slope, precise(slope, 6), kinds=("seen" if agrees else "bad",), name="✓ " if agrees else "✗ ")
