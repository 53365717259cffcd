"""The messages above the picture: what was ignored, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterable

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
    """What is to be known of a mini-batch: that its numbers end or hardly move."""
    notation, found = stage.notation, []
    end = stage.end
    if end is not None:
        found.append(divergence_notice(end.layer, end.quantity, end.step, notation))
    saturated = None if stage.withholds else saturation_notice(stage.trace, notation)
    if saturated:
        found.append(saturated)
    return _boxes(found)


def _boxes(sentences: Iterable[str]) -> Html:
    return fragment(*(h("div", prose(said), class_="note warn") for said in sentences))
