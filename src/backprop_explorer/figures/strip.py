"""Rows of small buttons as HTML: the phases of the mini-batch, and what the picture shows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..lesson.notation import Notation
from ..lesson.phases import Phase
from .prose import prose

EDGES = ("w", "grad_w", "change")
NEURONS = ("auto", "a", "delta", "grad_b")
VIEWS = (("columns", "columns"), ("rows", "rows"), ("torch", "PyTorch"))
NUMBERS = (("zero", "0"), ("one", "1"), ("question", "none"))
PANELS = (
    ("phase", "This phase"),
    ("weight", "One weight"),
    ("nudge", "Nudge it"),
    ("batch", "Per example → batch"),
    ("check", "Check"),
    ("doctor", "Doctor"),
    ("code", "Code"),
)
PUBLISHED = ("published", "In print")


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


def phase_strip(phases: Sequence[Phase], now: Phase, notation: Notation, position: str) -> str:
    """All phases in order, each a button: done, now or ahead; `position` says in words where the run is."""
    reached = [phase.id for phase in phases].index(now.id)
    buttons = []
    for number, phase in enumerate(phases):
        state = "done" if number < reached else "now" if number == reached else "ahead"
        current = ' aria-current="step"' if state == "now" else ""
        name = escape(phase_name(phase, notation))
        buttons.append(f'<button class="{state}"{current} data-pick="phase:{phase.id}">{name}</button>')
    place = f'<span class="place">{prose(position)}</span>'
    return f'<nav class="strip" aria-label="phases of this mini-batch">{"".join(buttons)}{place}</nav>'


def pickers(notation: Notation, edges: str, neurons: str, example: int, examples: int, biased: bool) -> str:
    """What the picture shows: edges by, neurons by, and of which example of the mini-batch."""
    own = {"change": f"−η {notation.word('grad_w')}", "auto": "as the phase"}
    names = [name for name in NEURONS if biased or name != "grad_b"]
    groups = [
        _group("edges", "edges", [(name, own.get(name) or notation.word(name)) for name in EDGES], edges),
        _group("neurons", "neurons", [(name, own.get(name) or notation.word(name)) for name in names], neurons),
    ]
    if examples > 1:
        back, on = (example - 1) % examples, (example + 1) % examples
        groups.append(
            f'<span class="group"><span>example</span><button data-pick="example:{back}" '
            f'aria-label="example before">◀</button><b>{example + 1} of {examples}</b>'
            f'<button data-pick="example:{on}" aria-label="next example">▶</button></span>'
        )
    return f'<div class="pickers">{"".join(groups)}</div>'


def example_switch(example: int, examples: int, alone: bool) -> str:
    """Whether an equation is shown for the whole mini-batch or for one example alone."""
    choices = (("one", f"example {example + 1} alone"), ("all", f"all {examples} examples"))
    return f'<div class="pickers">{_group("alone", "", choices, "one" if alone else "all")}</div>'


def notation_bar(notation: Notation, asking: bool) -> str:
    """The switches of the notation, and the one of the questions."""
    book = f"{Notation().word('delta')} {Notation().word('grad_w')}"
    code = f"{Notation(letters='code').word('delta')} {Notation(letters='code').word('grad_w')}"
    groups = [
        _group("view", "examples as", VIEWS, notation.orientation),
        _group("numbering", "inputs are layer", NUMBERS, notation.numbering),
        _group("letters", "letters", (("book", book), ("code", code)), notation.letters),
        _group("predict", "ask me first", (("on", "yes"), ("off", "no")), "on" if asking else "off"),
    ]
    return f'<div class="pickers notation">{"".join(groups)}</div>'


def tabs(panel: str, in_print: bool = False) -> str:
    """What stands beside the picture; none while a question is open, and there is nothing else to look at.

    `in_print` says that there are published numbers to look at.
    """
    if not panel:
        return ""
    choices = [*PANELS, PUBLISHED] if in_print else PANELS
    return f'<div class="pickers tabs">{_group("panel", "", choices, panel)}</div>'


def _group(name: str, label: str, choices: Sequence[tuple[str, str]], chosen: str) -> str:
    buttons = "".join(
        f'<button class="{"on" if value == chosen else ""}" aria-pressed="{str(value == chosen).lower()}" '
        f'data-pick="{name}:{value}">{escape(words)}</button>'
        for value, words in choices
    )
    words = f"<span>{escape(label)}</span>" if label else ""
    return f'<span class="group">{words}{buttons}</span>'
