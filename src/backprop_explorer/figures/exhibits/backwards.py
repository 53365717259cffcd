"""Pictures of the way back through w: the edges that leave a neuron, and the old or the new weights."""

from __future__ import annotations

from collections.abc import Iterator

from ...lesson.exhibits.leaving import Leaving, leaving
from ...lesson.exhibits.old_or_new import old_and_new, printed_cost
from .. import colours
from ..html import Html, fragment, h
from ..numbers import number
from ..sketch import sketch
from .exhibited import Exhibited
from .pieces import exhibit, mat, panel, row, tell

WIDE, HIGH = 300, 150
RADIUS = 24
START, END = RADIUS + 2, WIDE - RADIUS - 2  # the middles of the neurons on the left and on the right
NEURONS = 5  # of a layer that are drawn


def what_w_t_does(it: Exhibited) -> Html:
    """The edges that leave one neuron, the sum over them before the ⊙, and wᵀw beside 1."""
    found = leaving(it.writer)
    if found is None:
        return Html()
    n, above = it.notation, found.layer + 1
    w, neuron = n.text(("w", above)), found.neuron
    line = "row" if found.lying else "column"
    column = f"the edges that leave neuron {neuron + 1}: {line} {neuron + 1} of {w}"
    spot = (lambda i, j: i == neuron) if found.lying else (lambda i, j: j == neuron)
    product = found.product
    back = n.text(("delta", found.layer))
    slope, result = found.line.operands[-2:]
    at = found.at
    works = row(
        mat(product.left, "back"),
        "·",
        mat(product.right, "back"),
        "=",
        mat(product.made, "back", spot=lambda i, j: (i, j) == at, why="the sum over the edges, before the ⊙"),
        "⊙",
        mat(slope, "back"),
        "=",
        mat(result, "back"),
    )
    square = row(mat(found.square, "shown", why="not 1: wᵀ is not an inverse"), "≠", mat(found.unit, "shown"))
    panels = (
        panel(column, h("div", _edges(it, found), mat(found.w, "leaving", spot=spot, why=column), class_="row")),
        panel(
            f"{product.made.title} first, then ⊙ gives {back}",
            works,
            h("p", h("b", f"neuron {neuron + 1}: "), found.spelled),
        ),
        panel("ᵀ is not an inverse", square),
    )
    words = (
        f"Forwards, neuron {neuron + 1} sends its output along these edges. Backwards, the same edges bring the errors "
        f"at their ends back, each times its weight, and the neuron adds them up. Nothing is undone."
    )
    return exhibit("what-wT-does", "What the transposed weights do", h("div", *panels, class_="panels"), tell(words))


def _edges(it: Exhibited, found: Leaving) -> Html:
    """The neuron and the neurons of the next layer, with the weights of its edges and the errors at their ends."""
    sizes = it.trace.network.sizes
    left, right = (_heights(min(NEURONS, sizes[layer])) for layer in (found.layer, found.layer + 1))
    faint = (
        h("path", class_="faint", d=_edge(y, end)) for k, y in enumerate(left) if k != found.neuron for end in right
    )
    label = f"The edges that leave neuron {found.neuron + 1}, and the error at the end of each"
    marks = (*faint, *_leaving(found, left, right), *_rings(it, found, left, right))
    return sketch(label, *marks, kind="edges", size=(WIDE, HIGH))


def _leaving(found: Leaving, left: list[float], right: list[float]) -> Iterator[Html]:
    """The edges that leave the neuron, each with its weight in the middle."""
    own, limit = left[found.neuron], colours.limit(found.weights)
    for weight, y in zip(found.weights.tolist(), right, strict=False):
        sign = "minus" if weight < 0 else "plus"
        broad = f"{2 + 4 * abs(colours.position(weight, limit)):.1f}"
        yield h("path", class_=f"leaves {sign}", d=_edge(own, y), stroke_width=broad)
        yield h("text", number(weight), class_="plate", x=f"{WIDE / 2:.0f}", y=f"{(own + y) / 2 + 4:.0f}")


def _rings(it: Exhibited, found: Leaving, left: list[float], right: list[float]) -> Iterator[Html]:
    """The neurons of both layers: the one that adds up with its sum, those of the next layer with their errors."""
    n = it.notation
    summed = f"Σ {n.word('w')}{n.word('delta')}", number(found.sum)
    for k, y in enumerate(left):
        yield _ring(START, y, *(summed if k == found.neuron else (f"{k + 1}", "")), k == found.neuron)
    for j, y in enumerate(right):
        yield _ring(END, y, n.entry(("delta", found.layer + 1), j), number(float(found.deltas[j])), True)


def _edge(start: float, end: float) -> str:
    """The path of an edge from one height on the left to another on the right."""
    return f"M{START} {start:.0f}L{END} {end:.0f}"


def _heights(count: int) -> list[float]:
    """Where the neurons of a layer stand."""
    return [HIGH * (at + 0.5) / count for at in range(count)]


def _ring(x: float, y: float, letter: str, value: str, lit: bool) -> Html:
    """A neuron with its letter and its number."""
    texts = h("text", letter, class_="letter", x=x, y=f"{y - (4 if value else -4):.0f}")
    if value:
        texts += h(
            "text", value, class_="value", x=x, y=f"{y + 11:.0f}", textLength=2 * RADIUS - 8 if len(value) > 6 else None
        )
    return fragment(h("circle", class_="ring lit" if lit else "ring", cx=x, cy=f"{y:.0f}", r=RADIUS), texts)


def old_or_new_w(it: Exhibited) -> Html:
    """δ of the hidden layer and C after the update, from the old weights and from the updated ones."""
    ways = old_and_new(it.writer)
    if ways is None:
        return Html()
    wrong = ways[1]
    titles = ("the old weights: right", "the weights after their update: a mistake")
    reasons = ("nothing changes before all gradients are computed", "other weights, another δ, another C")
    panels = (
        panel(
            ("✓ " if tail == "old" else "✗ ") + title,
            row(
                mat(way.w, tail),
                "→",
                mat(way.delta, tail, digits=8, why=why),
                "→",
                mat(way.cost, tail, digits=8, why=why),
            ),
            kind=("good", "bad")[way is wrong],
        )
        for way, tail, title, why in zip(ways, ("old", "new"), titles, reasons, strict=True)
    )
    printed = printed_cost(it.scenario.preset, float(wrong.cost.array[0, 0]))
    words = (
        "All gradients belong to one network: the one before the update. A δ from updated weights belongs to no "
        "network at all."
    )
    said = f" {printed[0]} prints C = {printed[1]}: this is the number with the mistake." if printed else ""
    label = "The hidden error from the old and from the updated weights"
    return exhibit("old-or-new-w", label, h("div", *panels, class_="panels"), tell(words + said))
