"""Targets that name classes, and the class that a network answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..engine.activations import Array


@dataclass(frozen=True, slots=True)
class Classes:
    """How outputs name one of `count` classes: two by one output below or above `middle`, more by the largest output.

    `middle` is None where each class has an output of its own. `names` are how the targets write the classes.
    """

    count: int
    middle: float | None
    names: tuple[str, ...]

    def of(self, outputs: Array) -> NDArray[np.intp]:
        """The class of each column of `outputs` `(n_L, m)`, from 0, `(m,)`."""
        if self.middle is None:
            return np.asarray(np.argmax(outputs, axis=0))
        return np.asarray(outputs[0] > self.middle, dtype=np.intp)

    def right(self, outputs: Array, y: Array) -> NDArray[np.bool_]:
        """Whether each example gets its own class, `(m,)`."""
        return np.asarray(self.of(outputs) == self.of(y))


def classes_of(y: Array) -> Classes | None:
    """The classes that targets y `(n_L, m)` name, or None where they are numbers of another kind."""
    values = set(np.unique(y).tolist())
    if len(y) == 1:
        for low, high in ((0.0, 1.0), (-1.0, 1.0)):
            if values == {low, high}:
                return Classes(2, (low + high) / 2, (f"{low:g}".replace("-", "−"), f"{high:g}"))
        return None
    if values == {0.0, 1.0} and (y.sum(axis=0) == 1).all():
        return Classes(len(y), None, tuple(map(str, range(1, len(y) + 1))))
    return None
