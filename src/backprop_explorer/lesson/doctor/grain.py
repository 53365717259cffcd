"""How large the terms are whose difference is left: what 32-bit arithmetic loses of it goes by their size.

Near the end of learning a − y is small although a and y are not, and the rounding of a is then a large share of it. So
it is with 1 − a in the slope of a neuron at its limit.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...engine import Trace
from ...engine.activations import Array
from ..notation import Key


def grains(trace: Trace) -> Mapping[Key, float]:
    """For C, each δ and each gradient the size of the terms: times the rounding of one number it bounds the error."""
    s, found, terms = trace.network.factor(trace.m), {("cost", len(trace.layers)): _cost(trace)}, np.empty(0)
    for at in range(len(trace.layers) - 1, -1, -1):
        layer = trace.layers[at]
        slope = 1.0 if layer.sigma_prime is None else np.abs(layer.sigma_prime)
        if at == len(trace.layers) - 1:
            terms, factor = _output(trace)
        else:
            above = trace.layers[at + 1]
            terms, factor = np.abs(above.w).T @ terms, np.abs(above.w.T @ above.delta)
        # The slope itself is off by the rounding of a number of size 1.
        terms = terms * slope + (0.0 if layer.sigma_prime is None else factor)
        found["delta", layer.number] = float(terms.max())
        found["grad_w", layer.number] = float((s * terms @ np.abs(layer.a_prev).T).max())
        found["grad_b", layer.number] = float((s * terms.sum(axis=1)).max())
    return found


def _output(trace: Trace) -> tuple[Array, Array]:
    """The terms of ∇_a C_x at the output, and its size: where no σ′ stands, of δ itself."""
    a, y, cost = trace.layers[-1].a, trace.y, trace.network.cost
    if cost.gradient is None:
        return np.abs(a) + np.abs(y), np.abs(a - y)
    terms, factor = np.empty_like(a), np.empty_like(a)
    cost.gradient(np.abs(a), -np.abs(y), terms)  # each squared cost has a multiple of a − y
    cost.gradient(a, y, factor)
    return terms, np.abs(factor)


def _cost(trace: Trace) -> float:
    """The same for C: each squared difference, or each logarithm."""
    terms, factor = _output(trace)
    size = np.ones_like(terms) if trace.network.cost.gradient is None else terms * factor
    return float(trace.network.factor(trace.m) * size.sum())
