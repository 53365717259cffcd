"""The wrong equations of classic mistakes: the engine's, with one function replaced in some layers.

A builder takes the layers in which the mistake is made, the network and η, and gives Equations for the engine's one
loop. None of them computes a σ: a wrong slope is the slope of another activation, or σ itself, at another place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ...engine import ACTIVATIONS, EQUATIONS, Cost, Equations, LayerRecord, Network
from ...engine.activations import Array
from ..notation import Key
from .misfit import attempt

Where = frozenset[int]
Builder = Callable[[Where, Network, float], Equations]
OfLayer = Callable[[LayerRecord], Array]


def whole(layer: LayerRecord) -> Array:
    """δ, without a division by m."""
    return layer.delta


def divided(layer: LayerRecord) -> Array:
    """δ / m."""
    return np.asarray(layer.delta / layer.delta.shape[1])


def no_bias(where: Where, net: Network, eta: float) -> Equations:
    """z = w a, without b, in the layers of `where`."""

    def weighted_input(layer: LayerRecord) -> None:
        if layer.number in where:
            np.dot(layer.w, layer.a_prev, out=layer.z)
        else:
            EQUATIONS.weighted_input(layer)

    return replace(EQUATIONS, weighted_input=weighted_input)


def sloped(slope: OfLayer) -> Builder:
    """Another σ′ in the layers of `where`, in BP1 and BP2 alike."""

    def build(where: Where, net: Network, eta: float) -> Equations:
        def turned(layer: LayerRecord) -> LayerRecord:
            def f_prime(z: Array, a: Array, out: Array) -> None:
                out[...] = slope(layer)

            wrong = replace(layer, activation=replace(layer.activation, f_prime=f_prime))
            return wrong if layer.number in where else layer

        return replace(
            EQUATIONS,
            output_error=lambda layer, cost, y: EQUATIONS.output_error(turned(layer), cost, y),
            hidden_error=lambda layer, above: EQUATIONS.hidden_error(turned(layer), above),
        )

    return build


def slope_of(name: str) -> OfLayer:
    """The σ′ of the activation `name`, whatever σ the layer has."""
    other = ACTIVATIONS[name]
    return lambda layer: other.slope(layer.z, other.value(layer.z))


def sigma_itself(layer: LayerRecord) -> Array:
    """σ(z) in place of σ′(z)."""
    return layer.a


def slope_at_a(layer: LayerRecord) -> Array:
    """σ′(a) in place of σ′(z)."""
    return layer.activation.slope(layer.a, layer.activation.value(layer.a))


def back_through(changed: Callable[[LayerRecord, Network, float], LayerRecord]) -> Builder:
    """BP2 through another view of the layer above: `changed(above, net, η)`."""

    def build(where: Where, net: Network, eta: float) -> Equations:
        def hidden_error(layer: LayerRecord, above: LayerRecord) -> None:
            EQUATIONS.hidden_error(layer, changed(above, net, eta) if layer.number in where else above)

        return replace(EQUATIONS, hidden_error=hidden_error)

    return build


def updated_w(above: LayerRecord, net: Network, eta: float) -> LayerRecord:
    """The layer above with w^{l+1} after its update, that of plain descent."""
    gradient = net.factor(above.delta.shape[1]) * (above.delta @ above.a_prev.T)
    step = eta * (gradient + net.l2 * above.w) if net.l2 else eta * gradient
    return replace(above, w_t=(above.w - step).T)


def untransposed(above: LayerRecord, net: Network, eta: float) -> LayerRecord:
    """The layer above with w^{l+1} in place of its transpose; Misfit unless n_{l+1} = n_l."""
    number = above.number
    attempt(number - 1, "@", (("w", number), above.w), (("delta", number), above.delta))
    return replace(above, w_t=above.w)


def at_output(wrong: Callable[[LayerRecord, Cost, Array], None]) -> Builder:
    """Another BP1."""
    return lambda where, net, eta: replace(EQUATIONS, output_error=wrong)


def turned_into(changed: OfLayer) -> Builder:
    """δ^L is `changed` from the right one."""

    def wrong(layer: LayerRecord, cost: Cost, y: Array) -> None:
        EQUATIONS.output_error(layer, cost, y)
        layer.delta[...] = changed(layer)

    return at_output(wrong)


def no_slope(layer: LayerRecord, cost: Cost, y: Array) -> None:
    """δ^L = ∇_a C_x."""
    layer.delta[...] = cost.slope(layer.a, y)


def slope_alone(layer: LayerRecord, cost: Cost, y: Array) -> None:
    """δ^L = σ′(z^L): the gradient of the sum of the outputs, with no cost in it."""
    layer.delta[...] = layer.activation.slope(layer.z, layer.a)


def outputs_summed(where: Where, net: Network, eta: float) -> Equations:
    """The gradient of the sum of the outputs over all examples."""
    return replace(
        EQUATIONS,
        output_error=slope_alone,
        gradients=lambda layer, share: EQUATIONS.gradients(layer, layer.delta),
    )


def diagonal(layer: LayerRecord) -> Array:
    """a ⊙ (1 − a), the diagonal of softmax's Jacobian."""
    return ACTIVATIONS["sigmoid"].slope(layer.z, layer.a)


