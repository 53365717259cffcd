"""The questions that are asked before a phase shows its result, with all that can come of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..figures.predict import question_panel
from ..lesson.predict import Asked, Question, count
from ..visit.asking import Asking
from ..visit.panels import beside, pieces
from ..visit.session import Session
from ..visit.stage import Stage
from .batch import Batch, Keep

NOBODY = count(())  # the browser puts the score in


def asks(batch: Batch, keep: Keep) -> dict[str, Any]:
    """For each phase that asks: its page while the question is open, and the question in all its states.

    A number cannot be typed here: what has no choices has hints, and shows its answer.
    """
    cursor = replace(batch.stage.session.cursor, scenario=batch.stage.scenario)
    found, first = {}, Asking(True)
    for each in batch.turned:
        cursor.scenario = each.scenario
        question = first.open_question(cursor)
        session = Session(cursor, Asking(True, made=first.made))  # made once for all phases
        if question is not None:
            found[each.scenario.phase] = _ask(session, question, keep)
    return found


def _ask(session: Session, question: Question, keep: Keep) -> dict[str, Any]:
    stage = Stage(session)
    page = pieces(stage)
    shown = Stage(session).view.example  # the question may have chosen another
    panel = question_panel(question, Asked(question.kind), NOBODY)
    assert beside(stage) == "phase" and page["phase"].startswith(panel), "an open question is all that there is to see"
    drawn = {name: keep(f"ask {name}", page[name]) for name in ("loop", "tabs", "matrices")}
    drawn["given"] = keep("ask given", page["phase"][len(panel) :])
    states = {name: _state(question, asked, keep) for name, asked in _states(question)}
    return {**drawn, "example": shown, "answer": question.answer, "hints": len(question.hints), "states": states}


def _state(question: Question, asked: Asked, keep: Keep) -> int:
    return keep("ask state", question_panel(question, asked, NOBODY))


def _states(question: Question) -> Iterator[tuple[str, Asked]]:
    """Every state by what was done: how many hints were shown, the choices in their order, "show" at its end."""
    fresh = Asked(question.kind)
    for tried in (fresh, *(fresh.answered(question, choice.value) for choice in question.choices)):
        hinted = tried
        for hints in range(1 if tried.outcome else len(question.hints) + 1):
            yield "/".join((str(hints), *tried.tries)), hinted
            hinted = hinted.hinted(question)
        if tried.outcome:
            continue
        yield "/".join(("0", *tried.tries, "show")), tried.skipped(question)
        if tried.tries:
            for choice in question.choices:
                if choice.value not in tried.tries:
                    again = tried.answered(question, choice.value)
                    yield "/".join(("0", *again.tries)), again
