"""The twenty questions that learners ask about backpropagation, by the names that a link can carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..scenario import Scenario
from .batch import BATCH
from .error import ERROR
from .learning import LEARNING
from .question import EXHIBIT, Evidence, Question
from .shapes import SHAPES
from .starts import outer

__all__ = ["EXHIBIT", "FIRST", "KINDS", "QUESTIONS", "Evidence", "Question", "outer", "question_scenario"]

_ALL = (*SHAPES, *BATCH, *ERROR, *LEARNING)

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {each.id: replace(each, next=following.id) for each, following in zip(_ALL, (*_ALL[1:], _ALL[0]), strict=True)}
)
"""Every question by its id, kind by kind; each leads to the one after it."""

KINDS: tuple[str, ...] = tuple(dict.fromkeys(question.kind for question in _ALL))
FIRST = _ALL[0].id
"""The question that this page grew from."""


def question_scenario(name: str = FIRST) -> Scenario:
    """The scenario at which a question opens. Raises KeyError for a name that is not known."""
    return replace(QUESTIONS[name].start(), question=name)
