"""Handwritten digits of 8 × 8 pixels, from the file beside this module, which names their source."""

from __future__ import annotations

from importlib.resources import files

import numpy as np

from ...engine.activations import Array

FILE = "digits.txt"
LEVELS = "0123456789abcdefg"
"""The letters of the file: a pixel is from 0, paper, to 16, ink."""
INK = 16.0
AS_NUMBERS = {ord(letter): level for level, letter in enumerate(LEVELS)}
CREDIT = (
    "Digits: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning "
    "Repository, doi.org/10.24432/C50P49, CC BY 4.0. This page uses 600 of them."
)


def digits(points: int) -> tuple[Array, Array]:
    """The first `points` of the file: x `(64, points)`, ink from 0 to 1, row by row, and one-hot y `(10, points)`.

    The ten digits take turns in the file, so that any number of them has about as many of each.
    """
    lines = [line for line in _text().splitlines() if line and not line.startswith("#")][:points]
    labels = np.array([int(line[0]) for line in lines])
    letters = "".join(line[2:] for line in lines).translate(AS_NUMBERS)
    pixels = np.frombuffer(letters.encode("ascii"), dtype=np.uint8).reshape(len(lines), -1)
    return pixels.T / INK, np.eye(10)[:, labels]


def _text() -> str:
    return files(__package__).joinpath(FILE).read_text("ascii")
