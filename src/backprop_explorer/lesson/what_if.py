"""What happens when a product is written without its ᵀ."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .operands import Line, Operand, turned_over
from .product import product_of


@dataclass(frozen=True, eq=False, slots=True)
class Dropped:
    """A product whose ᵀ was left out: its factors, what NumPy says of them, and a sentence.

    `numpy_says` is empty if the shapes fit nevertheless; then `product` is their result, which is wrong
    unless the matrix is equal to its transpose (`harmless`).
    """

    left: Operand
    right: Operand
    numpy_says: str
    sentence: str
    product: Operand | None = None
    harmless: bool = False


def drop_transpose(line: Line) -> Dropped | None:
    """The line's product without its ᵀ, multiplied by NumPy itself; None if there is no ᵀ."""
    product = product_of(line)
    if product is None or not (product.left.turned or product.right.turned):
        return None
    found = product.left, product.right
    left, right = (_plain(operand) for operand in found)
    reason = _reason(found)
    try:
        array = left.array @ right.array
    except ValueError as error:
        meets = f"Without the ᵀ the inner sides are {left.axes[1]} ({left.name}) and {right.axes[0]} ({right.name}). "
        return Dropped(left, right, str(error), meets + reason)
    wrong = replace(left, name="wrong", data="wrong", array=array, axes=(left.axes[0], right.axes[1]), kind="wrong")
    if np.array_equal(array, product.made.array):
        same = replace(wrong, name="the same", data="same")
        told = "Here nothing changes, because the matrix is equal to its transpose. With other numbers it is not. "
        return Dropped(left, right, "", told + reason, same, harmless=True)
    told = "The sizes happen to be equal, so NumPy multiplies and does not complain. The numbers are wrong. "
    return Dropped(left, right, "", told + reason, wrong)


def _plain(operand: Operand) -> Operand:
    """The operand without its ᵀ, and without the mark of what is summed."""
    plain = turned_over(operand) if operand.turned else operand
    first, second = (replace(axis, summed=False) for axis in plain.axes)
    return replace(plain, axes=(first, second))


def _reason(factors: tuple[Operand, Operand]) -> str:
    """Why the ᵀ is there, in terms of the picture."""
    turned = next(operand for operand in factors if operand.turned)
    name, backwards = turned.name, any(operand.kind == "delta" for operand in factors)
    if turned.kind == "w" and not backwards:
        return (
            f"In {name} the weights of the edges into one neuron stand side by side. Each of them is multiplied by the "
            f"input at the start of its edge."
        )
    if turned.kind == "w":
        return (
            f"{name} without ᵀ belongs to the forward pass, from the layer before to the layer after. The error passes "
            f"the same edges in the other direction: this is the meaning of the ᵀ."
        )
    return (
        "The sum runs over the examples, so the examples have to be the two inner sides. The outer sides are "
        "neurons and inputs: one number for each edge between them."
    )
