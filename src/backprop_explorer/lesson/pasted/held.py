"""Numbers that a program holds, with the digits that tell each from its neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .parser import place

SINGLE = 2e-6
"""The rounding error of numbers computed with 32 bits, as a share of the largest of a matrix."""
SHARES = {2: 4e-3, 4: SINGLE}
"""The same by the bytes of one number; numbers of 64 bits may have been computed with 32."""


def last_places(array: NDArray[np.floating]) -> NDArray[np.int64]:
    """Where the last digit of each number stands: −4 for 0.0088, 0 for 12.0, 1 for 76790.0; of the same shape.

    The digits are the fewest that are read back as the same number, so 32-bit numbers have at most 9. Zeros that end
    a number are none of them.
    """
    texts = array.astype(str).ravel().tolist()
    return np.array([_last(text) for text in texts], dtype=np.int64).reshape(array.shape)


def _last(text: str) -> int:
    whole = text.removesuffix(".0")
    if "." in whole or "e" in whole:
        return place(whole)
    return len(whole) - len(whole.rstrip("0")) if whole.strip("-0") else 0


def rounding(array: NDArray[np.floating]) -> float:
    """How far from the right ones these numbers may be because of their bits, as a share of the largest."""
    return SHARES.get(array.dtype.itemsize, SINGLE)
