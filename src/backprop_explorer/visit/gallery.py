"""The front door at `?gallery=1`: links to every question, to every preset and to numbers of one's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from urllib.parse import urlencode

from ..figures.gallery import Card, Entry, gallery
from ..figures.html import Html
from ..figures.thumbnail import thumbnail
from ..scenario import KINDS, QUESTIONS, preset
from ..scenario.cards import CARDS
from ..scenario.questions import FIRST

WANTED = "gallery"
OWN = "own"
"""Parameters of an address: the one of this page, and the one with which the setup opens at one's own numbers."""


def is_wanted(parameters: Mapping[str, str]) -> bool:
    """Whether an address asks for the gallery."""
    return parameters.get(WANTED) == "1"


@cache
def front_door(framed: bool = False) -> Html:
    """The gallery, the same for everybody; its links stay in the frame of another page if it is `framed`."""

    def to(**parameters: str) -> str:
        return "?" + urlencode(parameters | ({"embed": "true"} if framed else {}))

    asked, groups = doors(lambda name: to(question=name), lambda name: to(preset=name))
    groups[0][1].append(Card(to(own="1"), Html(), "Your own numbers", "", "Data, weights, layers, costs"))
    return gallery(asked, groups, to())


Doors = tuple[list[tuple[str, list[Entry]]], list[tuple[str, list[Card]]]]


def doors(question: Callable[[str], str], network: Callable[[str], str]) -> Doors:
    """Every question by its kind, and every preset by its group; each leads to the address of its name."""
    asked = [
        (kind, [Entry(question(q.id), q.heading, q.id == FIRST) for q in QUESTIONS.values() if q.kind == kind])
        for kind in KINDS
    ]
    groups = [
        (title, [_card(name, words, network(name)) for name, words in found.items()]) for title, found in CARDS.items()
    ]
    return asked, groups


def _card(name: str, words: str, href: str) -> Card:
    scenario = preset(name)
    sizes = "-".join(map(str, scenario.sizes))
    return Card(href, thumbnail(scenario.network()), scenario.title, sizes, words)
