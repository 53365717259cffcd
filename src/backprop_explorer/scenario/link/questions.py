"""The questions of learners that a link can name."""

from __future__ import annotations

from dataclasses import replace

from ...lesson.notation import Notation
from ..presets import DEFAULT, preset
from ..scenario import Scenario

QUESTION = "delta-is-not-w"


def question_scenario() -> Scenario:
    """The OR gate at the gradients of its output layer, numbered as in the question."""
    return replace(preset(DEFAULT), phase="grad-2", question=QUESTION, notation=Notation(numbering="question"))
