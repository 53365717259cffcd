"""A network as a small picture: its neurons, and its edges coloured by their weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..engine import Network
from ..engine.activations import Array
from .html import Html, h

WIDTH, HEIGHT = 112.0, 60.0  # px
MARGIN = 8.0  # px from the rim to the centre of a neuron
MOST = 8  # neurons of a layer that are drawn as rings; a larger layer is a bar
EDGES = 36  # of each layer, the strongest


def thumbnail(network: Network) -> Html:
    """The picture of a network; the text beside it says what it is."""
    columns = [_ys(n) for n in network.sizes]
    xs = np.linspace(MARGIN, WIDTH - MARGIN, len(columns)).tolist()
    edges = [
        edge
        for number, layer in enumerate(network.layers)
        for edge in _edges(layer.w, (xs[number], columns[number]), (xs[number + 1], columns[number + 1]))
    ]
    neurons = [mark for x, n, ys in zip(xs, network.sizes, columns, strict=True) for mark in _neurons(x, n, ys)]
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return h("svg", *edges, *neurons, viewBox=box, width=WIDTH, height=HEIGHT, aria_hidden="true", class_="tiny")


def _ys(neurons: int) -> list[float]:
    """The heights of the neurons of a layer: 14 px apart, or closer where they need it."""
    gap = min(14.0, (HEIGHT - 2 * MARGIN) / max(1, neurons - 1))
    first = HEIGHT / 2 - gap * (neurons - 1) / 2
    return [round(first + gap * j, 1) for j in range(neurons)]


def _edges(w: Array, start: tuple[float, list[float]], end: tuple[float, list[float]]) -> Iterator[Html]:
    """The strongest edges, w `(n_l, n_{l−1})`, strongest last, so that it lies on top."""
    most = float(np.abs(w).max()) or 1.0
    for flat in np.argsort(np.abs(w), axis=None, kind="stable")[-EDGES:].tolist():
        j, k = divmod(flat, w.shape[1])
        share = round(100 * abs(float(w[j, k])) / most)
        kind = "minus" if w[j, k] < 0 else "plus"
        ends = {"x1": round(start[0], 1), "y1": start[1][k], "x2": round(end[0], 1), "y2": end[1][j]}
        yield h("line", class_=kind, style=f"--t:{share}%", **ends)


def _neurons(x: float, neurons: int, ys: list[float]) -> Iterator[Html]:
    if neurons > MOST:
        yield h("rect", x=round(x - 4, 1), y=MARGIN - 5, width=8, height=HEIGHT - 2 * MARGIN + 10, rx=4)
        return
    radius = 4.5 if neurons < 5 else 3.2
    for y in ys:
        yield h("circle", cx=round(x, 1), cy=y, r=radius)
