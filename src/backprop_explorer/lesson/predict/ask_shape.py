"""Questions about the shape of a result, and what each wrong shape would mean."""

from __future__ import annotations

from ..expression.rules import below
from ..notation import Key
from ..phases import Phase
from ..updates import OF_THE_RULE
from .answers import Choice, Question
from .desk import Desk

Sides = tuple[int, int]
MOST, FEWEST = 3, 2  # wrong shapes that are offered with the right one
OVER = "the sum runs over the examples only"


def ask_shape(desk: Desk, phase: Phase) -> Question | None:
    """Which shape the result will have; None where too few shapes differ, or where the result has the shape of w."""
    if phase.equation in OF_THE_RULE:
        return None
    key = phase.result[desk.chance(f"{phase.id} shape") % len(phase.result)]
    right = _shown(desk, key)
    wrong: dict[Sides, str] = {}
    for sides, meaning in _wrong(desk, key):
        if sides != right:
            wrong.setdefault(sides, meaning)
    if len(wrong) < FEWEST:
        return None
    offered = [(right, ""), *list(wrong.items())[:MOST]]
    choices = tuple(Choice(f"{r}x{c}", f"{r} × {c}", meaning) for (r, c), meaning in sorted(offered))
    name, has = desk.notation.text(key), _has(desk, key)
    first, second = desk.notation.axes(key, desk.values[key].shape)
    told = f"{name} is {first} × {second}: {has}."
    hints = (f"First ask what has a number of its own. {name} has {has}.",)
    prompt = f"Which shape will {name}, {_words(desk, key)}, have?"
    return desk.question(phase, "shape", prompt, f"{right[0]}x{right[1]}", told, hints, choices=choices)


def _words(desk: Desk, key: Key) -> str:
    layer = f"of layer {desk.notation.number(key[1])}"
    return {
        "z": f"the [[weighted input]] of each neuron {layer}",
        "a": f"the outputs {layer}",
        "cost": "the [[cost]] of this [[mini-batch]]",
        "delta": f"the [[{desk.notation.word('delta')}]] {layer}",
        "grad_w": f"the [[gradient]] of the weights {layer}",
        "grad_b": f"the [[gradient]] of each [[bias]] {layer}",
    }[key[0]]


def _shown(desk: Desk, key: Key, shape: tuple[int, ...] = ()) -> Sides:
    """The shape of a quantity as it is shown, or that of another array that lies the same way."""
    rows, columns = shape or desk.values[key].shape
    return (columns, rows) if desk.notation.turned(key[0]) else (rows, columns)


def _has(desk: Desk, key: Key) -> str:
    text, layer = desk.notation.text, key[1]
    return {
        "cost": "one number for the whole mini-batch",
        "grad_w": f"one number per edge, as {text(('w', layer))} has",
        "grad_b": f"one number per neuron, as {text(('b', layer))} has",
    }.get(key[0], "one number per neuron for each example")


def _wrong(desk: Desk, key: Key) -> list[tuple[Sides, str]]:
    """Wrong shapes that are often chosen, each with its meaning, the most instructive first."""
    (name, layer), text, m = key, desk.notation.text, desk.trace.m
    n, n_prev = desk.layer(layer).w.shape
    a, delta, inputs = ("a", layer), ("delta", layer), below(layer)
    w, this = text(("w", layer)), text(key)
    per_neuron = f"the shape of {text(delta)}, one number per neuron for each example"
    if name == "cost":
        return [
            (_shown(desk, a, (1, m)), "one cost for each example; C is one number for all of them"),
            (_shown(desk, a), "one number per output for each example; a cost adds up over the outputs"),
            ((m, m), "every example compared with the target of every example"),
            (_shown(desk, a, (m, 1)), "one cost for each example, rows and columns exchanged"),
        ]
    if name == "grad_w":
        return [
            (_shown(desk, delta), f"{per_neuron}; {w} has one per edge"),
            (_shown(desk, ("grad_b", layer), (n, 1)), f"one number per neuron; {w} has one per edge"),
            (_shown(desk, key, (n_prev, n)), f"{w} with rows and columns exchanged"),
            ((1, 1), f"one number, all components added up; {OVER}"),
            (_shown(desk, inputs), f"the shape of {text(inputs)}, what goes into the edges"),
        ]
    if name == "grad_b":
        return [
            (_shown(desk, delta), f"{per_neuron}, not yet added up over the examples"),
            (_shown(desk, ("w", layer)), f"the shape of {w}, one number per edge; a neuron has one bias"),
            ((1, 1), f"one number, all neurons added up; {OVER}"),
            (_shown(desk, key, (1, n)), f"{text(('b', layer))} with rows and columns exchanged"),
            (_shown(desk, key, (m, 1)), "one number per example, the neurons added up"),
        ]
    line = "row" if desk.notation.turned(name) else "column"
    return [
        (_shown(desk, ("w", layer)), f"the shape of {w}, one number per edge; {this} has one per neuron and example"),
        (_shown(desk, key, (n, 1)), f"one number per neuron, all examples in one; {this} keeps them apart"),
        (_shown(desk, key, (m, n)), f"{this} with rows and columns exchanged; here each example is a {line}"),
        (_shown(desk, key, (1, m)), f"one number per example, all neurons in one; {this} keeps them apart"),
        ((1, 1), f"one number, everything added up; {this} has one per neuron and example"),
        (_shown(desk, inputs), f"the shape of {text(inputs)}, what goes into the layer"),
    ]
