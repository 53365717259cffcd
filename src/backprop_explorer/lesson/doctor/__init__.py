"""The doctor: which calculation gives the numbers that were typed, the right one or a classic mistake."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ...engine import Trace
from ...engine.activations import Array
from ..notation import Key, Notation
from ..pasted import Pasted, PasteError, read_numbers
from ..phases import quantities
from ..shape_words import found_shape, why_this_shape
from . import digits, words
from .digits import Reading
from .grain import grains
from .wrong_numbers import Hypothesis, WrongNumbers

WHAT = re.compile(r"(delta|grad_w|grad_b|w|b|z|a)-([0-9]{1,3})")
EVIDENCE = 6  # rows at most


@dataclass(frozen=True, slots=True)
class Evidence:
    """One number: which, what was typed, what is right, and what the first mistake named would give.

    `right` is None where it is not to be told.
    """

    cell: str
    typed: float
    right: float | None
    wrong: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A mistake that gives the numbers typed: its id, its description, its phase, and how well it fits.

    `units` is the largest difference between its numbers and those typed, in units of the last digit typed.
    """

    mistake: str
    line: str
    phase: str
    units: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the doctor says.

    `verdict` is "correct", "mistake", "unknown" or "unreadable"; `mistakes` are ids of the catalogue, or
    "transposed" and "scaled-by-eta", best first. With "correct" they are the mistakes that would give the same
    numbers of a δ that holds the 1/m. `matches` are those that were tested against the numbers typed, with how well
    each fits. `phase` is where to look, "" where there is no such place. `hint` is the message without right
    numbers, `outline` without any number of a place; both are "" where there is none in the message.
    """

    verdict: str
    mistakes: tuple[str, ...]
    message: str
    evidence: tuple[Evidence, ...] = ()
    phase: str = ""
    matches: tuple[Match, ...] = ()
    hint: str = ""
    outline: str = ""


@dataclass(frozen=True, eq=False)
class Doctor:
    """Diagnoses numbers for one mini-batch; the mistakes are computed once for all of them, in every notation."""

    trace: Trace
    eta: float
    notation: Notation = field(default_factory=Notation)

    @cached_property
    def wrong(self) -> WrongNumbers:
        """The numbers of all mistakes."""
        return WrongNumbers(self.trace, self.eta)

    @cached_property
    def grains(self) -> Mapping[Key, float]:
        """The size of the terms that each quantity is made of."""
        return grains(self.trace)

    def reading(self, notation: Notation) -> Doctor:
        """The same doctor for matrices as another notation shows them."""
        other = replace(self, notation=notation)
        vars(other).update(wrong=self.wrong, quantities=self.quantities, grains=self.grains)
        return other

    def diagnose(self, what: str, text: str) -> Diagnosis:
        """See the function `diagnose`."""
        if self._named(what) is None:
            return self.compare(what, None)
        try:
            return self.compare(what, read_numbers(text))
        except PasteError as refusal:
            return Diagnosis("unreadable", (), str(refusal))

    def compare(self, what: str, pasted: Pasted | None) -> Diagnosis:
        """The same for numbers that are read already."""
        key = self._named(what)
        if key is None or pasted is None:
            return Diagnosis(
                "unreadable", (), f"There is no quantity “{what[:20]}” in this mini-batch to compare with."
            )
        right = self.quantities[key]
        case = _Case(self, key, right, pasted)
        if not np.isfinite(right).all():
            return Diagnosis("unknown", (), words.too_large(key, self.notation), phase=case.phase)
        with np.errstate(all="ignore"):
            return case.settle()

    def agrees(self, key: Key, pasted: Pasted) -> bool:
        """Whether these are the right numbers of a quantity, in the first reading that says so."""
        case = _Case(self, key, self.quantities[key], pasted)
        with np.errstate(all="ignore"):
            return any(case.right_as(reading) for reading in case.readings)

    def _named(self, what: str) -> Key | None:
        """The quantity that `what` names, if this mini-batch has it."""
        key = key_of(what, len(self.trace.layers))
        return key if key in self.quantities else None

    @cached_property
    def quantities(self) -> Mapping[Key, Array]:
        """The right numbers."""
        return quantities(self.trace, self.eta)


def diagnose(trace: Trace, what: str, text: str, eta: float, notation: Notation | None = None) -> Diagnosis:
    """Which calculation gives the numbers in `text`, for the quantity `what` of the mini-batch `trace`.

    `what` is "z-1", "a-1", "delta-2", "grad_w-1", "grad_b-2", "w-1" or "b-2" (the parameters AFTER the update with
    `eta`), with layers from 0 for the inputs, or "cost". The text holds the matrix as `notation` shows it. Numbers
    agree if each is within half a unit of the last digit typed. Never raises for any text.
    """
    return Doctor(trace, eta, notation or Notation()).diagnose(what, text)


def key_of(what: str, depth: int) -> Key | None:
    """The quantity that `what` names in a network with so many layers; None where there is none of this name."""
    if what == "cost":
        return ("cost", depth)
    match = WHAT.fullmatch(what)
    if match is None or int(match[2]) == 0:
        return None
    return (match[1] + "_new" if match[1] in ("w", "b") else match[1], int(match[2]))


@dataclass(frozen=True, eq=False)
class _Case:
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
