"""Questions about the value of one number, with the numbers that the classic slips give in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from ..notation import parameter
from ..phases import Phase
from ..written import WHOLE
from ..written import number as written
from .answers import Question, Slip
from .desk import Desk, Place
from .typed import Unreadable, read

# The first step towards each quantity of an update rule, in words.
RULE_STEPS: Mapping[str, str] = MappingProxyType(
    {
        "total_w": "Multiply the weight by λ, and add the result to its gradient",
        "velocity_w_new": "Multiply the old velocity by μ, and add the gradient",
        "moment_w_new": "Keep β₁ of the old mean, and take 1 − β₁ of the new gradient",
        "square_w_new": "Keep β₂ of the old mean, and take 1 − β₂ of the square of the new gradient",
        "moment_hat_w": "Divide the mean by 1 − β₁ to the power of t",
        "square_hat_w": "Divide the mean by 1 − β₂ to the power of t",
    }
)
STEP: Mapping[str, str] = MappingProxyType(
    {
        "momentum": "Multiply the new velocity by η, and subtract the result from the old value",
        "adam": "Divide m̂ by √v̂ + ε, multiply by η, and subtract the result from the old value",
    }
)
HOW = "Type a number with 3 significant digits, or a calculation such as 0.5 * (1 − 0.5)."
MOVES = 0.02  # a step this small beside the weight does not show in two digits
SHORT = 120  # characters of a calculation that is repeated with the answer


def ask_value(desk: Desk, phase: Phase, always: bool = False) -> Question | None:
    """What one number of the result will be; None if the page does not print all it needs, unless `always`."""
    word = f"{phase.id} value"
    asked = tuple(key for key in phase.result if key[0] != "total_cost")
    place = desk.pick(asked, word, lambda place: desk.value(place) != 0 and _fits(desk, place))
    place = place or desk.pick(asked, word, lambda place: _fits(desk, place))
    if place is None and always:
        place = desk.pick(asked, word, lambda place: bool(np.isfinite(desk.value(place))))
    if place is None:
        return None
    value, name, numbers = desk.value(place), desk.name(place), desk.numbers(place)
    with np.errstate(all="ignore"):
        slips = tuple(
            Slip(float(wrong), message)
            for wrong, message in _slips(desk, place)
            if np.isfinite(wrong) and not np.isclose(wrong, value, rtol=1e-9, atol=0)
        )
    told = f"{name} is {written(value)}: {numbers if len(numbers) <= SHORT else desk.letters(place)}."
    hints = (f"{_first_step(desk, place)}: {desk.letters(place)}.", f"With the numbers of the page: {numbers}.")
    return desk.question(phase, "value", f"What will {name} be? {HOW}", repr(value), told, hints, place, slips=slips)


def _fits(desk: Desk, place: Place) -> bool:
    """Whether the numbers that the page prints are enough to compute it, to two digits at least."""
    value = desk.value(place)
    if desk.summed(place) > WHOLE or not np.isfinite(value):
        return False
    if place.key[0] in ("w_new", "b_new") and abs(desk.change(place)) < MOVES * abs(value):
        return False
    try:
        return read(desk.numbers(place)).stands_for(value)
    except Unreadable:
        return False


def _first_step(desk: Desk, place: Place) -> str:
    """The first step of the calculation, in words."""
    name, layer = place.key
    over = "Add up over the examples" + (" and divide by m" if desk.mean else "")
    delta, slope = desk.notation.word("delta"), "multiply by the slope σ′"
    hidden = name == "delta" and layer < desk.depth
    if said := RULE_STEPS.get(name.replace("_b", "_w")):
        return said
    if name in ("w_new", "b_new") and desk.trace.rule.name != "descent":
        return STEP[desk.trace.rule.name]
    return {
        "z": "Multiply the input of each edge by the weight of the edge, and add the products",
        "a": f"Put {desk.entry(Place(('z', layer), place.j, place.c))} into {desk.rules.sigma(layer)}",
        "cost": f"Compute the cost of each example. {over}",
        "delta": f"Multiply each {delta} that comes back by the weight of its edge. Add up, then {slope}"
        if hidden
        else "The diagonal of J holds a(1 − a), and every other entry is minus the product of two outputs"
        if desk.jacobian
        else "Begin with how far the output is from its target",
        "grad_w": f"Multiply {delta} at the end of the edge by the input at its start. {over}",
        "grad_b": over.replace("Add up", f"Add up {delta}"),
        "w_new": "Multiply the gradient by η, and subtract the result from the old weight",
        "b_new": "Multiply the gradient by η, and subtract the result from the old bias",
    }[name]


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
    }.get(name, _rule_slips)(desk, place)
    yield -value, "The absolute value is right, but the sign is wrong."


def _input_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (_, number), j, c = place
    layer, value = desk.layer(number), desk.value(place)
    if layer.b is not None:
        yield value - layer.b[j, 0], "That is the sum without the bias."
        yield value - 2 * layer.b[j, 0], "That subtracts the bias, but it has to be added."
    n, n_prev = layer.w.shape
    if n == n_prev:
        bias = 0.0 if layer.b is None else layer.b[j, 0]
        turned = float(layer.w[:, j] @ layer.a_prev[:, c]) + bias
        yield turned, "That takes the weights of the edges that leave a neuron, not of the edges into this one."
    for k in range(min(n_prev, WHOLE)):
        yield layer.w[j, k] * layer.a_prev[k, c], f"That is the term of the edge from number {k + 1} alone."


def _output_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (_, number), j, c = place
    layer = desk.layer(number)
    z, a = layer.z[j, c], layer.a[j, c]
    yield z, f"That is {desk.notation.text(('z', number))} itself; σ still has to be applied."
    if layer.activation.f_prime is not None:
        slope = layer.activation.slope(layer.z[j, c : c + 1], layer.a[j, c : c + 1])
        yield slope[0], "That is the slope σ′; the question is about σ itself."
    else:
        yield np.exp(z), "That is e to the power of z; it still has to be divided by the sum over the neurons."
        yield 1 / (1 + np.exp(-z)), "That is sigmoid; softmax divides by the sum over all neurons of the example."
    if layer.activation.name == "sigmoid":
        yield 1 - a, "That is the value at −z: the sign of z is wrong."


def _cost_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    value, m = desk.trace.cost, desk.trace.m
    if desk.mean:
        yield value * m, f"That is the sum over the examples, not yet divided by {m}."
    else:
        yield value / m, "That is the mean over the examples; this cost is their sum."
    if desk.trace.network.cost.name == "quadratic":
        yield 2 * value, "That leaves out the factor ½ of the cost."
    elif desk.trace.network.cost.name == "squared-error":
        yield value / 2, "That has a factor ½, which this cost does not have."
    for x, own in enumerate(desk.trace.example_costs[:WHOLE]):
        yield own, f"That is the cost of example {x + 1} alone."


def _error_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (_, number), j, c = place
    layer, value = desk.layer(number), desk.value(place)
    output, a = number == desk.depth, layer.a[j, c]
    before = desk.error_before(place)
    if output and desk.rules.joined:
        yield before * a * (1 - a), "That multiplies by the slope σ′, but with this cost δ is a − y alone."
    elif output and desk.jacobian:
        yield before, "That leaves out the slope of softmax, the matrix J."
        yield before * a * (1 - a), "That takes the diagonal of J alone; each output depends on every z."
    else:
        yield before, "That leaves out the slope σ′: the result still has to be multiplied by it."
        yield before * a, "That multiplies by σ(z); it has to be the slope σ′(z)."
    if output:
        factor = before / (a - desk.trace.y[j, c]) if a != desk.trace.y[j, c] else 1.0
        yield value / factor, "That leaves out a factor: the derivative of this cost is not a − y alone."
    else:
        above = desk.layer(number + 1)
        if above.w.shape[0] == above.w.shape[1] and layer.sigma_prime is not None:
            wrong = float(above.w[j] @ above.delta[:, c] * layer.sigma_prime[j, c])
            yield wrong, "That takes w without its ᵀ: those weights belong to other edges."
    yield value / desk.trace.m, f"That is divided by {desk.trace.m}, but δ belongs to one example: it is not a mean."


def _gradient_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (name, number), j, _ = place
    value, m, layer = desk.value(place), desk.trace.m, desk.layer(number)
    if desk.mean:
        yield value * m, f"That is the sum over the examples, not yet divided by {m}."
    else:
        yield value / m, "That is the mean over the examples; this cost takes their sum."
    yield float(np.sum(desk.values[name, number])), "That adds up all components; the sum runs over the examples only."
    if name == "grad_b":
        yield layer.grad_w[j].sum(), "That adds up the gradients of the weights into the neuron."
    elif layer.grad_b is not None:
        yield layer.grad_b[j, 0], f"That is {desk.notation.text(('delta', number))} alone, the gradient of the bias."
    for x, own in enumerate(desk.parts(place)[:WHOLE]):
        yield own, f"That is the part of example {x + 1} alone."
        if desk.mean:
            yield own / m, f"That is the part of example {x + 1} alone, divided by {m}."


def _step_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    (name, number), j, c = place
    kind = "weight" if name == "w_new" else "bias"
    old, change = desk.value(Place((name[0], number), j, c)), desk.change(place)
    gradient = float(desk.values[f"grad_{name[0]}", number][j, c])
    if desk.trace.rule.name != "descent":
        yield old - desk.eta * gradient, "That is the step of plain descent, which takes the gradient itself."
    yield old - change, "That step goes along the gradient. It has to go against the gradient."
    yield old - gradient, "That leaves out η."
    yield change, f"That is the change alone; it has to be added to the {kind}."
    yield -change, f"That is η times the gradient; it has to be subtracted from the {kind}."
    yield old, f"That is the {kind} before the step."


def _rule_slips(desk: Desk, place: Place) -> Iterator[tuple[float, str]]:
    """Of a quantity of an update rule: a part of its sum alone, or what it was before."""
    (name, number), j, c = place
    letter = parameter(name)
    gradient = float(desk.values[f"grad_{letter}", number][j, c])
    if name == "total_w":
        yield gradient, "That is the gradient alone, without the L2 term."
    elif name.endswith("_new"):
        old = desk.value(Place((name.removesuffix("_new"), number), j, c))
        yield old, "That is the number before this mini-batch."
        yield old + gradient, "That adds the gradient without its share, or keeps all of the old number."
    else:
        yield desk.value(Place((f"{name.replace('_hat', '')}_new", number), j, c)), "It is not yet divided."
