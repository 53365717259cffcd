"""One paste for one quantity, compared with the right numbers and with those of each mistake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ...engine.activations import Array
from ..notation import Key
from ..pasted import Pasted
from ..shape_words import found_shape, why_this_shape
from . import digits, words
from .diagnosis import Diagnosis, Evidence, Match
from .digits import Reading
from .wrong_numbers import Hypothesis

if TYPE_CHECKING:
    from . import Doctor

EVIDENCE = 6  # rows at most


@dataclass(frozen=True, eq=False)
class Case:
    """One paste for one quantity."""

    doctor: Doctor
    key: Key
    right: Array
    pasted: Pasted

    def settle(self) -> Diagnosis:
        """The first answer that fits: strictly, mildly, as 32-bit numbers; then transposed or times η."""
        readings = self.readings
        for reading in readings:
            if answer := self._correct(reading) or self._mistaken(reading):
                return answer
        for reading in readings:
            if answer := self._otherwise(reading):
                return answer
        old = self.doctor.quantities.get((self.key[0].removesuffix("_new"), self.key[1]))
        if self.key[0].endswith("_new") and old is not None and readings[0].fits(self._show(old)):
            return Diagnosis("unknown", (), words.before(self.key, self.doctor.notation), phase=self.phase)
        if readings[0].laid(self._show(self.right).shape):
            return self._unknown()
        return Diagnosis("unknown", (), self._shape_words(), phase=self.phase)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The ways to read the digits that were typed, the strictest first."""
        pasted, grain = self.pasted, 0.0
        if pasted.rounding is not None:
            grain = self.doctor.grains.get(self.key, 0.0)
        return digits.readings(pasted.array, pasted.last, self._noise, pasted.rounding, grain)

    @cached_property
    def _hypotheses(self) -> tuple[tuple[Hypothesis, ...], Array, tuple[Hypothesis, ...]]:
        """The numbers of each mistake, except where they are the right numbers.

        First those of the right shape, with their arrays as shown, then the others.
        """
        fitting, others = [], []
        for each in self.doctor.wrong.of(self.key):
            if each.array.shape == self.right.shape:
                fitting.append(each)
            elif np.isfinite(each.array).all():
                others.append(each)
        arrays = np.array([each.array for each in fitting]).reshape(-1, *self.right.shape)
        wrong = digits.differ(self.right, arrays, self._noise)
        shown = arrays[wrong].swapaxes(1, 2) if self._turned else arrays[wrong]
        return tuple(each for each, off in zip(fitting, wrong, strict=True) if off), shown, tuple(others)

    @cached_property
    def _noise(self) -> float:
        """The rounding error of the sums in this quantity."""
        scale = float(np.abs(self.right).max())
        if self.key[0] in ("grad_w", "grad_b"):
            layer = self.doctor.trace.layers[self.key[1] - 1]
            scale = max(scale, float(np.abs(layer.delta).max()) * max(1.0, float(np.abs(layer.a_prev).max())))
        return digits.NOISE * scale

    @property
    def phase(self) -> str:
        """The phase that computes the quantity."""
        name, number = self.key
        if name == "cost" or name.endswith("_new"):
            return "cost" if name == "cost" else "update"
        return f"{name.replace('_w', '').replace('_b', '')}-{number}"

    @property
    def _turned(self) -> bool:
        return self.key[0] != "cost" and self.doctor.notation.turned(self.key[0])

    def _show(self, array: Array) -> Array:
        return array.T if self._turned else array

    def _correct(self, reading: Reading) -> Diagnosis | None:
        """The right numbers, or under a mean the right δ with the 1/m in it."""
        if reading.fits(self._show(self.right)):
            others = self._matching(reading)
            message = words.right(self.key, self.right.size, self.doctor.notation, reading.share, self._held)
            if others:
                message += " " + words.ambiguous(others, self.doctor.notation)
            return Diagnosis("correct", (), message, phase=self.phase)
        if self._mean_inside(reading):
            message = words.mean_inside(self.key, self.doctor.trace.m, self.doctor.notation)
            return Diagnosis("correct", _ids(self._matching(reading)), message, phase=self.phase)
        return None

    def right_as(self, reading: Reading) -> bool:
        """Whether these are the right numbers, or under a mean the right δ with the 1/m in it."""
        return reading.fits(self._show(self.right)) or self._mean_inside(reading)

    def _mean_inside(self, reading: Reading) -> bool:
        m = self.doctor.trace.m
        inside = self.key[0] == "delta" and m > 1 and self.doctor.trace.network.reduction == "mean"
        return inside and reading.fits(self._show(self.right / m))

    def _matching(self, reading: Reading) -> list[Hypothesis]:
        """The mistakes that fit, best first: nearest to what was typed, then in the order of the catalogue."""
        alike, arrays, others = self._hypotheses
        near = [*zip(reading.distances(arrays).tolist(), alike, strict=True)]
        near += [(reading.distance(self._show(h.array)), h) for h in others]
        fitting = [(distance, h) for distance, h in near if distance <= 1.0]
        return [h for _, h in sorted(fitting, key=lambda pair: int(10 * pair[0]))]

    def _matches(self, reading: Reading, found: Sequence[Hypothesis]) -> tuple[Match, ...]:
        """Each mistake once, in the form and place that fits best."""
        first: dict[str, Hypothesis] = {}
        for hypothesis in found:
            first.setdefault(hypothesis.mistake, hypothesis)
        net, notation = self.doctor.trace.network, self.doctor.notation
        return tuple(
            Match(name, words.told(h, net, notation), h.phase, reading.units(self._show(h.array)))
            for name, h in first.items()
        )

    def _mistaken(self, reading: Reading) -> Diagnosis | None:
        found = self._matching(reading)
        if not found:
            return None
        message = words.mistaken(found, self.doctor.trace.network, self.doctor.notation)
        laid, turned = reading.laid(self._show(self.right).shape), reading.turned()
        if laid is None and turned is not None and turned.fits(self._show(self.right)):
            return self._transposed(_ids(found))
        if laid is None:
            message += " " + self._shape_words()
        if any(milder.fits(self._show(self.right)) for milder in self.readings):
            message += " " + words.rounded()
        return Diagnosis(
            "mistake", _ids(found), message, self._evidence(found[0]), found[0].phase, self._matches(reading, found)
        )

    def _otherwise(self, reading: Reading) -> Diagnosis | None:
        """The right numbers transposed or times η, or those of a mistake transposed."""
        turned = reading.turned()
        if turned is not None and turned.fits(self._show(self.right)):
            return self._transposed()
        if self.key[0] in ("grad_w", "grad_b") and reading.array.any():
            for rate in (self.doctor.eta, -self.doctor.eta):
                if reading.fits(self._show(rate * self.right)):
                    message = words.times_eta(self.key, rate, self.doctor.notation)
                    return Diagnosis("mistake", ("scaled-by-eta",), message, phase="update")
        if turned is None:
            return None
        found = self._matching(turned)
        if not found:
            return None
        message = words.mistaken(found, self.doctor.trace.network, self.doctor.notation)
        message = f"Read with rows and columns exchanged: {message}"
        matches = self._matches(turned, found)
        return Diagnosis("mistake", (*_ids(found), "transposed"), message, phase=found[0].phase, matches=matches)

    def _transposed(self, others: tuple[str, ...] = ()) -> Diagnosis:
        message = words.transposed(self.key, self._show(self.right), self.doctor.notation, self._held)
        return Diagnosis("mistake", ("transposed", *others), message, phase=self.phase)

    def _shape_words(self) -> str:
        trace, notation = self.doctor.trace, self.doctor.notation
        return f"{why_this_shape(self.key, trace, notation)} {found_shape(self.key, trace, self.pasted.array.shape)}"

    def _differing(self) -> list[tuple[int, int]]:
        """The places, as displayed, where the right number does not round to the digits typed.

        None where the list typed has another shape.
        """
        right = self._show(self.right)
        mildest = self.readings[-1].laid(right.shape)
        return [] if mildest is None else [(int(i), int(j)) for i, j in np.argwhere(mildest.off(right))]

    def _evidence(self, hypothesis: Hypothesis | None = None) -> tuple[Evidence, ...]:
        """The first numbers that differ."""
        right = self._show(self.right)
        wrong = None if hypothesis is None else self._show(hypothesis.array)
        return tuple(
            Evidence(
                words.cell(self.key, i, j, self.doctor.notation),
                float(self.pasted.array.reshape(right.shape)[i, j]),
                float(right[i, j]),
                None if wrong is None or wrong.shape != right.shape else float(wrong[i, j]),
            )
            for i, j in self._differing()[:EVIDENCE]
        )

    def _unknown(self) -> Diagnosis:
        if not self.pasted.array.any() and not self._held:
            return Diagnosis("unknown", (), words.noughts(), phase=self.phase)
        rows, off = self._evidence(), len(self._differing())
        outline = words.unknown(off, self.right.size, self._held)
        hint, message = (
            f"{outline} {words.first(rows[0].cell, rows[0].typed, right, off, self.right.size)}"
            for right in (None, rows[0].right)
        )
        return Diagnosis("unknown", (), message, rows, self.phase, hint=hint, outline=outline)

    @property
    def _held(self) -> bool:
        """Whether nobody typed these numbers: a program holds them."""
        return self.pasted.rounding is not None


def _ids(found: Sequence[Hypothesis]) -> tuple[str, ...]:
    """The mistakes, each once."""
    return tuple(dict.fromkeys(h.mistake for h in found))
