"""A question about a result that is not yet shown, and how its answer is judged."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from ..notation import Key

KINDS = ("shape", "sign", "value")
LONGEST = 40  # characters of a typed number
FEWEST = 2  # significant digits of a typed number


@dataclass(frozen=True, slots=True)
class Choice:
    """One offered answer: its value, its words, and what it would mean."""

    value: str
    words: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Slip:
    """The number that a classic slip gives, and the sentence that names the slip."""

    value: float
    message: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question, asked before the result of its phase is shown.

    `kind` is "shape", "sign" or "value". `choices` is empty where a number is to be typed. `answer` is the value of
    the right choice, or the number in full. `told` says the right answer, with its reason. `hidden` is the result of
    the phase: what must not be seen while the question is open.
    """

    id: str
    kind: str
    prompt: str
    choices: tuple[Choice, ...]
    answer: str
    told: str
    hidden: tuple[Key, ...]
    slips: tuple[Slip, ...] = ()

    @property
    def hides_shape(self) -> bool:
        """Whether even the ghost of the result, which has its shape, would give the answer away."""
        return self.kind == "shape"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer was worth; one that could not be read is not `counted`, and the question stays open."""

    right: bool
    message: str
    answer: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """How many answers were counted, and how many of them were right."""

    asked: int = 0
    right: int = 0

    def after(self, verdict: Verdict) -> Score:
        """The score with one more verdict; the same where it does not count."""
        return Score(self.asked + 1, self.right + verdict.right) if verdict.counted else self


def check(question: Question, answer_text: str) -> Verdict:
    """Judge an answer: the value of a choice, or a typed number."""
    return _chosen(question, answer_text) if question.choices else _typed(question, answer_text)


def _chosen(question: Question, text: str) -> Verdict:
    choice = next((choice for choice in question.choices if choice.value == text), None)
    if choice is None:
        return Verdict(False, "This is none of the answers on offer. Press one of the buttons.", text, counted=False)
    if choice.value == question.answer:
        return Verdict(True, f"Yes. {question.told}", text)
    return Verdict(False, f"{choice.words} would be {choice.meaning}. {question.told}", text)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as it was typed: `unit` is that of its last digit, `digits` how many are significant."""

    value: float
    unit: float
    digits: int

    def stands_for(self, exact: float) -> bool:
        """Whether `exact`, rounded to as many digits, is this number; fewer than two digits have to be exact."""
        if self.value == exact:
            return True
        slack = 1e-12 * abs(exact)  # a double is itself rounded
        return self.digits >= FEWEST and abs(self.value - exact) <= 0.5 * self.unit * (1 + 1e-9) + slack


def _typed(question: Question, text: str) -> Verdict:
    number = _read(text)
    if number is None:
        short = text.strip()[:LONGEST]
        found = f"“{short}” is not a number that can be read" if short else "Nothing is typed yet"
        return Verdict(False, f"{found}. Type one number, such as −0.125 or 1.25e-3.", text, counted=False)
    exact = float(question.answer)
    if number.stands_for(exact):
        return Verdict(True, f"Yes. {question.told}", text)
    if number.digits < FEWEST and number.value != 0:
        few = f"{text.strip()} has fewer than {FEWEST} significant digits, so it does not show what was worked out."
        return Verdict(False, f"{few} Type {FEWEST} or more; 3 are plenty.", text, counted=False)
    slip = next((slip for slip in question.slips if number.stands_for(slip.value)), None)
    if slip is not None:
        return Verdict(False, f"{slip.message} {question.told}", text)
    if number.value != 0 and abs(number.value - exact) <= 0.01 * abs(exact):
        return Verdict(False, f"Nearly: {text.strip()} is off in its last digits. {question.told}", text)
    return Verdict(False, f"Not {text.strip()}. {question.told}", text)


def _read(text: str) -> _Number | None:
    """A typed number, with a true minus sign or a decimal comma if need be; None where it is none."""
    plain = text.strip().replace("−", "-").replace(",", ".")
    if len(plain) > LONGEST or not re.fullmatch(
        r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", plain, re.ASCII
    ):
        return None
    exact = Decimal(plain)
    _, digits, exponent = exact.as_tuple()
    value = float(exact)
    if not math.isfinite(value) or not isinstance(exponent, int):
        return None
    significant = len("".join(map(str, digits)).lstrip("0"))
    return _Number(value, float(f"1e{exponent}"), significant)


def written(value: float) -> str:
    """A number in a sentence: 4 significant digits, a true minus sign."""
    return f"{value:.4g}".replace("-", "−")
