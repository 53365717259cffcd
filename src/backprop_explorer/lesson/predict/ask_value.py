"""Questions about the value of one number, with the numbers that the classic slips give in its place."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..phases import Phase
from .answers import Question, Slip, written
from .desk import WHOLE, Desk, Place

HOW = "Type the number: 3 significant digits suffice, at least 2 are needed, and the last one may be rounded."
CANCELS = 0.02  # a sum this small beside its terms keeps fewer than two of the four digits that are printed
MOVES = 0.02  # a step this small beside the weight does not show in two digits


def ask_value(desk: Desk, phase: Phase, always: bool = False) -> Question | None:
    """What one number of the result will be; None where not all that it takes is printed, unless `always`."""
    places = phase.result
    if phase.equation == "cost":
        place: Place | None = Place(places[0], 0, 0)
        if not _fits(desk, Place(places[0], 0, 0)) and not always:
            return None
    else:
        word = f"{phase.id} value"
        place = desk.pick(places, word, lambda place: desk.value(place) != 0 and _fits(desk, place))
        place = place or desk.pick(places, word, lambda place: _fits(desk, place))
        if place is None and always:
            place = desk.pick(places, word, lambda place: bool(np.isfinite(desk.value(place))))
    if place is None:
        return None
    value, name = desk.value(place), desk.name(place)
    with np.errstate(all="ignore"):
        slips = tuple(
            Slip(float(wrong), message)
            for wrong, message in _slips(desk, place)
            if np.isfinite(wrong) and not np.isclose(wrong, value, rtol=1e-9, atol=0)
        )
    told = f"{name} is {written(value)}: {_working(desk, place)}."
    prompt = f"What will {name} be? {HOW}"
    return Question(f"{phase.id}:value", "value", prompt, (), repr(value), told, phase.result, slips)


def _fits(desk: Desk, place: Place) -> bool:
    """Whether the numbers that the page prints are enough to work it out."""
    terms = desk.terms(place)
    value = desk.value(place)
    if terms.size > WHOLE + 1 or not np.isfinite(value) or not np.isfinite(terms).all():
        return False
    if place.key[0] in ("w_new", "b_new") and abs(desk.change(place)) < MOVES * abs(value):
        return False
    if place.key == ("delta", len(desk.trace.layers)) and not desk.jacobian:
        terms = np.array([desk.trace.layers[-1].a[place.j, place.c], -desk.trace.y[place.j, place.c]])
    whole = float(np.abs(terms).sum())
    return whole == 0 or abs(float(terms.sum())) > CANCELS * whole


def _mean(desk: Desk) -> bool:
    return desk.trace.network.reduction == "mean"


def _working(desk: Desk, place: Place) -> str:
    """How the number comes about, in words."""
    name, layer = place.key
    over = f", added up over the examples{f' and divided by {desk.trace.m}' if _mean(desk) else ''}"
    if name == "z":
        bias = ", plus the bias" if desk.layer(layer).b is not None else ""
        return f"each input times the weight of its edge, all added up{bias}"
    if name == "a":
        return f"{desk.layer(layer).activation.name} of {desk.notation.text(('z', layer))}"
    if name == "delta":
        return _error_working(desk, layer)
    if name in ("w_new", "b_new"):
        kind = "weight" if name == "w_new" else "bias"
        return f"the old {kind} minus η times its gradient"
    return {
        "cost": f"the costs of the examples{over}",
        "grad_w": f"{desk.notation.text(('delta', layer))} times {desk.notation.text(desk.below(layer))}{over}",
        "grad_b": f"{desk.notation.text(('delta', layer))}{over}",
    }[name]


def _error_working(desk: Desk, layer: int) -> str:
    if layer < len(desk.trace.layers):
        return "each error that comes back times the weight of its edge, all added up, times the slope σ′"
    if desk.trace.network.cost.gradient is None:
        return "output minus target"
    return "the slope of the cost through the matrix J" if desk.jacobian else "the slope of the cost times the slope σ′"


def _slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    """The number that each classic slip gives, with a sentence that names it."""
    name = place.key[0]
    value = desk.value(place)
    yield from {
        "z": _input_slips,
        "a": _output_slips,
        "cost": _cost_slips,
        "delta": _error_slips,
        "grad_w": _gradient_slips,
        "grad_b": _gradient_slips,
        "w_new": _step_slips,
        "b_new": _step_slips,
    }[name](desk, place)
    yield -value, "That is the right size with the sign flipped."


def _input_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (_, number), j, c = place
    layer, value = desk.layer(number), desk.value(place)
    if layer.b is not None:
        yield value - layer.b[j, 0], "That is the sum without the bias."
        yield value - 2 * layer.b[j, 0], "That is the sum with the bias taken away, where it is added."
    n, n_prev = layer.w.shape
    if n == n_prev:
        bias = 0.0 if layer.b is None else layer.b[j, 0]
        turned = float(layer.w[:, j] @ layer.a_prev[:, c]) + bias
        yield turned, "That takes the weights that lead away from the neuron of this number, not those into it."
    for k in range(min(n_prev, WHOLE)):
        yield layer.w[j, k] * layer.a_prev[k, c], f"That is what comes over the edge from number {k + 1} alone."


def _output_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (_, number), j, c = place
    layer = desk.layer(number)
    z, a = layer.z[j, c], layer.a[j, c]
    yield z, f"That is {desk.notation.text(('z', number))} itself; σ is still to be applied."
    if layer.activation.f_prime is not None:
        slope = layer.activation.slope(layer.z[j, c : c + 1], layer.a[j, c : c + 1])
        yield slope[0], "That is σ′, the slope; σ itself is meant."
    else:
        yield np.exp(z), "That is e to the power of z; it is still to be divided by the sum over the neurons."
        yield 1 / (1 + np.exp(-z)), "That is sigmoid; softmax divides by the sum over all neurons of the example."
    yield 1 - a, "That is 1 minus the right number: the sign of z is flipped in it."


def _cost_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    value, m = desk.trace.cost, desk.trace.m
    if _mean(desk):
        yield value * m, f"That is the sum over the examples, not yet divided by {m}."
    else:
        yield value / m, "That is the mean over the examples; this cost is their sum."
    if desk.trace.network.cost.name == "quadratic":
        yield 2 * value, "That leaves out the ½ of the cost."
    elif desk.trace.network.cost.name == "squared-error":
        yield value / 2, "That has a ½, which this cost has not."
    for x, own in enumerate(desk.trace.example_costs[:WHOLE]):
        yield own, f"That is the cost of example {x + 1} alone."


def _error_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (_, number), j, c = place
    layer, value = desk.layer(number), desk.value(place)
    output = number == len(desk.trace.layers)
    before = float(desk.slope()[j, c]) if output else float(desk.terms(place).sum())
    if layer.sigma_prime is not None:
        yield before, "That leaves out the slope σ′: the error has still to pass through it."
        yield before * layer.a[j, c], "That takes σ where the slope σ′ is meant."
    elif desk.jacobian:
        a = layer.a[j, c]
        yield before, "That leaves out the slope of softmax, the matrix J."
        yield before * a * (1 - a), "That takes the diagonal of J alone; each output moves with every z."
    else:
        a = layer.a[j, c]
        yield before * a * (1 - a), "That multiplies by σ′, which cancels with this cost."
    if output:
        factor = before / (layer.a[j, c] - desk.trace.y[j, c]) if layer.a[j, c] != desk.trace.y[j, c] else 1.0
        yield value / factor, "That leaves out the factor that the slope of this cost has."
    else:
        above = desk.layer(number + 1)
        if above.w.shape[0] == above.w.shape[1] and layer.sigma_prime is not None:
            turned = float(above.w[j] @ above.delta[:, c] * layer.sigma_prime[j, c])
            yield turned, "That takes w without turning it over: these edges lead elsewhere."
    yield value / desk.trace.m, f"That is divided by {desk.trace.m}; an error belongs to one example and is no mean."


def _gradient_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (name, number), j, _ = place
    value, m, layer = desk.value(place), desk.trace.m, desk.layer(number)
    if _mean(desk):
        yield value * m, f"That is the sum over the examples, not yet divided by {m}."
    else:
        yield value / m, "That is the mean over the examples; this cost takes their sum."
    yield float(np.sum(desk.values[name, number])), "That adds up all components; the sum runs over the examples only."
    if name == "grad_b":
        yield layer.grad_w[j].sum(), "That adds up the gradients of the weights into the neuron."
    elif layer.grad_b is not None:
        yield layer.grad_b[j, 0], f"That is {desk.notation.text(('delta', number))} alone, the gradient of the bias."
    for x, own in enumerate(desk.terms(place)[:WHOLE]):
        yield own, f"That is what example {x + 1} gives, alone."
        if _mean(desk):
            yield own / m, f"That is what example {x + 1} gives, alone, divided by {m}."


def _step_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (name, number), j, c = place
    kind = "weight" if name == "w_new" else "bias"
    old, change = desk.value(Place((name[0], number), j, c)), desk.change(place)
    gradient = float(desk.values[f"grad_{name[0]}", number][j, c])
    yield old - change, "That is a step along the gradient, uphill; the step goes against it."
    yield old - gradient, "That leaves out η."
    yield change, f"That is the change alone; the {kind} moves by it."
    yield -change, f"That is η times the gradient; it is still to be taken from the {kind}."
    yield old, f"That is the {kind} before the step."
