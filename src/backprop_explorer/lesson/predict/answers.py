"""A question about a result that is not yet shown, how its answers are judged, and its outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ..notation import Key
from ..written import number as written
from .typed import FEWEST, Typed, Unreadable, read

KINDS = ("shape", "sign", "value")
TRIES = 2  # answers that a question takes
AGAIN = "You have one more try."
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "first": "right at the first try",
        "second": "right at the second try",
        "wrong": "wrong",
        "skipped": "skipped",
    }
)


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
    the right choice, or the number in full. `told` says the right answer, with its reason. `hints` say how to begin,
    each one more. `given` are the operands whose numbers stay in sight: none for a shape. `lit` are the marks in the
    picture of the number that is asked about, and `example` is its example, if it belongs to one.
    """

    id: str
    kind: str
    prompt: str
    choices: tuple[Choice, ...]
    answer: str
    told: str
    hints: tuple[str, ...]
    given: tuple[Key, ...] = ()
    lit: tuple[str, ...] = ()
    example: int | None = None
    slips: tuple[Slip, ...] = ()

    @property
    def hides_shape(self) -> bool:
        """Whether even the empty result, which has the right shape, would show the answer."""
        return self.kind == "shape"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of an answer; an answer that could not be read is not `counted`."""

    right: bool
    message: str
    answer: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """The state of a question: the answers that counted, the last message, and how many hints were shown.

    `outcome` is one of OUTCOMES, or "" while the question is open.
    """

    kind: str
    tries: tuple[str, ...] = ()
    verdict: Verdict | None = None
    hints: int = 0
    outcome: str = ""

    def answered(self, question: Question, text: str) -> Asked:
        """After one more answer: a wrong one leaves the question open, until it is the last."""
        last = len(self.tries) + 1 == TRIES
        verdict = check(question, text, last)
        if not verdict.counted:
            return replace(self, verdict=verdict)
        ends = ("first", "second")[len(self.tries)] if verdict.right else "wrong" if last else ""
        return replace(self, tries=(*self.tries, text), verdict=verdict, outcome=ends)

    def hinted(self, question: Question) -> Asked:
        """After one more hint, as long as there is one."""
        return replace(self, hints=min(self.hints + 1, len(question.hints)))

    def skipped(self, question: Question) -> Asked:
        """Closed without a right answer; the page tells the answer."""
        return replace(self, verdict=Verdict(False, question.told, ""), outcome="skipped")


def count(all_asked: Iterable[Asked]) -> dict[str, int]:
    """How many closed questions have each of OUTCOMES."""
    found = Counter(asked.outcome for asked in all_asked if asked.outcome)
    return {outcome: found[outcome] for outcome in OUTCOMES}


def check(question: Question, text: str, last: bool = True) -> Verdict:
    """Judge an answer: the value of a choice, or a typed number or calculation.

    The right answer is told with a wrong one if it was the `last` that the question takes.
    """
    right, counted, message = _chosen(question, text) if question.choices else _typed(question, text)
    tail = "" if not counted else question.told if right or last else AGAIN
    return Verdict(right, f"{message} {tail}".strip(), text, counted)


def _chosen(question: Question, text: str) -> tuple[bool, bool, str]:
    """Whether an answer is right, whether it counts, and the message about it."""
    choice = next((choice for choice in question.choices if choice.value == text), None)
    if choice is None:
        return False, False, "This is not one of the answers. Press one of the buttons."
    right = text == question.answer
    return right, True, "Yes." if right else f"{choice.words} would be {choice.meaning}."


def _typed(question: Question, text: str) -> tuple[bool, bool, str]:
    """The same for a typed number or calculation."""
    try:
        typed = read(text)
    except Unreadable as error:
        return False, False, f"{error} Type a number such as −0.125, or a calculation such as 0.5 * (1 − 0.5)."
    exact = float(question.answer)
    found = written(typed.value) if typed.calculated else text.strip()[:24]
    gives = f"Your calculation gives {found}. " if typed.calculated else ""
    if typed.stands_for(exact):
        return True, True, f"Yes. {gives}".strip()
    if typed.digits < FEWEST and typed.value:
        few = f"{text.strip()} has fewer than {FEWEST} significant digits, which is too few to judge your calculation."
        return False, False, f"{few} Type {FEWEST} or more; 3 are enough."
    return False, True, gives + _wrong(question, typed, exact, found)


def _wrong(question: Question, typed: Typed, exact: float, found: str) -> str:
    """The sentence on a wrong number: it names the nearest slip, or says only that the number is wrong."""
    slips = [slip for slip in question.slips if typed.stands_for(slip.value)]
    if slips:
        return min(slips, key=lambda slip: abs(slip.value - typed.value)).message
    if typed.value and abs(typed.value - exact) <= 0.01 * abs(exact):
        return f"Nearly: {found} is off in its last digits. Calculate with all digits that the page prints."
    return "That is not right." if typed.calculated else f"{found} is not right."
