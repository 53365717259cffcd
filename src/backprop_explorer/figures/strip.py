"""The phases of the mini-batch, each a button."""

from __future__ import annotations

from collections.abc import Sequence

from ..lesson.notation import Notation
from ..lesson.phases import Phase
from .html import Html, h
from .prose import prose


def phase_name(phase: Phase, notation: Notation) -> str:
    """A phase in the strip: "z¹", "∂w² ∂b²"."""
    if phase.id in ("batch", "update"):
        return phase.id
    if phase.id == "cost":
        return "C"
    if phase.equation == "gradients":
        if notation.letters == "code":
            return " ".join(notation.text(key) for key in phase.result)
        return " ".join(f"∂{notation.text((name[-1], layer))}" for name, layer in phase.result)
    return notation.text(phase.result[0])


def phase_strip(phases: Sequence[Phase], now: Phase, notation: Notation, position: str) -> Html:
    """All phases in order, each a button: done, now or ahead; `position` says in words where the run is."""
    reached = [phase.id for phase in phases].index(now.id)
    buttons = [
        h(
            "button",
            phase_name(phase, notation),
            class_="done" if number < reached else "now" if number == reached else "ahead",
            aria_current="step" if number == reached else None,
            data_pick=f"phase:{phase.id}",
        )
        for number, phase in enumerate(phases)
    ]
    place = h("span", prose(position), class_="place")
    return h("nav", *buttons, place, class_="strip", aria_label="phases of this mini-batch")
