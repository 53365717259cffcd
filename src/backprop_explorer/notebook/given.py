"""What a program hands over: arrays, lists, tensors or a printed text, as numbers with the digits that they have."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lesson.pasted import Pasted, PasteError, held_numbers, read_numbers

COARSE = 3e-2
"""The rounding error of numbers of 16 bits that have the range of 32, as torch.bfloat16, as a share of the largest."""


def numbers_of(value: Any) -> Pasted:
    """The numbers in `value`. Raises PasteError with a sentence where there are none to compare with."""
    if isinstance(value, str):
        return read_numbers(value)
    array, coarse = _array(value)
    if not array.size:
        raise PasteError("There are no numbers here. An array with at least one number is needed.")
    if not np.isfinite(array).all():
        off = int((~np.isfinite(array)).sum())
        many = "1 number is" if off == 1 else f"{off} numbers are"
        raise PasteError(f"{many} nan or infinite here, so there is nothing to compare. Look for an overflow before.")
    held = held_numbers(array)
    return Pasted(held.array, held.last, COARSE) if coarse else held


def plain_array(value: Any) -> NDArray[np.floating]:
    """The numbers in `value` as an array of the shape they have. Raises PasteError where they are none."""
    return numbers_of(value).array if isinstance(value, str) else _array(value)[0]


def _array(value: Any) -> tuple[NDArray[np.floating], bool]:
    """The array, and whether its numbers have less than 16 bits of precision in the range of 32."""
    value, coarse = _off_the_graph(value)
    try:
        array = np.asarray(value)
        if array.dtype == object:
            array = array.astype(np.float64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise PasteError(
            "This is not a rectangle of numbers: its rows differ in length, or something in it is no number."
        ) from error
    if array.dtype.kind not in "fiub":
        raise PasteError(f"This holds {array.dtype}, where real numbers are needed.")
    wide = array.dtype.kind != "f" or array.dtype.itemsize > 8
    return (array.astype(np.float64) if wide else array), coarse


def _off_the_graph(value: Any) -> tuple[Any, bool]:
    """A tensor without its gradient, in the memory of the processor; anything else as it is."""
    for step in ("detach", "cpu"):
        if callable(getattr(value, step, None)):
            value = getattr(value, step)()
    coarse = str(getattr(value, "dtype", "")).endswith("bfloat16")
    if coarse:
        value = value.float() if callable(getattr(value, "float", None)) else value.astype(np.float32)
    return value, coarse
