"""The front door: the questions by kind, the networks as cards, and a way to numbers of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .html import Html, h


class Card(NamedTuple):
    """A network that can be opened: where it leads, its picture, its title, its layer sizes, and a line about it."""

    href: str
    picture: Html
    title: str
    sizes: str
    words: str


class Entry(NamedTuple):
    """A question that can be opened; the `first` is the one to begin with."""

    href: str
    heading: str
    first: bool = False


def gallery(
    questions: Iterable[tuple[str, list[Entry]]], groups: Iterable[tuple[str, list[Card]]], back: str = ""
) -> Html:
    """All of it, with a way `back` to the page, if there is one; a card of `own` numbers has an empty picture."""
    lists = (_kind(f"kind-{at}", kind, entries) for at, (kind, entries) in enumerate(questions))
    cards = (_group(f"group-{at}", title, found) for at, (title, found) in enumerate(groups))
    head = h(
        "header",
        h("h1", "Backprop Explorer"),
        h("span", "one mini-batch, one equation at a time, forwards and back", class_="about"),
        h("a", "back to the page", href=back, target="_self", class_="plain", data_back=True) if back else "",
        class_="top",
    )
    asked = h(
        "section",
        h("h2", "Questions learners ask", id="questions"),
        h("div", *lists, class_="kinds"),
        aria_labelledby="questions",
    )
    return h("div", head, asked, *cards, class_="gallery")


def _kind(name: str, kind: str, entries: list[Entry]) -> Html:
    links = (
        h("li", h("a", each.heading, href=each.href, target="_self", class_="first" if each.first else None))
        for each in entries
    )
    return h("div", h("h3", kind, id=name), h("ul", *links, aria_labelledby=name))


def _group(name: str, title: str, cards: list[Card]) -> Html:
    return h(
        "section",
        h("h2", title, id=name),
        h("ul", *(h("li", _card(card)) for card in cards), class_="cards"),
        aria_labelledby=name,
    )


def _card(card: Card) -> Html:
    name = h("span", h("b", card.title), " ", card.sizes, class_="called")
    words = h("span", name, h("span", card.words, class_="about"), class_="texts")
    kind = "card" if card.picture else "card own"
    return h("a", card.picture, words, href=card.href, target="_self", class_=kind)
