"""HTML as a type of its own, so that a type checker tells markup from text that is still to be escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
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
    return Html(_joined(parts))


def h(tag: str, *children: str, **attributes: str | float | bool | None) -> Html:
    """An element. Children that are text are escaped, and so is every attribute.

    `class_="a"` is class="a", `data_pick="b"` is data-pick="b". An attribute that is None or False is left out, one
    that is True stands without a value.
    """
    start = tag
    for name, value in attributes.items():
        if value is True:
            start += f" {_name(name)}"
        elif value is not None and value is not False:
            start += f' {_name(name)}="{_escaped(str(value))}"'
    return Html(f"<{start}>" if tag in VOID else f"<{start}>{_joined(children)}</{tag}>")


def _joined(parts: Iterable[str]) -> str:
    return "".join([part if isinstance(part, Html) else _escaped(part) for part in parts])


@lru_cache(256)
def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
