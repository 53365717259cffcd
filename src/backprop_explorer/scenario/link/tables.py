"""The parameters of the place, and of what is looked at."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from ...lesson.notation import (
    LETTERS,
    NUMBERINGS,
    ORIENTATIONS,
    QUANTITIES,
    Letters,
    Numbering,
    Orientation,
    exact,
)
from ..scenario import MAX_BATCH, MAX_STEP, Scenario
from .parameter import Parameter, changed, one_of
from .second import compared, differences, said_of


class NotationSwitch(NamedTuple):
    """A parameter of the notation: its field of Notation, its words on the page, and what it can be."""

    field: str
    words: str
    choices: Mapping[str, Orientation | Numbering | Letters]


NOTATION: Mapping[str, NotationSwitch] = MappingProxyType(
    {
        "view": NotationSwitch("orientation", "examples as", ORIENTATIONS),
        "numbering": NotationSwitch("numbering", "layer numbers", NUMBERINGS),
        "letters": NotationSwitch("letters", "letters", LETTERS),
    }
)

# The names of what the rooms above draw: they have tables with the same names, and a test compares them.
EDGES = ("w", "grad_w", "change")
NEURONS = ("auto", "a", "delta", "grad_b")
PANELS = ("phase", "batch", "weight", "nudge", "check", "doctor", "published", "code", "learning")
SCRIPTS = ("numpy", "torch", "latex", "csv", "json")
STRIDES = ("phase", "batch", "epoch")
SPEEDS = ("slow", "quick", "fast")
FORMS = ("auto", "corner", "line")
HIDDEN = ("results", "doctor", "check")
LOCKED = ("setup",)
MISTAKES = (
    *("no-bias", "output-for-cost", "updated-w", "targets-broadcast", "softmax-diagonal", "extra-prime", "leaky-zero"),
    *("no-prime-output", "no-prime-hidden", "sigma-for-prime", "prime-of-a", "no-transpose", "hadamard"),
    *("summed-components", "last-example", "sum-for-mean", "mean-for-sum", "bias-not-summed", "bias-per-weight"),
    *("delta-like-w", "ascent", "half", "double"),
)
SELECTED = re.compile(r"([a-z_]{1,14})-([0-6])-(0|[1-9][0-9]{0,3})-(0|[1-9][0-9]{0,3})")
ABOUT = re.compile(r"[a-z_]{1,8}-[1-6]|cost")
NUDGE = 1.0  # the largest


def _compare(scenario: Scenario, text: str) -> Scenario:
    """With the differences of a second run, written in one way: "seed:03" is "seed:3"."""
    other = compared(_looking(scenario, compare=text))
    said = ",".join(f"{name}:{said_of(other, name)}" for name in differences(text))
    return _looking(scenario, compare=said)


def _notation(switch: NotationSwitch) -> Parameter:
    def read(scenario: Scenario, text: str) -> Scenario:
        fields: dict[str, Any] = {switch.field: one_of(text, switch.choices)}
        notation = replace(scenario.notation, **fields)
        return replace(scenario, notation=notation)

    return Parameter(lambda scenario: str(getattr(scenario.notation, switch.field)), read)


def _view(field: str, read: Callable[[str, Scenario], Any], write: Callable[[Any], str] = str) -> Parameter:
    """A field of the view."""
    return Parameter(
        lambda scenario: write(getattr(scenario.view, field)),
        lambda scenario, text: _looking(scenario, **{field: read(text, scenario)}),
    )


def _looking(scenario: Scenario, **fields: Any) -> Scenario:
    return replace(scenario, view=replace(scenario.view, **fields))


def _among(choices: Collection[str]) -> Callable[[str, Scenario], str]:
    return lambda text, _: one_of(text, choices)


def _matching(form: re.Pattern[str], words: str) -> Callable[[str, Scenario], str]:
    def read(text: str, _: Scenario) -> str:
        if text and not form.fullmatch(text):
            raise ValueError(words)
        return text

    return read


def _selected(text: str, scenario: Scenario) -> str:
    match = SELECTED.fullmatch(text)
    if text and not (match and match[1] in QUANTITIES and int(match[2]) <= scenario.depth):
        raise ValueError("it names a number of this network as w-2-0-1 does")
    return text


def _example(text: str, scenario: Scenario) -> int:
    most = min(scenario.batch_size, MAX_BATCH)
    return whole(text, 1, most, f"it counts the examples of a mini-batch, here from 1 to {most}") - 1


def whole(text: str, least: int, most: int, words: str) -> int:
    """A whole number without a sign. Raises ValueError with these words where it is none, or too small or large."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most):
        raise ValueError(words)
    return int(text)


