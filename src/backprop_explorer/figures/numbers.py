"""How a number is printed: four significant digits, points aligned, a true minus sign."""

from __future__ import annotations

import math

from ..engine.activations import Array

DIGITS = 4
PAD = "\u2007"  # a space as wide as a digit


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


def grid(array: Array) -> list[list[str]]:
    """The numbers of a matrix, the points of each column one below the other."""
    texts = [[number(value) for value in row] for row in array.tolist()]
    for column in range(array.shape[1]):
        tails = [row[column].partition(".")[2] for row in texts]
        longest = max(map(len, tails), default=0)
        for row, tail in zip(texts, tails, strict=True):
            missing = longest - len(tail) + (1 if longest and not tail else 0)
            row[column] += PAD * missing
    return texts
