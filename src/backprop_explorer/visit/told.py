"""What takes the place of a phase's own words: the welcome on the first page, and the answer to a question."""

from __future__ import annotations

from ..figures.html import Html, h
from ..figures.step import Told
from ..lesson.notation import plural
from ..scenario import is_custom
from ..scenario.presets import DEFAULT
from .answering import answer_beside
from .stage import Stage


def told(stage: Stage) -> Told | None:
    """The welcome or the answer, at the place where each stands; None everywhere else."""
    scenario = stage.scenario
    if scenario.question:
        return answer_beside(stage)
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


def _link(pick: str, words: str) -> Html:
    return h("button", words, class_="link lead", data_pick=pick)
