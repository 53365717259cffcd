"""The answer to the question of a learner, at the place of the page where its evidence stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ..figures.answered import Answered, Reason, answer, beside, kicker, onwards
from ..figures.exhibits import EXHIBITS, Exhibited
from ..figures.html import Html, h
from ..figures.step import Told
from ..scenario import QUESTIONS, Question, question_scenario
from ..scenario.questions import EXHIBIT, FIRST, outer
from .stage import Stage

PLACES: Mapping[str, str] = MappingProxyType(
    {
        "operand": '.works :is([data-operand="{0}"], [data-operand="{0}-transposed"])',
        "marks": '.net [data-mark^="{}-"]',
        "part": ".works .{0}, .learning .{0}",
        "chart": '.learning [data-chart="{}"]',
    }
)
"""Where the browser finds a place of the evidence: a selector for each kind."""


def open_question(stage: Stage) -> Question | None:
    """The question, where the page stands at the phase and the panel of its evidence; None everywhere else."""
    scenario = stage.scenario
    if not scenario.question or stage.withheld:
        return None
    start = question_scenario(scenario.question)
    here = (scenario.phase, scenario.view.panel) == (start.phase, start.view.panel)
    return QUESTIONS[scenario.question] if here else None


def answer_above(stage: Stage) -> Html:
    """The answer above what the page shows."""
    question = open_question(stage)
    if question is None or _beside(stage, question):
        return Html()
    return answer(_answered(stage, question), exhibit(stage, question))


def answer_beside(stage: Stage) -> Told | None:
    """The answer in place of the words of a phase, where the phase is the evidence."""
    question = open_question(stage)
    if question is None or not _beside(stage, question):
        return None
    said = _answered(stage, question)
    own, links = _of_the_first(stage) if question.id == FIRST else (question.answer, ())
    picture = exhibit(stage, question)
    return Told(kicker(said), question.heading, own, links, question.id, onwards(said), beside(said, picture))


def exhibit(stage: Stage, question: Question) -> Html:
    """The picture that is drawn for a question, or nothing."""
    draw = EXHIBITS.get(question.id)
    if draw is None:
        return Html()
    if question.id == FIRST:  # the last layer of its own network has one neuron: the product has one row
        other = replace(outer(), notation=stage.notation)
        return draw(Exhibited(other.start().seek(0), other))
    return draw(Exhibited(stage.trace, stage.scenario))


def _beside(stage: Stage, question: Question) -> bool:
    """Whether the answer stands beside the product: it is the evidence, not only a picture of its own."""
    return stage.view.panel == "phase" and any(evidence.place != EXHIBIT for evidence in question.evidence)


def _answered(stage: Stage, question: Question) -> Answered:
    number = list(QUESTIONS).index(question.id) + 1
    return Answered(
        question.id,
        f"question {number} of {len(QUESTIONS)} · {question.kind.lower()}",
        question.heading,
        question.answer,
        tuple(Reason(selector(each.place), each.reason) for each in question.evidence),
        None if stage.session.locked else (question.next, QUESTIONS[question.next].heading),
    )


def selector(place: str) -> str:
    """Where the browser finds a place; empty for what stands in the picture of the question."""
    kind, _, name = place.partition(":")
    return "" if place == EXHIBIT else PLACES[kind].format(name)


def _of_the_first(stage: Stage) -> tuple[tuple[str, ...], tuple[Html, ...]]:
    """The answer to the first question, in the numbering of the page and in that of the question; where it leads."""
    trace, notation = stage.trace, stage.notation
    text, last, m = notation.text, len(trace.layers), trace.m
    delta, below, w, b = text(("delta", last)), text(("a", last - 1)), text(("w", last)), text(("b", last))
    n, n_prev = trace.layers[-1].w.shape
    if notation.numbering == "question":
        usual = replace(notation, numbering="zero").text(("delta", last))
        numbers = f"Layers are numbered as in the question. If the inputs are layer 0, your {delta} is called {usual}."
    else:
        own = replace(notation, numbering="question").text(("delta", last))
        numbers = f"This page numbers the layers differently: your {own} is called {delta} here."
    sentences = (
        f"No: {delta} has one number per neuron for each example, {n} × {m}. Times {below} it gives one number per "
        f"edge, {n} × {n_prev}, the shape of {w}.",
        f"The product is a sum over the {m} examples and over nothing else. Divided by {m}, this sum is the mean. "
        f"{b} changes by −η times the mean of {delta}.",
        f"{numbers} In the question the yellow edges are {text(('w', 1))}, the red edges are {w}.",
    )
    link = h("button", "The same where no two sizes are equal, 2-3-1 →", class_="link lead", data_pick="sizes")
    return sentences, (link,)
