"""One matrix of a product: cells with numbers, cells of colour alone, or one small picture of many numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from ...engine.activations import Array
from ...lesson.operands import Operand
from ...lesson.written import in_print
from .. import colours, heat, numbers
from ..cells import cut, name_html
from ..html import Html, fragment, h

CELL = 22  # px of a row of cells
DIGIT, PADDING = 6.75, 12.0  # px of a digit, at most, and of a cell around its number
LARGEST = 24  # rows or columns up to which a matrix is made of cells; beyond it is one picture

Told = Callable[[int, int], str]
"""How the entry at a row and a column is worked out."""

Spot = tuple[int | None, int | None]
"""The cells that take part in an entry: their row and column, None for all of them."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a matrix is drawn: its place in the product, as colour alone if `heat`, and the px of its cells then.

    `spot` are the cells that are ringed, and `example` is the column (or, if examples are rows, the row) that is
    underlined, from 0.
    """

    role: str
    heat: bool = False
    dense: bool = False  # whether its numbers stand close together
    large: bool = False  # whether it is one picture
    wide: float = 14
    high: float = CELL
    spot: Spot | None = None
    example: int | None = None
    standing: bool = True  # whether examples are columns
    focus: Spot | None = None  # the cell that the Tab key reaches; arrow keys lead on from there

    def at(self, row: int, column: int) -> str:
        """The classes of a cell."""
        ringed = self.spot is not None and self.spot[0] in (None, row) and self.spot[1] in (None, column)
        under = self.example is not None and self.example == (column if self.standing else row)
        return f"{' spot' if ringed else ''}{' own' if under else ''}"


def matrix(operand: Operand, end: float, look: Look, told: Told | None = None) -> Html:
    """The matrix as a table; `told` spells out the entry of a cell.

    With colour alone a number is the title of its cell, and a stroke says that it is negative.
    """
    rows, columns = operand.array.shape
    if look.heat and look.large:
        return picture(operand, end, look)
    printed = not look.heat
    shown = operand.array[: in_print(rows), : in_print(columns)] if printed else operand.array
    texts = numbers.grid(shown) if printed else [[numbers.number(v) for v in row] for row in shown.tolist()]
    places = colours.positions(shown, end).tolist()
    body = "".join(
        "<tr>"
        + "".join(
            _cell(value, text, at, look.at(i, j), printed, told(i, j) if told else "", look.focus == (i, j))
            for j, (value, text, at) in enumerate(zip(values, line, places[i], strict=True))
        )
        + "</tr>"
        for i, (values, line) in enumerate(zip(shown.tolist(), texts, strict=True))
    )
    kind = "mx hue" if look.heat else "mx dense" if look.dense else "mx"
    if not look.standing and look.example is not None:
        kind += " lying"
    size = f"--w:{look.wide:g}px;--h:{look.high:g}px" if look.heat else None
    grid = h(
        "table",
        Html(body),
        class_=kind,
        style=size,
        data_role=look.role,
        data_operand=operand.place,
        data_shape=f"{rows}x{columns}",
        data_turned="" if operand.lying else None,
        data_first=operand.first or None,
    )
    return grid + cut(rows, columns) if printed else grid


def _cell(value: float, text: str, at: float, classes: str, printed: bool, told: str, focus: bool) -> str:
    """A cell, written without h(), since there are hundreds on a page."""
    named = f"{'n' if at < 0 else ''}{classes}".strip()
    kind = f' class="{named}"' if named else ""
    shade = f' style="--v:{(15 if not printed else 4) + (35 if not printed else 46) * abs(at):.0f}%"' if at else ""
    said = (f' data-told="{escape(told)}"' if told else "") + (' tabindex="0"' if focus else "")
    number = f">{text}" if printed else f' title="{text}">'
    return f'<td{kind} data-value="{value!r}"{shade}{said}{number}</td>'


def picture(operand: Operand, end: float, look: Look) -> Html:
    """The matrix as one picture, true to scale."""
    rows, columns = operand.array.shape
    return h(
        "span",
        h("img", src=heat.picture(operand.array, end), alt=""),
        class_="block",
        style=f"--r:{rows};--c:{columns};--w:{look.wide:g}px",
        data_role=look.role,
        data_operand=operand.place,
        data_shape=f"{rows}x{columns}",
    )


def digits(array: Array) -> tuple[float, ...]:
    """The digits across the numbers of each column; a point takes half the room of one."""
    shown = array[: in_print(array.shape[0]), : in_print(array.shape[1])]
    columns = zip(*numbers.grid(shown), strict=True)
    return tuple(max(len(text) - ("." in text) / 2 for text in column) for column in columns)


def width(columns: Iterable[float], digit: float = DIGIT, padding: float = PADDING) -> float:
    """The px across numbers with so many digits in each column."""
    return sum(max(24.0, count * digit + padding) for count in columns)


def caption(operand: Operand, summed: int | None = None) -> Html:
    """The name of a matrix with its shape; the number that is summed away stands out."""
    counts = [str(n) for n in operand.array.shape]
    marked: list[str] = [h("i", count) if at == summed else count for at, count in enumerate(counts)]
    note = h("small", f" {operand.note}") if operand.note else ""
    return fragment(name_html(operand.title), " ", h("b", Html(" × ").join(marked), class_="size"), note)
