"""The matrix product of a line: the side that is summed, what the factors give, and how one entry is worked out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .notation import Axis
from .operands import Line, Operand
from .written import number

WRITTEN = 3  # addends of an entry that are written out


@dataclass(frozen=True, eq=False, slots=True)
class Product:
    """Two factors and what they give. The last side of `left` and the first of `right` are the one that is summed."""

    left: Operand
    right: Operand
    made: Operand

    @property
    def summed(self) -> Axis:
        """The side over which the sum runs."""
        return self.left.axes[1]


@dataclass(frozen=True, eq=False, slots=True)
class Ones:
    """The constant 1 beside the inputs of a layer: its product with δ is the sum that ∂C/∂b needs.

    Where δ is the left factor, the ones are a column at the right, `column`; else they are a row at the bottom.
    """

    ones: Operand
    made: Operand
    column: bool


Step = tuple[str, Operand]
"""A sign, "" if there is none, and the operand behind it."""


def product_of(line: Line) -> Product | None:
    """The product that a line begins with, or None."""
    if len(line.parts) < 2:
        return None
    left, right = line.parts[:2]
    if isinstance(left, str) or isinstance(right, str):
        return None
    names = [operand.title if operand.turned else _held(operand.name) for operand in (left, right)]
    name = "the product" if any(" of " in each for each in names) else "".join(names)
    sides = (replace(left.axes[0], summed=False), replace(right.axes[1], summed=False))
    with np.errstate(all="ignore"):
        array = left.array @ right.array
    return Product(left, right, Operand(name, "product", array, sides, "product"))


def _held(name: str) -> str:
    return f"({name})" if " " in name or name.startswith("−") else name


def ones_beside(product: Product) -> Ones:
    """The constant 1 for the bias of a layer whose ∂C/∂w is this product."""
    column = product.left.kind == "delta"
    one = Axis(1, "")
    count = product.summed.size
    sides = (product.summed, one) if column else (one, product.summed)
    ones = np.ones((count, 1) if column else (1, count))
    with np.errstate(all="ignore"):
        array = product.left.array @ ones if column else ones @ product.right.array
    made = (product.made.axes[0], one) if column else (one, product.made.axes[1])
    return Ones(
        Operand("1", "ones", ones, sides, "ones"),
        Operand("summed", "product-ones", array, made, product.made.kind),
        column,
    )


def steps(line: Line) -> tuple[Step, ...]:
    """The operands of a line, each with the signs before it: ("", δ), ("", aᵀ), ("÷ 4 =", ∂C/∂w)."""
    found: list[Step] = []
    signs: list[str] = []
    for part in line.parts:
        if isinstance(part, str):
            signs.append(part)
        else:
            found.append((" ".join(signs), part))
            signs = []
    return tuple(found)


def spelled(line: Line, product: Product | None, row: int, column: int) -> str:
    """How the entry at a place of the result is worked out: "0.1143 · 0.7311 + … = 0.03539, ÷ 4 = 0.008849".

    `product` is what the line begins with, if it begins with one. The words are empty where an entry is given, or not
    made from single numbers: softmax, and the cost of an example.
    """
    rest = steps(line)
    if len(rest) < 2:
        return ""
    sign, first = rest[0]
    if product is not None:
        said = _products(product, row, column)
        value, several, rest = _at(product.made, row, column), product.summed.size > 1, rest[2:]
    elif sign == "Σ":
        line_of_it = first.array[row] if first.axes[1].summed else first.array[:, column]
        said = _sum(line_of_it.size, lambda k: _held_number(line_of_it[k]))
        value, several, rest = number(float(line_of_it.sum())), line_of_it.size > 1, rest[1:]
    elif sign in ("", "σ"):
        value, several, rest = _at(first, row, column), False, rest[1:]
        said = f"σ({value})" if sign else value
    else:
        return ""
    return _followed(said, value, several, rest, row, column)


def _followed(said: str, value: str, several: bool, rest: Sequence[Step], row: int, column: int) -> str:
    """The entry of a product, and what is done with it after that."""
    if rest and rest[0][0] == "=":
        return f"{said} = {_at(rest[0][1], row, column)}"
    if several:
        said = f"{said} = {value},"
    for sign, operand in rest:
        written = {"⊙": "·"}.get(sign, sign)
        shown = _at(operand, row, column)
        said += f" {written} {shown if sign.endswith('=') or not shown.startswith('−') else f'({shown})'}"
    return said


def _products(product: Product, row: int, column: int) -> str:
    left, right = product.left.array[row], product.right.array[:, column]
    return _sum(len(left), lambda k: f"{_held_number(left[k])} · {_held_number(right[k])}")


def _sum(count: int, term: Callable[[int], str]) -> str:
    """Addends, the middle of a long sum as dots; no brackets around the number that comes first."""
    shown = [term(k) for k in range(count)] if count <= WRITTEN else [term(0), "…", term(count - 1)]
    first, *others = shown
    if first.startswith("(−"):
        first = first.replace("(", "", 1).replace(")", "", 1)
    return " + ".join([first, *others])


def _held_number(value: float) -> str:
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def _at(operand: Operand, row: int, column: int) -> str:
    """The entry at a place; an operand of one row or column has it for all of them."""
    rows, columns = operand.array.shape
    return number(float(operand.array[min(row, rows - 1), min(column, columns - 1)]))


def place_of(result: Operand, row: int, column: int) -> str:
    """Where an entry stands, in words: "neuron 2 and example 1"."""
    words = []
    for axis, at in zip(result.axes, (row, column), strict=True):
        if axis.word:
            of = "" if axis.layer is None else f" of layer {axis.layer}"
            words.append(f"{axis.word} {at + 1 + (result.first if axis.word == 'example' else 0)}{of}")
    return " and ".join(words)
