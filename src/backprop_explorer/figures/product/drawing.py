"""A line of an equation as a drawing: its product as a corner or in one line, then what follows in the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...engine.activations import Array
from ...lesson.notation import plural
from ...lesson.operands import Line, Operand
from ...lesson.product import Ones, Product, ones_beside, place_of, product_of, spelled, steps
from ...lesson.written import WHOLE, in_print
from .. import colours
from ..cells import sign_html
from ..html import Html, fragment, h
from .matrix import CELL, LARGEST, Look, Spot, Told, caption, digits, matrix, width

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


class Entry(NamedTuple):
    """The entry of a result that is spelled out: its row, its column, and its words."""

    row: int
    column: int
    words: str


@dataclass(frozen=True, eq=False)
class Drawing:
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

    @cached_property
    def entry(self) -> Entry | None:
        """The entry that is drawn out until another is pointed at: the first of the chosen example that is not 0.

        So it is the neuron of which the sentences speak, where there are such.
        """
        shape = self.result.array.shape
        size = np.nan_to_num(np.abs(self.result.array[: in_print(shape[0]), : in_print(shape[1])]), posinf=0.0)
        at = self._example(self.result)
        if at is not None and at < size.shape[0 if self._lies(self.result) else 1]:
            mask = np.zeros(size.shape)
            mask[(at, slice(None)) if self._lies(self.result) else (slice(None), at)] = 1.0
            size = (size + 1e-300) * mask
        if self.line.alike:
            return None
        row, column = (int(i) for i in np.unravel_index(_first(size), size.shape))
        words = self.told(row, column)
        return Entry(row, column, words) if words else None

    def told(self, row: int, column: int) -> str:
        """The entry at a place in words and numbers: "For neuron 2 and example 1: … = …"."""
        words = spelled(self.line, self.product, row, column)
        place = place_of(self.result, row, column)
        return f"For {place}: {words}" if words and place else words

    def html(self) -> Html:
        """The drawing."""
        head = [self._corner() if self.cornered else self._pair()] if self.product else []
        groups = [self._group(at, sign, operand) for at, (sign, operand) in enumerate(self.rest)]
        kind = "work small" if self.small else "work dense" if self.sheet.heat else "work"
        entry = f"{self.entry.row},{self.entry.column}" if self.entry and not self.small else None
        return h("div", *head, *groups, class_=kind, style=self._sizes, data_entry=entry)

    # --- the parts

    def _corner(self) -> Html:
        """The left factor lower left, the right one upper right, the product where rows and columns cross."""
        assert self.product is not None
        left, right, made = self.product.left, self.product.right, self.product.made
        side = self.product.summed
        what = plural(side.size, side.word)
        word = f"the sum runs over the {what}" if self.ones else f"sum over {what}"
        meet = h("div", h("span", word), class_="meet")
        name = "summed" if self.ones else caption(made)
        below, beside = [self._left(left)], [self._made(made, "made")]
        above = [self._figure(right, self._matrix(right, "right", (None, 1)), caption(right, 0), "right")]
        names: list[str] = [caption(left, 1)]
        if self.ones:
            ones = self._matrix(self.ones.ones, "ones", (None, None))
            words = f"constant 1 → its {'column' if self.ones.column else 'row'} is {self._bias}"
            where = h("small", words)
            if self.ones.column:
                above.append(self._figure(self.ones.ones, ones, where, "right ones"))
            else:
                below.append(ones)
                names.append(where)
            beside.append(self._made(self.ones.made, "ones-made"))
        low = h("figure", *below, h("figcaption", *names), class_="op left")
        if self.ones and self.ones.column:
            made_figures = [
                h("figure", part, h("figcaption", text), class_="op made")
                for part, text in zip(beside, (name, " "), strict=True)
            ]
        else:
            made_figures = [h("figure", *beside, h("figcaption", name), class_="op made")]
        kind = "corner three" if len(above) > 1 else "corner"
        return h("div", meet, *above, low, *made_figures, class_=kind)

    @property
    def _bias(self) -> str:
        assert self.line.beside is not None
        bias = self.line.beside.parts[-1]
        assert isinstance(bias, Operand)
        flat = self.ones is not None and bias.array.shape != self.ones.made.array.shape
        return f"({bias.name})ᵀ" if flat else bias.name

    def _left(self, left: Operand) -> Html:
        return self._matrix(left, "left", (1, None))

    def _made(self, made: Operand, role: str) -> Html:
        return self._matrix(made, role, (1, 1))

    def _pair(self) -> Html:
        """The two factors side by side."""
        assert self.product is not None
        left, right = self.product.left, self.product.right
        figures = (
            self._figure(left, self._matrix(left, "left", (1, None)), caption(left, 1), "left"),
            sign_html("·") if self.small else "",
            self._figure(right, self._matrix(right, "right", (None, 1)), caption(right, 0), ""),
        )
        return h("div", *figures, class_="pair")

    def _group(self, at: int, sign: str, operand: Operand) -> Html:
        """A sign and what stands behind it: a factor, or the result with that of the bias beside it."""
        last = at == len(self.rest) - 1
        role = "result" if last else "each"
        figures = [self._figure(operand, self._matrix(operand, role, (1, 1)), caption(operand), "")]
        if last and self.line.beside is not None and self.product is not None and not self.small:
            bias = self.line.beside.parts[-1]
            assert isinstance(bias, Operand)
            figures.append(self._figure(bias, self._matrix(bias, "ones-result", (1, 1)), caption(bias), ""))
        if last and self.ones:  # there is room above the gradients, beside the corner
            figures = [h("div", told_line(self), h("div", *figures, class_="both"), class_="above")]
        kind = "then" if at or self.product else "then first"
        return h("div", sign_html(sign) if sign else "", *figures, class_=kind)

    def _figure(self, operand: Operand, grid: Html, name: str, kind: str) -> Html:
        classes = " ".join(filter(None, ["op", kind, "result" if operand.result else ""]))
        return h("figure", grid, h("figcaption", name), class_=classes)

    def _matrix(self, operand: Operand, role: str, part: Spot) -> Html:
        """A matrix in its role; `part` says whether the row and the column of the entry take part, or all."""
        printed = role in ("result", "ones-result") and not self.small
        plain = role in ("made", "ones-made")
        spot = None
        if self.entry and not self.small and not role.startswith("ones"):
            rows, columns = operand.array.shape
            row, column = min(self.entry.row, rows - 1), min(self.entry.column, columns - 1)
            spot = (row if part[0] else None, column if part[1] else None)
        high = self._high if (role != "right" and role != "ones") or (self.ones and not self.ones.column) else self.wide
        if role == "right":
            high = min(self.wide, 12)
        if role == "ones":
            high = min(self.wide, 12) if self.ones and self.ones.column else self._high
        if self.small:
            high = self.wide
        look = Look(
            role,
            self.sheet.heat and not printed,
            self.sheet.heat,
            self.large,
            self.wide,
            high,
            spot,
            self._example(operand) if not plain else None,
            not self._lies(operand),
            None if self.small or not role.endswith("result") else (0, 0) if spot is None else (spot[0], spot[1]),
        )
        return matrix(operand, self.sheet.end(operand), look, self._told(role))

    def _told(self, role: str) -> Told | None:
        if self.small:
            return None
        if role == "result":
            return self.told
        if role == "ones-result" and self.line.beside is not None:
            bias = self.line.beside
            result = steps(bias)[-1][1]
            axis = 1 if result.array.shape[1] > 1 else 0

            def told(row: int, column: int) -> str:
                words = spelled(bias, None, row, column)
                return f"For {place_of(result, row, column)}: {words}" if words else ""

            return told if axis is not None else None
        return None

    # --- sizes

    def _lies(self, operand: Operand) -> bool:
        return operand.axes[0].word == "example"

    def _example(self, operand: Operand) -> int | None:
        axis = operand.axes[0 if self._lies(operand) else 1]
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
    def _high(self) -> float:
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
    def _sizes(self) -> str:
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


def told_line(drawing: Drawing) -> Html:
    """The entry that is drawn out, in one line; where nothing is added up, it says so."""
    if drawing.entry is None:
        return h("p", h("span", class_="entry"), class_="told") if drawing.line.alike else Html("")
    single = ""
    if drawing.product is not None and drawing.product.summed.size == 1:
        single = str(drawing.product.summed).strip("[]") + ": one term, nothing to add. "
    head, _, result = drawing.entry.words.rpartition("= ")
    words = fragment(head, "= ", h("b", result)) if head else drawing.entry.words
    return h("p", single, h("span", words, class_="entry"), class_="told")


def _first(size: Array) -> int:
    """The place of the first size that is not next to nothing, or of the first that is not left out."""
    seen = size > 1e-12
    return int((seen if seen.any() else size > 0).argmax())
