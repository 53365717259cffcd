"""Printed numbers of a worked example beside those computed here, as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from ..lesson.notation import Notation
from ..lesson.published import Compared, Published, slip_words, summary
from .cells import name_html
from .html import Html, fragment, h

MARKS = {"agrees": "✓ agrees", "agrees with the slip": "agrees with the mistake", "neither": "differs"}


def published_panel(facts: Published, rows: Sequence[Compared], notation: Notation) -> Html:
    """The source, its numbers beside those computed here, and below each that differs the reason."""
    slipped = any(row.slip_value is not None for row in rows)
    theirs = "computed elsewhere" if facts.independent else "in print"
    heads = ["", theirs, "this page", *(["with the mistake"] if slipped else []), ""]
    head = h("tr", *(h("th" if text else "td", text) for text in heads))
    body = (_row(row, len(heads)) for row in rows)
    return h(
        "div",
        _source(facts),
        h("p", facts.remark) if facts.remark else "",
        h("p", f"The mistake in the source: {slip_words(facts, notation)}.") if slipped else "",
        h("p", summary(tuple(rows), facts)),
        h("table", head, *body, class_="sum"),
        class_="published",
    )


def _source(facts: Published) -> Html:
    link = h("a", facts.address, href=facts.address, target="_blank", rel="noopener noreferrer")
    return h("p", f"Source: {facts.source}.", *((" ", link) if facts.address else ()), class_="source")


def _row(row: Compared, columns: int) -> Html:
    cells = [
        h("th", name_html(row.name), class_="who"),
        h("td", row.printed),
        h("td", row.ours, data_value=repr(row.value)),
        "" if row.slip_value is None else h("td", row.slip, data_value=repr(row.slip_value)),
        h("td", MARKS[row.verdict], class_="verdict"),
    ]
    why = h("tr", h("td", row.sentence, colspan=columns), class_="why") if row.sentence else ""
    return fragment(h("tr", *cells, data_verdict=row.verdict.replace(" ", "-")), why)
