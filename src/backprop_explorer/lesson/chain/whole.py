"""The whole chain from a parameter to the cost of one example: one factor for each stage, one row for each path."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from math import prod
from typing import NamedTuple

from ..expression.rules import below
from ..expression.tree import Cell
from ..marks import Row as Marks
from ..marks import Sign, text
from ..notation import Key, plural
from ..operands import Pen
from ..selection import Selection
from .parts import SHOWN, Row, Step


class Stage(NamedTuple):
    """One factor ∂of/∂by: `is_called` is the quantity that it is equal to, "" for a 1."""

    of: Key
    by: Key
    is_called: Key | None


def whole_chain(selection: Selection, pen: Pen) -> tuple[Marks, Step]:
    """∂C_x/∂w of the chosen example: the product of all factors, in symbols, and its numbers path by path."""
    n, stages = pen.notation, tuple(_stages(selection, pen))
    factors = [n.derivative(stage.of, stage.by) for stage in stages]
    marks: list[Marks] = [(factor,) for factor in factors]
    row = marks[0] + tuple(mark for factor in marks[1:] for mark in (Sign("·"), *factor))
    number = _example_gradient(selection, pen)
    shown = [_row(path, stages, selection, pen) for path in islice(_paths(selection, pen), SHOWN)]
    count = prod(pen.trace.network.sizes[selection.layer + 1 :])
    if count > len(shown):
        others = plural(count - len(shown), "path")
        shown.append(Row(f"the other {others}, added up", (), number - sum(row.product for row in shown)))
    layers = " → ".join(str(n.number(layer)) for layer in range(selection.layer, len(pen.trace.layers) + 1))
    paths = (
        "one row per path, named by its neurons; the paths are added up"
        if count > 1
        else "one path, named by its neurons"
    )
    key = selection.key
    name = n.of_example(key, pen.example, n.indices(key, selection.row, selection.column))
    step = Step(
        f"example {pen.example + 1}, the whole chain: {paths}",
        name,
        number,
        (),
        tuple(map(text, marks)),
        "product",
        tuple(shown),
        number,
        who=f"layers {layers}" if "→" in layers else "",
        called=tuple(_called(stage, pen) for stage in stages),
    )
    return row, step


def _stages(selection: Selection, pen: Pen) -> Iterator[Stage]:
    """The factors from C_x back to the parameter."""
    depth, layer = len(pen.trace.layers), selection.layer
    cost: Key = ("example_cost", depth)
    if pen.rules.joined or pen.rules.through_jacobian:
        yield Stage(cost, ("z", depth), ("delta", depth))
    else:
        yield Stage(cost, ("a", depth), ("cost_gradient", depth))
        yield Stage(("a", depth), ("z", depth), ("sigma_prime", depth))
    for number in range(depth, layer, -1):
        yield Stage(("z", number), ("a", number - 1), ("w", number))
        yield Stage(("a", number - 1), ("z", number - 1), ("sigma_prime", number - 1))
    weight = selection.name == "grad_w"
    yield Stage(("z", layer), ("w" if weight else "b", layer), ("a", layer - 1) if weight else None)


def _called(stage: Stage, pen: Pen) -> str:
    """What a factor is equal to."""
    if stage.is_called is None:
        return "1"
    if stage.is_called[0] == "cost_gradient":
        return text(pen.rules_text(stage.is_called))
    return pen.notation.text(stage.is_called)


def _paths(selection: Selection, pen: Pen) -> Iterator[tuple[int, ...]]:
    """The neurons that a path goes through, from the layer of the parameter to the outputs."""
    sizes = pen.trace.network.sizes[selection.layer + 1 :]
    return ((selection.row, *path) for path in product(*map(range, sizes)))


def _row(path: tuple[int, ...], stages: tuple[Stage, ...], selection: Selection, pen: Pen) -> Row:
    cells = [_cell(stage, path, selection, pen) for stage in stages]
    numbers = tuple(_number(cell, pen) for cell in cells)
    label = " → ".join(str(neuron + 1) for neuron in path) if len(path) > 1 else ""
    places = tuple(_place(cell) or f"neuron-{selection.layer}-{selection.row}" for cell in cells)
    return Row(label, numbers, prod(numbers), places)


def _cell(stage: Stage, path: tuple[int, ...], selection: Selection, pen: Pen) -> Cell | None:
    """The number that a factor is on a path; None for the 1 of a bias."""
    if stage.is_called is None:
        return None
    name, layer = stage.is_called
    if stage.by[0] == "w":  # ∂z_j/∂w_jk is what comes from neuron k
        return below(selection.layer), selection.column, pen.example
    place = layer - selection.layer
    if name == "w":
        return stage.is_called, path[place], path[place - 1]
    return stage.is_called, path[place], pen.example


def _number(cell: Cell | None, pen: Pen) -> float:
    if cell is None:
        return 1.0
    key, j, c = cell
    array = pen.trace.network.cost.slope(pen.trace.layers[-1].a, pen.trace.y) if key[0] == "cost_gradient" else None
    return float((pen.values[key] if array is None else array)[j, c])


def _place(cell: Cell | None) -> str:
    """Where a number stands in the picture."""
    if cell is None:
        return ""
    (name, layer), j, c = cell
    return f"w-{layer}-{j}-{c}" if name == "w" else f"neuron-{layer}-{j}"


def _example_gradient(selection: Selection, pen: Pen) -> float:
    """∂C_x/∂w as the engine has it: δ_j a_k, or δ_j for a bias."""
    layer = pen.trace.layers[selection.layer - 1]
    delta = float(layer.delta[selection.row, pen.example])
    return delta * float(layer.a_prev[selection.column, pen.example]) if selection.name == "grad_w" else delta
