"""Backpropagation: the four equations of Nielsen's chapter 2, one function each, and the one loop over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .activations import Array
from .costs import Cost
from .network import Network, ShapeError, as_numbers, frozen
from .record import LayerRecord, Pair, Record
from .rules import DESCENT, Rule, add_decay
from .trace import Trace, view_trace, with_parameters


def weighted_input(layer: LayerRecord) -> None:
    """z^l = w^l a^{l−1} + b^l, `(n_l, m)`, as the one product [w | b][a ; 1] (Nielsen, equation 25)."""
    layer.parameters.dot(layer.inputs, out=layer.z)


def activation(layer: LayerRecord) -> None:
    """a^l = σ(z^l), `(n_l, m)` (Nielsen, equation 25)."""
    layer.activation.f(layer.z, layer.a)


def sigma_prime(layer: LayerRecord) -> Array:
    """σ′(z^l) = ∂a^l/∂z^l, `(n_l, m)`, written into the record. Softmax has none."""
    layer.activation.f_prime(layer.z, layer.a, layer.sigma_prime)  # type: ignore[misc,arg-type]
    return layer.sigma_prime  # type: ignore[return-value]


def output_error(layer: LayerRecord, cost: Cost, y: Array) -> None:
    """BP1: δ^L = ∇_a C_x ⊙ σ′(z^L), `(n_L, m)`, for one example x in each column (Nielsen, equation BP1a).

    By definition δ_j = ∂C_x/∂z_j (equation 29). z_j changes the outputs, and these change C_x. So by the chain rule
    δ_j = Σ_k ∂C_x/∂a_k ∂a_k/∂z_j (37). Only a_j = σ(z_j) depends on z_j, so one term is left (38):
    δ_j = ∂C_x/∂a_j ∂a_j/∂z_j = ∂C_x/∂a_j σ′(z_j) (39).
    """
    if cost.gradient is None or layer.sigma_prime is None:
        _output_error_without_slope(layer, cost, y)
    else:
        cost.gradient(layer.a, y, layer.delta)
        np.multiply(layer.delta, sigma_prime(layer), out=layer.delta)


def hidden_error(layer: LayerRecord, above: LayerRecord) -> None:
    """BP2: δ^l = ((w^{l+1})ᵀ δ^{l+1}) ⊙ σ′(z^l), `(n_l, m)` (Nielsen, equation BP2).

    z_j^l changes every z_k^{l+1}, and these change C_x. So by the chain rule
    δ_j^l = ∂C_x/∂z_j^l = Σ_k ∂C_x/∂z_k^{l+1} ∂z_k^{l+1}/∂z_j^l = Σ_k δ_k^{l+1} ∂z_k^{l+1}/∂z_j^l (40 to 42).
    z_k^{l+1} = Σ_j w_kj^{l+1} σ(z_j^l) + b_k^{l+1}, so ∂z_k^{l+1}/∂z_j^l = w_kj^{l+1} σ′(z_j^l) (43 and 44).
    Together δ_j^l = Σ_k w_kj^{l+1} δ_k^{l+1} σ′(z_j^l) (45). w^{l+1} is the old one: no weight has changed yet.
    """
    above.w_t.dot(above.delta, out=layer.delta)
    np.multiply(layer.delta, sigma_prime(layer), out=layer.delta)


def gradients(layer: LayerRecord, share: Array) -> None:
    """BP3 and BP4 in one product: [∂C/∂w^l | ∂C/∂b^l] = s δ^l [a^{l−1} ; 1]ᵀ, `(n_l, n_{l−1} + 1)`.

    z_j = Σ_k w_jk a_k + b_j, so by the chain rule, for one example:
    BP3: ∂C_x/∂b_j = ∂C_x/∂z_j ∂z_j/∂b_j = δ_j · 1, and
    BP4: ∂C_x/∂w_jk = ∂C_x/∂z_j ∂z_j/∂w_jk = δ_j a_k (Nielsen, equations BP3 and BP4).
    C = s Σ_x C_x, where s is 1/m or 1. `share` is s δ^l `(n_l, m)`, and the product sums over its columns, the
    examples. b_j is the weight of an input that is always 1, so ∂C/∂b^l is the last column, after those of ∂C/∂w^l.
    """
    share.dot(layer.inputs_t, out=layer.gradients)


def update(parameters: Array, gradients: Array, eta: Array, change: Array) -> None:
    """w → w − η ∂C/∂w and b → b − η ∂C/∂b, all in one row `(numbers,)` (Nielsen, equations 20 and 21).

    With momentum the velocity stands in place of `gradients`, with Adam m̂ / (√v̂ + ε).
    `change` `(numbers,)` takes η ∂C/∂w. `eta` is one number, or one for each parameter.
    """
    np.multiply(gradients, eta, out=change)
    np.subtract(parameters, change, out=parameters)


def _output_error_without_slope(layer: LayerRecord, cost: Cost, y: Array) -> None:
    """BP1 where no σ′ stands: δ^L `(n_L, m)` of softmax, or of a cross-entropy with the activation it needs.

    Under softmax every a_k depends on z_j, so all terms of δ_j = Σ_k ∂C_x/∂a_k ∂a_k/∂z_j stay: δ_x = Jᵀ ∇_a C_x.
    J_kj = ∂a_k/∂z_j is −a_k a_j, and a_j more where k = j, so δ_x = a ⊙ (∇_a C_x − Σ_k a_k ∂C_x/∂a_k).
    With a cross-entropy, σ′ or J cancels the denominator of ∇_a C_x, and a − y is left.
    """
    if cost.gradient is None:
        np.subtract(layer.a, y, out=layer.delta)
    else:
        cost.gradient(layer.a, y, layer.delta)
        np.subtract(layer.delta, np.einsum("jx,jx->x", layer.a, layer.delta), out=layer.delta)
        np.multiply(layer.a, layer.delta, out=layer.delta)


@dataclass(frozen=True, slots=True)
class Equations:
    """The equations of one step; a mistake is this record with one of them replaced."""

    weighted_input: Callable[[LayerRecord], None] = weighted_input
    activation: Callable[[LayerRecord], None] = activation
    output_error: Callable[[LayerRecord, Cost, Array], None] = output_error
    hidden_error: Callable[[LayerRecord, LayerRecord], None] = hidden_error
    gradients: Callable[[LayerRecord, Array], None] = gradients
    update: Callable[[Array, Array, Array, Array], None] = update


EQUATIONS = Equations()


def forward_and_back(record: Record, equations: Equations = EQUATIONS) -> None:
    """The one loop: fill the record of a loaded mini-batch, forwards and then backwards.

    Nielsen, chapter 2, "The backpropagation algorithm", all examples of the mini-batch side by side.
    """
    for layer in record.layers:
        equations.weighted_input(layer)
        equations.activation(layer)
    equations.output_error(record.output, record.cost, record.y)
    for layer, above in record.downward:
        equations.hidden_error(layer, above)
    np.multiply(record.delta, record.s, out=record.share)
    for layer, share in record.shares:
        equations.gradients(layer, share)
    for decay in record.decays:
        add_decay(*decay)


def update_all(record: Record, equations: Equations = EQUATIONS) -> None:
    """The update of a whole record, in stretches that stay in the processor's cache."""
    if record.state.size:
        record.direct()
    for stretch in record.stretches:
        equations.update(*stretch)


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


