"""What decides the examples of a ready-made data set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """A data set by its name in DATASETS, with all that decides its numbers.

    `points` counts the examples, those that are held out among them. `noise` is a standard deviation, 0 where a data
    set has none; `classes` is 0 where their number is fixed. `seed` decides the noise and which examples are held out.
    """

    name: str
    points: int
    noise: float = 0.0
    classes: int = 0
    seed: int = 0
