"""The same network and the same examples with another cost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...engine import COSTS, backprop
from ..equations import Writer
from ..expression import formula, value
from ..expression.formula import chained
from ..marks import Row
from ..operands import Operand
from ..phases import quantities


@dataclass(frozen=True, eq=False, slots=True)
class Under:
    """The error of the output layer with one cost: C_x, its gradient ∇_a C_x and δ.

    `parts` are ∇_a C_x ⊙ σ′(z) as matrices with their sign. Where there is no σ′ of each neuron, they are empty.
    """

    cost: str
    formulas: tuple[Row, ...]
    parts: tuple[Operand | str, ...]
    delta: Operand


def under(writer: Writer, cost: str) -> Under | None:
    """The output error of the network of `writer` with the cost called `cost`; None where they do not go together."""
    net = writer.trace.network
    output = net.layers[-1].activation.name
    if COSTS[cost].needs not in (None, output):
        return None
    try:
        trace = backprop(replace(net, cost=COSTS[cost]), writer.trace.x, writer.trace.y)
    except ValueError:  # the targets are not those of a cross-entropy
        return None
    other = replace(writer, trace=trace, values=quantities(trace, writer.eta), alone=False)
    layer, n = len(net.layers), writer.notation
    keys = (("example_cost", layer), ("cost_gradient", layer))
    rows = tuple(chained(n.symbol(key), formula(other.laid(key), n)) for key in keys)
    return Under(cost, rows, _parts(other, layer), other.operand(("delta", layer), result=True))


def _parts(writer: Writer, layer: int) -> tuple[Operand | str, ...]:
    """∇_a C_x ⊙ σ′(z)."""
    activation = writer.trace.network.layers[-1].activation
    if activation.f_prime is None:
        return ()
    own = writer.trace.layers[layer - 1]
    values = {**writer.values, ("sigma_prime", layer): activation.slope(own.z, own.a)}
    sloped = replace(writer, values=values)
    like, slope = sloped.operand(("delta", layer)), sloped.operand(("sigma_prime", layer))
    shown = {key: writer.notation.display(key, array) for key, array in values.items()}
    with np.errstate(all="ignore"):  # an output may be rounded to 0 or 1
        array = value(writer.laid(("cost_gradient", layer)), shown)
    gradient = replace(like, name="∇C", data=f"cost_gradient-{layer}", array=array, kind="error")
    return gradient, "⊙", slope
