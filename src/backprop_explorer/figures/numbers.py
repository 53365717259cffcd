"""The numbers of a matrix as they are printed, their points aligned."""

from __future__ import annotations

import math

import numpy as np

from ..engine.activations import Array
from ..lesson.written import DIGITS, number

__all__ = ["grid", "number", "power", "short"]

ROOM = 6  # characters of the smallest number below its power, as in 0.5177
PAD, POINT = "\u2007", "\u2008"  # spaces as wide as a digit and as a point


def power(array: Array) -> int:
    """The power of ten that stands once at the name of a matrix, so that none stands in its cells; 0 for none.

    There is one where all numbers begin with 0.00, or where one would be printed with a power of its own; and only
    if all can be printed without. It is the first below the largest number at which none has many zeros.
    """
    sizes = np.abs(array[np.isfinite(array) & (array != 0)])
    if not sizes.size:
        return 0
    ends = sizes.min(), sizes.max()
    if ends[1] >= 0.01 and not any("e" in number(size) for size in ends):
        return 0
    least, most = (int(f"{size:.{DIGITS - 1}e}".split("e")[1]) for size in ends)
    highest = 3 * math.floor(most / 3)
    found = [up for up in (highest, highest - 3) if least - up >= -3 and most - up <= 3]
    return next((up for up in found if len(_over(ends[0], up)) <= ROOM), found[-1] if found else 0)


def short(value: float) -> str:
    """A number with two digits, for where it stands beside a block of colour: "−0.65", "3e−4"."""
    if not math.isfinite(value) or value == 0 or 0.01 <= abs(value) < 1000:
        text = number(value) if value == 0 or not math.isfinite(value) else f"{value:.{2 if abs(value) < 100 else 3}g}"
    else:
        mantissa, exponent = f"{value:.0e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−")


def grid(array: Array, up: int = 0) -> list[list[str]]:
    """The numbers of a matrix, the points of each column one below the other.

    With a power `up` each number is that of the matrix over 10^up, with the same digits.
    """
    texts = [[_over(value, up) if up else number(value) for value in row] for row in array.tolist()]
    for column in range(array.shape[1]):
        tails = [row[column].partition(".")[2] for row in texts]
        longest = max(map(len, tails), default=0)
        for row, tail in zip(texts, tails, strict=True):
            row[column] += (POINT if longest and not tail else "") + PAD * (longest - len(tail))
    return texts


def _over(value: float, up: int) -> str:
    """A number over 10^up, with its four digits."""
    if value == 0 or not math.isfinite(value):
        return number(value)
    mantissa, exponent = f"{abs(value):.{DIGITS - 1}e}".split("e")
    digits, at = mantissa.replace(".", ""), int(exponent) - up + 1  # where the point stands
    text = f"{digits[:at]}.{digits[at:]}" if at > 0 else f"0.{'0' * -at}{digits}"
    return ("−" if value < 0 else "") + text.removesuffix(".")
