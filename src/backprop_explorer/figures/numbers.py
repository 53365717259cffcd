"""The numbers of a matrix as they are printed, their points aligned."""

from __future__ import annotations

from ..engine.activations import Array
from ..lesson.written import number

__all__ = ["grid", "number"]

PAD = "\u2007"  # a space as wide as a digit


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
