"""What a run keeps of the steps behind it, within a budget of bytes: parameters and rule state, every few steps."""

from __future__ import annotations

import numpy as np

from .activations import Array

BLOCK = 64  # checkpoints for which memory is taken at a time
INTERVAL = 10  # steps between checkpoints, to begin with


class History:
    """Checkpoints of the parameters and the update rule's state, from which the steps between are worked out again.

    When the checkpoints fill the budget, every second one is dropped and their interval doubles. A ring holds the
    last ones besides, 10 steps apart, so that the way back is short from wherever one stands.
    """

    def __init__(self, budget: int, size: int) -> None:
        room = budget // (8 * size)
        self.latest = np.empty((min(BLOCK, room // 2), size))
        self.latest.fill(0.0)  # touches the pages now, so that no step waits for them
        self.latest_steps = [-1] * len(self.latest)
        self.interval = INTERVAL
        self.checkpoints: dict[int, Array] = {}
        self.spare: list[Array] = []
        self.room = max(2, room - len(self.latest))

    @property
    def nbytes(self) -> int:
        """The bytes of all kept numbers."""
        return self.latest.nbytes + sum(kept.nbytes for kept in (*self.checkpoints.values(), *self.spare))

    def keep(self, step: int, numbers: Array) -> None:
        """Keep the parameters and the state `(numbers,)` before `step`, a multiple of INTERVAL."""
        if self.latest_steps:
            slot = step // INTERVAL % len(self.latest_steps)
            self.latest[slot] = numbers
            self.latest_steps[slot] = step
        if step % self.interval or step in self.checkpoints:
            return
        if len(self.checkpoints) >= self.room:
            self.interval *= 2
            dropped = [at for at in self.checkpoints if at % self.interval]
            self.spare += [self.checkpoints.pop(at) for at in dropped]
            if step % self.interval:
                return
        kept = self._room(numbers.size)
        np.copyto(kept, numbers)
        self.checkpoints[step] = kept

    def _room(self, size: int) -> Array:
        """A list of `size` numbers to write in, taken from a block whose memory has been touched before."""
        if not self.spare:
            block = np.empty((min(BLOCK, self.room - len(self.checkpoints)), size))
            block.fill(0.0)
            self.spare = list(block)
        return self.spare.pop()

    def nearest(self, step: int) -> tuple[int, Array]:
        """The latest checkpoint at or before `step`: its step and what was kept, `(numbers,)`."""
        at = step - step % self.interval
        while at not in self.checkpoints:
            at -= self.interval
        late = max((kept for kept in self.latest_steps if kept <= step), default=-1)
        if late > at:
            return late, self.latest[late // INTERVAL % len(self.latest_steps)]
        return at, self.checkpoints[at]
