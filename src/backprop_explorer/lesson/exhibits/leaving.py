"""What wᵀ does: the edges that leave one neuron bring its part of the error back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...engine.activations import Array
from ..equations import Writer
from ..expression import Each, Mul, Q, T, laid
from ..notation import Key
from ..operands import Line, Operand, line
from ..product import Product, product_of, spelled


@dataclass(frozen=True, eq=False, slots=True)
class Leaving:
    """Neuron `neuron` of `layer`, from 0: the weights `(n_{l+1},)` of the edges that leave it, and δ at their ends.

    `w` is shown with these weights in one column, or in one row if `lying`. `line` is the δ of the layer for one
    example, and `product` what it begins with, (wᵀδ) before the ⊙. `square` is wᵀw, and `unit` what it would be if wᵀ
    were the inverse.
    """

    layer: int
    neuron: int
    weights: Array
    deltas: Array
    w: Operand
    lying: bool
    line: Line
    product: Product
    square: Operand
    unit: Operand

    @property
    def at(self) -> tuple[int, int]:
        """Where the neuron stands in a matrix that has one number per neuron for one example."""
        return (0, self.neuron) if self.product.made.array.shape[0] == 1 and self.lying else (self.neuron, 0)

    @property
    def sum(self) -> float:
        """Σ_j w_jk δ_j."""
        return float(self.product.made.array[self.at])

    @property
    def spelled(self) -> str:
        """How the sum, and δ after it, is worked out."""
        return spelled(self.line, self.product, *self.at)


def leaving(writer: Writer, neuron: int = 0) -> Leaving | None:
    """The edges that leave a neuron of the last hidden layer, for the chosen example; None without such a layer."""
    layer = len(writer.trace.layers) - 1
    if not layer:
        return None
    one = replace(writer, alone=True)
    key: Key = ("w", layer + 1)
    error = one.laid(("delta", layer))
    assert isinstance(error, Each)
    shown = line("", *one.parts(error), "=", one.operand(("delta", layer), result=True))
    back = product_of(line("", *one.parts(error.left)))
    square = product_of(line("", *one.parts(laid(Mul(T(Q(key)), Q(key)), one.notation))))
    assert back is not None and square is not None
    made = square.made
    return Leaving(
        layer,
        neuron,
        writer.values[key][:, neuron],
        writer.values["delta", layer + 1][:, writer.example],
        one.operand(key),
        one.notation.turned("w"),
        shown,
        back,
        made,
        replace(made, name="1", data="unit", array=np.eye(len(made.array))),
    )
