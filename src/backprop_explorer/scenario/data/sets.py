"""The ready-made data sets, each with what it can be asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np

from ...engine.activations import Array
from ...engine.datasets import blobs, circles, gate, moons, sine, spirals
from . import digits
from .recipe import Recipe

Kind = Literal["binary", "classes", "numbers"]

HELD = 20  # per cent of the examples, unless it is said otherwise
MOST_HELD = 50
FEWEST_TO_HOLD = 40  # examples from which a share is held out
DECIMALS = 4  # the last bits of sin and cos differ from machine to machine; so many decimals do not
MOST_NOISE = 2.0
TURN = 5.5  # radians of a spiral arm


class DataSet(NamedTuple):
    """A data set: its words, what its targets are, and how it is made.

    `targets` are "binary", one number that is 0 or 1; "classes", one-hot; or "numbers". `points` are the fewest, the
    usual and the most examples; `noise` is the usual one; `classes` are the fewest, the usual and the most. None
    stands where there is nothing to choose. `outputs` is the number of targets where the classes do not say it, and
    `picture` the rows and columns of an example that is one.
    """

    words: str
    targets: Kind
    make: Callable[[Recipe], tuple[Array, Array]]
    points: tuple[int, int, int]
    noise: float | None = None
    classes: tuple[int, int, int] | None = None
    inputs: int = 2
    outputs: int = 1
    picture: tuple[int, int] | None = None
    credit: str = ""


def _gate(words: str, *outputs: float) -> DataSet:
    a, b, c, d = outputs
    return DataSet(words, "binary", lambda _: gate((a, b, c, d)), (4, 4, 4))


def _spirals(recipe: Recipe) -> tuple[Array, Array]:
    per_class = -(-recipe.points // recipe.classes)
    x, y = spirals(recipe.seed, recipe.classes, per_class, recipe.noise, TURN)
    return x[:, : recipe.points], y[:, : recipe.points]


PLANE = (10, 200, 2_000)

DATASETS: Mapping[str, DataSet] = MappingProxyType(
    {
        "and": _gate("AND gate", 0, 0, 0, 1),
        "or": _gate("OR gate", 0, 1, 1, 1),
        "nand": _gate("NAND gate", 1, 1, 1, 0),
        "xor": _gate("XOR gate", 0, 1, 1, 0),
        "moons": DataSet("Two moons", "binary", lambda r: moons(r.seed, r.points, r.noise), PLANE, 0.1),
        "circles": DataSet("Two circles", "binary", lambda r: circles(r.seed, r.points, r.noise), PLANE, 0.1),
        "spirals": DataSet("Spirals", "classes", _spirals, PLANE, 0.05, (2, 2, 6)),
        "blobs": DataSet(
            "Blobs", "classes", lambda r: blobs(r.seed, r.points, r.noise, r.classes), PLANE, 0.25, (2, 4, 8)
        ),
        "sine": DataSet(
            "Noisy sine", "numbers", lambda r: sine(r.seed, r.points, r.noise), (10, 100, 2_000), 0.1, inputs=1
        ),
        "digits": DataSet(
            "Handwritten digits",
            "classes",
            lambda r: digits.digits(r.points),
            (20, 600, 600),
            inputs=64,
            outputs=10,
            picture=(8, 8),
            credit=digits.CREDIT,
        ),
    }
)


def usual(name: str) -> Recipe:
    """The data set called `name` as it is when nothing else is asked for. Raises ValueError for an unknown name."""
    if name not in DATASETS:
        raise ValueError(f"There is no data set {name!r}; there are {', '.join(DATASETS)}.")
    made = DATASETS[name]
    return Recipe(name, made.points[1], made.noise or 0.0, 0 if made.classes is None else made.classes[1])


def width(recipe: Recipe) -> tuple[int, int]:
    """The numbers of inputs and of targets of each example."""
    made = DATASETS[recipe.name]
    return made.inputs, recipe.classes or made.outputs


def examples_of(recipe: Recipe) -> tuple[Array, Array]:
    """All examples, one a column, x `(n_0, points)` and y `(n_L, points)`: the same bits on every machine."""
    x, y = DATASETS[recipe.name].make(recipe)
    return _rounded(x), _rounded(y)


def _rounded(array: Array) -> Array:
    return np.round(array, DECIMALS) + 0.0  # + 0.0 makes −0.0 a 0.0
