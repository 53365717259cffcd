"""The picture of a chain of matrices whose factors are moved by hand, with buttons or by dragging."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...lesson.exhibits.order import Chain, chain_of, first_misfit, multiplied
from ...lesson.operands import Operand
from ..cells import name_html
from ..html import Html, h
from .exhibited import Exhibited
from .pieces import evidence, exhibit, grid, mat

# What is said of an order. The browser fills in the same sentences after a move (front/exhibits.js).
SAID = {
    "misfit": "Columns of {left}: {a}. Rows of {right}: {b}. They have to be equal, so this pair cannot be multiplied.",
    "other": "All inner sides are equal, so NumPy multiplies. But the product, {size}, is not {gradient}: this is not "
    "the order of the chain rule.",
    "right": "All inner sides are equal, and the product, {size}, is {gradient}: one number per edge.",
}
HINT = (
    "These are the factors of {gradient}, all for example {example}. Move them with ◂ and ▸, or drag them, until all "
    "inner sides are equal and the product is the gradient."
)


def product_order(it: Exhibited) -> Html:
    """The factors of a gradient as tiles, the shape below each, and what their order gives."""
    chain = chain_of(it.writer)
    state, filled = _judged(chain, chain.factors)
    templates = {f"data_{name}": said.replace("{gradient}", chain.gradient.name) for name, said in SAID.items()}
    misfit = first_misfit([_shape(tile) for tile in chain.factors])
    tiles = (_tile(tile, _kind(at, misfit)) for at, tile in enumerate(chain.factors))
    why = "the first two neighbours that do not fit are red"
    box = h(
        "div",
        h("div", *tiles, class_="movables", role="list", aria_label="the factors in their order", **evidence(why)),
        h("p", SAID[state].format(**filled), class_="said-of-order", role="status"),
        h("div", mat(chain.gradient, "wanted"), class_="wanted"),
        class_="order",
        data_state=state,
        **templates,
    )
    return exhibit(
        "product-order",
        "A chain of matrices, to be put in order",
        h("p", HINT.format(gradient=chain.gradient.name, example=chain.example + 1)),
        box,
    )


def _judged(chain: Chain, order: Sequence[Operand]) -> tuple[str, dict[str, str]]:
    """Whether the factors fit in this order and give the gradient, and what the sentence needs."""
    at = first_misfit([_shape(tile) for tile in order])
    if at is not None:
        left, right = order[at], order[at + 1]
        counts = {"a": str(_shape(left)[1]), "b": str(_shape(right)[0])}
        return "misfit", {"left": left.title, "right": right.title, **counts}
    product = multiplied(order)
    assert product is not None
    same = product.shape == chain.gradient.array.shape and np.allclose(product, chain.gradient.array, rtol=1e-9, atol=0)
    size = " × ".join(map(str, product.shape))
    return ("right" if same else "other"), {"size": size, "gradient": chain.gradient.name}


def _shape(tile: Operand) -> tuple[int, int]:
    rows, columns = tile.array.shape
    return rows, columns


def _kind(at: int, misfit: int | None) -> str:
    """The left one of the pair that does not fit ends with the wrong side, the right one begins with it."""
    return "" if misfit is None else {misfit: "ends", misfit + 1: "begins"}.get(at, "")


def _tile(tile: Operand, kind: str) -> Html:
    """A factor with its shape below it, and the buttons that move it."""
    rows, columns = _shape(tile)
    sides = h("div", h("b", str(rows), class_="first"), " × ", h("b", str(columns), class_="last"), class_="sides-of")
    moves = (
        h("button", sign, data_move=way, aria_label=f"move {tile.title} to the {where}")
        for sign, way, where in (("◂", -1, "left"), ("▸", 1, "right"))
    )
    box = h(
        "div",
        h("div", name_html(tile.title), class_="head"),
        grid(tile, "tile"),
        sides,
        h("div", *moves),
        class_="box-of",
    )
    return h(
        "div",
        box,
        h("span", class_="joint", aria_hidden="true"),
        class_=f"movable {kind}".strip(),
        role="listitem",
        draggable="true",
        data_name=tile.title,
        data_rows=rows,
        data_columns=columns,
    )
