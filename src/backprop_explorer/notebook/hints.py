"""How much of a diagnosis is told: whether it is right, which mistake it is, where, and the right numbers."""

from __future__ import annotations

from dataclasses import replace

from ..lesson.doctor import Diagnosis

RIGHT_OR_WRONG, MISTAKE, CELLS, NUMBERS = range(4)


def told(diagnosis: Diagnosis, hints: int) -> Diagnosis:
    """The diagnosis without what the hints hold back; a right number is told at NUMBERS alone."""
    if hints >= NUMBERS:
        return diagnosis
    evidence = tuple(replace(row, right=None, wrong=None) for row in diagnosis.evidence if hints >= CELLS)
    message = (diagnosis.hint if evidence else diagnosis.outline) or diagnosis.message
    if hints == RIGHT_OR_WRONG and diagnosis.verdict != "unreadable":
        message = "Right." if diagnosis.verdict == "correct" else "Wrong."
    return replace(diagnosis, message=message, evidence=evidence, hint="")
