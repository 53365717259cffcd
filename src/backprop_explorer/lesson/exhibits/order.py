"""The gradient of one example as a chain of matrices, and the first two of them that do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

import numpy as np

from ...engine.activations import Array
from ..equations import Writer
from ..expression import Expression, Q, T, laid
from ..expression.rules import below
from ..operands import Operand


@dataclass(frozen=True, eq=False, slots=True)
class Chain:
    """The `factors` of ∂C_x/∂w of the first layer, and this `gradient`, both of `example`, from 0.

    They stand in the order of the chain rule for single numbers, where any order will do: from the cost back to the
    weight, or the other way round. As matrices they then fit by chance only.
    """

    factors: tuple[Operand, ...]
    gradient: Operand
    example: int


def chain_of(writer: Writer) -> Chain:
    """The chain for the chosen example, or for the one with the largest gradient where its own is 0.

    In place of ⊙ σ′ stands a matrix with σ′ on its diagonal, which does the same as a factor.
    """
    writer = replace(writer, example=_example(writer))
    one, depth = replace(writer, alone=True), len(writer.trace.layers)
    back = [factor for layer in range(depth - 1, 0, -1) for factor in (_weights(one, layer + 1), _diagonal(one, layer))]
    error, inputs = _factor(one, Q(("delta", depth))), _factor(one, T(Q(below(1))))
    like = writer.operand(("grad_w", 1))
    array = writer.trace.layers[0].example_grad_w(writer.example)
    name = writer.notation.of_example(("grad_w", 1), writer.example)
    gradient = replace(like, name=name, data="grad_w-1-example", array=writer.notation.display(("grad_w", 1), array))
    factors = (error, *back, inputs)
    return Chain(factors if _misfits(factors) else factors[::-1], gradient, writer.example)


def _example(writer: Writer) -> int:
    """The chosen example, unless its gradient is 0, which all orders would give."""
    first, chosen = writer.trace.layers[0], writer.example
    if first.example_grad_w(chosen).any():
        return chosen
    return int((np.abs(first.delta).sum(axis=0) * np.abs(first.a_prev).sum(axis=0)).argmax())


def _factor(one: Writer, e: Expression) -> Operand:
    """A factor as the notation lays it in ∂C/∂w."""
    (operand,) = one.parts(laid(e, one.notation, one.notation.turned("grad_w")))
    assert isinstance(operand, Operand)
    return operand


def _weights(one: Writer, layer: int) -> Operand:
    return _factor(one, T(Q(("w", layer))))


def _diagonal(one: Writer, layer: int) -> Operand:
    """σ′(z) of one example on the diagonal of a matrix: the same in every orientation."""
    slope = one.operand(("sigma_prime", layer))
    axis = slope.axes[1 if slope.lying else 0]
    array = np.diag(slope.array.ravel())
    return replace(slope, name=f"diag {slope.name}", data=f"diagonal-{layer}", array=array, axes=(axis, axis))


def first_misfit(shapes: Sequence[tuple[int, int]]) -> int | None:
    """The place of the first factor whose columns are not as many as the rows of the next one, or None."""
    return next((at for at, (left, right) in enumerate(pairwise(shapes)) if left[1] != right[0]), None)


def _misfits(factors: Sequence[Operand]) -> bool:
    return first_misfit([factor.array.shape for factor in factors]) is not None


def multiplied(factors: Sequence[Operand]) -> Array | None:
    """The product of the factors in this order, or None where two neighbours do not fit."""
    if _misfits(factors):
        return None
    return reduce(np.matmul, (factor.array for factor in factors))
