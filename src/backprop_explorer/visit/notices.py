"""The messages above the picture: what was ignored, what went wrong, and the answer to the question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..figures.html import Html, fragment, h
from ..figures.prose import prose
from ..lesson.narration import divergence_notice, saturation_notice
from .session import Session
from .stage import Stage


def notices(session: Session) -> Html:
    """What was ignored and what went wrong for this visitor, each message in its own box; empty if there is none."""
    # The errors of weights that do not fit stand beside their picture.
    shown = () if session.cursor.attempt is None else ("weights", "biases")
    errors = (sentence for field, sentence in session.typed.errors.items() if field not in shown)
    return _boxes((*session.cursor.notes, *errors))


def of_the_place(stage: Stage) -> Html:
    """What is to be known of a mini-batch: that its numbers end or hardly move, and the answer to the question."""
    notation, found = stage.notation, []
    end = stage.end
    if end is not None:
        found.append(divergence_notice(end.layer, end.quantity, end.step, notation))
    saturated = saturation_notice(stage.trace, notation)
    if saturated:
        found.append(saturated)
    answer = h("div", _answer(stage), class_="note") if stage.scenario.question else Html()
    return _boxes(found) + answer


def _boxes(sentences: Iterable[str]) -> Html:
    return fragment(*(h("div", prose(said), class_="note warn") for said in sentences))


def _answer(stage: Stage) -> str:
    """The answer to the question, in the numbering of the page."""
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
    return (
        f"No: {delta} has one number per neuron for each example, {n} × {m}. Times {below} it gives one number per "
        f"edge, {n} × {n_prev}, the shape of {w}. The product is a sum over the {m} examples and over nothing else. "
        f"Divided by {m}, this sum is the mean. {b} changes by −η times the mean of {delta}. {numbers} "
        f"In the question the yellow edges are {text(('w', 1))}, the red edges are {w}."
    )
