"""What the doctor says of numbers: a verdict, the mistakes that give them, and the first that differ."""

from __future__ import annotations

from dataclasses import dataclass


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
