"""The wrong equations of classic mistakes: the engine's, with one function replaced in some layers.

A builder takes the layers in which the mistake is made and η, and gives Equations for the engine's one loop.
None of them computes a σ: a wrong slope is the slope of another activation, or σ itself, at another place.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...engine import ACTIVATIONS, EQUATIONS, Activation, Equations, LayerRecord
from ...engine.activations import Array
from ...engine.operations import Operations, carry_out
from ...engine.record import Record
from ..notation import Key
from .misfit import attempt

Where = frozenset[int]
Builder = Callable[[Where, float], Equations]
Slope = Callable[[Array, Array, Array], Operations]
Rule = Callable[[LayerRecord, Record], None]
Factor = Callable[[Record], float]


def _number(layer: LayerRecord, record: Record) -> int:
    return record.layers.index(layer) + 1


def by_s(record: Record) -> float:
    """The s of the cost."""
    return float(record.scale)


def by_one(record: Record) -> float:
    """No division by m."""
    return 1.0


def by_m(record: Record) -> float:
    """Division by m."""
    return 1.0 / record.layout.m


def sloped(slope: Callable[[Activation], Slope]) -> Builder:
    """Another σ′ in the layers of `where`, in BP1 and BP2 alike."""

    def build(where: Where, eta: float) -> Equations:
        def turned(layer: LayerRecord, record: Record) -> LayerRecord:
            if _number(layer, record) not in where:
                return layer
            return replace(layer, activation=replace(layer.activation, f_prime=slope(layer.activation)))

        def output_error(layer: LayerRecord, record: Record) -> Operations:
            return EQUATIONS.output_error(turned(layer, record), record)

        def hidden_error(layer: LayerRecord, above: LayerRecord, record: Record) -> Operations:
            return EQUATIONS.hidden_error(turned(layer, record), above, record)

        return replace(EQUATIONS, output_error=output_error, hidden_error=hidden_error)

    return build


def slope_of(name: str) -> Callable[[Activation], Slope]:
    """The σ′ of the activation `name`, whatever σ the layer has."""
    other = ACTIVATIONS[name]

    def wrong(z: Array, out: Array) -> None:
        out[...] = other.slope(z, other.value(z))

    return lambda activation: lambda z, a, out: ((wrong, (z, out)),)


def sigma_itself(activation: Activation) -> Slope:
    """σ(z) where σ′(z) is meant."""
    return lambda z, a, out: ((np.copyto, (out, a)),)


def slope_at_a(activation: Activation) -> Slope:
    """σ′(a) where σ′(z) is meant."""

    def wrong(a: Array, out: Array) -> None:
        out[...] = activation.slope(a, activation.value(a))

    return lambda z, a, out: ((wrong, (a, out)),)


def back_through(changed: Callable[[LayerRecord, Record, int, float], LayerRecord]) -> Builder:
    """BP2 through another view of the layer above: `changed(above, record, its number, η)`."""

    def build(where: Where, eta: float) -> Equations:
        def wrong(layer: LayerRecord, above: LayerRecord, record: Record) -> None:
            view = changed(above, record, _number(above, record), eta)
            carry_out(EQUATIONS.hidden_error(layer, view, record))

        def hidden_error(layer: LayerRecord, above: LayerRecord, record: Record) -> Operations:
            if _number(layer, record) in where:
                return ((wrong, (layer, above, record)),)
            return EQUATIONS.hidden_error(layer, above, record)

        return replace(EQUATIONS, hidden_error=hidden_error)

    return build


def updated_w(above: LayerRecord, record: Record, number: int, eta: float) -> LayerRecord:
    """The layer above with w^{l+1} after its update."""
    new_w = above.w - eta * record.scale * (above.delta @ above.a_prev.T)
    return replace(above, w_t=new_w.T)


def untransposed(above: LayerRecord, record: Record, number: int, eta: float) -> LayerRecord:
    """The layer above with w^{l+1} in place of its transpose; Misfit unless n_{l+1} = n_l."""
    attempt(number - 1, "@", (("w", number), above.w), (("delta", number), above.delta))
    return replace(above, w_t=above.w)


def at_output(wrong: Rule) -> Builder:
    """Another BP1."""
    return lambda where, eta: replace(EQUATIONS, output_error=lambda layer, record: ((wrong, (layer, record)),))


def times(factor: Factor) -> Builder:
    """δ^L times a number."""

    def wrong(layer: LayerRecord, record: Record) -> None:
        carry_out(EQUATIONS.output_error(layer, record))
        np.multiply(layer.delta, factor(record), layer.delta)

    return at_output(wrong)


def no_slope(layer: LayerRecord, record: Record) -> None:
    """δ^L = ∇_a C_x."""
    layer.delta[...] = record.cost.slope(layer.a, record.y)


def extra_slope(layer: LayerRecord, record: Record) -> None:
    """δ^L = (a − y) ⊙ a ⊙ (1 − a), where the cost has cancelled σ′."""
    carry_out(EQUATIONS.output_error(layer, record))
    np.multiply(layer.delta, ACTIVATIONS["sigmoid"].slope(layer.z, layer.a), layer.delta)


def jacobian_diagonal(layer: LayerRecord, record: Record) -> None:
    """δ^L = ∇_a C_x ⊙ a ⊙ (1 − a): softmax as if each output had its own z alone.

    Under cross-entropy ∇_a C_x is −y/a, and the a cancels.
    """
    if record.cost.gradient is None:
        np.multiply(record.y, layer.a - 1.0, layer.delta)
        return
    diagonal = replace(layer.activation, f_prime=ACTIVATIONS["sigmoid"].f_prime)
    alone = replace(layer, activation=diagonal, sigma_prime=np.empty_like(layer.a))
    carry_out(EQUATIONS.output_error(alone, record))


def every_target(factor: Factor) -> Builder:
    """Each output against the mean of all targets, which is what an (m, m) table comes to, times `factor`."""

    def wrong(layer: LayerRecord, record: Record) -> None:
        stretched = copy.copy(record)
        stretched.y = np.repeat(record.y.mean(axis=1, keepdims=True), record.layout.m, axis=1)
        carry_out(EQUATIONS.output_error(layer, stretched))
        np.multiply(layer.delta, factor(record), layer.delta)

    return at_output(wrong)


def summed(wrong: Callable[[LayerRecord, Record, int], None]) -> Builder:
    """BP3 and BP4 first, and then `wrong` in the layers of `where`."""

    def build(where: Where, eta: float) -> Equations:
        def gradients(layer: LayerRecord, share: Array, record: Record) -> Operations:
            yield from EQUATIONS.gradients(layer, share, record)
            if (number := _number(layer, record)) in where:
                yield wrong, (layer, record, number)

        return replace(EQUATIONS, gradients=gradients)

    return build


def last_example(factor: Factor) -> Builder:
    """The last example's term alone, times `factor` in place of s."""

    def wrong(layer: LayerRecord, record: Record, number: int) -> None:
        layer.delta[:, -1:].dot(layer.inputs_t[-1:], layer.gradients)
        np.multiply(layer.gradients, factor(record), layer.gradients)

    return summed(wrong)


