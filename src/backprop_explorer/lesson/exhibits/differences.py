"""Single weights moved by hand: the slope of the cost, and the slope of the output that is taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...engine import Network, Trace, backprop
from ...engine.gradient_check import EPSILON
from .bounds import affordable

SHOWN = 4  # weights that are moved

Spot = tuple[int, int, int]
"""A weight: its layer from 1, the neuron that it leads to and the one it comes from, both from 0."""


@dataclass(frozen=True, slots=True)
class Moved:
    """One weight moved by ±ε: C and the output before and after, and their slopes beside ∂C/∂w.

    The output is the sum of the outputs of an example, averaged or added up over the examples as C is.
    """

    at: Spot
    value: float
    costs: tuple[float, float]
    outputs: tuple[float, float]
    gradient: float

    @property
    def slope(self) -> float:
        """(C(w + ε) − C(w − ε)) / 2ε."""
        return (self.costs[1] - self.costs[0]) / (2 * EPSILON)

    @property
    def output_slope(self) -> float:
        """The same difference of the output."""
        return (self.outputs[1] - self.outputs[0]) / (2 * EPSILON)


def moved_by_hand(trace: Trace) -> tuple[Moved, ...]:
    """The first and the last weight of the first and the last layer, each moved through the whole network.

    None are moved where this is too much to compute.
    """
    if not affordable(trace):
        return ()
    return tuple(_moved(trace, spot) for spot in dict.fromkeys(_spots(trace)))[:SHOWN]


def _spots(trace: Trace) -> Iterator[Spot]:
    for layer in (trace.layers[-1], trace.layers[0]):
        rows, columns = layer.w.shape
        yield layer.number, 0, 0
        yield layer.number, rows - 1, columns - 1


def _moved(trace: Trace, spot: Spot) -> Moved:
    layer, j, k = spot
    own = trace.layers[layer - 1]
    low, high = (backprop(_with(trace.network, spot, step), trace.x, trace.y) for step in (-EPSILON, EPSILON))
    outputs = (_output(low), _output(high))
    return Moved(spot, float(own.w[j, k]), (low.cost, high.cost), outputs, float(own.grad_w[j, k]))


def _with(net: Network, spot: Spot, step: float) -> Network:
    """The network with one weight moved."""
    layer, j, k = spot
    own = net.layers[layer - 1]
    w = own.w.copy()
    w[j, k] += step
    layers = (*net.layers[: layer - 1], replace(own, w=w), *net.layers[layer:])
    return replace(net, layers=layers)


def _output(trace: Trace) -> float:
    return float(trace.network.factor(trace.m) * trace.layers[-1].a.sum())
