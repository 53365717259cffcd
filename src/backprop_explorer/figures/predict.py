"""A question as HTML: its words, its buttons and hints, what an answer was worth, and what became of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..lesson.notation import plural
from ..lesson.operands import Equation, Operand
from ..lesson.predict import OUTCOMES, Asked, Choice, Question, count
from .html import Html, h
from .prose import prose
from .step import formulas, operand_figure

SHOW = h("button", "show it", class_="link", data_pick="answer:show")
HIDDEN_RESULT = "Work out the result by hand. The next phase shows it."
MARKS: Mapping[str, str] = {"first": "✓", "second": "✓", "wrong": "✗", "skipped": "–"}


def question_panel(question: Question, asked: Asked, score: Mapping[str, int]) -> Html:
    """The question in place of the result of its phase; a number or a calculation is typed in a field.

    While it is open each button picks "answer:<value>", and a wrong answer stays marked. Afterwards the buttons rest,
    with the right answer marked, too. `score` counts the closed questions by OUTCOMES.
    """
    is_open = not asked.outcome
    answers: list[str] = [_button(question, choice, asked) for choice in question.choices]
    if is_open:
        if not question.choices:
            answers.append(_field(asked))
        if asked.hints < len(question.hints):
            words = "one more hint" if asked.hints else "hint"
            answers.append(h("button", words, class_="link", data_pick="answer:hint"))
        answers.append(SHOW)
    said = asked.verdict
    return h(
        "div",
        h("div", "Predict ", h("small", f"· {_score(score)}", class_="score"), class_="label"),
        h("p", prose(question.prompt), class_="prompt"),
        h("div", *answers, class_="choices", role="group", aria_label="answers") if answers else "",
        *(h("p", prose(hint), class_="hinted") for hint in question.hints[: asked.hints] if is_open),
        h("p", prose(said.message), class_=f"verdict {_state(asked)}", role="status") if said else "",
        class_="question",
        data_question=question.id,
    )


def _score(score: Mapping[str, int]) -> str:
    return " · ".join(f"{number} {OUTCOMES[outcome]}" for outcome, number in score.items() if number) or "no answer yet"


def _field(asked: Asked) -> Html:
    """The field for a number; it keeps what was typed, so that it can be mended."""
    return h(
        "input",
        type="text",
        maxlength=400,
        data_send="answer",
        aria_label="your answer",
        placeholder="a number or a calculation, then Enter",
        value=asked.verdict.answer if asked.verdict else None,
    )


def _state(asked: Asked) -> str:
    said = asked.verdict
    if said is None or not said.counted or asked.outcome == "skipped":
        return "unread"
    return "right" if said.right else "wrong"


def _button(question: Question, choice: Choice, asked: Asked) -> Html:
    """One answer; a mark beside its words says what it was, never its colour alone."""
    if asked.outcome and choice.value == question.answer:
        return h("button", f"{choice.words} ✓", class_="right", disabled=True)
    if choice.value in asked.tries:
        return h("button", f"{choice.words} ✗", class_="wrong", disabled=True)
    if asked.outcome:
        return h("button", choice.words, disabled=True)
    return h("button", choice.words, data_pick=f"answer:{choice.value}")


def in_sight(equation: Equation, given: Iterable[Operand], ends: Mapping[str, float]) -> Html:
    """What stays on the page while a question is open: the formula of its phase, and the numbers that are given."""
    figures = (operand_figure(operand, ends) for operand in given)
    return h("div", formulas(equation), h("div", *figures, class_="parts"), class_="sight")


def withheld(equation: Equation, given: Iterable[Operand], ends: Mapping[str, float]) -> Html:
    """A phase whose result a teacher has hidden: what it computes, its formula, and the numbers that are given."""
    return h(
        "div",
        h("div", h("div", equation.kicker, class_="kicker"), h("h2", equation.heading), class_="head"),
        h("p", HIDDEN_RESULT),
        in_sight(equation, given, ends),
        class_="withheld",
    )


def summary(batch: str, rows: Sequence[tuple[str, str, Asked]]) -> Html:
    """What became of the questions of a mini-batch: for each the pick that leads back to it, its phase, and the rest.

    `batch` says in words which mini-batch it was.
    """
    counts = count(asked for _, _, asked in rows)
    lines = (
        h(
            "tr",
            h("td", h("button", name, class_="link", data_pick=pick)),
            h("td", asked.kind),
            h("td", f"{MARKS[asked.outcome]} {OUTCOMES[asked.outcome]}"),
        )
        for pick, name, asked in rows
    )
    return h(
        "div",
        h("div", "Your answers ", h("small", f"· {batch}"), class_="label"),
        h("p", _sentence(counts)),
        h("table", *lines, class_="answers"),
        class_="question summary",
    )


def _sentence(counts: Mapping[str, int]) -> str:
    """The whole in one sentence."""
    asked, right = sum(counts.values()), counts["first"] + counts["second"]
    if right == asked:
        return f"You answered all {asked} questions right." if asked > 1 else "You answered the question right."
    return (
        f"You answered {right} of {plural(asked, 'question')} right. Go back to a phase to see how its result is made."
    )
