"""A line of an equation with the room that its matrices take: what stands beside and below what, and how wide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ...lesson.operands import Line, Operand
from ...lesson.product import Ones, Product, ones_beside, product_of, steps
from ...lesson.written import WHOLE
from .. import colours
from .matrix import CELL, LARGEST, digits, width

GAP = 28.0  # px between operands and their product
SIGN, SIGN_DENSE, SIGN_TIGHT = 46.0, 37.0, 30.0  # px for a sign with its margins
NARROWEST = 292.0  # px of the column in a window of 320
ROOM = 960.0  # px of the widest column that the drawing stands in
TALLEST = 560  # px that all phases may take because one of them does
LEAST, MOST = 10, 20  # px of a cell of colour
TOLD = 230.0  # px for the words above a gradient
BIAS = 270.0  # px for the line of the bias beside that of the weights, in an update
MEETS, TIGHT = 72.0, 66.0  # px for the words at the inner corner, and where there is little room
SMALL, BARE = 6.25, 14.0  # px of a digit there, and of a cell that has lost its number


@dataclass(frozen=True, slots=True)
class Sheet:
    """What all drawings of a page share: where the colour scales end, and the example that is underlined, from 0.

    With `heat` operands are colour alone. `form` is "corner" or "line" for a product, or "auto": a line where one term
    is summed. `tall` are the px that every phase takes at least.
    """

    ends: Mapping[str, float] = field(default_factory=dict)
    heat: bool = False
    example: int = 0
    form: str = "auto"
    tall: int = 0

    def end(self, operand: Operand) -> float:
        """Where the colour scale of an operand ends."""
        return self.ends.get(operand.kind) or colours.limit(operand.array)


def tallest(sizes: Sequence[int], examples: int, heat: bool, softmax: bool = False) -> int:
    """About how many px the tallest phase of such a network takes: gradients, the Jacobian of `softmax`, update.

    Of a network with many layers the update is by far the tallest, and does not count. The words take one line more
    where errors of several neurons come back.
    """
    words = 286 if max(sizes[2:], default=1) == 1 else 306
    neurons = max(sizes[1:])
    if heat and max(neurons, examples, *sizes) > LARGEST:
        return max(words, min(TALLEST, 190 + 3 * (examples + neurons) + min(neurons, 64)))
    one, right = (10, 12) if heat else (19, 20)
    gradients = 92 + one * neurons + right * examples + CELL * neurons + 28
    jacobian = 224 + (right + 2 * CELL) * sizes[-1] if softmax else 0
    update = 20 + sum(CELL * n + 52 for n in sizes[1:])
    return max(words, gradients, jacobian, update if update <= TALLEST else 0)


@dataclass(frozen=True, eq=False)
class Laid:
    """One line on a sheet; a `small` one stands in the line above, never as a corner."""

    line: Line
    sheet: Sheet
    small: bool = False

    @cached_property
    def product(self) -> Product | None:
        """The product that the line begins with."""
        return product_of(self.line)

    @cached_property
    def cornered(self) -> bool:
        """Whether the product is drawn as a corner."""
        if self.product is None or self.small:
            return False
        several = self.product.summed.size > 1
        return several if self.sheet.form == "auto" else self.sheet.form == "corner"

    @cached_property
    def ones(self) -> Ones | None:
        """The constant 1 for the bias, in a corner of gradients."""
        gradients = self.cornered and self.line.beside is not None and self.product is not None
        return ones_beside(self.product) if gradients and self.product else None

    @cached_property
    def rest(self) -> tuple[tuple[str, Operand], ...]:
        """What follows the product; all of the line if there is none."""
        return steps(self.line)[2 if self.product else 0 :]

    @property
    def result(self) -> Operand:
        """What the line computes."""
        return self.rest[-1][1]

    def lies(self, operand: Operand) -> bool:
        """Whether an operand has a row for each example."""
        return operand.axes[0].word == "example"

    def example(self, operand: Operand) -> int | None:
        """The row or column of an operand that is the chosen example, if it has several examples."""
        axis = operand.axes[0 if self.lies(operand) else 1]
        return self.sheet.example if axis.word == "example" and axis.size > 1 else None

    @cached_property
    def wide(self) -> float:
        """The px across a cell of colour."""
        if self.small:
            return 1 if self.large else 9
        if not self.sheet.heat:
            return CELL
        room = ROOM - (BIAS if self.line.alike else 0.0) - self._tail() - self._signs() - 8
        after = sum(operand.array.shape[1] for _, operand in self.rest[:-1])
        return self._largest(
            after,
            room - (GAP + 15.0 if self.product else 0.0),
            MEETS,
            range(3, 0, -1) if self.large else range(MOST, LEAST - 1, -1),
        )

    @cached_property
    def tight(self) -> float:
        """The px across a cell of colour where all matrices stand below each other, in the narrowest window."""
        widest = max(operand.array.shape[1] for _, operand in self.rest) - self._beside
        sizes = [size / 4 for size in range(56, 1, -1)]
        return self._largest(max(0, widest), NARROWEST - 16.0 - 14.0, TIGHT, sizes)

    @property
    def _beside(self) -> int:
        """The columns of the right factor, and of the ones beside it."""
        if self.product is None:
            return 0
        return int(self.product.right.array.shape[1]) + (1 if self.ones and self.ones.column else 0)

    def _largest(self, after: int, room: float, words: float, sizes: Iterable[float]) -> float:
        """The largest cell with which the factors and `after` columns fit; the left one has room for the `words`."""
        left = self.product.left.array.shape[1] if self.product else 0
        least = words if self.cornered else 0.0
        found = [*sizes]
        return next(
            (cell for cell in found if max(left * cell, least) + (self._beside + after) * cell <= room), found[-1]
        )

    @cached_property
    def large(self) -> bool:
        """Whether its matrices are pictures, because one has too many numbers for cells."""
        shown = [operand for _, operand in self.rest] + (
            [self.product.left, self.product.right] if self.product else []
        )
        return self.sheet.heat and any(max(operand.array.shape) > LARGEST for operand in shown)

    @property
    def high(self) -> float:
        """The px down a cell of colour beside the result: as a row of numbers, where all of these are printed."""
        return CELL if self.result.array.shape[0] <= WHOLE and not self.large else min(self.wide, 12)

    def _across(self, operand: Operand, tight: bool = False, bare: bool = False) -> float:
        """The px across an operand; `tight` where there is little room, `bare` as colour alone there."""
        columns = int(operand.array.shape[1])
        if self.sheet.heat:
            return columns * (self.tight if tight else self.wide) + 4.0
        if bare:
            return columns * BARE + 4.0
        return self._numbers(operand, tight)

    def _numbers(self, operand: Operand, tight: bool = False) -> float:
        """The px across the numbers of an operand."""
        if tight or self.sheet.heat:
            return width(self._digits(operand), SMALL, 6.0 if tight else 4.0) + 4.0
        return width(self._digits(operand)) + 4.0

    def _digits(self, operand: Operand) -> tuple[float, ...]:
        found = self.counted.get(operand.place)
        if found is None:
            found = self.counted[operand.place] = digits(operand.array)
        return found

    @cached_property
    def counted(self) -> dict[str, tuple[float, ...]]:
        """The digits across each operand that has been counted."""
        return {}

    def _gutter(self, tight: bool = False, bare: bool = False) -> float:
        """The px across the left factor, or the signs if there is none."""
        if self.product is None:
            return 30.0 if len(self.rest) > 1 else 0.0
        return max(
            self._across(self.product.left, tight, bare), 0.0 if not self.cornered else TIGHT if tight else MEETS
        )

    def _signs(self, tight: bool = False) -> float:
        """The px across the signs of a row."""
        each = SIGN_TIGHT if tight else SIGN_DENSE if self.sheet.heat else SIGN
        return sum(each + 7.0 * max(0, len(sign) - 1) for sign, _ in self.rest)

    def _row(self, tight: bool) -> float:
        """The px that the drawing takes in one row."""
        found = self._signs(tight) + sum(self._across(operand, tight) for _, operand in self.rest[:-1]) + 8
        found += self._tail(tight)
        if self.product is None:
            return found
        return found + self._gutter(tight) + (14.0 if tight else GAP) + self._second(tight)

    def _second(self, tight: bool, bare: bool = False) -> float:
        """The px across what stands above and below each other beside the left factor."""
        assert self.product is not None
        right = self._across(self.product.right, tight, bare)
        if not self.cornered:
            return right
        ones = self.ones if self.ones and self.ones.column else None
        made = self._numbers if not self.sheet.heat else self._across
        product = made(self.product.made, tight) + (12 + made(ones.made, tight) if ones else 0)
        return max(right + (36.0 if ones else 0.0), product)

    def _tail(self, tight: bool = False) -> float:
        """The px across the result, and that of the bias beside it."""
        beside = self.line.beside.parts[-1] if self.line.beside is not None and self.product else None
        found = self._numbers(self.result, tight)
        least = 0.0 if tight or not self.ones else TOLD
        beside_it = self._numbers(beside, tight) + 14 if isinstance(beside, Operand) and not self.small else 0.0
        return max(least, found + beside_it)

    def _stack(self, bare: bool, bare_left: bool) -> float:
        """The px that it takes with everything below each other.

        Operands are colour alone if `bare`, the left factor if `bare_left`.
        """
        column = [self._across(operand, True, bare) for _, operand in self.rest[:-1]] + [self._tail(True)]
        if self.product is not None:
            column.append(self._second(True, bare))
        return self._gutter(True, bare_left) + 16 + max(column)

    @property
    def sizes(self) -> str:
        """The px that step.css goes by: see there."""
        if self.small:
            fits = ";".join(f"--{name}:{self._row(True):g}px" for name in ("all", "most", "few"))
            return f"--row:0px;--row-tight:0px;{fits}"
        found = {
            "row": self._row(False),
            "row-tight": min(self._row(False), self._row(True)),
            "all": self._stack(False, False),
            "most": self._stack(False, True),
            "few": self._stack(True, True),
            "gutter": self._gutter(),
            "gutter-tight": self._gutter(True),
            "gutter-bare": self._gutter(True, True),
        }
        if self.sheet.heat:
            found["cell"] = self.tight
        return ";".join(f"--{name}:{value:g}px" for name, value in found.items())
