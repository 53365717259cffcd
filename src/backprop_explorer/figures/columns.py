"""The columns of the page: the picture, the stops of the loop and the ledger stand on the same ones.

From left to right: the inputs; for each layer its edges, its biases and its neurons; the targets, with C above them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from ..engine.activations import Array
from ..lesson.notation import Key, parameter
from ..lesson.written import number

FULL = 1352  # px of the ledger on a page of 1440
NAME, LETTER, SPACE = 44, 24, 16  # px beside the cells: for a name, for a bare x or y, and where names stand above
EXAMPLE = 28  # px for the number of the chosen example beside its row
NUMBER, TIGHT = 65, 56  # px of a cell that prints a number of four digits, and where examples are rows
BLOCK, SMALLEST = 13.0, 2.5  # px of a cell that is colour alone, at most and at least
LEAST = {"x": 70.0, "e": 120.0, "b": 102.0, "n": 190.0, "y": 70.0}  # px of a column of numbers
EVEN = {"x": 80.0, "e": 120.0, "b": 40.0, "n": 100.0, "y": 110.0}  # px where not even blocks of colour have room
TALL, LOWEST = 420, 3.0  # px that the cells of a column take at most, unless they would be lower than this
MUCH, LONGEST = 500, 8  # numbers of x and y beyond which all are taken to be as long as this, in characters
MANY = 5  # neurons in a layer from which cells are colour alone
LARGE_BATCH = 6  # examples above which they are, too


@dataclass(frozen=True)
class Columns:
    """The columns of a network with these sizes, inputs first, and batches of `examples`; places are shares of 1.

    `rows` says whether examples are rows: then z, a and δ stand side by side in the column of their neurons, below
    their names. `characters` is the length of the longest number of x and y.
    """

    sizes: tuple[int, ...]
    examples: int
    rows: bool = False
    characters: int = 2

    @classmethod
    def of(cls, sizes: Sequence[int], examples: int, rows: bool, data: Sequence[Array]) -> Columns:
        """The columns for these data, x and y, the same for all mini-batches of a run."""
        found = cls(tuple(sizes), examples, rows)
        if found.blocks:
            return found
        if sum(array.size for array in data) > MUCH:
            return cls(found.sizes, examples, rows, LONGEST)
        characters = max(len(number(value)) for array in data for value in array.flat)
        return cls(found.sizes, examples, rows, characters)

    @property
    def depth(self) -> int:
        """The number of computing layers."""
        return len(self.sizes) - 1

    @property
    def heat(self) -> bool:
        """Whether operands are blocks of colour, because their numbers would not fit."""
        return max(self.sizes) >= MANY or self.examples > LARGE_BATCH

    @cached_property
    def blocks(self) -> bool:
        """Whether the matrices of the ledger are blocks of colour: the network is large, or long."""
        return self.heat or sum(self._numbers) > 1.25 * FULL

    @cached_property
    def cell(self) -> float:
        """The px of a cell that is colour alone, on a page of 1440."""
        cells = sum(count for _, count, _ in self._asked)
        tallest = self.examples if self.rows else 3 * max(self.sizes[1:])  # z, a and δ stand one below the other
        high = max(LOWEST, TALL / tallest)
        return min(BLOCK, high, (FULL - sum(beside for _, _, beside in self._asked)) / cells)

    @property
    def short(self) -> int:
        """The px of a cell of x or y, whose numbers are short as a rule."""
        return max(20, 6 + 7 * self.characters)

    @property
    def most(self) -> int:
        """The most cells that stand side by side in one column."""
        return max(count for _, count, _ in self._asked)

    @property
    def folded(self) -> bool:
        """Whether the ledger has room for the names of the layers alone."""
        return self.blocks and self.cell < SMALLEST

    @cached_property
    def widths(self) -> tuple[float, ...]:
        """The px that each column asks for: one for the inputs, three for each layer, one for the targets."""
        if self.folded:
            return tuple(EVEN[kind] for kind, _, _ in self._asked)
        if self.blocks:
            return tuple(beside + count * self.cell for _, count, beside in self._asked)
        return self._numbers

    @property
    def _numbers(self) -> tuple[float, ...]:
        """The widths where all numbers are printed; those of x and y are short as a rule."""
        cell = TIGHT if self.rows else NUMBER
        return tuple(
            max(LEAST[kind], beside + count * (self.short if kind in "xy" else cell))
            for kind, count, beside in self._asked
        )

    @property
    def _asked(self) -> list[tuple[str, int, float]]:
        """For each column its kind, how many cells stand side by side in it, and the px beside them."""
        n, name = self.sizes, SPACE if self.rows else NAME
        letter = SPACE if self.rows else LETTER
        found = [("x", n[0] if self.rows else self.examples, letter + EXAMPLE * self.rows)]
        for before, own in pairwise(n):
            found.append(("e", max(before, own) if self.rows else before, name))
            found.append(("b", own if self.rows else 1, name))
            found.append(("n", 3 * own, 3 * SPACE) if self.rows else ("n", self.examples, name))
        return [*found, ("y", n[-1] if self.rows else self.examples, letter)]

    @property
    def template(self) -> str:
        """The widths as grid-template-columns."""
        return " ".join(f"minmax(0,{width:.4g}fr)" for width in self.widths)

    @cached_property
    def _middles(self) -> tuple[float, ...]:
        ends = [0.0, *accumulate(self.widths)]
        return tuple((left + right) / 2 / ends[-1] for left, right in pairwise(ends))

    def edges(self, layer: int) -> float:
        """Where the middle of the edges into `layer` stands."""
        return self._middles[3 * layer - 2]

    def biases(self, layer: int) -> float:
        """Where the middle of the biases of `layer` stands."""
        return self._middles[3 * layer - 1]

    def neurons(self, layer: int) -> float:
        """Where the neurons of `layer` stand, or the inputs for 0."""
        return self._middles[3 * layer]

    @property
    def targets(self) -> float:
        """Where the targets stand, and C in the picture."""
        return self._middles[-1]

    def place(self, key: Key) -> int:
        """The column of a quantity in the ledger, from 0."""
        name, layer = key
        if name == "x":
            return 0
        if name == "y":
            return 3 * self.depth + 1
        return 3 * layer - {"w": 2, "b": 1, "": 0}[parameter(name)]
