"""Questions about the shape of a result, and what each wrong shape would mean."""

from __future__ import annotations

from collections.abc import Iterator

from ..notation import Key
from ..phases import Phase
from .answers import Choice, Question
from .desk import Desk

Sides = tuple[int, int]
MOST, FEWEST = 3, 2  # wrong shapes that are offered with the right one


def ask_shape(desk: Desk, phase: Phase) -> Question | None:
    """Which shape the result will have; None where too few shapes differ, or where the result has the shape of w."""
    if phase.equation == "update":
        return None
    key = phase.result[desk.chance(f"{phase.id} shape") % len(phase.result)]
    right = _right(desk, key)
    wrong: dict[Sides, str] = {}
    for sides, meaning in _wrong(desk, key):
        if sides != right:
            wrong.setdefault(sides, meaning)
    if len(wrong) < FEWEST:
        return None
    offered = [(right, ""), *list(wrong.items())[:MOST]]
    choices = tuple(Choice(f"{r}x{c}", f"{r} × {c}", meaning) for (r, c), meaning in sorted(offered))
    told = f"{_name(desk, key)} is {_sides(desk, key)}: {_reason(desk, key)}."
    return Question(
        f"{phase.id}:shape",
        "shape",
        f"Which shape will {_prompt(desk, key)} have?",
        choices,
        f"{right[0]}x{right[1]}",
        told,
        phase.result,
    )


def _name(desk: Desk, key: Key) -> str:
    return "C" if key[0] == "cost" else desk.notation.text(key)


def _prompt(desk: Desk, key: Key) -> str:
    name, number = _name(desk, key), desk.notation.number(key[1])
    delta = desk.notation.word("delta")
    return {
        "z": f"{name}, the [[weighted sum]] of each neuron of layer {number},",
        "a": f"{name}, the outputs of layer {number},",
        "cost": "C, the [[cost]] of this [[mini-batch]],",
        "delta": f"{name}, the [[{delta}]] of layer {number},",
        "grad_w": f"{name}, the [[gradient]] of the weights of layer {number},",
        "grad_b": f"{name}, the [[gradient]] of each [[bias]] of layer {number},",
    }[key[0]]


def _right(desk: Desk, key: Key) -> Sides:
    return (1, 1) if key[0] == "cost" else _turned(desk, key, desk.values[key].shape)


def _turned(desk: Desk, key: Key, shape: tuple[int, ...]) -> Sides:
    """A shape of the engine as this quantity would be shown with it."""
    rows, columns = shape
    return (columns, rows) if desk.notation.turned(key[0]) else (rows, columns)


def _sides(desk: Desk, key: Key) -> str:
    if key[0] == "cost":
        return "1 × 1"
    first, second = desk.notation.axes(key, desk.values[key].shape)
    return f"{first} × {second}"


def _reason(desk: Desk, key: Key) -> str:
    text, layer = desk.notation.text, key[1]
    return {
        "cost": "one number for the whole mini-batch",
        "grad_w": f"one number per edge, as {text(('w', layer))} has",
        "grad_b": f"one number per neuron, as {text(('b', layer))} has",
    }.get(key[0], "one number per neuron for each example")


def _wrong(desk: Desk, key: Key) -> Iterator[tuple[Sides, str]]:
    """Shapes that are often taken for the right one, each with its meaning, the most instructive first."""
    if key[0] == "cost":
        yield from _wrong_costs(desk, key)
    elif key[0] == "grad_w":
        yield from _wrong_edges(desk, key)
    elif key[0] == "grad_b":
        yield from _wrong_biases(desk, key)
    else:
        yield from _wrong_neurons(desk, key)


def _wrong_costs(desk: Desk, key: Key) -> Iterator[tuple[Sides, str]]:
    a, m = ("a", key[1]), desk.trace.m
    yield _turned(desk, a, (1, m)), "one cost for each example; C puts them together"
    yield _right(desk, a), "one number per output for each example; a cost adds up over the outputs"
    yield (m, m), "every example set against the target of every other one"
    yield _turned(desk, a, (m, 1)), "one cost for each example, turned over; C puts them together"


def _wrong_edges(desk: Desk, key: Key) -> Iterator[tuple[Sides, str]]:
    layer, text = key[1], desk.notation.text
    w, delta = text(("w", layer)), text(("delta", layer))
    n, n_prev = desk.values[key].shape
    yield (
        _right(desk, ("delta", layer)),
        f"the shape of {delta}, one number per neuron for each example; {w} has one per edge",
    )
    yield (
        _turned(desk, ("grad_b", layer), (n, 1)),
        f"one number per neuron; {w} has one per edge",
    )
    yield _turned(desk, key, (n_prev, n)), f"{w} turned over; each gradient stands where its weight stands"
    yield (1, 1), "one number, all components added up; the sum runs over the examples only"
    yield _right(desk, desk.below(layer)), f"the shape of {text(desk.below(layer))}, what goes into the edges"


def _wrong_biases(desk: Desk, key: Key) -> Iterator[tuple[Sides, str]]:
    layer, text = key[1], desk.notation.text
    delta, w = text(("delta", layer)), text(("w", layer))
    n, _ = desk.values[key].shape
    yield _right(desk, ("delta", layer)), f"{delta} itself, not yet added up over the examples"
    yield _right(desk, ("w", layer)), f"the shape of {w}, one number per edge; a neuron has one bias"
    yield (1, 1), "one number, all neurons added up; the sum runs over the examples only"
    yield _turned(desk, key, (1, n)), f"{text(('b', layer))} turned over"
    yield _turned(desk, key, (desk.trace.m, 1)), "one number per example, the neurons added up"


def _wrong_neurons(desk: Desk, key: Key) -> Iterator[tuple[Sides, str]]:
    layer, text, m = key[1], desk.notation.text, desk.trace.m
    name = text(key)
    n, _ = desk.values[key].shape
    line = "row" if desk.notation.turned(key[0]) else "column"
    w = text(("w", layer))
    yield _right(desk, ("w", layer)), f"the shape of {w}, one number per edge; {name} has one per neuron and example"
    yield _turned(desk, key, (n, 1)), f"one number per neuron, all examples in one; {name} keeps them apart"
    yield _turned(desk, key, (m, n)), f"{name} turned over; here each example is a {line}"
    yield _turned(desk, key, (1, m)), f"one number per example, all neurons in one; {name} keeps them apart"
    yield (1, 1), f"one number, everything added up; {name} has one per neuron and example"
    yield _right(desk, desk.below(layer)), f"the shape of {text(desk.below(layer))}, what goes into the layer"
