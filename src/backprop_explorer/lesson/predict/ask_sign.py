"""Questions about the sign of one number, where the numbers on the page settle it without a calculation."""

from __future__ import annotations

import numpy as np

from ..notation import Key
from ..phases import Phase
from .answers import Choice, Question, written
from .desk import WHOLE, Desk, Place

NEVER_NEGATIVE = ("sigmoid", "softmax")


def ask_sign(desk: Desk, phase: Phase) -> Question | None:
    """Which sign a number of the result will have; None where that takes a calculation."""
    if phase.equation == "cost":
        return None
    place = desk.pick(phase.result, f"{phase.id} sign", lambda place: _settled(desk, place))
    if place is None:
        return None
    update = phase.equation == "update"
    number = desk.change(place) if update else desk.value(place)
    sign = "plus" if number > 0 else "minus" if number < 0 else "zero"
    prompt = f"Which sign will {desk.name(place)} have?"
    if update:
        old = desk.name(Place((place.key[0][0], place.key[1]), place.j, place.c))
        prompt = f"Which way does the step of [[η]] = {written(desk.eta)} move {old}?"
    meanings = _meanings(desk, place)
    words = ("+ it grows", "− it shrinks", "0 it stays") if update else ("+", "−", "0")
    offered = zip(("plus", "minus", "zero"), words, meanings, strict=True)
    choices = tuple(Choice(value, word, meaning) for value, word, meaning in offered)
    return Question(f"{phase.id}:sign", "sign", prompt, choices, sign, f"{_reason(desk, place, number)}.", phase.result)


def _settled(desk: Desk, place: Place) -> bool:
    """Whether all terms that are added up have one sign, and all of them are printed."""
    name, layer = place.key
    if name in ("w_new", "b_new"):
        return not np.isnan(desk.change(place))
    if name == "delta" and layer == len(desk.trace.layers) and desk.jacobian:
        return False
    terms = desk.terms(place)
    if terms.size > WHOLE + 1 or not np.isfinite(terms).all():
        return False
    return bool((terms >= 0).all() or (terms <= 0).all())


def _meanings(desk: Desk, place: Place) -> tuple[str, str, str]:
    """What +, − and 0 would mean at this place."""
    name, layer = place.key
    return {
        "z": (
            "a weighted sum above 0",
            "a weighted sum below 0",
            "a weighted sum whose parts cancel, or are all 0",
        ),
        "a": ("an output above 0", "an output below 0", "an output of exactly 0"),
        "delta": _error_meanings(desk, layer),
        "grad_w": _gradient_meanings("weight"),
        "grad_b": _gradient_meanings("bias"),
        "w_new": _step_meanings("weight"),
        "b_new": _step_meanings("bias"),
    }[name]


def _error_meanings(desk: Desk, layer: int) -> tuple[str, str, str]:
    if layer == len(desk.trace.layers):
        return (
            "the sign of an output above its target, which should come down",
            "the sign of an output below its target, which should go up",
            "the sign of an output on its target, or with a slope of 0",
        )
    return (
        "the sign of a neuron that makes C larger when its weighted sum grows",
        "the sign of a neuron that makes C smaller when its weighted sum grows",
        "the sign of a neuron that cannot move C, because no error comes back to it or its slope is 0",
    )


def _gradient_meanings(what: str) -> tuple[str, str, str]:
    return (
        f"a {what} that makes C larger when it grows",
        f"a {what} that makes C smaller when it grows",
        f"a {what} that does not move C",
    )


def _step_meanings(what: str) -> tuple[str, str, str]:
    return (
        f"the step for a gradient below 0: against the gradient means that the {what} grows",
        f"the step for a gradient above 0: against the gradient means that the {what} shrinks",
        f"the step for a gradient of 0, or for a {what} that is not trained",
    )


def _reason(desk: Desk, place: Place, number: float) -> str:
    """The right sign, and why."""
    (name, layer), j, c = place
    sign = "above 0" if number > 0 else "below 0" if number < 0 else "0"
    text = desk.notation.text
    if name in ("w_new", "b_new"):
        return _step_reason(desk, place, number)
    start = f"{desk.name(place)} is {sign}"
    if number == 0 and name != "a":
        return f"{start}: {'it is ' + _meanings(desk, place)[2] if name == 'delta' else 'so is every part of the sum'}"
    if name == "delta" and layer == len(desk.trace.layers):
        a, y = desk.layer(layer).a[j, c], desk.trace.y[j, c]
        slopes = "" if desk.trace.network.cost.gradient is None else ", and no slope is below 0"
        return f"{start}: the output is {written(a)} and the target {written(y)}{slopes}"
    if name == "delta":
        return f"{start}: so is every error that comes back to this neuron times its weight, and no slope is below 0"
    if name == "a" and desk.layer(layer).activation.name in NEVER_NEGATIVE:
        return f"{start}: {desk.layer(layer).activation.name} gives numbers between 0 and 1"
    if name == "a":
        return f"{start}: {text(('z', layer))} is {written(desk.layer(layer).z[j, c])} there"
    if name == "z":
        return f"{start}: no part of the sum has the other sign"
    what = _factors(desk, ("delta", layer), desk.below(layer)) if name == "grad_w" else text(("delta", layer))
    return f"{start}: in no example does {what} have the other sign"


def _factors(desk: Desk, delta: Key, below: Key) -> str:
    return f"{desk.notation.text(delta)} times {desk.notation.text(below)}"


def _step_reason(desk: Desk, place: Place, number: float) -> str:
    name, layer = place.key
    if name == "b_new" and not desk.trace.network.train_biases:
        return "It stays: the biases are set to stay as they are"
    gradient: Key = (f"grad_{name[0]}", layer)
    way = "grows" if number > 0 else "shrinks" if number < 0 else "stays"
    found = written(float(desk.values[gradient][place.j, place.c]))
    return f"It {way}: its gradient is {found}, and the step is −η times the gradient"
