"""Rows of small buttons as HTML: the phases of the mini-batch, and what can be switched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..lesson.notation import Notation
from ..lesson.phases import Phase
from ..scenario.link import NOTATION
from .graph.choices import EDGES, NEURONS
from .html import Html, h
from .prose import prose


def phase_name(phase: Phase, notation: Notation) -> str:
    """A phase in the strip: "z¹", "∂w² ∂b²"."""
    if phase.id in ("batch", "update"):
        return phase.id
    if phase.id == "cost":
        return "C"
    if phase.equation == "gradients":
        if notation.letters == "code":
            return " ".join(notation.text(key) for key in phase.result)
        return " ".join(f"∂{notation.text((name[-1], layer))}" for name, layer in phase.result)
    return notation.text(phase.result[0])


def phase_strip(phases: Sequence[Phase], now: Phase, notation: Notation, position: str) -> Html:
    """All phases in order, each a button: done, now or ahead; `position` says in words where the run is."""
    reached = [phase.id for phase in phases].index(now.id)
    buttons = [
        h(
            "button",
            phase_name(phase, notation),
            class_="done" if number < reached else "now" if number == reached else "ahead",
            aria_current="step" if number == reached else None,
            data_pick=f"phase:{phase.id}",
        )
        for number, phase in enumerate(phases)
    ]
    place = h("span", prose(position), class_="place")
    return h("nav", *buttons, place, class_="strip", aria_label="phases of this mini-batch")


def pickers(notation: Notation, edges: str, neurons: str, example: int, examples: int, biased: bool) -> Html:
    """What the picture shows: edges by, neurons by, and of which example of the mini-batch."""
    of_edges = [(name, choice.words(notation)) for name, choice in EDGES.items()]
    of_neurons = [(name, choice.words(notation)) for name, choice in NEURONS.items() if biased or not choice.of_biases]
    groups = [switch("edges", "edges", of_edges, edges), switch("neurons", "neurons", of_neurons, neurons)]
    if examples > 1:
        back, on = (example - 1) % examples, (example + 1) % examples
        groups.append(
            h(
                "span",
                h("span", "example"),
                h("button", "◀", data_pick=f"example:{back}", aria_label="example before"),
                h("b", f"{example + 1} of {examples}"),
                h("button", "▶", data_pick=f"example:{on}", aria_label="next example"),
                class_="group",
            )
        )
    return h("div", *groups, class_="pickers")


def example_switch(example: int, examples: int, alone: bool) -> Html:
    """Whether an equation is shown for the whole mini-batch or for one example alone."""
    choices = (("one", f"example {example + 1} alone"), ("all", f"all {examples} examples"))
    return h("div", switch("alone", "", choices, "one" if alone else "all"), class_="pickers")


def notation_bar(notation: Notation, asking: bool) -> Html:
    """The switches of the notation, and the one of the questions."""
    groups = [
        switch(name, words, [(value, choice.words) for value, choice in choices.items()], getattr(notation, field))
        for name, (field, words, choices) in NOTATION.items()
    ]
    ask = switch("predict", "ask me first", (("on", "yes"), ("off", "no")), "on" if asking else "off")
    return h("div", *groups, ask, class_="pickers notation")


def switch(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str) -> Html:
    """One button for each choice, a value and its words; a click picks "name:value"."""
    buttons = [
        h(
            "button",
            words,
            class_="on" if value == chosen else "",
            aria_pressed=str(value == chosen).lower(),
            data_pick=f"{name}:{value}",
        )
        for value, words in choices
    ]
    return h("span", h("span", label) if label else "", *buttons, class_="group")
