"""Examples that are pictures, drawn as such: the mini-batch as small ones, the chosen example large."""

from __future__ import annotations

import numpy as np

from ..engine.activations import Array
from .html import Html, fragment, h

LEVELS = 16  # of ink: one path for each
MOST = 64  # pictures of a mini-batch


def picture(ink: Array, shape: tuple[int, int], words: str) -> Html:
    """One example as an SVG: `ink` from 0 to 1, as many numbers as `shape` (rows, columns) has pixels, row by row."""
    rows, columns = shape
    levels = np.rint(np.clip(ink, 0.0, 1.0) * LEVELS).astype(int).reshape(rows, columns)
    paths = (
        h("path", d="".join(_runs(levels == level)), fill_opacity=level / LEVELS)
        for level in range(1, LEVELS + 1)
        if (levels == level).any()
    )
    return h("svg", *paths, viewBox=f"0 0 {columns} {rows}", role="img", aria_label=words, class_="ink")


def _runs(cells: Array) -> list[str]:
    """The path of the cells that are True: a box for each run in a row."""
    found = []
    for y, row in enumerate(cells.tolist()):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                found.append(f"M{start} {y}h{x - start}v1h{start - x}z")
            x += 1
    return found


def batch_of_pictures(
    x: Array, y: Array, shape: tuple[int, int], chosen: int, credit: str, lie: str = "column"
) -> Html:
    """The examples of a mini-batch, x `(n_0, m)` and one-hot y `(n_L, m)`: a press on one chooses it.

    On the page an example is a "row" or a "column", as `lie` says.
    """
    targets, m = y.argmax(axis=0).tolist(), x.shape[1]
    small = (
        h(
            "button",
            picture(x[:, k], shape, f"example {k + 1}: {target}"),
            data_pick=f"example:{k}",
            aria_pressed=str(k == chosen).lower(),
        )
        for k, target in enumerate(targets[:MOST])
    )
    words = f"example {chosen + 1} of {m}: target {targets[chosen]}"
    large = h("figure", picture(x[:, chosen], shape, words), h("figcaption", words))
    rows, columns = shape
    said = h("p", f"Each {lie} of x is a picture of {rows} × {columns} numbers, row by row: 0 is paper, 1 is ink.")
    more = h("p", f"The first {MOST} of {m} are shown.") if m > MOST else ""
    texts = fragment(said, more, h("small", credit))
    return h("div", large, h("div", h("div", *small, class_="small"), texts), class_="inked")