def backprop(
    net: Network,
    x: ArrayLike,
    y: ArrayLike,
    equations: Equations = EQUATIONS,
    rule: Rule = DESCENT,
    carried: Array | None = None,
) -> Trace:
    """Take one mini-batch, x `(n_0, m)` and y `(n_L, m)`, forwards and back through `net`.

    `rule` is what `descend` follows, and `carried` its state, as another trace has it; without, it begins at 0.
    Raises ShapeError or ValueError as `check_data` does. Numbers that grow beyond float64 come back as
    inf or nan; `Run` is what stops there.
    """
    inputs, targets = check_data(net, x, y)
    record = Record(net, inputs.shape[1], rule=rule)
    record.load(inputs, targets)
    if carried is not None:
        record.state[...] = carried
    with np.errstate(all="ignore"):
        forward_and_back(record, equations)
    return view_trace(record.flat, record, net, targets, tuple(range(inputs.shape[1])))


@dataclass(frozen=True, eq=False, slots=True)
class Updated:
    """What an update leaves behind: the `network`, and the state of its rule.

    `carried` and `state` are those of a Trace, after the update. `made` is what Adam made of them on the way:
    "moment_hat" and "square_hat".
    """

    network: Network
    carried: Array
    state: dict[str, tuple[Pair, ...]]
    made: dict[str, tuple[Pair, ...]]


def descend(net: Network, trace: Trace, eta: float, equations: Equations = EQUATIONS) -> Network:
    """The network after w → w − η ∂C/∂w, `(n_l, n_{l−1})`, and b likewise, unless `train_biases` is False.

    `trace` is a mini-batch through a network of the sizes of `net`. The update follows its rule, from its state on.
    """
    return updated(net, trace, eta, equations).network


def updated(net: Network, trace: Trace, eta: float, equations: Equations = EQUATIONS) -> Updated:
    """The same, with the state of the rule after the update."""
    record = Record(net, trace.m, eta, trace.rule)
    layout = record.layout
    record.gradients[...] = trace.flat[trace.layout.gradients_range]
    record.totals[...] = trace.flat[trace.layout.totals_range]
    record.state[...] = trace.carried
    with np.errstate(all="ignore"):
        update_all(record, equations)
    after = with_parameters(net, layout.layers(frozen(record.flat)))
    state = {name: layout.pairs(record.flat[block]) for name, block in layout.state.items()}
    made = {name: layout.pairs(frozen(room)) for name, room in record.rooms.items()}
    return Updated(after, record.state, state, made)
