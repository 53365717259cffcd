"""Which way matrices lie: as the view says, or as their shapes and numbers do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine import Network
from ..engine.activations import Array
from ..lesson.doctor import Doctor
from ..lesson.notation import ORIENTATIONS, QUANTITIES, Key, Notation, plural
from ..lesson.pasted import Pasted, PasteError
from .given import plain_array


@dataclass(frozen=True, slots=True)
class Turns:
    """Which matrices are given transposed: x and y, what neurons have, what edges have.

    With columns as examples none is, with rows all are; with PyTorch all but those of the edges.
    """

    data: bool
    neurons: bool
    edges: bool

    def notation(self, key: Key) -> Notation:
        """The notation that shows this quantity as it is given."""
        if QUANTITIES[key[0]].of == "edge" and self.edges and not self.neurons:
            return Notation("rows")
        return self.whole

    @property
    def whole(self) -> Notation:
        """The notation of a page that shows all as it is given, or nearly."""
        return Notation(("rows" if self.edges else "torch") if self.neurons else "columns")

    @property
    def words(self) -> str:
        """What was recognised, "" where all is as on the page with columns as examples."""
        found = []
        if self.data or self.neurons:
            found.append("one row for each example")
        if self.edges:
            found.append("weights and their gradients with one row for each input")
        return f"Read with {' and '.join(found)}." if found else ""


@dataclass(frozen=True, eq=False, slots=True)
class Data:
    """x `(n_0, m)` and y `(n_L, m)`, and whether they were given with one row for each example."""

    x: Array
    y: Array
    turned: bool


def read_data(net: Network, x: Any, y: Any, view: str | None) -> list[Data]:
    """The ways to read x and y that fit the network, the likeliest first.

    Raises ValueError with a sentence where there is none.
    """
    try:
        inputs, targets = plain_array(x).astype(np.float64), plain_array(y).astype(np.float64)
    except PasteError as error:
        raise ValueError(f"x or y cannot be read. {error}") from error
    found = []
    for turned in (False, True) if view is None else (view_turns(view).data,):
        own = _lying(inputs, net.sizes[0], turned)
        # The targets of a network with one output are often flat, or lie the other way.
        answers = [_lying(targets, net.sizes[-1], way) for way in ((turned, not turned) if view is None else (turned,))]
        fitting = [each for each in answers if own is not None and each is not None and each.shape[1] == own.shape[1]]
        if own is not None and fitting:
            found.append(Data(own, fitting[0], turned))
    if not found:
        raise ValueError(_unfit(net, inputs.shape, targets.shape, view))
    return found


def check_view(view: str) -> None:
    """Raise ValueError with a sentence where there is no view of this name."""
    if view not in ORIENTATIONS:
        raise ValueError(f"The view “{str(view)[:40]}” is not known; there are {', '.join(ORIENTATIONS)}.")


def view_turns(view: str) -> Turns:
    """The turns of a view. Raises ValueError with a sentence where there is none of this name."""
    check_view(view)
    lying = Notation(view)
    return Turns(lying.turned("x"), lying.turned("delta"), lying.turned("w"))


def recognised(doctor: Doctor, data: Data, given: Mapping[Key, Pasted]) -> Turns:
    """How the matrices lie that were given: as their shapes say, and where both ways fit, as the numbers do.

    Where these do not say it either, what neurons have lies like x, and what edges have like the weights of the
    network.
    """
    neurons = {key: pasted for key, pasted in given.items() if QUANTITIES[key[0]].of == "neuron"}
    edges = {key: pasted for key, pasted in given.items() if QUANTITIES[key[0]].of == "edge"}
    return Turns(data.turned, _turned(doctor, neurons, data.turned), _turned(doctor, edges, False))


def _turned(doctor: Doctor, given: Mapping[Key, Pasted], likely: bool) -> bool:
    """Whether these are transposed; `likely` is the way that is taken without a reason against it."""
    both = [
        {key: fitted(pasted, key, needed(doctor, key, way)) for key, pasted in given.items()}
        for way in (likely, not likely)
    ]
    ways = (likely, not likely)
    shapes = [
        sum(pasted.array.ndim < 2 or pasted.array.shape == needed(doctor, key, way) for key, pasted in laid.items())
        for way, laid in zip(ways, both, strict=True)
    ]
    if shapes[0] != shapes[1]:
        return likely if shapes[0] > shapes[1] else not likely
    right = _agreeing(doctor, both[0], likely)
    if right == len(given):
        return likely
    return likely if right >= _agreeing(doctor, both[1], not likely) else not likely


def agreeing(doctor: Doctor, turns: Turns, given: Mapping[Key, Pasted]) -> int:
    """How many of the given matrices are right."""
    found = 0
    for key, pasted in given.items():
        seen = doctor.reading(turns.notation(key))
        found += seen.agrees(key, fitted(pasted, key, needed(doctor, key, seen.notation.turned(key[0]))))
    return found


def _agreeing(doctor: Doctor, given: Mapping[Key, Pasted], turned: bool) -> int:
    """How many of these are right if they lie this way."""
    seen = doctor.reading(Notation("rows" if turned else "columns"))
    return sum(seen.agrees(key, pasted) for key, pasted in given.items())


def needed(doctor: Doctor, key: Key, turned: bool) -> tuple[int, int]:
    """The shape of a quantity, transposed or not."""
    rows, columns = doctor.quantities[key].shape
    return (columns, rows) if turned else (rows, columns)


def fitted(pasted: Pasted, key: Key, needed: tuple[int, int], either: bool = True) -> Pasted:
    """The numbers as the doctor takes them, for a matrix that is shown in the shape `needed`.

    A flat list stands for a vector only. Biases may lie `either` way where the shapes say how matrices lie.
    """
    array = pasted.array
    flat = array.ndim == 1 and (array.size != needed[0] * needed[1] or min(needed) > 1)
    vector = key[0] in ("grad_b", "b_new") and array.ndim == 2 and min(array.shape) == 1
    if flat:
        return _reshaped(pasted, (1, array.size))
    if either and vector and array.size == needed[0] * needed[1]:
        return _reshaped(pasted, needed)
    return pasted


def _reshaped(pasted: Pasted, shape: tuple[int, int]) -> Pasted:
    return Pasted(pasted.array.reshape(shape), pasted.last.reshape(shape), pasted.rounding)


def _lying(array: Array, count: int, turned: bool) -> Array | None:
    """Data with `count` numbers for each example as `(count, m)`; None where they do not fit."""
    if array.ndim < 2:
        if count == 1:
            return array.reshape(1, -1)
        return array.reshape(-1, 1) if array.size == count else None
    found = array.T if turned else array
    return found if found.ndim == 2 and found.shape[0] == count and found.shape[1] else None


def _unfit(net: Network, x: tuple[int, ...], y: tuple[int, ...], view: str | None) -> str:
    """The sentence for data that do not fit the network."""
    shapes: Mapping[str, tuple[int, ...]] = {"x": x, "y": y}
    sizes = " and ".join(f"{name} is {' × '.join(map(str, shape)) or 'one number'}" for name, shape in shapes.items())
    inputs, outputs = plural(net.sizes[0], "input"), plural(net.sizes[-1], "output")
    each = {None: "row or a column", "columns": "column"}.get(view, "row")
    return (
        f"{sizes}, but the network has {inputs} and {outputs}. x needs a {each} with {inputs} for each example, and y "
        f"one with {outputs} for each of the same examples."
    )
