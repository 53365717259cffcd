"""Each parameter of an address: how it is written, and how it is read back into a scenario."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from ...engine import ACTIVATIONS, COSTS, INITIALISERS, REDUCTIONS
from ...lesson.notation import (
    LETTERS,
    NUMBERINGS,
    ORIENTATIONS,
    QUANTITIES,
    Letters,
    Numbering,
    Orientation,
    exact,
    phase_ids,
)
from ..asked_data import ASKED
from ..scenario import MAX_BATCH, MAX_STEP, Scenario
from ..setup import read_batch_size, read_eta, read_seed, read_sizes, read_title


class Parameter(NamedTuple):
    """One parameter: the text that says it of a scenario, and the scenario with that text read into it.

    `read` raises ValueError with a clause that says what is wrong: "it has to be a whole number from 0".
    """

    write: Callable[[Scenario], str]
    read: Callable[[Scenario, str], Scenario]


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
HIDDEN = ("doctor", "check")
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


def changed(scenario: Scenario, **fields: Any) -> Scenario:
    """The scenario with other values for some of its fields, which are known by their names only."""
    return replace(scenario, **fields)


def _choice(field: str, choices: Collection[str]) -> Parameter:
    """A field of the scenario that is one of a few words."""
    return Parameter(
        lambda scenario: str(getattr(scenario, field)),
        lambda scenario, text: changed(scenario, **{field: _one_of(text, choices)}),
    )


def _one_of(text: str, choices: Collection[str]) -> str:
    if text not in choices:
        raise ValueError(f"there are {', '.join(filter(None, choices))}")
    return text


# --- the setup, in an order in which each can be read


def _layers(scenario: Scenario, text: str) -> Scenario:
    """Other layer sizes: the activations are stretched to them, and the weights come from the seed."""
    sizes = read_sizes(text, scenario)
    hidden = scenario.activations[0] if scenario.depth > 1 else "sigmoid"
    activations = (hidden,) * (len(sizes) - 2) + scenario.activations[-1:]
    same = len(sizes) == len(scenario.sizes)
    return seeded(replace(scenario, sizes=sizes, activations=scenario.activations if same else activations))


def seeded(scenario: Scenario) -> Scenario:
    """The scenario with weights from its seed."""
    biased = scenario.biased if scenario.weights is None else scenario.biases is not None
    return replace(scenario, weights=None, biases=None, biased=biased)


def _hidden(scenario: Scenario) -> str:
    names = scenario.activations[:-1]
    return names[0] if len(set(names)) == 1 else ",".join(names)


def _with_hidden(scenario: Scenario, text: str) -> Scenario:
    names = tuple(_one_of(name, [name for name in ACTIVATIONS if name != "softmax"]) for name in text.split(","))
    count = scenario.depth - 1
    if len(names) not in (1, count) or count == 0:
        raise ValueError(f"this network has {count} hidden layers")
    return replace(scenario, activations=(names * count)[:count] + scenario.activations[-1:])


def _shuffle(scenario: Scenario, text: str) -> Scenario:
    return replace(scenario, shuffle_seed=None if text == "none" else read_seed(text))


SETUP: Mapping[str, Parameter] = MappingProxyType(
    {
        **{name: Parameter(ask.write, ask.read) for name, ask in ASKED.items()},
        "layers": Parameter(lambda scenario: "-".join(map(str, scenario.sizes)), _layers),
        "init": Parameter(
            lambda scenario: scenario.initialiser,
            lambda scenario, text: seeded(replace(scenario, initialiser=_one_of(text, INITIALISERS))),
        ),
        "seed": Parameter(
            lambda scenario: str(scenario.seed),
            lambda scenario, text: seeded(replace(scenario, seed=read_seed(text))),
        ),
        "hidden": Parameter(_hidden, _with_hidden),
        "output": Parameter(
            lambda scenario: scenario.activations[-1],
            lambda scenario, text: replace(
                scenario, activations=(*scenario.activations[:-1], _one_of(text, ACTIVATIONS))
            ),
        ),
        "cost": _choice("cost", COSTS),
        "reduction": _choice("reduction", REDUCTIONS),
        "eta": Parameter(
            lambda scenario: exact(scenario.eta), lambda scenario, text: replace(scenario, eta=read_eta(text))
        ),
        "batch": Parameter(
            lambda scenario: str(scenario.batch_size),
            lambda scenario, text: replace(scenario, batch_size=read_batch_size(text, scenario.examples)),
        ),
        "shuffle": Parameter(
            lambda scenario: "none" if scenario.shuffle_seed is None else str(scenario.shuffle_seed), _shuffle
        ),
        "title": Parameter(
            lambda scenario: scenario.title, lambda scenario, text: replace(scenario, title=read_title(text))
        ),
    }
)


# --- a second run beside the first

COMPARED = tuple(name for name in SETUP if name != "title")
"""What a second run can differ in."""


def differences(text: str) -> dict[str, str]:
    """The differences that "seed:3,eta:0.1" names, in the order in which they are read. Raises ValueError."""
    named: dict[str, str] = {}
    for part in re.split(r",(?=[a-z]+:)", text) if text else ():
        name, colon, value = part.partition(":")
        if not (colon and name in COMPARED and value):
            raise ValueError(f"a second run differs in one of {', '.join(COMPARED)}, as seed:3 says it")
        named[name] = value
    return {name: named[name] for name in COMPARED if name in named}


def compared(scenario: Scenario) -> Scenario:
    """The scenario of the second run. Raises ValueError where a difference cannot be read."""
    other = scenario
    for name, value in differences(scenario.view.compare).items():
        other = SETUP[name].read(other, value)
    return other


def said_of(scenario: Scenario, name: str) -> str:
    """What a link says of one parameter of the setup."""
    return SETUP[name].write(scenario)


def _compare(scenario: Scenario, text: str) -> Scenario:
    """With the differences of a second run, written in one way: "seed:03" is "seed:3"."""
    other = compared(_looking(scenario, compare=text))
    said = ",".join(f"{name}:{SETUP[name].write(other)}" for name in differences(text))
    return _looking(scenario, compare=said)


# --- the place and what is looked at


def _notation(switch: NotationSwitch) -> Parameter:
    def read(scenario: Scenario, text: str) -> Scenario:
        fields: dict[str, Any] = {switch.field: _one_of(text, switch.choices)}
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
    return lambda text, _: _one_of(text, choices)


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
    return _one_of(text, ("1", "0")) == "1"


def _flagged(value: bool) -> str:
    return "1" if value else "0"


def _phase(scenario: Scenario, text: str) -> Scenario:
    if text not in phase_ids(scenario.depth):
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
        names = {_one_of(name, choices) for name in text.split(",") if text}
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
