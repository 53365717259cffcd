"""How far a number may be from what was typed: half a unit of the last digit typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ...engine.activations import Array
from ..pasted.held import SINGLE

SLACK = 1e-9  # of the largest number of a matrix: the rounding of another order of computing
NOISE = 1e-13  # of the terms of a sum: what may be left of it where it should come to 0
ONE = 0.1  # of the rounding error of a matrix, which many operations make, is that of one term or two
EXACT = 1e-6  # of a unit of the last digit typed: so near only an exact number comes
EXACT_DIGITS = 3  # digits typed, up to which a number may be meant exactly
USUAL_DIGITS = 4  # to which a program rounds as a rule
SINGLE_DIGITS = 8  # digits typed, from which on such numbers show themselves


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """Typed numbers, and how far from each of them a number may be.

    That is `allowed`, one distance for each number, and `share` of the largest number compared with. `unit` is what
    a 1 in the last digit of each is worth.
    """

    array: Array
    allowed: Array
    unit: Array
    share: float = SLACK

    @property
    def single(self) -> bool:
        """Whether this reading takes them for numbers of 32 bits, or fewer."""
        return self.share >= SINGLE

    def laid(self, shape: tuple[int, ...]) -> Reading | None:
        """The reading in another shape, if it has this shape or is a flat list that fills it row by row."""
        if self.array.shape == shape:
            return self
        if self.array.ndim > 1 or self.array.size != np.prod(shape):
            return None
        return self._each(lambda array: array.reshape(shape))

    def turned(self) -> Reading | None:
        """The same with rows and columns exchanged, or None if there are not both."""
        return self._each(np.transpose) if self.array.ndim == 2 else None

    def _each(self, lay: Callable[[Array], Array]) -> Reading:
        return replace(self, array=lay(self.array), allowed=lay(self.allowed), unit=lay(self.unit))

    def off(self, shown: Array) -> NDArray[np.bool_]:
        """Where the numbers of `shown`, which has this shape, are too far away."""
        return np.asarray(np.abs(shown - self.array) > self.allowed + slack(shown, self.share))

    def distance(self, shown: Array) -> float:
        """The largest distance as a share of what is allowed; infinite where the shapes differ."""
        return float(self.distances(shown[None])[0])

    def distances(self, several: Array) -> Array:
        """The distance of each of several arrays, which stand along the first axis."""
        laid = self.laid(several.shape[1:])
        if laid is None:
            return np.full(len(several), np.inf)
        room = laid.allowed + self.share * _largest(several)
        distances = np.abs(several - laid.array)
        with np.errstate(all="ignore"):
            return _largest(np.where(distances > 0, distances / room, 0.0)).ravel()

    def units(self, shown: Array) -> float:
        """The largest distance in units of the last digit typed; infinite where the shapes differ."""
        laid = self.laid(shown.shape)
        return float("inf") if laid is None else float((np.abs(shown - laid.array) / laid.unit).max())

    def fits(self, shown: Array) -> bool:
        """Whether these are the numbers typed."""
        return self.distance(shown) <= 1.0


def readings(
    typed: Array, last: NDArray[np.int64], noise: float = 0.0, rounding: float | None = None, grain: float = 0.0
) -> tuple[Reading, ...]:
    """The readings of `typed`, whose last digits stand at the places `last`, the strictest first.

    Numbers of few digits may be exact: 1 is 1 before it is a rounded 0.5. Then all are read as written by a
    program, then as rounded one by one, and where there are many digits, as 32-bit numbers.

    `noise` is what rounding leaves of a sum that should be 0.

    Read strictly, all numbers of a matrix were written alike and zeros at the end were left out, as programs do:
    0.5 beside 0.1234 stands for 0.5000, and a bare 0 for 0.0000. Read mildly, 0.5 is whatever rounds to it, and a
    bare 0 has the digits of the coarsest of the other numbers. A paste of zeros alone says little: a bare 0 is then
    exactly 0.

    A program holds them if there is a `rounding`, the error of its numbers. Many digits are then all that it has, and
    0.5 among them is no rounded number: they are not read mildly. Nor are whole numbers, unless they end in zeros.
    `grain` is the size of the terms of the sums and differences they come from.
    """
    units = 10.0 ** last.astype(np.float64)
    own = units if rounding is None else np.minimum(units, 1.0)
    filled = typed != 0
    if not filled.any():
        return (
            Reading(typed, np.where(last >= -1, 0.0, own / 2) + noise, own),
            Reading(typed, np.where(last >= 0, 0.0, own / 2) + noise, own),
        )
    own = np.where(filled | (last < 0), own, np.minimum(own, own[filled].max()))
    top = np.floor(np.log10(np.abs(np.where(filled, typed, 1.0))))
    digits = int((top - last + 1)[filled].max())
    finest = 10.0 ** float(last.min())
    alike = np.maximum(10.0 ** (top - digits + 1), finest)
    strict = np.minimum(np.where(filled, alike, finest), np.maximum(own, units) if rounding is not None else own)
    strictly, mildly = Reading(typed, strict / 2 + noise, strict), Reading(typed, own / 2 + noise, own)
    if rounding is not None:
        fine = np.where(filled, 10.0 ** (top - max(digits, USUAL_DIGITS) + 1), 0.0)
        finely = Reading(typed, fine / 2 + noise, own)
        return _held(finely, strictly, mildly, rounding, ONE * rounding * grain, digits, bool(last.min() >= 0))
    found = (strictly, mildly)
    if digits <= EXACT_DIGITS:
        return (Reading(typed, EXACT * own + noise, own), *found)
    return (*found, replace(mildly, share=SINGLE)) if digits >= SINGLE_DIGITS else found


def _held(
    finely: Reading, strictly: Reading, mildly: Reading, rounding: float, off: float, digits: int, whole: bool
) -> tuple[Reading, ...]:
    """The readings of numbers that a program holds, with so many `digits`; all of them may be `whole`.

    Read finely, all have the same number of digits, four or more: 1.2 is 1.200 before it is a rounded 1.24, and a 0 is
    0. Because of their bits the numbers may be `off` by so much besides.
    """
    by_bits = replace(strictly, allowed=strictly.allowed + off, share=rounding)
    if rounding > SINGLE:
        return (by_bits,)
    if digits >= SINGLE_DIGITS:
        return (strictly, by_bits)
    if whole:
        ending_in_zeros = (strictly,) if digits >= EXACT_DIGITS else ()
        return (finely, replace(finely, allowed=finely.allowed + off, share=rounding), *ending_in_zeros)
    return (finely, strictly, mildly, by_bits)


def slack(array: Array, share: float = SLACK) -> float:
    """The largest error that rounding alone gives the numbers of `array`."""
    return share * float(np.abs(array).max(initial=0.0))


def differ(right: Array, several: Array, noise: float) -> NDArray[np.bool_]:
    """Which of several arrays, along the first axis, are finite and not the numbers of `right`, up to rounding."""
    finite = np.isfinite(several).all(axis=(1, 2))
    with np.errstate(all="ignore"):
        return np.asarray(finite & ~(np.abs(several - right) <= slack(right) + noise).all(axis=(1, 2)))


def _largest(several: Array) -> Array:
    """The largest number of each of several arrays, in the shape that goes with them."""
    return np.asarray(np.abs(several).max(axis=tuple(range(1, several.ndim)), keepdims=True, initial=0.0))
