"""Why a quantity has the shape it has, in terms of the picture: edges, neurons and examples."""

from __future__ import annotations

import math

from ..engine import Trace
from .notation import QUANTITIES, Key, Notation, plural


def why_this_shape(key: Key, trace: Trace, notation: Notation) -> str:
    """One or two sentences on the shape of a quantity: "w¹ joins 2 inputs to 2 neurons: 4 edges, so 2 × 2 numbers"."""
    name, number = key
    if name == "cost":
        return "C is one number for the whole mini-batch."
    layer = trace.layers[number - 1]
    n, n_prev = layer.w.shape
    quantity, shown = QUANTITIES[name], notation.text(key)
    if quantity.of == "edge":
        same = "" if name == "w" else f"{shown} has the shape of {notation.text(('w', number))}. "
        return same + one_per_edge(number, n, n_prev, notation)
    if "one" in quantity.axes:
        return f"{shown} has one number per neuron: {plural(n, 'neuron')}, so {plural(n, 'number')}."
    rows, columns = notation.display(key, layer.z).shape
    return (
        f"{shown} has one number per neuron for each example: {plural(n, 'neuron')}, {plural(trace.m, 'example')}, so "
        f"{rows} × {columns} {_numbers(rows * columns)}."
    )


def one_per_edge(number: int, n: int, n_prev: int, notation: Notation) -> str:
    """Why w of layer `number`, `(n, n_prev)`, has its shape: "w¹ joins 2 inputs to 2 neurons: 4 edges, so …"."""
    rows, columns = (n_prev, n) if notation.turned("w") else (n, n_prev)
    return (
        f"{notation.text(('w', number))} joins {plural(n_prev, 'input')} to {plural(n, 'neuron')}: "
        f"{plural(n * n_prev, 'edge')}, so {rows} × {columns} {_numbers(rows * columns)}, one per edge."
    )


def one_per_neuron(number: int, n: int, notation: Notation) -> str:
    """Why b of layer `number` has n numbers."""
    return f"{notation.text(('b', number))} has one number per neuron: {plural(n, 'neuron')}, so {plural(n, 'number')}."


def list_for_edges(found: tuple[int, ...] | None, n: int, n_prev: int, turned: bool) -> str:
    """A sentence on a list typed for w `(n, n_prev)`; `found` is its shape as typed, None if there is none.

    `turned` says whether w is typed transposed.
    """
    needed = (n_prev, n) if turned else (n, n_prev)
    if found is None:
        return "There is no list for it."
    if len(found) == 2:
        over = ": it is transposed" if found == needed[::-1] and found != needed else ""
        return f"This list is {found[0]} × {found[1]}{over}."
    if len(found) > 2:
        return f"This list is nested {len(found)} deep."
    count = found[0] if found else 1
    if count == n * n_prev:
        return f"This list has {count}, but without rows."
    return f"This list has {count}" + (", one per neuron." if count == n else ".")


def found_shape(key: Key, trace: Trace, shape: tuple[int, ...]) -> str:
    """A sentence on the list that was found in its place."""
    size = math.prod(shape)
    text = " × ".join(map(str, shape)) + " numbers" if len(shape) > 1 else plural(size, "number")
    if key[0] == "cost":
        return f"This list has {text}" + (", one per example." if size == trace.m else ".")
    n, n_prev = trace.layers[key[1] - 1].w.shape
    per = {n * n_prev: "one per edge", n * trace.m: "one per neuron for each example", n: "one per neuron"}
    return f"This list has {text}" + (f", as many as {per[size]}." if size in per else ".")


def _numbers(count: int) -> str:
    return "number" if count == 1 else "numbers"
