"""The picture of one update with a mini-batch beside the updates that its examples alone would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ...engine.activations import Array
from ...lesson.exhibits.singly import Updates, updates
from ...lesson.notation import plural
from .. import colours
from ..html import Html, fragment, h
from ..numbers import number
from ..sketch import sketch
from .exhibited import Exhibited
from .pieces import cell, evidence, exhibit, listing, panel, tell

ENTRIES = 4  # weights of the layer that are listed
EXAMPLES = 6
SIDE = 124  # px of the drawing, without its margin
MARGIN = 26
LARGEST = 1e150  # weights that are drawn

Spot = tuple[int, int]


def four_updates(it: Exhibited) -> Html:
    """The gradients of the examples with their sum and their mean, and where w lands each way."""
    layer = len(it.trace.layers)
    found = updates(it.writer, layer)
    if found is None:
        return Html()
    spots = list(np.ndindex(found.start.shape))[:ENTRIES]
    w = it.notation.text(("w", layer))
    panels = (
        panel(f"gradients, all at the same {w}", _gradients(it, found, spots)),
        panel(f"where {w} lands", _landings(it, found, spots)),
        *([panel("the same, drawn", _plane(it, found, spots[0], spots[1]))] if len(spots) > 1 else []),
    )
    m = it.trace.m
    words = (
        f"Each update with one example begins at the same {w} and follows this example alone. {m} updates in turn "
        f"are learning with mini-batches of 1: another way to learn, and no mistake."
    )
    label = "One update with the mini-batch, and one for each example"
    return exhibit("four-updates", label, h("div", *panels, class_="panels"), tell(words))


def _mean(it: Exhibited) -> bool:
    return it.trace.network.reduction == "mean"


def _gradients(it: Exhibited, found: Updates, spots: Sequence[Spot]) -> Html:
    key, m = ("grad_w", found.layer), it.trace.m
    heads = ["", *(it.notation.entry(("w", found.layer), *spot) for spot in spots)]
    end = max(map(colours.limit, (*found.gradients, found.total)))

    def rows() -> Iterator[tuple[str, Iterable[Html]]]:
        for x, gradient in enumerate(found.gradients[:EXAMPLES]):
            yield it.notation.of_example(key, x), _cells(gradient, spots, end)
        yield "their sum", _cells(found.total, spots, end)
        if _mean(it):
            yield f"÷ {m} = {it.notation.text(key)}", _cells(found.gradient, spots, end, "seen")

    table = listing("four-updates-gradients", heads, rows(), "The gradient of each example, their sum and their mean")
    return _cut(found) + h(
        "div", table, class_="mat", **evidence("each example has its gradient; the batch has their mean")
    )


def _cut(found: Updates) -> Html:
    left = len(found.gradients) - EXAMPLES
    return (
        h("small", f"without {plural(left, 'example')} that {'is' if left == 1 else 'are'} not listed")
        if left > 0
        else Html()
    )


def _landings(it: Exhibited, found: Updates, spots: Sequence[Spot]) -> Html:
    key = ("w", found.layer)
    heads = ["", *(it.notation.entry(key, *spot) for spot in spots)]
    end = max(map(colours.limit, (found.start, *found.alone, found.path[-1], found.once)))

    def rows() -> Iterator[tuple[str, Iterable[Html]]]:
        yield "now", _cells(found.start, spots, end)
        for x, w in enumerate(found.alone[:EXAMPLES]):
            yield f"example {x + 1} alone", _cells(w, spots, end)
        yield f"all {it.trace.m} in turn", _cells(found.path[-1], spots, end)
        yield "the one update", _cells(found.once, spots, end, "seen")

    table = listing("four-updates-landings", heads, rows(), "The weights after each kind of update")
    return _cut(found) + h("div", table, class_="mat", **evidence("the one update with the mean of the gradients"))


def _cells(array: Array, spots: Sequence[Spot], end: float, kind: str = "") -> list[Html]:
    values = (float(array[spot]) for spot in spots)
    return [cell(v, number(v), colours.position(v, end), (kind,) if kind else ()) for v in values]


def _plane(it: Exhibited, found: Updates, across: Spot, up: Spot) -> Html:
    """Two weights as a point in a plane: the start, each example alone, all in turn, and the one update."""
    turn = [found.start, *found.path]
    points = np.array([[w[across], w[up]] for w in (*turn, *found.alone, found.once)])
    if not (np.abs(points) < LARGEST).all():
        return Html()
    low, high = points.min(axis=0), points.max(axis=0)
    span = float(max(*(high - low), 1 / LARGEST))
    middle = (low + high) / 2

    def at(w: Array) -> str:
        x, y = ((float(w[spot]) - c) / span for spot, c in zip((across, up), middle, strict=True))
        return f"{MARGIN + SIDE * (0.5 + x):.1f} {MARGIN / 2 + SIDE * (0.5 - y):.1f}"

    def dot(w: Array, kind: str) -> Html:
        x, y = at(w).split()
        return h("circle", class_=f"dot {kind}", cx=x, cy=y, r=4)

    start = at(found.start)
    alone = (h("path", class_="alone", d=f"M{start}L{at(w)}") + dot(w, "small") for w in found.alone)
    names = [it.notation.entry(("w", found.layer), *spot) for spot in (across, up)]
    label = (
        f"{names[0]} to the right, {names[1]} upwards: thin lines for each example alone, a dashed line for all in "
        f"turn, a thick line for the one update"
    )
    full = SIDE + 2 * MARGIN
    drawing = sketch(
        label,
        h("text", f"{names[0]} →", x=full - 4, y=SIDE + MARGIN + 10, text_anchor="end"),
        h("text", f"↑ {names[1]}", x=2, y=12),
        *alone,
        h("path", class_="turn", d="M" + "L".join(map(at, turn))),
        h("path", class_="once", d=f"M{start}L{at(found.once)}"),
        dot(found.path[-1], "turned"),
        dot(found.once, "right"),
        dot(found.start, "start"),
        kind="plane",
        size=(full, SIDE + MARGIN + 14),
    )
    return fragment(drawing, h("small", "○ now · thin: one example · dashed: all in turn · thick: the one update"))
