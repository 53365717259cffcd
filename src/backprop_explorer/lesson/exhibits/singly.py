"""A mini-batch as one update, and as one update for each of its examples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...engine import Network, Trace, backprop, descend
from ...engine.activations import Array
from ..equations import Writer
from .bounds import affordable


@dataclass(frozen=True, eq=False, slots=True)
class Updates:
    """The weights w of a layer `(n_l, n_{l−1})` before and after: each array is as the engine holds it.

    `gradients` are those of the single examples, all at the same `start`; `total` is their sum and `gradient` that of
    the mini-batch. `alone` has w after the update with one example only, `path` w after each of the updates when the
    examples take one in turn, and `once` w after the one update with the gradient of the mini-batch.
    """

    layer: int
    start: Array
    gradients: tuple[Array, ...]
    total: Array
    gradient: Array
    alone: tuple[Array, ...]
    path: tuple[Array, ...]
    once: Array


def updates(writer: Writer, layer: int) -> Updates | None:
    """The updates of a layer that the examples of the mini-batch give; None where this is too much to compute."""
    trace, eta = writer.trace, writer.eta
    if not affordable(trace):
        return None
    own = trace.layers[layer - 1]
    singles = [backprop(trace.network, *_example(trace, x)) for x in range(trace.m)]
    return Updates(
        layer,
        own.w,
        tuple(single.layers[layer - 1].grad_w for single in singles),
        sum((single.layers[layer - 1].grad_w for single in singles[1:]), start=singles[0].layers[layer - 1].grad_w),
        own.grad_w,
        tuple(_w(descend(trace.network, single, eta), layer) for single in singles),
        tuple(_w(net, layer) for net in _in_turn(trace, eta)),
        writer.values["w_new", layer],
    )


def _in_turn(trace: Trace, eta: float) -> Iterator[Network]:
    """The network after each of the updates that the examples take in turn."""
    net = trace.network
    for x in range(trace.m):
        net = descend(net, backprop(net, *_example(trace, x)), eta)
        yield net


def _example(trace: Trace, x: int) -> tuple[Array, Array]:
    return trace.x[:, x : x + 1], trace.y[:, x : x + 1]


def _w(net: Network, layer: int) -> Array:
    return net.layers[layer - 1].w
