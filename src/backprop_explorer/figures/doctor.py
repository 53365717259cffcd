"""The doctor as HTML: a place to paste numbers, and what is said of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

from ..lesson.doctor import Diagnosis, Evidence, Match
from ..lesson.notation import Key, Notation
from .matrices import name_html
from .prose import prose

VERDICTS = {"correct": "right", "mistake": "wrong", "unknown": "unread", "unreadable": "unread"}


def subjects(depth: int, biased: Sequence[bool], notation: Notation) -> list[tuple[str, str]]:
    """What can be brought to the doctor: ids, and their names."""
    found = []
    for layer in range(depth, 0, -1):
        keys: list[Key] = [("delta", layer), ("grad_w", layer), ("grad_b", layer), ("w_new", layer), ("b_new", layer)]
        found += [key for key in keys if biased[layer - 1] or key[0] not in ("grad_b", "b_new")]
    forward: list[Key] = [(name, layer) for layer in range(1, depth + 1) for name in ("z", "a")]
    named = [(f"{name.removesuffix('_new')}-{layer}", notation.text((name, layer))) for name, layer in found + forward]
    return [*named, ("cost", "C, the cost")]


def doctor_panel(
    about: str,
    choices: Sequence[tuple[str, str]],
    text: str,
    diagnosis: Diagnosis | None,
    shape: str,
    phases: Mapping[str, str],
) -> str:
    """The field with what was pasted, and the diagnosis; `shape` says what is expected, `phases` names the phases."""
    options = "".join(
        f'<option value="{escape(identity)}"{" selected" if identity == about else ""}>{escape(name)}</option>'
        for identity, name in choices
    )
    said = _said(diagnosis, phases) if diagnosis is not None else ""
    return (
        '<div class="doctor"><p>Paste numbers that you worked out by hand or with a program. You are told whether they '
        "are right, and if not, which mistake gives just these numbers.</p>"
        f'<label class="switch">These are <select data-send="about">{options}</select> <small>{escape(shape)}</small>'
        "</label>"
        '<textarea rows="4" maxlength="70000" spellcheck="false" aria-label="your numbers" '
        f'placeholder="[[0.0088, 0.0090]]  from Python, NumPy, MATLAB or a table">{escape(text)}</textarea>'
        f'<button data-submit="doctor">look at them</button>{said}</div>'
    )


def _said(diagnosis: Diagnosis, phases: Mapping[str, str]) -> str:
    """The verdict in words, the numbers it rests on, how well each mistake fits, and the way to its phase."""
    go = ""
    if diagnosis.matches:
        several = len(diagnosis.matches) > 1
        items = "".join(f"<li>{_match(match, several)}{_look(match.phase, phases)}</li>" for match in diagnosis.matches)
        go = f'<ul class="matches">{items}</ul>'
    elif diagnosis.phase and diagnosis.verdict != "unreadable":
        go = _look(diagnosis.phase, phases)
    return (
        f'<div class="diagnosis {VERDICTS[diagnosis.verdict]}" role="status" data-verdict="{diagnosis.verdict}" '
        f'data-mistakes="{escape(" ".join(diagnosis.mistakes))}"><p>{prose(diagnosis.message)}</p>'
        f"{_evidence(diagnosis.evidence)}{go}</div>"
    )


def _match(match: Match, several: bool) -> str:
    """How well the numbers of a mistake fit those typed; the mistake itself where there are several."""
    line = f"{match.line}: " if several else ""
    rounding = "to the rounding: the " if match.units <= 0.5 else ""
    far = f"{rounding}largest difference {match.units:.2g} units of the last digit typed. "
    far = "" if math.isinf(match.units) else far
    said = escape(line + far)
    return said[:1].upper() + said[1:]


def _look(phase: str, phases: Mapping[str, str]) -> str:
    """The way to a phase."""
    words = f"look at the phase “{escape(phases.get(phase, phase))}”"
    return f'<button class="link" data-pick="look:{escape(phase)}">{words}</button>'


def _evidence(rows: Sequence[Evidence]) -> str:
    if not rows:
        return ""
    wrong = any(row.wrong is not None for row in rows)
    head = "<tr><th></th><th>you have</th><th>right is</th>" + ("<th>the mistake gives</th>" if wrong else "") + "</tr>"
    body = "".join(
        f"<tr><th>{name_html(row.cell)}</th><td>{_number(row.typed)}</td><td>{_number(row.right)}</td>"
        + (f"<td>{_number(row.wrong)}</td>" if wrong and row.wrong is not None else "")
        + "</tr>"
        for row in rows
    )
    return f'<table class="sum">{head}{body}</table>'


def _number(value: float) -> str:
    return f"{value:.8g}".replace("-", "−")
