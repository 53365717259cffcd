"""What a run keeps of the steps behind it, within a budget of bytes: parameters and rule state, every few steps."""

from __future__ import annotations

from collections import deque

import numpy as np

from .activations import Array

BLOCK = 64  # checkpoints for which memory is taken at a time
RECENT = 64  # checkpoints that stay only because they are the last ones
INTERVAL = 10  # steps between checkpoints, to begin with


class History:
    """Checkpoints of the parameters and the update rule's state, from which the steps between are worked out again.

    When they fill the budget, the interval of those that stay doubles. The last ones stay as well, 10 steps apart, so
    that the way back is short from wherever one stands.
    """

    def __init__(self, budget: int, size: int) -> None:
        self.room = max(2, budget // (8 * size))
        self.recent_room = min(RECENT, self.room // 2)
        self.interval = INTERVAL
        self.checkpoints: dict[int, Array] = {}
        self.recent: deque[int] = deque()
        self.spare: list[Array] = []

    @property
    def nbytes(self) -> int:
        """The bytes of all kept numbers."""
        return sum(kept.nbytes for kept in (*self.checkpoints.values(), *self.spare))

    def keep(self, step: int, numbers: Array) -> None:
        """Keep the parameters and the state `(numbers,)` before `step`, a multiple of INTERVAL."""
        if step in self.checkpoints:
            return
        self._make_room()
        kept = self._room(numbers.size)
        np.copyto(kept, numbers)
        self.checkpoints[step] = kept
        self.recent.append(step)

    def _make_room(self) -> None:
        """Let go of the oldest of the last ones, and double the interval until one more checkpoint fits."""
        if len(self.recent) == self.recent_room:
            self._drop(self.recent.popleft())
        while len(self.checkpoints) >= self.room:
            self.interval *= 2
            for step in self.checkpoints.keys() - self.recent:
                self._drop(step)

    def _drop(self, step: int) -> None:
        if step % self.interval:
            self.spare.append(self.checkpoints.pop(step))

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
        at = max((recent for recent in self.recent if at < recent <= step), default=at)
        return at, self.checkpoints[at]
