"""Pictures of products: what is multiplied with what, and why the shapes fit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...lesson.equations import Writer
from ...lesson.exhibits.turned import Turned, three_ways
from ...lesson.notation import Key
from ...lesson.operands import Operand, line
from ...lesson.product import product_of
from ...lesson.written import in_print
from .. import colours
from ..html import Html, h
from ..mathml import mathml
from ..numbers import number
from .exhibited import Exhibited
from .pieces import cell, evidence, exhibit, mat, panel, row, tell

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
    yield "delta", depth - 1
    yield "grad_w", depth


def _worked(writer: Writer, key: Key) -> Html:
    """One equation with its numbers; the sides that are summed away stand out."""
    shown = line("", *writer.parts(writer.laid(key)), "=", writer.operand(key, result=True))
    product = product_of(shown)
    elementwise = "⊙" in shown.parts
    kinds = [*(["matrix product"] if product is not None else []), *(["⊙"] if elementwise else [])]
    parts: list[str] = []
    for at, part in enumerate(shown.parts):
        if isinstance(part, str):
            parts.append(part)
            continue
        if product is not None and at == 1:
            parts.append("·")
        why = "the shapes decide: " + (" then ".join(kinds))
        parts.append(mat(_named(part), "with-shape", why=why if part.result else ""))
    return panel(" then ".join(kinds), row(*parts))


def _named(operand: Operand) -> Operand:
    """∇C in place of a long formula for it."""
    return operand if operand.kind != "error" else _renamed(operand, "∇C")


def _renamed(operand: Operand, name: str) -> Operand:
    from dataclasses import replace

    return replace(operand, name=name)


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

    body = (h("tr", *cells(which, i), class_=("over", "under")[which]) for i in range(rows) for which in (0, 1))
    size = " × ".join(map(str, shown[0].shape))
    names = [n.text(key) for key in keys]
    heard = h("caption", f"{names[0]} with {names[1]} below each of its rows")
    name = f"w-{layer}-over-grad_w-{layer}-shown"
    table = h("table", heard, *body, class_="mx pairs", data_operand=name, data_shape=f"{2 * rows}x{columns}")
    both = h("div", table, class_="mat", **evidence("each gradient stands below its weight"))
    return panel(f"{names[0]} and {names[1]}: both {size}", both)


def softmax_jacobian(it: Exhibited) -> Html:
    """The product of the Jacobian and the gradient of the cost beside a − y, for one example."""
    writer, depth = it.writer, len(it.trace.layers)
    rules = writer.rules
    if not (rules.through_jacobian and rules.joined):
        return Html()
    from dataclasses import replace

    from ...lesson.expression import laid

    one = replace(writer, alone=True)
    turned = one.notation.turned("delta")
    product = product_of(line("", *one.parts(laid(rules.chained(depth), one.notation, turned))))
    assert product is not None
    difference = one.parts(one.laid(("delta", depth)))
    error = one.operand(("delta", depth), result=True)
    left, right = (_renamed(each, "−y/a") if each.kind == "error" else each for each in (product.left, product.right))
    made = replace(product.made, name=_product_name(turned))
    why = "equal to all digits shown"
    panels = (
        panel(
            "the chain rule with the whole Jacobian",
            row(mat(left, "whole"), "·", mat(right, "whole"), "=", mat(made, "whole", digits=8, why=why)),
        ),
        panel(
            "output minus target",
            row(
                *(mat(each, "short") if isinstance(each, Operand) else each for each in difference),
                "=",
                mat(error, "short", digits=8, why=why),
            ),
        ),
    )
    words = (
        f"Example {it.example + 1}. −y/a has one entry that is not 0, the one of the right class. Its a is in every "
        f"entry of the same row of J, so it cancels, and a − y is left."
    )
    return exhibit("softmax-jacobian", "J times ∇C, and a − y", h("div", *panels, class_="panels"), tell(words))


def _product_name(turned: bool) -> str:
    return "(−y/a) J" if turned else "Jᵀ(−y/a)"
