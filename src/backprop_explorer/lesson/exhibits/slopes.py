"""The slope σ′ at the right place, at the wrong one, and where nothing is left of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...engine import Trace, backprop
from ...engine.activations import Array
from ..equations import Writer
from ..operands import Operand
from ..saturation import SLOPE_OF_OUTPUT, true_slope


@dataclass(frozen=True, eq=False, slots=True)
class Slopes:
    """z, a = σ(z), σ′(z) and σ′(a) of a layer, as they are shown."""

    layer: int
    activation: str
    z: Operand
    a: Operand
    at_z: Operand
    at_a: Operand


def slopes(writer: Writer) -> Slopes | None:
    """The slopes of the last layer whose σ is curved; None where there is none."""
    for layer in range(len(writer.trace.layers), 0, -1):
        own = writer.trace.layers[layer - 1]
        if own.activation.name in SLOPE_OF_OUTPUT:
            break
    else:
        return None
    keyed = {("sigma_prime", layer): own.activation.slope(own.z, own.a)}
    right = replace(writer, values={**writer.values, **keyed}).operand(("sigma_prime", layer))
    wrong = own.activation.slope(own.a, own.activation.value(own.a))
    name, key = writer.notation.text(("a", layer)), ("sigma_prime", layer)
    at_a = replace(right, name=f"σ′({name})", data=f"prime-of-a-{layer}", array=writer.notation.display(key, wrong))
    return Slopes(layer, own.activation.name, writer.operand(("z", layer)), writer.operand(("a", layer)), right, at_a)


@dataclass(frozen=True, slots=True)
class Flat:
    """The neuron with the largest |z| among those whose σ has an end: its place, and its numbers.

    `code_slope` is what the code computes from a, `slope` the true one. `off` is a − y, for an output only.
    """

    layer: int
    neuron: int
    example: int
    activation: str
    z: float
    a: float
    code_slope: float
    slope: float
    delta: float
    off: float | None


def flattest(trace: Trace) -> Flat | None:
    """Where the mini-batch is nearest to a flat end of σ; None where no σ has one."""
    curved = [layer for layer in trace.layers if layer.activation.name in SLOPE_OF_OUTPUT]
    if not curved:
        return None
    layer = max(curved, key=lambda each: float(np.abs(each.z).max()))
    j, x = (int(at) for at in np.unravel_index(np.abs(layer.z).argmax(), layer.z.shape))
    z, name = float(layer.z[j, x]), layer.activation.name
    computed = layer.activation.slope(layer.z, layer.a)
    off = float(layer.a[j, x] - trace.y[j, x]) if layer is trace.layers[-1] else None
    delta = float(layer.delta[j, x])
    numbers = z, float(layer.a[j, x]), float(computed[j, x]), true_slope(name, z), delta, off
    return Flat(layer.number, j, x, name, *numbers)


@dataclass(frozen=True, eq=False, slots=True)
class Dead:
    """A ReLU neuron, from 0, whose z is below 0 for every example of the data, `(examples,)` each.

    `reaching` is its part of wᵀδ, what comes back to it; `delta` is that times the slope 0. `gradient` is ∂C/∂w of
    its whole layer over all examples.
    """

    layer: int
    neuron: int
    z: Array
    slope: Array
    reaching: Array
    delta: Array
    gradient: Operand
    lying: bool


def dead(writer: Writer, x: Array, y: Array) -> Dead | None:
    """The first dead neuron of the network over all examples x `(n_0, examples)`, y `(n_L, examples)`, or None."""
    whole = backprop(writer.trace.network, x, y)
    for layer, above in zip(whole.layers, whole.layers[1:], strict=False):
        silent = np.flatnonzero((layer.z < 0).all(axis=1))
        if layer.activation.name != "relu" or not silent.size:
            continue
        j = int(silent[0])
        key = ("grad_w", layer.number)
        gradient = replace(writer.operand(key), array=writer.notation.display(key, layer.grad_w))
        slope = layer.activation.slope(layer.z, layer.a)[j]
        reaching = above.w[:, j] @ above.delta
        lying = writer.notation.turned("grad_w")
        return Dead(layer.number, j, layer.z[j], slope, reaching, layer.delta[j], gradient, lying)
    return None
