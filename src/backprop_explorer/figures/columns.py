"""The columns of the page: the picture, the stops of the loop and the ledger stand on the same ones.

From left to right: the inputs; for each layer its edges, its biases and its neurons; the targets, with C above them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

from ..lesson.notation import Key

GAP, NAME = 26, 34  # px beside a column of matrices, and for the name of a matrix
NUMBER, BLOCK = 62, 13  # px of a cell that prints its number, and of one that is colour alone
LEAST = {"x": 78, "e": 96, "b": 78, "n": 110, "y": 84}  # px that the picture needs above a column
MANY = 5  # neurons in a layer from which cells are colour alone
LARGE_BATCH = 6  # examples above which they are, too


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a network with these sizes, inputs first, and batches of `examples`; x, y as shares of the width.

    `rows` says whether examples are rows: then z, a and δ stand side by side in the column of their neurons.
    """

    sizes: tuple[int, ...]
    examples: int
    rows: bool = False

    @property
    def depth(self) -> int:
        """The number of computing layers."""
        return len(self.sizes) - 1

    @property
    def heat(self) -> bool:
        """Whether operands and the ledger are blocks of colour, because their numbers would not fit."""
        return max(self.sizes) >= MANY or self.examples > LARGE_BATCH

    @property
    def widths(self) -> tuple[float, ...]:
        """The px that each column asks for: one for the inputs, three for each layer, one for the targets."""
        cell, n = BLOCK if self.heat else NUMBER, self.sizes
        short = cell if self.heat else cell * 0.45  # inputs and targets are whole numbers more often than not

        def of(kind: str, cells: float, each: float = cell) -> float:
            return max(LEAST[kind], NAME + GAP + min(cells, 24 if self.heat else 12) * each)

        found = [of("x", n[0] if self.rows else self.examples, short)]
        for before, own in pairwise(n):
            edges = own if self.rows else before
            found += [of("e", edges), of("b", own if self.rows else 1), self._neurons(own, cell)]
        return (*found, of("y", n[-1] if self.rows else self.examples, short))

    def _neurons(self, own: int, cell: float) -> float:
        if self.rows:
            return max(LEAST["n"], 3 * (NAME + GAP / 2 + min(own, 24 if self.heat else 12) * cell))
        return max(LEAST["n"], NAME + GAP + min(self.examples, 24 if self.heat else 12) * cell)

    @property
    def template(self) -> str:
        """The widths as grid-template-columns."""
        return " ".join(f"{width:g}fr" for width in self.widths)

    def _middle(self, column: int) -> float:
        ends = [0.0, *accumulate(self.widths)]
        return (ends[column] + ends[column + 1]) / 2 / ends[-1]

    def edges(self, layer: int) -> float:
        """Where the middle of the edges into `layer` stands."""
        return self._middle(3 * layer - 2)

    def biases(self, layer: int) -> float:
        """Where the middle of the biases of `layer` stands."""
        return self._middle(3 * layer - 1)

    def neurons(self, layer: int) -> float:
        """Where the neurons of `layer` stand, or the inputs for 0."""
        return self._middle(3 * layer)

    @property
    def targets(self) -> float:
        """Where the targets stand, and C in the picture."""
        return self._middle(3 * self.depth + 1)

    def place(self, key: Key) -> int:
        """The column of a quantity in the ledger, from 0."""
        name, layer = key
        if name == "x":
            return 0
        if name == "y":
            return 3 * self.depth + 1
        kind = {"w": 2, "grad_w": 2, "w_new": 2, "b": 1, "grad_b": 1, "b_new": 1}.get(name, 0)
        return 3 * layer - kind