def hadamard(factor: Factor) -> Builder:
    """∂C/∂w from Σ_x δ_x ⊙ a_x, times `factor` in place of s; Misfit where ⊙ or the update is impossible."""

    def wrong(layer: LayerRecord, record: Record, number: int) -> None:
        below: Key = ("a", number - 1)
        product = attempt(number, "*", (("delta", number), layer.delta), (below, layer.a_prev))
        column = product.sum(axis=1, keepdims=True) * factor(record)
        attempt(number, "-=", (("w", number), layer.w), (("grad_w", number), column))
        layer.grad_w[...] = column

    return summed(wrong)


def one_sum(layer: LayerRecord, record: Record, number: int) -> None:
    """Every entry of ∂C/∂w is the sum of all entries."""
    layer.grad_w[...] = layer.grad_w.sum()


def bias_unsummed(layer: LayerRecord, record: Record, number: int) -> None:
    """∂C/∂b = s δ, one number per example; Misfit in the update unless m = 1."""
    attempt(number, "-=", (("b", number), layer.b), (("grad_b", number), layer.delta))  # type: ignore[arg-type]
    layer.grad_b[...] = record.scale * layer.delta  # type: ignore[index]


def bias_per_weight(layer: LayerRecord, record: Record, number: int) -> None:
    """∂C/∂b once for each incoming weight."""
    np.multiply(layer.grad_b, layer.w.shape[1], layer.grad_b)  # type: ignore[arg-type]


def bias_row_sums(layer: LayerRecord, record: Record, number: int) -> None:
    """∂C/∂b = Σ_k ∂C/∂w_jk."""
    layer.grad_b[...] = layer.grad_w.sum(axis=1, keepdims=True)  # type: ignore[index]


def scaled(factor: Factor) -> Builder:
    """Another s."""

    def share(record: Record) -> Operations:
        yield np.multiply, (record.delta, factor(record), record.share)

    return lambda where, eta: replace(EQUATIONS, share=share)


def uphill(where: Where, eta: float) -> Equations:
    """w → w + η ∂C/∂w."""

    def update(record: Record) -> Operations:
        for gradients, rate, change, parameters in record.stretches:
            yield np.multiply, (gradients, rate, change)
            yield np.add, (parameters, change, parameters)

    return replace(EQUATIONS, update=update)
