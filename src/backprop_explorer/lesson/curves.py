"""What is kept of a run as it learns: some of its steps and epochs, spread over all of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine import Network, Trace, evaluate
from ..engine.activations import Array
from .classes import Classes

Data = tuple[Array, Array]
"""x `(n_0, m)` and y `(n_L, m)`, one example per column."""

MOST_WEIGHTS = 12  # that are followed; more lines could not be told apart


@dataclass(frozen=True, slots=True)
class Point:
    """One mini-batch: its step, its cost C, the size of ∂C/∂w of each layer, and the weights that are followed.

    The size is the square root of the sum of all squares. The weights are those before the update.
    """

    step: int
    cost: float
    sizes: tuple[float, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Epoch:
    """The beginning of an epoch, at `step`: the mean of C_x over all examples, and the share of right answers.

    `held_cost` and `held_right` are those of held-out data. What cannot be said is None.
    """

    step: int
    cost: float
    right: float | None
    held_cost: float | None
    held_right: float | None


@dataclass(frozen=True, slots=True)
class Curves:
    """What is known of one run up to a step: `name` tells it from another, and `followed` are its weights (l, j, k).

    `total` counts all weights. `batches` are the mini-batches of an epoch. `ended` says that the run cannot go on.
    """

    name: str
    points: tuple[Point, ...]
    epochs: tuple[Epoch, ...]
    followed: tuple[tuple[int, int, int], ...]
    total: int
    batches: int
    ended: bool = False


def followed(net: Network) -> tuple[tuple[int, int, int], ...]:
    """The weights that are followed, as (l, j, k): all of a small network, else some of each layer, evenly spread."""
    shapes = [layer.w.shape for layer in net.layers]
    everything = sum(rows * columns for rows, columns in shapes) <= MOST_WEIGHTS
    found = []
    for number, (rows, columns) in enumerate(shapes, start=1):
        count = rows * columns if everything else min(rows * columns, MOST_WEIGHTS // len(shapes))
        for place in np.linspace(0, rows * columns - 1, count).round().astype(int).tolist():
            found.append((number, place // columns, place % columns))
    return tuple(found)


def point(trace: Trace, weights: tuple[tuple[int, int, int], ...]) -> Point:
    """What is kept of one mini-batch."""
    sizes = tuple(float(np.linalg.norm(layer.grad_w)) for layer in trace.layers)
    values = tuple(float(trace.layers[number - 1].w[j, k]) for number, j, k in weights)
    return Point(trace.step, trace.cost, sizes, values)


def epoch(trace: Trace, data: Data, held: Data | None, classes: Classes | None) -> Epoch:
    """What is kept of the beginning of an epoch: all examples go through the network as it is before this step."""
    if trace.m == data[0].shape[1]:  # they just have
        cost, outputs, y = float(trace.example_costs.mean()), trace.layers[-1].a, trace.y
    else:
        (cost, outputs), y = evaluate(trace.network, *data), data[1]
    right = _right(classes, outputs, y)
    if held is None:
        return Epoch(trace.step, cost, right, None, None)
    held_cost, outputs = evaluate(trace.network, *held)
    return Epoch(trace.step, cost, right, held_cost, _right(classes, outputs, held[1]))


def _right(classes: Classes | None, outputs: Array, y: Array) -> float | None:
    return None if classes is None else float(classes.right(outputs, y).mean())
