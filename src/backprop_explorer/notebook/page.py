"""What check() found, as HTML in the page's own look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..figures.doctor import VERDICTS, evidence_table
from ..figures.html import Html, h
from ..figures.meeting import meeting_html
from ..front import source
from ..lesson.doctor import Diagnosis
from ..lesson.meeting import Meeting
from .hints import MISTAKE
from .words import SIGNS, differing, headline, said

SHEETS = ("base.css", "panels.css", "notebook.css")


def boxed(*children: str, sheets: tuple[str, ...] = SHEETS) -> Html:
    """What stands in a notebook, with the style sheets that it needs."""
    # The sheets are the package's own text; \3c keeps their < from ending the element.
    return h("style", Html(source(*sheets))) + h("div", *children, class_="bx in-notebook")


def result_page(
    diagnoses: Mapping[str, Diagnosis], drawn: Mapping[str, Meeting], hints: int, turned: str, link: str
) -> Html:
    """The first line, then a box for each quantity."""
    wrong = any(each.verdict != "correct" for each in diagnoses.values())
    leads = bool(link) and hints >= MISTAKE and wrong
    way = h("a", "see it on the page", href=link, target="_blank", rel="noopener") if leads else ""
    head = h(
        "div",
        headline(diagnoses),
        h("small", turned) if turned else "",
        h("small", way) if way else "",
        class_="headline",
    )
    return boxed(head, *(_found(name, each, drawn.get(name), hints) for name, each in diagnoses.items()))


def _found(name: str, diagnosis: Diagnosis, met: Meeting | None, hints: int) -> Html:
    """One quantity: its name, what is said of it, the drawing of its shape, and the numbers that differ."""
    named = diagnosis.mistakes if diagnosis.verdict == "mistake" and hints >= MISTAKE else ()
    marked = VERDICTS[diagnosis.verdict]
    return h(
        "div",
        h("span", h("span", SIGNS[diagnosis.verdict], class_="mark"), name, class_="name"),
        " ",
        *(h("code", each) + " " for each in named),
        h("p", said(diagnosis)),
        meeting_html(met) if met else "",
        # What the mistake gives are the numbers given.
        evidence_table([replace(row, wrong=None) for row in differing(diagnosis)]),
        class_=f"diagnosis {'wrong' if marked == 'unread' and diagnosis.verdict == 'unknown' else marked}",
        data_verdict=diagnosis.verdict,
        data_mistakes=" ".join(named),
    )
