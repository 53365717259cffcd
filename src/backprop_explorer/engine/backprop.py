"""Backpropagation: the four equations of Nielsen's chapter 2, one function each, and the one loop over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from .activations import Array
from .network import Layer, Network, ShapeError, as_numbers, frozen
from .operations import Operations, carry_out
from .record import LayerRecord, Layout, Record


def weighted_input(layer: LayerRecord) -> Operations:
    """z^l = w^l a^{l−1} + b^l, as the one product [w | b][a ; 1]; `(n_l, m)` (Nielsen, equation 25)."""
    yield layer.parameters.dot, (layer.inputs, layer.z)


def activation(layer: LayerRecord) -> Operations:
    """a^l = σ(z^l), `(n_l, m)` (Nielsen, equation 25, its second half)."""
    return layer.activation.f(layer.z, layer.a)


def output_error(layer: LayerRecord, record: Record) -> Operations:
    """BP1: δ^L = ∇_a C_x ⊙ σ′(z^L), `(n_L, m)`, one column per example (Nielsen, chapter 2).

    A cross-entropy with the activation it needs gives a − y. Softmax with another cost goes through
    its Jacobian, δ_x = Jᵀ ∇_a C_x = a ⊙ (∇ − Σ_i a_i ∇_i), where there is no ⊙ σ′.
    """
    a, delta, cost = layer.a, layer.delta, record.cost
    if cost.gradient is None:
        yield np.subtract, (a, record.y, delta)
        return
    yield from cost.gradient(a, record.y, delta)
    if layer.activation.f_prime is None or layer.sigma_prime is None:
        dot = np.empty(record.layout.m)
        yield partial(np.einsum, out=dot), ("jx,jx->x", a, delta)
        yield np.subtract, (delta, dot, delta)
        yield np.multiply, (a, delta, delta)
    else:
        yield from layer.activation.f_prime(layer.z, a, layer.sigma_prime)
        yield np.multiply, (delta, layer.sigma_prime, delta)


def hidden_error(layer: LayerRecord, above: LayerRecord, record: Record) -> Operations:
    """BP2: δ^l = ((w^{l+1})ᵀ δ^{l+1}) ⊙ σ′(z^l), `(n_l, m)` (Nielsen, chapter 2).

    w^{l+1} `(n_{l+1}, n_l)` is the old one: nothing has moved yet.
    """
    yield above.w_t.dot, (above.delta, layer.delta)
    yield from layer.activation.f_prime(layer.z, layer.a, layer.sigma_prime)  # type: ignore[misc,arg-type]
    yield np.multiply, (layer.delta, layer.sigma_prime, layer.delta)


def share(record: Record) -> Operations:
    """The s of BP3 and BP4: s δ, `(n_l, m)`, where s is 1/m or 1; the δ of all layers in one row.

    Each gradient is a sum of these shares, one of each example. To take 1/m of δ costs less than to take it of
    the gradients, of which there are more.
    """
    yield np.multiply, (record.delta, record.scale, record.share)


def gradients(layer: LayerRecord, share: Array, record: Record) -> Operations:
    """BP3 and BP4 in one product, [∂C/∂w | ∂C/∂b] = s δ^l [a^{l−1} ; 1]ᵀ: the sum over the examples.

    Nielsen, chapter 2. `share` is s δ^l `(n_l, m)`. The row of ones makes ∂C/∂b^l = s Σ_x δ_x^l `(n_l, 1)` the
    last column beside ∂C/∂w^l = s Σ_x δ_x^l (a_x^{l−1})ᵀ `(n_l, n_{l−1})`.
    """
    yield share.dot, (layer.inputs_t, layer.gradients)


def update(record: Record) -> Operations:
    """w → w − η ∂C/∂w `(n_l, n_{l−1})` and b → b − η ∂C/∂b `(n_l, 1)`, all layers in one row.

    Nielsen, equations 20 and 21. A row is done in stretches that stay in the processor's cache.
    """
    for gradients, eta, change, parameters in record.stretches:
        yield np.multiply, (gradients, eta, change)
        yield np.subtract, (parameters, change, parameters)


@dataclass(frozen=True, slots=True)
class Equations:
    """The equations of one step, each naming its operations; a mistake is this record with one of them replaced."""

    weighted_input: Callable[[LayerRecord], Operations] = weighted_input
    activation: Callable[[LayerRecord], Operations] = activation
    output_error: Callable[[LayerRecord, Record], Operations] = output_error
    hidden_error: Callable[[LayerRecord, LayerRecord, Record], Operations] = hidden_error
    share: Callable[[Record], Operations] = share
    gradients: Callable[[LayerRecord, Array, Record], Operations] = gradients
    update: Callable[[Record], Operations] = update


EQUATIONS = Equations()


def forward_and_back(record: Record, equations: Equations = EQUATIONS) -> Operations:
    """The one loop: all that fills the record of a loaded mini-batch, forwards and then backwards.

    Every array is a view of the record, with the shapes of `LayerRecord`. Nielsen, chapter 2, "The
    backpropagation algorithm", all examples of the mini-batch side by side.
    """
    for layer in record.layers:
        yield from equations.weighted_input(layer)
        yield from equations.activation(layer)
    yield from equations.output_error(record.output, record)
    for layer, above in record.downward:
        yield from equations.hidden_error(layer, above, record)
    yield from equations.share(record)
    for layer, part in zip(record.layers, record.shares, strict=True):
        yield from equations.gradients(layer, part, record)


@dataclass(frozen=True, eq=False)
class Trace:
    """One mini-batch through one network: all that the loop computed, read-only.

    `layers[l−1]` holds layer l. `x` is `(n_0, m)`, `y` `(n_L, m)`; `indices` says which examples of
    the data these are, `(m,)`; `example_costs` is C_x, `(m,)`, and `cost` is C = s Σ_x C_x.
    `network` has the parameters BEFORE this mini-batch's update. `step` is the mini-batch's number,
    from 0, where the trace comes from a `Run`.
    """

    layers: tuple[LayerRecord, ...]
    x: Array
    y: Array
    indices: tuple[int, ...]
    network: Network
    example_costs: Array
    cost: float
    step: int = 0
    flat: Array = field(repr=False, default_factory=lambda: np.empty(0))

    @property
    def m(self) -> int:
        """The number of examples in the mini-batch."""
        return int(self.x.shape[1])

    @property
    def saturated(self) -> bool:
        """Whether every output sits at the limit of its σ and every δ^L is exactly 0, yet C is not 0.

        Under a cross-entropy σ′ is no factor of δ^L, so that a δ^L of 0 means a right answer.
        """
        output = self.layers[-1]
        limits = output.activation.limits
        if limits is None or output.sigma_prime is None or output.delta.any() or self.cost == 0:
            return False
        return bool(np.isin(output.a, limits).all())


def view_trace(
    flat: Array, layout: Layout, network: Network, y: Array, indices: tuple[int, ...], step: int = 0
) -> Trace:
    """The Trace whose arrays are views of `flat`, which is made read-only; `network` gives the settings."""
    layers = layout.layers(frozen(flat))
    output = layers[-1]
    with np.errstate(all="ignore"):
        example_costs = network.cost.value(output.z, output.a, y)
        cost = float(network.factor(layout.m) * example_costs.sum())
    now = Network(
        tuple(Layer(views.w, views.b, views.activation) for views in layers),
        network.cost,
        network.reduction,
        network.train_biases,
    )
    return Trace(layers, layers[0].a_prev, y, indices, now, frozen(example_costs), cost, step, flat)


def check_data(net: Network, x: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """x `(n_0, m)` and y `(n_L, m)` as read-only arrays, one example per column.

    Raises ShapeError where rows or columns do not fit, ValueError for numbers that are not finite or
    targets outside what the cost is made for.
    """
    inputs, targets = as_numbers(x, 0, "x"), as_numbers(y, len(net.layers), "y")
    n_0, n_last = net.sizes[0], net.sizes[-1]
    if inputs.ndim != 2 or inputs.shape[0] != n_0 or inputs.shape[1] == 0:
        raise ShapeError(0, "x", inputs.shape, (n_0, None), "one row for each input, one column for each example")
    m = inputs.shape[1]
    if targets.shape != (n_last, m):
        raise ShapeError(
            len(net.layers), "y", targets.shape, (n_last, m), "one row for each output, one column for each example"
        )
    if net.cost.needs is not None and not ((targets >= 0) & (targets <= 1)).all():
        raise ValueError(f"A target lies outside 0 to 1; the cost {net.cost.name} needs targets between 0 and 1.")
    if net.cost.needs == "softmax" and not np.allclose(targets.sum(axis=0), 1.0, rtol=0, atol=1e-9):
        raise ValueError("The targets of an example do not sum to 1; the cost cross-entropy needs that they do.")
    return frozen(inputs), frozen(targets)


def backprop(net: Network, x: ArrayLike, y: ArrayLike, equations: Equations = EQUATIONS) -> Trace:
    """Take one mini-batch, x `(n_0, m)` and y `(n_L, m)`, forwards and back through `net`.

    Raises ShapeError or ValueError as `check_data` does. Numbers that grow beyond float64 come back as
    inf or nan; `Run` is what stops there.
    """
    inputs, targets = check_data(net, x, y)
    record = Record(net, inputs.shape[1])
    record.load(inputs, targets)
    with np.errstate(all="ignore"):
        carry_out(forward_and_back(record, equations))
    return view_trace(record.flat, record.layout, net, targets, tuple(range(inputs.shape[1])))


def descend(net: Network, trace: Trace, eta: float) -> Network:
    """The network after w → w − η ∂C/∂w, `(n_l, n_{l−1})`, and b likewise, unless `train_biases` is False.

    Nielsen, equations 20 and 21.
    """
    layers = []
    for layer, views in zip(net.layers, trace.layers, strict=True):
        with np.errstate(all="ignore"):
            w = frozen(layer.w - eta * views.grad_w)
            b = layer.b
            if b is not None and views.grad_b is not None and net.train_biases:
                b = frozen(b - eta * views.grad_b)
        layers.append(Layer(w, b, layer.activation))
    return Network(tuple(layers), net.cost, net.reduction, net.train_biases)
