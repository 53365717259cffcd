"""What a run keeps of the steps behind it, within a budget of bytes."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from .activations import Array

LARGE_RECORD = 64 * 1024  # bytes; above it a copy a step costs more than replaying a few steps does
RECENT = 1024  # steps kept whole, at most
BLOCK = 64  # checkpoints for which memory is taken at a time
INTERVAL = 10  # steps between checkpoints of the parameters, to begin with


class History:
    """Whole records of recent steps, and checkpoints of the parameters every few steps.

    A ring holds the last records as single copies. Records over 64 KiB are not kept; there a ring holds the last
    checkpoints, so that the way back is short from wherever one stands. When the other checkpoints fill what
    is left of the budget, every second one is dropped and their interval doubles.
    """

    def __init__(self, budget: int, record_sizes: Collection[int], parameters_size: int) -> None:
        record_size = max(record_sizes)
        record_bytes = 8 * record_size
        rows = 0 if record_bytes > LARGE_RECORD else min(RECENT, budget // 2 // record_bytes)
        self.rows = np.empty((rows, record_size))
        self.rows.fill(0.0)  # touches the pages now, so that no step waits for them
        self.steps = [-1] * rows
        # The same rows, cut to the size of each record: making a view costs as much as copying a small one.
        self.slots = {size: list(self.rows[:, :size]) for size in record_sizes}
        room = (budget - self.rows.nbytes) // (8 * parameters_size)
        self.latest = np.empty((0 if rows else min(BLOCK, room // 2), parameters_size))
        self.latest.fill(0.0)
        self.latest_steps = [-1] * len(self.latest)
        self.interval = INTERVAL
        self.checkpoints: dict[int, Array] = {}
        self.spare: list[Array] = []
        self.room = max(2, room - len(self.latest))

    @property
    def nbytes(self) -> int:
        """The bytes of all kept numbers."""
        return (
            self.rows.nbytes
            + self.latest.nbytes
            + sum(kept.nbytes for kept in (*self.checkpoints.values(), *self.spare))
        )

    def keep(self, step: int, flat: Array, parameters: Array) -> None:
        """Keep the record of `step`, `flat` `(numbers,)`, in place of the one RECENT steps behind, and mark the step.

        `parameters` is the part `(parameters,)` of `flat` that a step can be worked out from.
        """
        if self.steps:
            slot = step % len(self.steps)
            self.slots[flat.size][slot][...] = flat
            self.steps[slot] = step
        if not step % INTERVAL:
            self.mark(step, parameters)

    def record(self, step: int, size: int) -> Array | None:
        """A copy `(size,)` of the record of `step`, if it is still kept."""
        if not self.steps or self.steps[step % len(self.steps)] != step:
            return None
        return self.rows[step % len(self.steps), :size].copy()

    def mark(self, step: int, parameters: Array) -> None:
        """Keep the parameters `(parameters,)` before `step`, a multiple of INTERVAL."""
        if self.latest_steps:
            slot = step // INTERVAL % len(self.latest_steps)
            self.latest[slot] = parameters
            self.latest_steps[slot] = step
        if step % self.interval or step in self.checkpoints:
            return
        if len(self.checkpoints) >= self.room:
            self.interval *= 2
            dropped = [at for at in self.checkpoints if at % self.interval]
            self.spare += [self.checkpoints.pop(at) for at in dropped]
            if step % self.interval:
                return
        kept = self._room(parameters.size)
        np.copyto(kept, parameters)
        self.checkpoints[step] = kept

    def _room(self, size: int) -> Array:
        """A list of `size` numbers to write in, taken from a block whose memory has been touched before."""
        if not self.spare:
            block = np.empty((min(BLOCK, self.room - len(self.checkpoints)), size))
            block.fill(0.0)
            self.spare = list(block)
        return self.spare.pop()

    def nearest(self, step: int) -> tuple[int, Array]:
        """The latest checkpoint at or before `step`: its step and its parameters `(parameters,)`."""
        at = step - step % self.interval
        while at not in self.checkpoints:
            at -= self.interval
        late = max((kept for kept in self.latest_steps if kept <= step), default=-1)
        if late > at:
            return late, self.latest[late // INTERVAL % len(self.latest_steps)]
        return at, self.checkpoints[at]
