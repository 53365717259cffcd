"""What takes the place of a phase's own words: the welcome on the first page, and the answer to the question."""

from __future__ import annotations

from dataclasses import replace

from ..figures.html import Html, h
from ..figures.step import Told
from ..lesson.notation import plural
from ..scenario import is_custom, question_scenario
from ..scenario.presets import DEFAULT
from .stage import Stage


def told(stage: Stage) -> Told | None:
    """The welcome or the answer, at the place where each stands; None everywhere else."""
    scenario = stage.scenario
    if scenario.question:
        return _answer(stage) if scenario.phase == question_scenario().phase else None
    first = (scenario.preset, scenario.step, scenario.phase) == (DEFAULT, 0, "batch")
    return _welcome(stage) if first and not is_custom(scenario) else None


def _welcome(stage: Stage) -> Told:
    """What this page is, and what to press."""
    examples = plural(stage.trace.m, "example")
    return Told(
        "Backprop Explorer",
        "One mini-batch, one equation at a time",
        (
            f"{examples[:1].upper()}{examples[1:]} go through this small network, forwards to the cost C and back to "
            "the gradients. Press “phase ▶” or the key → and watch which numbers appear, and in which shape.",
            "A small raised number is a layer, not a power. The picture shows "
            f"example {stage.view.example + 1} of {stage.trace.m}.",
        ),
        (
            _link("question", "A question first: does δ have the shape of w? →"),
            _link("tour", "Show me around in five sentences"),
        ),
    )


def _answer(stage: Stage) -> Told:
    """The answer to the question, first in the numbering of the page, then in that of the question."""
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
    return Told(
        "a question of a learner",
        "Does δ have the shape of w?",
        (
            f"No: {delta} has one number per neuron for each example, {n} × {m}. Times {below} it gives one number per "
            f"edge, {n} × {n_prev}, the shape of {w}.",
            f"The product is a sum over the {m} examples and over nothing else. Divided by {m}, this sum is the mean. "
            f"{b} changes by −η times the mean of {delta}.",
            f"{numbers} In the question the yellow edges are {text(('w', 1))}, the red edges are {w}.",
        ),
        (_link("sizes", "The same where no two sizes are equal, 2-3-1 →"),),
    )


def _link(pick: str, words: str) -> Html:
    return h("button", words, class_="link lead", data_pick=pick)
