"""What the doctor is asked, and what it says."""

from __future__ import annotations

from ..figures.doctor import subjects
from ..lesson.doctor import Diagnosis, diagnose
from .stage import Stage


def offered(stage: Stage) -> dict[str, str]:
    """All that the doctor can be asked about: ids, and their names."""
    return subjects(len(stage.trace.layers), stage.biased, stage.notation)


def about(stage: Stage) -> str:
    """What the doctor is asked about: what was chosen, or what the phase makes, or the last gradient."""
    if stage.view.about in offered(stage):
        return stage.view.about
    made = [f"{name}-{number}" for name, number in stage.phase.result if name in ("z", "a", "delta", "grad_w")]
    return made[0] if made else f"grad_w-{len(stage.trace.layers)}"


def diagnosis(stage: Stage) -> Diagnosis | None:
    """What the doctor says of the numbers that were pasted last."""
    session, text, what = stage.session, stage.session.pasted, about(stage)
    if not text.strip():
        return None
    key = ("doctor", session.edition, stage.scenario.step, what, text, stage.notation)
    return session.once(key, lambda: diagnose(stage.trace, what, text, stage.eta, stage.notation))
