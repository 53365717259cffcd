"""What has to be said before anything else: what was ignored, what went wrong, and the question's answer."""

from __future__ import annotations

from ..figures.html import Html, fragment, h
from ..figures.prose import prose
from ..lesson.narration import divergence_notice, saturation_notice
from .session import Session


def notices(session: Session) -> Html:
    """Each sentence in a box of its own; nothing where there is nothing to say."""
    warnings = fragment(*(h("div", prose(said), class_="note warn") for said in _warnings(session)))
    return warnings + h("div", _answer(session), class_="note") if session.cursor.scenario.question else warnings


def _warnings(session: Session) -> list[str]:
    found = list(session.cursor.notes)
    # What is wrong with weights that do not fit stands beside their picture.
    shown = () if session.cursor.attempt is None else ("weights", "biases")
    found += [sentence for field, sentence in session.typed.errors.items() if field not in shown]
    end = session.cursor.diverged
    if end is not None:
        found.append(divergence_notice(end.layer, end.quantity, end.step, session.cursor.scenario.notation))
    saturated = saturation_notice(session.cursor.trace)
    return [*found, saturated] if saturated else found


def _answer(session: Session) -> str:
    """The question's answer, in its own numbering."""
    trace, text = session.cursor.trace, session.cursor.scenario.notation.text
    last, m = len(trace.layers), trace.m
    delta, below, w, b = text(("delta", last)), text(("a", last - 1)), text(("w", last)), text(("b", last))
    n, n_prev = trace.layers[-1].w.shape
    return (
        f"No: {delta} has one number per neuron for each example, {n} × {m}. Times {below} it gives one number per "
        f"edge, {n} × {n_prev}, the shape of {w}: nothing is added up but the {m} examples, and ÷ {m} makes that the "
        f"mean. {b} moves by η times the mean of {delta}. Layers are numbered as in the question: your {delta} is δ² "
        f"when inputs are layer 0; its yellow edges are {text(('w', 1))}, its red edges {w}."
    )
