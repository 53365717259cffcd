"""The picture of a gradient in the layout of its weights."""

from __future__ import annotations

from collections.abc import Iterator

from ...lesson.written import in_print
from .. import colours
from ..html import Html, h
from ..numbers import number
from .exhibited import Exhibited
from .pieces import cell, evidence, exhibit, panel, tell


def layout(it: Exhibited) -> Html:
    """∂C/∂w_jk under w_jk in each layer, cell by cell."""
    panels = (_pairs(it, layer) for layer in range(1, len(it.trace.layers) + 1))
    w, gradient = it.notation.word("w"), it.notation.word("grad_w")
    words = (
        f"Each weight has its own number in {gradient}, at the same place. So {w} − η {gradient} subtracts cell from "
        f"cell. The other layout is the transposed matrix: the same numbers, but {w} could not be updated without a ᵀ."
    )
    return exhibit("layout", "Each gradient below its weight", h("div", *panels, class_="panels"), tell(words))


def _pairs(it: Exhibited, layer: int) -> Html:
    """Rows of weights with the row of their gradients below each."""
    n, keys = it.notation, (("w", layer), ("grad_w", layer))
    shown = [it.writer.operand(key).array for key in keys]
    ends = [colours.limit(array) for array in shown]
    rows, columns = map(in_print, shown[0].shape)
    turned = n.turned("w")

    def cells(which: int, i: int) -> Iterator[Html]:
        for c in range(columns):
            value = float(shown[which][i, c])
            j, k = (c, i) if turned else (i, c)
            name = n.entry(keys[which], j, k)
            yield cell(value, number(value), colours.position(value, ends[which]), (), name)

    body = (h("tr", *cells(which, i), class_=("of-w", "of-gradient")[which]) for i in range(rows) for which in (0, 1))
    size = " × ".join(map(str, shown[0].shape))
    names = [n.text(key) for key in keys]
    heard = h("caption", f"{names[0]} with {names[1]} below each of its rows")
    name = f"w-{layer}-over-grad_w-{layer}-shown"
    table = h("table", heard, *body, class_="mx pairs", data_operand=name, data_shape=f"{2 * rows}x{columns}")
    both = h("div", table, class_="mat", **evidence("each gradient stands below its weight"))
    return panel(f"{names[0]} and {names[1]}: both {size}", both)