def _nudge(text: str, _: Scenario) -> float:
    try:
        change = float(text)
    except ValueError:
        change = math.nan
    if not -NUDGE <= change <= NUDGE:
        raise ValueError("it is a number from −1 to 1")
    return change


def _flag(text: str, _: Scenario | None = None) -> bool:
    return one_of(text, ("1", "0")) == "1"


def _flagged(value: bool) -> str:
    return "1" if value else "0"


def _phase(scenario: Scenario, text: str) -> Scenario:
    if text not in scenario.phase_ids:
        raise ValueError(f"this network does not have it, so this is the phase “{scenario.phase}”")
    return replace(scenario, phase=text)


class Nearest(ValueError):
    """A value is too large; `scenario` has the nearest one."""

    def __init__(self, words: str, scenario: Scenario) -> None:
        super().__init__(words)
        self.scenario = scenario


def _step(scenario: Scenario, text: str) -> Scenario:
    words = f"a step is a whole number from 0 to {MAX_STEP}"
    step = whole(text, 0, 10**12, words)
    if step > MAX_STEP:
        raise Nearest(f"the last step that can be shown is {MAX_STEP}", replace(scenario, step=MAX_STEP))
    return replace(scenario, step=step)


def _some(field: str, choices: Collection[str]) -> Parameter:
    """A field of the scenario with some of a few words."""

    def read(scenario: Scenario, text: str) -> Scenario:
        names = {one_of(name, choices) for name in text.split(",") if text}
        return changed(scenario, **{field: tuple(name for name in choices if name in names)})

    return Parameter(lambda scenario: ",".join(getattr(scenario, field)), read)


PLACE: Mapping[str, Parameter] = MappingProxyType(
    {
        **{name: _notation(switch) for name, switch in NOTATION.items()},
        "panel": _view("panel", _among(PANELS)),
        "select": _view("selected", _selected),
        "nudge": _view("nudge", _nudge, exact),
        "mistake": _view("mistake", _among(("", *MISTAKES))),
        "example": _view("example", _example, lambda example: str(example + 1)),
        "alone": _view("alone", _flag, _flagged),
        "edges": _view("edges", _among(EDGES)),
        "neurons": _view("neurons", _among(NEURONS)),
        "form": _view("form", _among(FORMS)),
        "without": _view(
            "dropped",
            lambda text, _: whole(text, 0, 10, "it counts the lines of a phase, from 1 to 9") - 1,
            lambda line: str(line + 1),
        ),
        "script": _view("script", _among(SCRIPTS)),
        "about": _view("about", _matching(ABOUT, "it names a matrix as grad_w-2 does")),
        "compare": Parameter(lambda scenario: scenario.view.compare, _compare),
        "until": _view("until", lambda text, _: whole(text, 0, MAX_STEP, f"it is a step from 0 to {MAX_STEP}")),
        "play": _view("play", _among(STRIDES)),
        "speed": _view("speed", _among(SPEEDS)),
        "ask": Parameter(
            lambda scenario: _flagged(scenario.ask), lambda scenario, text: replace(scenario, ask=_flag(text))
        ),
        "lock": _some("lock", LOCKED),
        "hide": _some("hide", HIDDEN),
        "step": Parameter(lambda scenario: str(scenario.step), _step),
        "phase": Parameter(lambda scenario: scenario.phase, _phase),
    }
)
