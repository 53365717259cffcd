"""The doctor as HTML: a place to paste numbers, and what is said of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ..lesson.doctor import Diagnosis, Evidence, Match
from ..lesson.doctor.words import apart
from ..lesson.notation import Key, Notation
from .cells import name_html
from .html import Html, h
from .prose import prose

INTRO = (
    "Paste numbers that you worked out by hand or with a program. The doctor says whether they are right. If they are "
    "wrong, it looks for a classic mistake that gives exactly these numbers."
)
VERDICTS = {"correct": "right", "mistake": "wrong", "unknown": "unread", "unreadable": "unread"}


def subjects(depth: int, biased: Sequence[bool], notation: Notation) -> dict[str, str]:
    """What can be brought to the doctor: ids, and their names."""
    found = []
    for layer in range(depth, 0, -1):
        keys: list[Key] = [("delta", layer), ("grad_w", layer), ("grad_b", layer), ("w_new", layer), ("b_new", layer)]
        found += [key for key in keys if biased[layer - 1] or key[0] not in ("grad_b", "b_new")]
    forward: list[Key] = [(name, layer) for layer in range(1, depth + 1) for name in ("z", "a")]
    named = {f"{name.removesuffix('_new')}-{layer}": notation.text((name, layer)) for name, layer in found + forward}
    return {**named, "cost": "C, the cost"}


def doctor_panel(
    about: str,
    choices: Mapping[str, str],
    text: str,
    diagnosis: Diagnosis | None,
    shape: str,
    phases: Mapping[str, str],
) -> Html:
    """The field with what was pasted, and the diagnosis; `shape` says what is expected, `phases` names the phases."""
    options = [h("option", name, value=identity, selected=identity == about) for identity, name in choices.items()]
    words = h(
        "div",
        h("p", INTRO),
        h("label", "These are ", h("select", *options, data_send="about"), " ", h("small", shape), class_="switch"),
        h(
            "textarea",
            text,
            rows=4,
            maxlength=70000,
            spellcheck="false",
            aria_label="your numbers",
            placeholder="[[0.0088, 0.0090]]  from Python, NumPy, MATLAB or a table",
        ),
        h("button", "check", class_="submit", data_submit="doctor"),
        class_="say",
    )
    said = _said(diagnosis, phases) if diagnosis is not None else ""
    return h("div", words, h("div", said, class_="numbers"), class_="doctor body")


def _said(diagnosis: Diagnosis, phases: Mapping[str, str]) -> Html:
    """The verdict in words, the numbers it rests on, how well each mistake fits, and the way to its phase."""
    go = Html()
    if diagnosis.matches:
        several = len(diagnosis.matches) > 1
        items = (h("li", _match(match, several), _go(match.phase, phases)) for match in diagnosis.matches)
        go = h("ul", *items, class_="matches")
    elif diagnosis.phase and diagnosis.verdict != "unreadable":
        go = _go(diagnosis.phase, phases)
    return h(
        "div",
        h("p", prose(diagnosis.message)),
        evidence_table(diagnosis.evidence),
        go,
        class_=f"diagnosis {VERDICTS[diagnosis.verdict]}",
        role="status",
        data_verdict=diagnosis.verdict,
        data_mistakes=" ".join(diagnosis.mistakes),
    )


def _match(match: Match, several: bool) -> str:
    """How well the numbers of a mistake fit those typed; the mistake itself where there are several."""
    line = f"{match.line}: " if several else ""
    fits = "it fits to the digits typed: the " if match.units <= 0.5 else "the "
    far = (
        ""
        if math.isinf(match.units)
        else f"{fits}largest difference is {match.units:.2g} units of the last digit typed. "
    )
    said = line + far
    return said[:1].upper() + said[1:]


def _go(phase: str, phases: Mapping[str, str]) -> Html:
    """The way to a phase."""
    return h("button", f"go to the phase “{phases.get(phase, phase)}”", class_="link", data_pick=f"look:{phase}")


def evidence_table(rows: Sequence[Evidence]) -> Html:
    """The numbers that differ: typed, right, and with the mistake."""
    if not rows:
        return Html()
    told = [name for name, number in _numbers(rows[0]).items() if number is not None]
    texts = (apart([number for name, number in _numbers(row).items() if number is not None], 8) for row in rows)
    body = (
        h("tr", h("th", name_html(row.cell)), *(h("td", text) for text in each))
        for row, each in zip(rows, texts, strict=True)
    )
    return h("table", h("tr", h("td"), *(h("th", name) for name in told)), *body, class_="sum")


def _numbers(row: Evidence) -> dict[str, float | None]:
    """The numbers of a row by the words that stand over them."""
    return {"yours": row.typed, "right": row.right, "with the mistake": row.wrong}
