"""A question of a learner, with all that the page needs to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..scenario import Scenario

EXHIBIT = "exhibit"
"""The place of an evidence that stands in the picture which is drawn for the question."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place on the page where the answer can be seen, and the reason to look there.

    `place` is a kind and a name: "operand:grad_w-2" in the step, "marks:b-1" in
    the picture of the network, "part:entry" of the step. EXHIBIT alone is the picture drawn for the question.
    """

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its name in a link, its kind, the question and its answer of two sentences, and where it is seen.

    `start` makes the scenario at which the page opens, without the question itself. `next` is the id of the question
    that follows; the last one leads to the first.
    """

    id: str
    kind: str
    heading: str
    answer: tuple[str, str]
    start: Callable[[], Scenario]
    evidence: tuple[Evidence, ...]
    next: str = ""
