"""Arrays whose shapes do not fit, multiplied by NumPy itself, and its error message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from ...engine.activations import Array
from ..notation import Key

OPERATIONS: Mapping[str, Callable[[Array, Array], Array]] = MappingProxyType(
    {
        "@": np.matmul,
        "*": np.multiply,
        "-=": lambda left, right: np.subtract(left, right, out=np.array(left)),
    }
)


class Misfit(ValueError):
    """Two arrays that do not fit: NumPy's error message, the operation, and both names with their shapes."""

    def __init__(self, layer: int, sign: str, left: Key, right: Key, shapes: tuple[tuple[int, ...], ...]) -> None:
        self.words = numpy_words(sign, *shapes) or ""
        super().__init__(self.words)
        self.layer, self.sign, self.left, self.right, self.shapes = layer, sign, left, right, shapes


def numpy_words(sign: str, left: tuple[int, ...], right: tuple[int, ...]) -> str | None:
    """What NumPy says when arrays of these shapes are joined by `sign`, or None where they fit."""
    try:
        OPERATIONS[sign](np.zeros(left), np.zeros(right))
    except ValueError as error:
        return str(error).strip()
    return None


def attempt(layer: int, sign: str, left: tuple[Key, Array], right: tuple[Key, Array]) -> Array:
    """The product or difference; raises Misfit where the shapes do not allow it."""
    try:
        return np.asarray(OPERATIONS[sign](left[1], right[1]))
    except ValueError:
        raise Misfit(layer, sign, left[0], right[0], (left[1].shape, right[1].shape)) from None
