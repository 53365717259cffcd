"""Sentences as HTML, with words that explain themselves."""

from __future__ import annotations

import re
from html import escape

from ..lesson.narration import GLOSSARY


def prose(sentence: str) -> str:
    """A sentence as HTML; a word [[between brackets]] explains itself on hover or focus."""
    parts = re.split(r"\[\[(.+?)\]\]", sentence)
    # What a person typed may stand in a sentence, and may hold brackets of its own.
    return "".join(_word(part) if i % 2 else escape(part) for i, part in enumerate(parts))


def plain(sentence: str) -> str:
    """The same sentence as text."""
    return re.sub(r"\[\[(.+?)\]\]", r"\1", sentence)


def _word(text: str) -> str:
    return _term(text) if text in GLOSSARY else escape(f"[[{text}]]")


def _term(word: str) -> str:
    """A word with its explanation."""
    return f'<span class="term" tabindex="0" data-tip="{escape(GLOSSARY[word])}">{escape(word)}</span>'
