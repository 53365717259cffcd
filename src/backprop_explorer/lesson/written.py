"""How a number is written, with four significant digits and a true minus sign, and how much of a matrix."""

from __future__ import annotations

import math
from functools import lru_cache

DIGITS = 4
WHOLE, PART = 12, 6  # rows or columns up to which a matrix is printed whole, and how many are printed beyond


def in_print(count: int) -> int:
    """How many of so many rows or columns are printed."""
    return count if count <= WHOLE else PART


@lru_cache(4096)  # a page writes each of its numbers in ten places and more
def number(value: float) -> str:
    """One number with 4 significant digits; scientific below 0.001 and from 10,000 on, whole numbers from 100,000."""
    value = float(value)
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    size = abs(value)
    if size < 100_000 and value == int(value):
        text = str(int(value))
    elif size < 0.001 or size >= 9999.5:
        mantissa, exponent = f"{value:.{DIGITS - 1}e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    else:
        power = int(f"{value:.{DIGITS - 1}e}".split("e")[1])  # of the rounded number: 9.9996 is 10.00
        decimals = max(0, DIGITS - 1 - power)
        text = f"{value:.{decimals}f}"
    return text.replace("-", "−")
