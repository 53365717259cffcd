"""What check() found, as text."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from ..figures.prose import plain
from ..lesson.doctor import Diagnosis, Evidence
from ..lesson.doctor.words import apart
from ..lesson.meeting import Meeting
from .hints import MISTAKE

WIDTH = 88
SHORT = 120  # characters of an address that is printed
SIGNS = {"correct": "✓", "mistake": "✗", "unknown": "✗", "unreadable": "?"}


def headline(diagnoses: Mapping[str, Diagnosis]) -> str:
    """The first line: "1 of 2 right"."""
    right = sum(each.verdict == "correct" for each in diagnoses.values())
    return f"{right} of {len(diagnoses)} right"


def result_text(
    diagnoses: Mapping[str, Diagnosis], drawn: Mapping[str, Meeting], hints: int, turned: str, link: str
) -> str:
    """All of it, a paragraph for each quantity."""
    wide = max(map(len, diagnoses))
    lines = [headline(diagnoses)]
    for name, diagnosis in diagnoses.items():
        lines += _paragraph(f"{SIGNS[diagnosis.verdict]} {name.ljust(wide)}  ", _told(diagnosis, hints))
        if name in drawn:
            lines += _paragraph(" " * (wide + 4), unmet(drawn[name]))
        lines += [" " * (wide + 4) + row for row in _rows(diagnosis)]
    lines += [turned] if turned else []
    if link and hints >= MISTAKE and _wrong(diagnoses):
        lines.append(f"See {link}" if len(link) <= SHORT else "See the page at the address result.link.")
    return "\n".join(lines)


def unmet(met: Meeting) -> str:
    """Where a shape stops the calculation, in words, with those of NumPy."""
    return f"{met.words} NumPy says: {met.numpy}." if met.numpy else met.words


def _wrong(diagnoses: Mapping[str, Diagnosis]) -> bool:
    return any(each.verdict != "correct" for each in diagnoses.values())


def _told(diagnosis: Diagnosis, hints: int) -> str:
    """The message, after the ids of the mistakes."""
    ids = ", ".join(diagnosis.mistakes) if diagnosis.verdict == "mistake" and hints >= MISTAKE else ""
    return f"{ids}: {said(diagnosis)}" if ids else said(diagnosis)


def _paragraph(head: str, text: str) -> list[str]:
    # A link or an error message of NumPy is not broken in two.
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_long_words=False,
        break_on_hyphens=False,
    )


def differing(diagnosis: Diagnosis) -> tuple[Evidence, ...]:
    """The numbers that differ, to stand below one another; one alone stands in the message already."""
    if len(diagnosis.evidence) == 1 and diagnosis.verdict == "unknown":
        return ()
    return diagnosis.evidence


def said(diagnosis: Diagnosis) -> str:
    """What is said above the numbers that differ."""
    return plain(diagnosis.outline if diagnosis.outline and differing(diagnosis) else diagnosis.message)


def _rows(diagnosis: Diagnosis) -> list[str]:
    found = []
    for row in differing(diagnosis):
        yours, *right = apart([number for number in (row.typed, row.right) if number is not None])
        found.append(f"{row.cell}: yours is {yours}" + (f", right is {right[0]}" if right else ""))
    return found
