"""What the doctor of a session is asked, and what it says."""

from __future__ import annotations

from ..lesson.doctor import Diagnosis, diagnose
from ..lesson.phases import Phase
from .session import Session


def about(session: Session, phase: Phase) -> str:
    """What the doctor is asked about: what was chosen, or what the phase makes, or the last gradient."""
    depth, chosen = session.cursor.scenario.depth, session.cursor.scenario.view.about
    layer = int(chosen.partition("-")[2] or depth)
    biased = layer <= depth and session.cursor.trace.layers[layer - 1].b is not None
    if chosen and layer <= depth and (biased or (chosen[0] != "b" and not chosen.startswith("grad_b"))):
        return chosen
    made = [f"{name}-{number}" for name, number in phase.result if name in ("z", "a", "delta", "grad_w")]
    return made[0] if made else f"grad_w-{depth}"


def diagnosis(session: Session, phase: Phase) -> Diagnosis | None:
    """What the doctor says of the numbers that were pasted last."""
    text, scenario = session.pasted, session.cursor.scenario
    if not text.strip():
        return None
    what = about(session, phase)
    key = ("doctor", session.edition, scenario.step, what, text, scenario.notation)
    return session.once(key, lambda: diagnose(session.cursor.trace, what, text, scenario.eta, scenario.notation))
