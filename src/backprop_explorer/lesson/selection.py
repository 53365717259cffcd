"""What a click selects: one number of the mini-batch, by its quantity, layer, row and column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ..engine.activations import Array
from .notation import QUANTITIES, Key, Notation

SELECTION = re.compile(r"([a-z_]{1,14})-([0-9]{1,2})-([0-9]{1,4})-([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Selection:
    """One entry of one matrix as the engine holds it; layer, row and column count from 0.

    The row is a neuron j. The column is the neuron k before it for w and ∂C/∂w, an example for quantities
    that every example has, and 0 for b, ∂C/∂b and the cost.
    """

    name: str
    layer: int
    row: int
    column: int

    @property
    def key(self) -> Key:
        """The matrix that the number stands in."""
        return self.name, self.layer

    @property
    def id(self) -> str:
        """What `read_selection` reads back: "w-2-0-1"."""
        return f"{self.name}-{self.layer}-{self.row}-{self.column}"

    @property
    def per_example(self) -> bool:
        """Whether the column is an example."""
        return self.name in QUANTITIES and QUANTITIES[self.name].axes[1] == "examples"


def read_selection(text: object, values: Mapping[Key, Array]) -> Selection | None:
    """The selection that `text` says, "w-2-0-1" or "cost-2-0-0", or None where no such number is in `values`."""
    match = SELECTION.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    layer, row, column = (int(part) for part in match.groups()[1:])
    found = Selection(match[1], layer, row, column)
    if found.id != text:  # leading zeros: each number has one id
        return None
    if found.key not in values:
        return None
    rows, columns = values[found.key].shape
    return found if row < rows and column < columns else None


def entry(notation: Notation, selection: Selection) -> str:
    """The selected number's name: "∂C/∂w²₁₂", "δ¹₂", "C"; the example is not part of it."""
    return notation.entry(selection.key, selection.row, selection.column)


def neuron(notation: Notation, layer: int, j: int) -> str:
    """A neuron in words: "neuron 1 of layer 2", "input 2"."""
    return f"input {j + 1}" if layer == 0 else f"neuron {j + 1} of layer {notation.number(layer)}"


def place(notation: Notation, selection: Selection) -> str:
    """Where the selected number stands, in words: "to neuron 1 of layer 2, from neuron 2 of layer 1"."""
    name, layer, row, column = selection.name, selection.layer, selection.row, selection.column
    if name == "cost":
        return "of the mini-batch"
    if name == "example_cost":
        return f"of example {column + 1}"
    if QUANTITIES[name].of == "edge":
        return f"to {neuron(notation, layer, row)}, from {neuron(notation, layer - 1, column)}"
    example = f", example {column + 1}" if selection.per_example else ""
    if name == "y":
        return f"the target of {neuron(notation, layer, row)}{example}"
    return f"of {neuron(notation, layer, row)}{example}"
