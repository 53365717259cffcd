"""The trace of a mini-batch: all that the loop computed, to look at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .activations import Array
from .network import Layer, Network, frozen
from .record import LayerRecord, Layout, Pair, Record
from .rules import DESCENT, Rule


@dataclass(frozen=True, eq=False)
class Trace:
    """One mini-batch through one network: all that the loop computed, read-only.

    `layers[l−1]` holds layer l. `x` is `(n_0, m)`, `y` `(n_L, m)`; `indices` says which examples of
    the data these are, `(m,)`; `example_costs` is C_x, `(m,)`, and `cost` is C = s Σ_x C_x.
    `network` has the parameters BEFORE this mini-batch's update. `step` is the mini-batch's number,
    from 0, where the trace comes from a `Run`. `rule` is the update rule, and `carried` `(numbers,)` its state before
    this update, all of it in one row. Where the network has an L2 term, `cost` is C without it.
    """

    layers: tuple[LayerRecord, ...]
    x: Array
    y: Array
    indices: tuple[int, ...]
    network: Network
    example_costs: Array
    cost: float
    step: int
    flat: Array = field(repr=False)
    layout: Layout = field(repr=False)
    rule: Rule = DESCENT

    @property
    def m(self) -> int:
        """The number of examples in the mini-batch."""
        return int(self.x.shape[1])

    @property
    def carried(self) -> Array:
        """The state of the update rule before this mini-batch's update, `(numbers,)`; empty for plain descent."""
        return self.flat[self.layout.parameters_size : self.layout.kept_size]

    @property
    def state(self) -> dict[str, tuple[Pair, ...]]:
        """The same by name, "velocity" or "moment" and "square", for each layer, laid as its parameters."""
        return {name: self.layout.pairs(self.flat[block]) for name, block in self.layout.state.items()}

    @property
    def count(self) -> int:
        """How many updates the rule has counted before this mini-batch's: Adam's t − 1, else 0."""
        return 0 if self.layout.count is None else int(self.layout.count.view(self.flat).item())

    @property
    def penalty(self) -> float:
        """The L2 term, (λ/2) Σ w² over all weights."""
        with np.errstate(all="ignore"):
            return penalty(self.network)

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


def penalty(network: Network) -> float:
    """The L2 term of the cost, (λ/2) Σ w² over all weights of the network."""
    return float(network.l2 / 2 * sum(np.square(layer.w).sum() for layer in network.layers)) if network.l2 else 0.0


def view_trace(
    flat: Array, record: Record, network: Network, y: Array, indices: tuple[int, ...], step: int = 0
) -> Trace:
    """The Trace whose arrays are views of `flat`, which is made read-only and laid as `record` is.

    `network` gives the settings.
    """
    layers = record.layout.layers(frozen(flat))
    output = layers[-1]
    with np.errstate(all="ignore"):
        example_costs = network.cost.value(output.z, output.a, y)
        cost = float(network.factor(y.shape[1]) * example_costs.sum())
    now = with_parameters(network, layers)
    return Trace(
        layers, layers[0].a_prev, y, indices, now, frozen(example_costs), cost, step, flat, record.layout, record.rule
    )


def with_parameters(network: Network, layers: tuple[LayerRecord, ...]) -> Network:
    """The network with the parameters that `layers` hold."""
    return replace(network, layers=tuple(Layer(views.w, views.b, views.activation) for views in layers))
