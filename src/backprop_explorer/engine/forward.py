"""The way forwards alone: what a network makes of examples from which it does not learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .activations import Array
from .backprop import activation, weighted_input
from .network import Network
from .record import LayerRecord, Record

TOGETHER = 256  # examples, so that the memory stays small whatever the data


def forward(net: Network, x: Array) -> tuple[LayerRecord, ...]:
    """z^l and a^l of all layers for x `(n_0, m)`. What the way back would compute is not filled in."""
    record = Record(net, x.shape[1])
    record.layers[0].a_prev[...] = x
    with np.errstate(all="ignore"):
        for layer in record.layers:
            weighted_input(layer)
            activation(layer)
    return record.layers


def evaluate(net: Network, x: Array, y: Array) -> tuple[float, Array]:
    """The mean of C_x over all examples of x `(n_0, m)` and y `(n_L, m)`, and the outputs a^L `(n_L, m)`."""
    costs, outputs = zip(*_in_parts(net, x, y), strict=True)
    return float(np.concatenate(costs).mean()), np.concatenate(outputs, axis=1)


def _in_parts(net: Network, x: Array, y: Array) -> Iterator[tuple[Array, Array]]:
    """C_x `(m,)` and a^L `(n_L, m)` of TOGETHER examples at a time."""
    for start in range(0, x.shape[1], TOGETHER):
        some = slice(start, start + TOGETHER)
        output = forward(net, x[:, some])[-1]
        with np.errstate(all="ignore"):
            yield net.cost.value(output.z, output.a, y[:, some]), output.a
