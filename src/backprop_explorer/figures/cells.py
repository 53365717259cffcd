"""Matrices as tables: coloured cells and printed numbers, ghosts of what is not computed yet, and blocks of colour."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..engine.activations import Array
from ..lesson.marks import SUPERSCRIPTS
from ..lesson.operands import Sides
from ..lesson.written import PART, WHOLE, in_print
from . import colours, heat, numbers
from .html import Html, h
from .prose import prose


class Chosen(NamedTuple):
    """The chosen example of a matrix: its row or its column, from 0, the other one −1."""

    row: int = -1
    column: int = -1


NONE = Chosen()


def shape(axes: Sides) -> Html:
    """The named sides: "2 neurons × 4 examples", a side that is summed away marked."""
    return Html(" × ").join(h("b", str(axis), class_="summed") if axis.summed else str(axis) for axis in axes)


def table(
    array: Array,
    end: float,
    off: Array | None = None,
    up: int = 0,
    chosen: Chosen = NONE,
    head: str = "",
    /,
    **attributes: str,
) -> Html:
    """The numbers of a matrix with coloured cells; `end` is where its colour scale ends.

    Those that are `off` get a frame. With a power `up`, which has to stand at the name, the numbers are those over
    10^up; what is copied, and what a screen reader says, has the power still. `head` is the table's caption.
    """
    rows, columns = array.shape
    shown = array[: in_print(rows), : in_print(columns)]
    behind = f"<i>e{up}</i>".replace("-", "−") if up else ""
    texts = [[_with(text, behind) for text in row] for row in numbers.grid(shown, up)] if up else numbers.grid(shown)
    body = _rows(shown, end, lambda j: texts[j], off, chosen)
    width = "m wide" if shown.shape[1] > 8 else "m"
    return h("table", _head(head), body, class_=width, data_shape=f"{rows}x{columns}", **attributes) + cut(
        rows, columns
    )


def _with(text: str, behind: str) -> str:
    """A number with its power behind its digits, before the spaces that align it."""
    digits = text.rstrip(numbers.PAD + numbers.POINT)
    return text if digits in ("0", "nan") or "∞" in digits else digits + behind + text[len(digits) :]


def block(array: Array, end: float, chosen: Chosen = NONE, head: str = "", /, **attributes: str) -> Html:
    """A matrix in colour alone: a cell for each number, which the page shows when it is pointed at, to 12 × 12.

    Beyond, one small picture.
    """
    rows, columns = array.shape
    if max(rows, columns) <= WHOLE:
        blank = [""] * columns
        body = _rows(array, end, lambda _: blank, None, chosen)
    else:
        body = h(
            "tr", h("td", class_=_edge(chosen), style=f"{_at(chosen)}background-image:url({heat.picture(array, end)})")
        )
    kind = "m hue" if max(rows, columns) <= WHOLE else "hue pixels"
    return h(
        "table",
        _head(head),
        body,
        class_=kind,
        data_shape=f"{rows}x{columns}",
        style=_sides(rows, columns),
        **attributes,
    )


def ghost(sides: tuple[int, int], heated: bool = False, head: str = "", /, **attributes: str) -> Html:
    """A matrix that is not computed yet: empty boxes in its shape, or one box of that size."""
    rows, columns = sides if heated else map(in_print, sides)
    whole = heated and max(sides) > WHOLE
    body = h("tr", h("td")) if whole else h("tr", h("td") * columns) * rows
    kind = "hue pixels ghost" if whole else "m hue ghost" if heated else "m ghost"
    style = _sides(rows, columns) if heated else None
    box = h("table", _head(head), body, class_=kind, data_shape=f"{sides[0]}x{sides[1]}", style=style, **attributes)
    return box if heated else box + cut(*sides)


def _rows(array: Array, end: float, texts: Callable[[int], list[str]], off: Array | None, chosen: Chosen) -> Html:
    """The rows of a table with its full numbers in `data-value`."""
    # Written without h(), since there are hundreds of cells on a page, and nothing in them comes from outside.
    tints = colours.tints(array, end)
    last = len(tints) - 1
    marks = None if off is None else off.tolist()
    found = []
    for j, (values, shades) in enumerate(zip(array.tolist(), tints, strict=True)):
        cells = [
            f'<td data-value="{value!r}" style="--v:{shade}">{text}</td>'
            for value, shade, text in zip(values, shades, texts(j), strict=True)
        ]
        if j == last and 0 <= chosen.column < len(cells):
            cells[chosen.column] = '<td class="ex"' + cells[chosen.column][3:]
        if marks is not None:
            cells = [
                f'<td class="off"{cell[3:]}' if mark else cell for cell, mark in zip(cells, marks[j], strict=False)
            ]
        found.append(('<tr class="ex">' if j == chosen.row else "<tr>") + "".join(cells) + "</tr>")
    return Html("".join(found))


def _edge(chosen: Chosen) -> str | None:
    return None if chosen == NONE else "at-row" if chosen.row >= 0 else "at-column"


def _at(chosen: Chosen) -> str:
    return "" if chosen == NONE else f"--at:{max(chosen)};"


def _head(words: str) -> Html:
    return h("caption", words) if words else Html("")


def _sides(rows: int, columns: int) -> str:
    return f"--r:{rows};--k:{columns}"


def cut(rows: int, columns: int) -> Html:
    """What of a matrix is printed, where it is not all of it."""
    parts = [f"{word} 1–{PART} of {count}" for word, count in (("rows", rows), ("columns", columns)) if count > WHOLE]
    return h("div", ", ".join(parts), class_="cut") if parts else Html("")


def power_html(up: int) -> Html:
    """The power of ten that stands at the name of a matrix: "×10⁻³"."""
    return h("small", f"×10{str(up).translate(SUPERSCRIPTS)}", class_="power", aria_hidden="true") if up else Html("")


def name_html(text: str) -> Html:
    """A quantity's name, in italics as in a formula."""
    return h("span", text, class_="name")


def sign_html(text: str) -> Html:
    """A sign between matrices."""
    return h("span", prose(f"[[{text}]]") if text in ("⊙", "σ") else text, class_="sign")
