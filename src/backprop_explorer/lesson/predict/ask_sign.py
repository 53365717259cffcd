"""Questions about the sign of one number, where the numbers on the page decide it without a calculation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from ..expression import value
from ..notation import exact
from ..phases import Phase
from ..updates import AGAINST, OF_THE_RULE
from ..written import WHOLE
from ..written import number as written
from .answers import Choice, Question
from .desk import Desk, Place

NEVER_NEGATIVE = ("sigmoid", "softmax")
PARTS = "Look at the sign of each term of the sum"
SAME = "all terms of the sum have this sign or are 0"


class Sight(NamedTuple):
    """What each sign would mean at a place, what shows the right one, and why it is right."""

    plus: str
    minus: str
    zero: str
    look: str
    because: str


def ask_sign(desk: Desk, phase: Phase) -> Question | None:
    """Which sign a number of the result will have; None if that needs a calculation."""
    if phase.equation == "cost" or (phase.equation in OF_THE_RULE and phase.equation != "update"):
        return None
    place = desk.pick(phase.result, f"{phase.id} sign", lambda place: _settled(desk, place))
    if place is None:
        return None
    update, sight, name = phase.equation == "update", _sight(desk, place), desk.name(place)
    amount = desk.change(place) if update else desk.value(place)
    sign = "plus" if amount > 0 else "minus" if amount < 0 else "zero"
    words = ("+ it grows", "− it shrinks", "0 it stays") if update else ("+", "−", "0")
    choices = map(Choice, ("plus", "minus", "zero"), words, sight[:3])
    prompt, found = f"Which sign will {name} have?", {"plus": "above 0", "minus": "below 0", "zero": "0"}[sign]
    told = f"{name} is {found}: {sight.because}."
    if update:
        name = name.removeprefix("new ")
        prompt = f"Which way does the step of [[η]] = {exact(desk.eta)} move {name}?"
        told = f"{name} {dict(plus='grows', minus='shrinks', zero='stays')[sign]}: {sight.because}."
    return desk.question(
        phase, "sign", prompt, sign, told, (f"{sight.look}: {desk.letters(place)}.",), place, tuple(choices)
    )


def _settled(desk: Desk, place: Place) -> bool:
    """Whether all terms that are added up have one sign, and all of them are printed."""
    name, layer = place.key
    if name in ("w_new", "b_new"):
        return not np.isnan(desk.change(place))
    if desk.summed(place) > WHOLE or (name == "delta" and layer == desk.depth and desk.jacobian):
        return False
    parts = desk.parts(place)
    return bool(np.isfinite(parts).all() and ((parts >= 0).all() or (parts <= 0).all()))


def _sight(desk: Desk, place: Place) -> Sight:
    name, layer = place.key
    if name == "delta" and layer == desk.depth:
        return _error_of_output(desk, place)
    return SIGHTS[name](desk, place)


def _nothing(desk: Desk, place: Place) -> str:
    return SAME if desk.value(place) else "every part of the sum is 0"


def _weighted_input(desk: Desk, place: Place) -> Sight:
    return Sight(
        "a weighted input above 0",
        "a weighted input below 0",
        "a weighted input whose terms cancel, or are all 0",
        PARTS,
        _nothing(desk, place),
    )


def _output(desk: Desk, place: Place) -> Sight:
    (_, layer), j, c = place
    z, sigma = Place(("z", layer), j, c), desk.rules.sigma(layer)
    why = f"{desk.entry(z)} is {written(desk.value(z))} there"
    return Sight(
        *("an output above 0", "an output below 0", "an output of exactly 0"),
        f"Look at the sign of {desk.entry(z)}, and at what {sigma} makes of it",
        f"{sigma} gives numbers between 0 and 1" if sigma in NEVER_NEGATIVE else why,
    )


def _error_of_output(desk: Desk, place: Place) -> Sight:
    (_, layer), j, c = place
    a, y = desk.layer(layer).a[j, c], desk.trace.y[j, c]
    return Sight(
        "the sign of an output above its target, which should come down",
        "the sign of an output below its target, which should go up",
        "the sign of an output on its target, or with a slope of 0",
        "Look whether the output is above or below its target",
        f"the output is {written(a)} and the target {written(y)}"
        + ("" if desk.rules.joined else ", and no slope is below 0"),
    )


def _error(desk: Desk, place: Place) -> Sight:
    (_, layer), j, c = place
    grows, slope = (desk.entry(Place((of, layer), j, c)) for of in ("z", "sigma_prime"))
    flat = not desk.values["sigma_prime", layer][j, c]
    return Sight(
        f"the sign of a neuron where C grows when {grows} grows",
        f"the sign of a neuron where C shrinks when {grows} grows",
        f"the sign of a neuron where C does not change when {grows} does",
        f"{PARTS}; no slope σ′ is below 0",
        f"{slope} is 0 there" if flat else _nothing(desk, place),
    )


def _parameter(place: Place) -> str:
    return "weight" if place.kind == "edge" else "bias"


def _gradient(desk: Desk, place: Place) -> Sight:
    what = _parameter(place)
    return Sight(
        f"a {what} that makes C larger when it grows",
        f"a {what} that makes C smaller when it grows",
        f"a {what} that does not change C",
        f"{PARTS}, example by example",
        _nothing(desk, place),
    )


def _step(desk: Desk, place: Place) -> Sight:
    (name, layer), j, c = place
    what, against = _parameter(place), AGAINST[desk.trace.rule.name]
    with np.errstate(all="ignore"):
        direction = value(desk.rules.direction(name[0], layer), desk.values)[j, c]
    l2 = " with the L2 term" if desk.trace.rule.name == "descent" and desk.trace.network.l2 and name == "w_new" else ""
    divided = "" if desk.trace.rule.name != "adam" else ", divided by its usual size,"
    fixed = name == "b_new" and not desk.trace.network.train_biases
    return Sight(
        f"the step for a {against} below 0: against the {against} means that the {what} grows",
        f"the step for a {against} above 0: against the {against} means that the {what} shrinks",
        f"the step for a {against} of 0, or for a {what} that is not trained",
        f"Look at the sign of the {against}{l2}. The step goes against it",
        "the biases are held fixed"
        if fixed
        else f"its {against}{l2}{divided} is {written(float(direction))}, and the step is −η times "
        + (f"the {against}" if not divided else "this"),
    )


SIGHTS: Mapping[str, Callable[[Desk, Place], Sight]] = MappingProxyType(
    {
        **{"z": _weighted_input, "a": _output, "delta": _error},
        **dict.fromkeys(("grad_w", "grad_b"), _gradient),
        **dict.fromkeys(("w_new", "b_new"), _step),
    }
)
