"""Printed numbers of a worked example beside ours, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..lesson.notation import Notation
from ..lesson.published import Compared, Published, slip_words, summary
from .matrices import name_html

MARKS = {"agrees": "✓ agrees", "agrees with the slip": "agrees with the slip", "neither": "neither"}


def published_panel(facts: Published, rows: Sequence[Compared], notation: Notation) -> str:
    """The source, its numbers beside ours, and below each that differs the reason why; all escaped."""
    slipped = any(row.slip_value is not None for row in rows)
    theirs = "computed independently" if facts.independent else "they print"
    heads = ["", theirs, "we get", *(["with the slip"] if slipped else []), ""]
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join(_row(row, len(heads)) for row in rows)
    slip = f"<p>The slip: {escape(slip_words(facts, notation))}.</p>" if slipped else ""
    remark = f"<p>{escape(facts.remark)}</p>" if facts.remark else ""
    return (
        f'<div class="published">{_source(facts)}{remark}{slip}<p>{escape(summary(tuple(rows), facts))}</p>'
        f'<table class="sum"><tr>{head}</tr>{body}</table></div>'
    )


def _source(facts: Published) -> str:
    address = escape(facts.address)
    link = f' <a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>' if address else ""
    return f'<p class="source">Source: {escape(facts.source)}.{link}</p>'


def _row(row: Compared, columns: int) -> str:
    slip = "" if row.slip_value is None else f'<td data-value="{row.slip_value!r}">{escape(row.slip)}</td>'
    kind = row.verdict.replace(" ", "-")
    why = f'<tr class="why"><td colspan="{columns}">{escape(row.sentence)}</td></tr>' if row.sentence else ""
    return (
        f'<tr data-verdict="{kind}"><th class="who">{name_html(row.name)}</th><td>{escape(row.printed)}</td>'
        f'<td data-value="{row.value!r}">{escape(row.ours)}</td>{slip}'
        f'<td class="verdict">{MARKS[row.verdict]}</td></tr>{why}'
    )
