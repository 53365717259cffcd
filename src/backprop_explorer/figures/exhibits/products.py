"""Pictures of products: what is multiplied with what, and why the shapes fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...lesson.equations import Writer
from ...lesson.exhibits.turned import Turned, three_ways
from ...lesson.notation import Key
from ...lesson.operands import line
from ...lesson.product import product_of
from ...lesson.written import in_print
from ..html import Html, h
from ..mathml import mathml
from .exhibited import Exhibited
from .pieces import exhibit, mat, panel, row, tell

WHO = {
    "columns": "columns: the book, one column per example",
    "rows": "rows: most course code, one row per example",
    "torch": "PyTorch: one row per example, w as in the book",
}


def maths_or_code(it: Exhibited) -> Html:
    """The same product in the three orientations, side by side, with one number ringed in all of them."""
    layer = it.trace.layers[0]
    shown = layer.w[:1] @ layer.a_prev[:, : in_print(it.trace.m)]
    example = int(np.abs(shown).argmax())
    panels = (_turned(way, example) for way in three_ways(it.writer))
    words = (
        f"The ringed number is the same in all three: neuron 1, example {example + 1}. Only the places of the numbers "
        f"change, and with them the ᵀ and the order of the factors."
    )
    return exhibit(
        "maths-or-code", "One product in three orientations", h("div", *panels, class_="panels"), tell(words)
    )


def _turned(way: Turned, example: int) -> Html:
    product = way.product
    at = (example, 0) if way.lying else (0, example)
    tail = f"in-{way.orientation}"
    factors = (
        mat(product.left, tail, spot=lambda i, j: i == at[0]),
        mat(product.right, tail, spot=lambda i, j: j == at[1]),
    )
    made = mat(product.made, tail, spot=lambda i, j: (i, j) == at, why="the same numbers at other places")
    formulas = (h("div", mathml(one), h("code", code)) for one, code in zip(way.formulas, way.code, strict=True))
    return panel(WHO[way.orientation], h("div", *formulas, class_="lines"), row(*factors, "=", made))


def hadamard_or_matmul(it: Exhibited) -> Html:
    """Products of the backward pass, each with the shape under every operand."""
    if len(it.trace.layers) < 2:
        return Html()
    lines = (_worked(it.writer, key) for key in _backward(it.writer))
    words = (
        "A matrix product needs equal inner sides, and it adds up along them. [[⊙]] needs two matrices of the same "
        "shape, and it adds up nothing. The shapes under the operands tell which one stands there."
    )
    label = "Matrix products and ⊙ with the shape of each operand"
    return exhibit("hadamard-or-matmul", label, h("div", *lines, class_="panels shapes-under"), tell(words))


def _backward(writer: Writer) -> Iterator[Key]:
    """The quantities that are worked out: one with ⊙ alone, one with both, one with a matrix product."""
    depth = len(writer.trace.layers)
    if writer.trace.layers[-1].sigma_prime is not None:
        yield "delta", depth
    yield "grad_w", depth
    yield "delta", depth - 1


def _worked(writer: Writer, key: Key) -> Html:
    """One equation with its numbers; the sides that are summed away stand out."""
    shown = line("", *writer.parts(writer.laid(key)), "=", writer.operand(key, result=True))
    product = product_of(shown)
    kinds = []
    if product is not None:
        kinds.append(f"matrix product: inner sides {product.summed.size} and {product.right.axes[0].size}")
    if "⊙" in shown.parts:
        before = shown.operands[-2]
        kinds.append(f"⊙: both {' × '.join(map(str, before.array.shape))}")
    title = ", then ".join(kinds)
    parts: list[str] = []
    for at, part in enumerate(shown.parts):
        if isinstance(part, str):
            parts.append(part)
            continue
        if product is not None and at == 1:
            parts.append("·")
        named = replace(part, name="∇C") if part.kind == "error" else part
        parts.append(mat(named, f"for-{key[0]}-{key[1]}", why=title if part.result else ""))
    return panel(title, row(*parts))
