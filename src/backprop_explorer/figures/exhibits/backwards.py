"""Pictures of the way back through w: the edges that leave a neuron, and the old or the new weights."""

from __future__ import annotations

from ...lesson.exhibits.leaving import Leaving, leaving
from ...lesson.exhibits.old_or_new import old_and_new, printed_cost
from .. import colours
from ..html import Html, fragment, h
from ..numbers import number
from .exhibited import Exhibited
from .pieces import exhibit, mat, panel, row, tell

WIDE, HIGH = 300, 150
RADIUS = 24
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
    n, sizes = it.notation, it.trace.network.sizes
    starts, ends = (min(NEURONS, sizes[layer]) for layer in (found.layer, found.layer + 1))
    left = [_height(at, starts) for at in range(starts)]
    right = [_height(at, ends) for at in range(ends)]
    x = RADIUS + 2, WIDE - RADIUS - 2
    faint = (
        h("path", class_="faint", d=f"M{x[0]} {y:.0f}L{x[1]} {end:.0f}")
        for k, y in enumerate(left)
        if k != found.neuron
        for end in right
    )
    own = left[found.neuron]
    limit = colours.limit(found.weights)
    lit = []
    for j, y in enumerate(right):
        weight = float(found.weights[j])
        part = abs(colours.position(weight, limit))
        sign = "minus" if weight < 0 else "plus"
        d = f"M{x[0]} {own:.0f}L{x[1]} {y:.0f}"
        lit.append(h("path", class_=f"leaves {sign}", d=d, stroke_width=f"{2 + 4 * part:.1f}"))
        # A third of the way, where the edges have parted.
        middle = x[0] + 0.5 * (x[1] - x[0]), own + 0.5 * (y - own)
        lit.append(h("text", number(weight), class_="plate", x=f"{middle[0]:.0f}", y=f"{middle[1] + 4:.0f}"))
    summed = f"Σ {n.word('w')}{n.word('delta')}"
    rings = [
        _ring(x[0], y, summed, number(found.sum), True) if k == found.neuron else _ring(x[0], y, f"{k + 1}", "", False)
        for k, y in enumerate(left)
    ]
    rings += [
        _ring(x[1], y, n.entry(("delta", found.layer + 1), j), number(float(found.deltas[j])), True)
        for j, y in enumerate(right)
    ]
    label = f"The edges that leave neuron {found.neuron + 1}, and the error at the end of each"
    return h(
        "svg",
        h("title", label),
        *faint,
        *lit,
        *rings,
        class_="edges",
        viewBox=f"0 0 {WIDE} {HIGH}",
        width=WIDE,
        height=HIGH,
        role="img",
        aria_label=label,
    )


def _height(at: int, count: int) -> float:
    return HIGH * (at + 0.5) / count


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
