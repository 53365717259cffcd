"""One mini-batch, computed again and again with mistakes in it, in one record of the engine."""

from __future__ import annotations

import numpy as np

from ...engine import Equations, Trace
from ...engine.activations import Array
from ...engine.backprop import forward_and_back, update_all
from ...engine.record import Record, Span


class Repeated:
    """The mini-batch of `trace`, with the same bits as `backprop` and `descend` give, in a fraction of their time."""

    def __init__(self, trace: Trace, eta: float) -> None:
        self._record = Record(trace.network, trace.m, eta, trace.rule)
        self._record.load(trace.x, trace.y)
        self._record.state[...] = trace.carried
        self._before = self._record.kept.copy()

    def compute(self, equations: Equations) -> tuple[Array, Array]:
        """All numbers of the mini-batch `(size,)`, and the parameters after its update.

        Raises Misfit where the shapes do not allow these equations.
        """
        record = self._record
        with np.errstate(all="ignore"):
            forward_and_back(record, equations)
            flat = record.flat.copy()
            update_all(record, equations)
        after = record.parameters.copy()
        record.kept[...] = self._before
        return flat, after

    def matrices(self, name: str, number: int, flats: Array, afters: Array) -> Array | None:
        """A quantity of layer `number` in each of several such mini-batches, as `(mini-batches, …)`; None without b.

        `flats` and `afters` hold what `compute` gave, a row for each. "w_new" and "b_new" are after the update.
        """
        layout, at = self._record.layout, number - 1
        if "b" in name and not layout.biased[at]:
            return None
        n_prev, n = layout.sizes[at : at + 2]
        if name.endswith("_new"):
            folded = _seen(layout.parameters[at], afters)
        elif name.startswith("grad"):
            folded = _seen(layout.gradients[at], flats)
        elif name == "a":
            return _seen(layout.a[number], flats)[:, :n]
        else:
            return _seen(layout.z[at] if name == "z" else layout.delta[at], flats)
        return folded[:, :, n_prev:] if "b" in name else folded[:, :, :n_prev]


def _seen(span: Span, rows: Array) -> Array:
    """The matrix of a span in each row, without a copy."""
    return rows[:, span.start : span.stop].reshape(len(rows), *span.shape)