def jacobian_diagonal(layer: LayerRecord, cost: Cost, y: Array) -> None:
    """δ^L = ∇_a C_x ⊙ a ⊙ (1 − a): softmax as if each output had its own z alone.

    Under cross-entropy ∇_a C_x is −y/a, and the a cancels.
    """
    layer.delta[...] = y * (layer.a - 1.0) if cost.gradient is None else cost.slope(layer.a, y) * diagonal(layer)


def every_target(changed: OfLayer) -> Builder:
    """Each output against the mean of all targets, which an (m, m) table is equal to; δ^L is `changed` from it."""

    def wrong(layer: LayerRecord, cost: Cost, y: Array) -> None:
        EQUATIONS.output_error(layer, cost, y.mean(axis=1, keepdims=True))
        layer.delta[...] = changed(layer)

    return at_output(wrong)


def summed(wrong: Callable[[LayerRecord, Array], None]) -> Builder:
    """BP3 and BP4, and then `wrong`, which gets the layer and s δ, in the layers of `where`."""

    def build(where: Where, net: Network, eta: float) -> Equations:
        def gradients(layer: LayerRecord, share: Array) -> None:
            EQUATIONS.gradients(layer, share)
            if layer.number in where:
                wrong(layer, share)

        return replace(EQUATIONS, gradients=gradients)

    return build


def scaled(part: OfLayer) -> Builder:
    """`part` in place of s δ."""
    return summed(lambda layer, share: EQUATIONS.gradients(layer, part(layer)))


def last_example(part: OfLayer) -> Builder:
    """The last example's term alone, `part` in place of s δ."""
    return summed(lambda layer, share: EQUATIONS.gradients(_last(layer), part(layer)[:, -1:]))


def _last(layer: LayerRecord) -> LayerRecord:
    """The layer with the inputs of the last example alone."""
    return replace(layer, inputs_t=layer.inputs_t[-1:])


def hadamard(part: OfLayer | None = None) -> Builder:
    """∂C/∂w from Σ_x δ_x ⊙ a_x, `part` in place of s δ; Misfit where ⊙ or the update is impossible."""

    def wrong(layer: LayerRecord, share: Array) -> None:
        number = layer.number
        below: Key = ("a", number - 1)
        attempt(number, "*", (("delta", number), layer.delta), (below, layer.a_prev))
        column = ((part(layer) if part else share) * layer.a_prev).sum(axis=1, keepdims=True)
        attempt(number, "-=", (("w", number), layer.w), (("grad_w", number), column))
        layer.grad_w[...] = column

    return summed(wrong)


def one_sum(layer: LayerRecord, share: Array) -> None:
    """Every entry of ∂C/∂w is the sum of all entries."""
    layer.grad_w[...] = layer.grad_w.sum()


def bias_unsummed(layer: LayerRecord, share: Array) -> None:
    """∂C/∂b = s δ, one number per example; Misfit in the update unless m = 1."""
    assert layer.b is not None and layer.grad_b is not None
    attempt(layer.number, "-=", (("b", layer.number), layer.b), (("grad_b", layer.number), layer.delta))
    layer.grad_b[...] = share


def bias_per_weight(layer: LayerRecord, share: Array) -> None:
    """∂C/∂b once for each incoming weight."""
    layer.gradients[:, -1] *= layer.w.shape[1]


def bias_row_sums(layer: LayerRecord, share: Array) -> None:
    """∂C/∂b = Σ_k ∂C/∂w_jk."""
    layer.gradients[:, -1] = layer.grad_w.sum(axis=1)


def uphill(where: Where, net: Network, eta: float) -> Equations:
    """w → w + η ∂C/∂w."""
    return replace(
        EQUATIONS,
        update=lambda parameters, gradients, eta, change: EQUATIONS.update(parameters, gradients, -eta, change),
    )
