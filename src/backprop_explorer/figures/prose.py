"""Sentences as HTML, with words that explain themselves."""

from __future__ import annotations

import re

from ..lesson.glossary import MARKED
from .html import Html, fragment, h

# No longer than a term can be: the time of the search grows with the length of the text alone.
TERM = re.compile(r"\[\[(.{1,40}?)\]\]")


def prose(sentence: str) -> Html:
    """A sentence as HTML; a word [[between brackets]] explains itself on the page: it names a term of the glossary."""
    # What a person typed may stand in a sentence, and may hold brackets of its own.
    return fragment(*(_word(part) if i % 2 else part for i, part in enumerate(TERM.split(sentence))))


def plain(sentence: str) -> str:
    """The same sentence as text."""
    return TERM.sub(r"\1", sentence)


def _word(text: str) -> str:
    if text not in MARKED:
        return f"[[{text}]]"
    return h("span", text, class_="term", tabindex=0, data_term=text)
