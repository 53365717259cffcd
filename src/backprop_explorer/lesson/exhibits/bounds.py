"""How much may be computed again for one picture."""

from __future__ import annotations

from ...engine import Trace

WORK = 1_000_000  # parameters times examples


def affordable(trace: Trace) -> bool:
    """Whether the mini-batch is small enough to be computed a few times more."""
    return trace.m * sum(layer.parameters.size for layer in trace.layers) <= WORK
