"""A question of a learner with its answer, what to look at, and the way on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .html import Html, h
from .prose import prose


class Reason(NamedTuple):
    """Why a place is lit; `place` is its selector, empty for what the picture of the question marks by itself."""

    place: str
    words: str


class Answered(NamedTuple):
    """The question `id`: the line above its heading, its sentences, what to look at, and the next question.

    `next` is the id and the heading of that, or None where a teacher has locked the setup.
    """

    id: str
    kicker: str
    heading: str
    sentences: tuple[str, ...]
    reasons: tuple[Reason, ...]
    next: tuple[str, str] | None


def answer(answered: Answered, exhibit: Html) -> Html:
    """The question above what the page shows, with the picture that is drawn for it, or nothing."""
    said = h("div", *(h("p", prose(each)) for each in answered.sentences), class_="said")
    head = h("div", kicker(answered), h("h2", answered.heading), class_="head")
    ways = h("div", reasons(answered), onwards(answered), class_="ways")
    words = h("div", h("div", head, said), ways, class_="words")
    return h("section", words, exhibit, class_="inquiry", data_question=answered.id, aria_label="a question")


def kicker(answered: Answered) -> Html:
    """The line above the heading, with the button that closes the question."""
    close = h("button", "×", class_="plain close", data_pick="question:close", aria_label="close the question")
    return h("div", answered.kicker, close, class_="kicker")


def beside(answered: Answered, exhibit: Html) -> Html:
    """What stands below the product of a phase that is the evidence: what to look at there, and the picture."""
    return h("div", exhibit, reasons(answered), class_="look-there")


def onwards(answered: Answered) -> Html:
    """The next question."""
    if answered.next is None:
        return Html()
    identity, heading = answered.next
    return h(
        "button",
        h("span", "Next question: "),
        f"{heading} →",
        class_="link lead onwards",
        data_pick=f"question:{identity}",
        data_next=identity,
    )


def reasons(answered: Answered) -> Html:
    """What to look at, and why."""
    return h("ul", *_reasons(answered), class_="reasons")


def _reasons(answered: Answered) -> Iterator[Html]:
    """The reasons; those whose place the browser lights have a number, which stands at the place as well."""
    number = 0
    for place, words in answered.reasons:
        number += bool(place)
        disc = h("b", f"{number}", class_="disc") if place else h("b", "◆", class_="disc plain", aria_hidden="true")
        yield h("li", disc, " ", h("span", words), data_lights=place or None, data_number=number if place else None)
