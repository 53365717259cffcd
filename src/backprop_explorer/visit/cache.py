"""Finished bytes that are kept for everybody: the ones used last, up to a number of bytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock

MOMENT = 1.0  # second
OVERHEAD = 500  # bytes of an entry beside its value, roughly


class Cache:
    """Keeps the bytes that were used last. Threads may share it.

    `room` is the number of bytes that all entries may take together.
    """

    def __init__(self, room: int) -> None:
        self.room, self.filled = room, 0
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._turns: dict[Hashable, Lock] = {}
        self._lock, self._crossed = Lock(), -MOMENT

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def crowded(self) -> bool:
        """Whether a moment ago two things were being made at the same time, or are so now."""
        return time.monotonic() < self._crossed + MOMENT

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()
            self.filled = 0

    def find(self, keys: Sequence[Hashable]) -> bytes | None:
        """What is kept under the first of `keys` that is known, or None."""
        with self._lock:
            return self._find(keys)

    def get(self, keys: Sequence[Hashable], make: Callable[[], tuple[Hashable, bytes]]) -> bytes:
        """What is kept under the first of `keys` that is known; else what `make` makes, kept under the key it names.

        Of those who ask for the same first key at the same time, one makes it, and the others wait.
        """
        with self._lock:
            found = self._find(keys)
            if found is not None:
                return found
            turn = self._turns.setdefault(keys[0], Lock())
            if len(self._turns) > 1:
                self._crossed = time.monotonic()
        with turn:
            found = self.find(keys)
            if found is not None:
                return found
            try:
                key, made = make()
                self._keep(key, made)
                return made
            finally:
                with self._lock:
                    self._turns.pop(keys[0], None)

    def _find(self, keys: Sequence[Hashable]) -> bytes | None:
        for key in keys:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        return None

    def _keep(self, key: Hashable, made: bytes) -> None:
        with self._lock:
            gone = self._kept.pop(key, None)
            self.filled += len(made) + OVERHEAD - (0 if gone is None else len(gone) + OVERHEAD)
            self._kept[key] = made
            while self.filled > self.room:
                _, oldest = self._kept.popitem(last=False)
                self.filled -= len(oldest) + OVERHEAD
