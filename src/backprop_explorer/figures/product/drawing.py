"""A line of an equation as a drawing: its product as a corner or in one line, then what follows in the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...engine.activations import Array
from ...lesson.notation import plural
from ...lesson.operands import Operand
from ...lesson.product import place_of, spelled, steps
from ...lesson.written import in_print
from ..cells import sign_html
from ..html import Html, fragment, h
from .laid import Laid
from .matrix import Look, Spot, Told, caption, matrix


class Entry(NamedTuple):
    """The entry of a result that is spelled out: its row, its column, and its words."""

    row: int
    column: int
    words: str


@dataclass(frozen=True, eq=False)
class Drawing(Laid):
    """The HTML of one line on a sheet."""

    @cached_property
    def entry(self) -> Entry | None:
        """The entry that is drawn out until another is pointed at: the first of the chosen example that is not 0.

        So it is the neuron of which the sentences speak, where there are such.
        """
        shape = self.result.array.shape
        size = np.nan_to_num(np.abs(self.result.array[: in_print(shape[0]), : in_print(shape[1])]), posinf=0.0)
        at = self.example(self.result)
        if at is not None and at < size.shape[0 if self.lies(self.result) else 1]:
            mask = np.zeros(size.shape)
            mask[(at, slice(None)) if self.lies(self.result) else (slice(None), at)] = 1.0
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
        return h("div", *head, *groups, class_=kind, style=self.sizes, data_entry=entry)

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
        high = self.high if (role != "right" and role != "ones") or (self.ones and not self.ones.column) else self.wide
        if role == "right":
            high = min(self.wide, 12)
        if role == "ones":
            high = min(self.wide, 12) if self.ones and self.ones.column else self.high
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
            self.example(operand) if not plain else None,
            not self.lies(operand),
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
