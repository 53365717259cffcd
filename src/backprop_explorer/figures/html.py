"""HTML as a type of its own, so that a type checker tells markup from text that is still to be escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import SupportsIndex

SPECIAL = re.compile("[&<>\"']").search
VOID = frozenset({"br", "hr", "img", "input"})  # the elements that have no end tag


class Html(str):
    """Markup. What is joined to it with + is escaped unless it is Html, too; an f-string gives plain text again."""

    __slots__ = ()

    def __add__(self, other: str) -> Html:
        return Html(str.__add__(self, as_html(other)))

    def __radd__(self, other: str) -> Html:
        return Html(str.__add__(as_html(other), self))

    def __mul__(self, times: SupportsIndex) -> Html:
        return Html(str.__mul__(self, times))

    def join(self, parts: Iterable[str]) -> Html:
        """The parts with this markup between them; parts that are text are escaped."""
        return Html(str.join(self, map(as_html, parts)))


def as_html(text: str) -> Html:
    """Html as it is, text escaped."""
    return text if isinstance(text, Html) else Html(_escaped(text))


def _escaped(text: str) -> str:
    """Most texts have nothing to escape: a look at them is quicker than five attempts."""
    return escape(text) if SPECIAL(text) else text


def fragment(*parts: str) -> Html:
    """The parts one after the other; those that are text are escaped."""
    return Html("".join(map(as_html, parts)))


def h(tag: str, *children: str, **attributes: str | float | bool | None) -> Html:
    """An element. Children that are text are escaped, and so is every attribute.

    `class_="a"` is class="a", `data_pick="b"` is data-pick="b". An attribute that is None or False is left out, one
    that is True stands without a value.
    """
    words = "".join(map(_attribute, attributes.items()))
    return Html(f"<{tag}{words}>" if tag in VOID else f"<{tag}{words}>{fragment(*children)}</{tag}>")


def _attribute(item: tuple[str, str | float | bool | None]) -> str:
    name, value = item
    name = name.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{_escaped(str(value))}"'
