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
    """The factors of ∂C_x/∂w of the first layer.

    `right` has them in an order in which their product is the `gradient`, `asked` in the order of the chain rule for
    single numbers, from the cost back to the weight.
    """

    right: tuple[Operand, ...]
    asked: tuple[Operand, ...]
    gradient: Operand


def chain_of(writer: Writer) -> Chain:
    """The chain for the chosen example.

    In place of ⊙ σ′ stands a matrix with σ′ on its diagonal, which does the same as a factor.
    """
    one, depth = replace(writer, alone=True), len(writer.trace.layers)
    back = [factor for layer in range(depth - 1, 0, -1) for factor in (_weights(one, layer + 1), _diagonal(one, layer))]
    error, inputs = _factor(one, Q(("delta", depth))), _factor(one, T(Q(below(1))))
    right = (*back[::-1], error, inputs)
    if writer.notation.turned("grad_w"):
        right = right[::-1]
    like = writer.operand(("grad_w", 1))
    array = writer.trace.layers[0].example_grad_w(writer.example)
    name = writer.notation.of_example(("grad_w", 1), writer.example)
    gradient = replace(like, name=name, data="grad_w-1-example", array=writer.notation.display(("grad_w", 1), array))
    return Chain(right, (error, *back, inputs), gradient)


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


def multiplied(factors: Sequence[Operand]) -> Array | None:
    """The product of the factors in this order, or None where two neighbours do not fit."""
    if first_misfit([factor.array.shape for factor in factors]) is not None:
        return None
    return reduce(np.matmul, (factor.array for factor in factors))
