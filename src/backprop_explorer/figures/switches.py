"""What sets and navigates: rows of small buttons, lists to choose from, and boxes that open above the page."""

from __future__ import annotations

from collections.abc import Iterable

from ..lesson.notation import Notation
from ..scenario.link import NOTATION
from .html import Html, fragment, h
from .loop.choices import EDGES, NEURONS

Choices = Iterable[tuple[str, str]]
"""Each value with its words."""


def switch(name: str, label: str, choices: Choices, chosen: str) -> Html:
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


def chooser(name: str, label: str, choices: Choices, chosen: str) -> Html:
    """A list to choose from, which takes little room; a choice picks "name:value"."""
    options = (h("option", words, value=value, selected=value == chosen) for value, words in choices)
    return h("label", label, " ", h("select", *options, data_send=name), class_="chooser")


def reading(notation: Notation, asking: bool) -> Html:
    """A button that says how the page is to be read, and the box with the switches that it opens."""
    chosen = {name: getattr(notation, field) for name, (field, _, _) in NOTATION.items()}
    now = " · ".join(choices[chosen[name]].words for name, (_, _, choices) in NOTATION.items())
    rows = [
        switch(name, words, [(value, choice.words) for value, choice in choices.items()], chosen[name])
        for name, (_, words, choices) in NOTATION.items()
    ]
    rows.append(switch("predict", "ask me first", (("on", "yes"), ("off", "no")), "on" if asking else "off"))
    words = h("span", now, " · asks first" if asking else "", class_="now")
    return fragment(
        h("button", "Reading ", words, " ▾", popovertarget="reading", class_="plain"),
        h("div", *rows, id="reading", popover="auto", class_="box", aria_label="How the page is to be read"),
    )


def picture_choices(notation: Notation, edges: str, neurons: str, biased: bool) -> Html:
    """What the edges and the neurons of the picture show."""
    of_edges = [(name, choice.words(notation)) for name, choice in EDGES.items()]
    of_neurons = [(name, choice.words(notation)) for name, choice in NEURONS.items() if biased or not choice.of_biases]
    return chooser("edges", "edges", of_edges, edges) + chooser("neurons", "neurons", of_neurons, neurons)


def example_choice(example: int, examples: int, alone: bool) -> Html:
    """Which example the picture shows, and whether an equation is shown for it alone; nothing if there is one only."""
    if examples == 1:
        return Html()
    back, on = (example - 1) % examples, (example + 1) % examples
    stepper = h(
        "span",
        h("span", "example"),
        h("button", "◂", data_pick=f"example:{back}", aria_label="example before"),
        h("b", f"{example + 1}"),
        f" of {examples}",
        h("button", "▸", data_pick=f"example:{on}", aria_label="next example"),
        class_="group stepper",
    )
    return stepper + switch("alone", "", (("one", "alone"), ("all", f"all {examples}")), "one" if alone else "all")


def tabs(groups: Iterable[tuple[str, str, bool]]) -> Html:
    """One button for each group of panels: the panel that it opens, its words, and whether it is the open one."""
    buttons = (
        h(
            "button",
            words,
            class_="on" if opened else "",
            aria_pressed=str(opened).lower(),
            data_pick=f"panel:{panel}",
        )
        for panel, words, opened in groups
    )
    return h("nav", *buttons, class_="tabs", aria_label="What is shown below the picture")


def line_of_panels(choices: Choices, chosen: str) -> Html:
    """The panels of one group, the open one as text; nothing if there is one only."""
    panels = list(choices)
    if len(panels) < 2:
        return Html()
    parts = (
        h("b", words, aria_current="true") if name == chosen else h("button", words, data_pick=f"panel:{name}")
        for name, words in panels
    )
    return h("nav", *parts, class_="subline", aria_label="Ways to check")


def position(phase: int, phases: int, where: Html, updates: str, last: int) -> Html:
    """Where the page is, and a box in which to type another step; `updates` says how many there were so far."""
    field = h("input", type="number", min=0, max=last, data_send="step", autofocus=True, inputmode="numeric")
    label = h("label", "Go to the mini-batch after so many updates: ", field)
    return h(
        "div",
        h("span", "phase ", class_="roomy"),
        h("i", str(phase), style=f"min-width:{len(str(phases))}ch"),
        f" of {phases} · ",
        h("span", where, " · ", class_="roomy"),
        h("button", updates, popovertarget="go", class_="plain go"),
        h("div", label, id="go", popover="auto", class_="box"),
        class_="position",
    )
