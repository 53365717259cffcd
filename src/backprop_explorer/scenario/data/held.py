"""Which examples are held out: looked at, but never trained on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def held_count(examples: int, share: int) -> int:
    """How many of so many examples a share in per cent holds out; at least one is left to train on."""
    return min(examples * share // 100, examples - 1)


def split(examples: int, share: int, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The indices of the examples to train on, and of those that are held out, each in the order of the data."""
    order = np.random.default_rng(seed).permutation(examples)
    held = held_count(examples, share)
    return np.sort(order[held:]), np.sort(order[:held])
