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
    """Where the last digit of each number stands: −4 for 0.0088, 0 for 12.0; of the same shape.

    The digits are the fewest that are read back as the same number, so 32-bit numbers have at most 9. Zeros that end
    a number are none of them.
    """
    texts = array.astype(str).ravel().tolist()
    return np.array([place(text.removesuffix(".0")) for text in texts], dtype=np.int64).reshape(array.shape)


def rounding(array: NDArray[np.floating]) -> float:
    """How far from the right ones these numbers may be because of their bits, as a share of the largest."""
    return SHARES.get(array.dtype.itemsize, SINGLE)
