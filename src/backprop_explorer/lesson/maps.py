"""What a network answers all over the space of its inputs, where these are one or two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engine import Network, forward
from ..engine.activations import Array

FINE, COARSE = 31, 16  # points on a side: of the map of the outputs, and of each neuron's own map
MOST_NEURONS = 12  # that have a map of their own
MARGIN = 0.2  # of the spread of the data, beyond them on each side


@dataclass(frozen=True, eq=False, slots=True)
class Grid:
    """The points at which a map is computed: the values of each input in order, x `(n_0, points)`."""

    axes: tuple[Array, ...]
    x: Array

    def laid(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values `(points,)` as a table: one row for each value of x₂, one column for each of x₁."""
        return values.reshape(tuple(len(axis) for axis in reversed(self.axes)))


@dataclass(frozen=True, eq=False, slots=True)
class NeuronMap:
    """What neuron j of layer l, from 0, answers at each point of a grid, `(rows, columns)`."""

    layer: int
    j: int
    a: Array


def grid(x: Array, points: int) -> Grid:
    """So many points on each side, around all examples of x `(n_0, m)`, where n_0 is 1 or 2."""
    low, high = x.min(axis=1), x.max(axis=1)
    margin = MARGIN * np.where(high > low, high - low, 1.0)
    axes = tuple(np.linspace(start, stop, points) for start, stop in zip(low - margin, high + margin, strict=True))
    meshed = np.meshgrid(*axes)
    return Grid(axes, np.array([each.ravel() for each in meshed]))


def answers(net: Network, where: Grid) -> Array:
    """The outputs a^L `(n_L, points)` at each point."""
    return forward(net, where.x)[-1].a


def neuron_maps(net: Network, where: Grid) -> tuple[NeuronMap, ...]:
    """The maps of the hidden neurons, in order, of MOST_NEURONS of them where there are more."""
    layers = forward(net, where.x)[:-1]
    return tuple(NeuronMap(number, j, where.laid(layers[number - 1].a[j])) for number, j in _chosen(net.sizes[1:-1]))


def _chosen(sizes: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """The neurons (l, j) with a map: layers with few neurons leave room to the others."""
    shown = [0] * len(sizes)
    for _ in range(min(MOST_NEURONS, sum(sizes))):
        least = min((count, at) for at, count in enumerate(shown) if count < sizes[at])[1]
        shown[least] += 1
    for number, count in enumerate(shown, start=1):
        yield from ((number, j) for j in range(count))
