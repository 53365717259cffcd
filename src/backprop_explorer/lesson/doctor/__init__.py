"""The doctor: which calculation gives the numbers that were typed, the right one or a classic mistake."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ...engine import Trace
from ...engine.activations import Array
from ..notation import Key, Notation
from ..pasted import Pasted, PasteError, read_numbers
from ..phases import quantities
from . import words
from .case import Case
from .diagnosis import Diagnosis, Evidence, Match
from .grain import grains
from .wrong_numbers import WrongNumbers

__all__ = ["Diagnosis", "Doctor", "Evidence", "Match", "diagnose", "key_of"]

WHAT = re.compile(r"(delta|grad_w|grad_b|w|b|z|a)-([0-9]{1,3})")


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
        case = Case(self, key, right, pasted)
        if not np.isfinite(right).all():
            return Diagnosis("unknown", (), words.too_large(key, self.notation), phase=case.phase)
        with np.errstate(all="ignore"):
            return case.settle()

    def agrees(self, key: Key, pasted: Pasted) -> bool:
        """Whether these are the right numbers of a quantity, in the first reading that says so."""
        case = Case(self, key, self.quantities[key], pasted)
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
