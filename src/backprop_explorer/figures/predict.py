"""A question as HTML: its words, a button for each answer, and what the answer was worth."""

from __future__ import annotations

from html import escape

from ..lesson.predict.answers import Choice, Question, Score, Verdict
from .prose import prose

FIELD = (
    '<input type="text" maxlength="40" data-send="answer" aria-label="your answer" placeholder="a number, then Enter">'
)
SHOW = '<button class="link" data-pick="answer:show">show it</button>'


def question_panel(question: Question, verdict: Verdict | None, score: Score) -> str:
    """The question in place of its phase; a number is typed in a field.

    While it is open (no `verdict`, or one that does not count) each button picks "answer:<value>". Afterwards the
    buttons rest, the right answer marked and the given one too. `score` is that after the verdict.
    """
    closed = verdict is not None and verdict.counted
    buttons = "".join(_button(question, choice, verdict if closed else None) for choice in question.choices)
    row = f'<div class="choices" role="group" aria-label="answers">{buttons}{"" if closed else SHOW}</div>'
    if not question.choices and not closed:
        row = f'<div class="choices">{FIELD}{SHOW}</div>'
    said = f'<p class="verdict {_state(verdict)}" role="status">{prose(verdict.message)}</p>' if verdict else ""
    asked = f"{score.right} of {score.asked} right" if score.asked else "no answer yet"
    return (
        f'<div class="question" data-question="{escape(question.id)}"><div class="label">Predict '
        f'<small class="score">· {asked}</small></div><p class="prompt">{prose(question.prompt)}</p>{row}{said}</div>'
    )


def _state(verdict: Verdict) -> str:
    if not verdict.counted or not verdict.answer:  # not an answer, or shown on demand
        return "unread"
    return "right" if verdict.right else "wrong"


def _button(question: Question, choice: Choice, verdict: Verdict | None) -> str:
    """One answer; once the verdict is in, a mark beside its words says what it was, never its colour alone."""
    words = escape(choice.words)
    if verdict is None:
        return f'<button data-pick="answer:{escape(choice.value)}">{words}</button>'
    if choice.value == question.answer:
        return f'<button class="right" disabled>{words} ✓</button>'
    if choice.value == verdict.answer:
        return f'<button class="wrong" disabled>{words} ✗</button>'
    return f"<button disabled>{words}</button>"
