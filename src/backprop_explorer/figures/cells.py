"""Matrices as tables: coloured cells and printed numbers, ghosts of what is not computed yet, and blocks of colour."""

from __future__ import annotations

import numpy as np

from ..engine.activations import Array
from ..lesson.operands import Sides
from ..lesson.written import PART, WHOLE, in_print
from . import colours, numbers
from .html import Html, h
from .prose import prose


def shape(axes: Sides) -> Html:
    """The named sides: "2 neurons × 4 examples", a side that is summed away marked."""
    return Html(" × ").join(h("b", str(axis), class_="summed") if axis.summed else str(axis) for axis in axes)


def table(array: Array, end: float, off: Array | None = None, /, **attributes: str) -> Html:
    """The numbers of a matrix with coloured cells; `end` is where its colour scale ends.

    Those that are `off` get a frame.
    """
    rows, columns = array.shape
    shown = array[: in_print(rows), : in_print(columns)]
    texts = numbers.grid(shown)
    # Written without h(), since there are hundreds of cells on a page, and nothing in them comes from outside.
    body = "".join(
        "<tr>"
        + "".join(
            f'<td{framed} data-value="{value!r}" style="background:{colours.cell(value, end)}">{text}</td>'
            for value, text, framed in zip(values, row, frames, strict=False)
        )
        + "</tr>"
        for values, row, frames in zip(shown.tolist(), texts, _frames(array, off), strict=False)
    )
    width = "m wide" if shown.shape[1] > 8 else "m"
    return h("table", Html(body), class_=width, data_shape=f"{rows}x{columns}", **attributes) + _cut(rows, columns)


def _frames(array: Array, off: Array | None) -> list[list[str]]:
    """The attribute of each cell that is off."""
    marks = np.zeros(array.shape, dtype=bool) if off is None else off
    return [[' class="off"' if mark else "" for mark in row] for row in marks.tolist()]


def _cut(rows: int, columns: int) -> Html:
    parts = [f"{word} 1–{PART} of {count}" for word, count in (("rows", rows), ("columns", columns)) if count > WHOLE]
    return h("div", ", ".join(parts), class_="cut") if parts else Html("")


def ghost(sides: tuple[int, int], **attributes: str) -> Html:
    """A matrix that is not computed yet: its shape in dots, no numbers."""
    rows, columns = map(in_print, sides)
    body = h("tr", h("td", "·") * columns) * rows
    return h("table", body, class_="m ghost", data_shape=f"{sides[0]}x{sides[1]}", **attributes) + _cut(*sides)


def folded(array: Array | None, sides: tuple[int, int], end: float, **attributes: str) -> Html:
    """A matrix as a small block of colours, or of nothing while it is not computed."""
    rows, columns = (min(n, 24) for n in sides)
    if array is None:
        body = h("tr", h("td") * columns) * rows
    else:
        body = Html("").join(
            h("tr", *(h("td", style=f"background:{colours.cell(value, end)}") for value in row))
            for row in array[:rows, :columns].tolist()
        )
    kind = "fold ghost" if array is None else "fold"
    return h("table", body, class_=kind, data_shape=f"{sides[0]}x{sides[1]}", **attributes)


def name_html(text: str) -> Html:
    """A quantity's name, in italics as in a formula."""
    return h("span", text, class_="name")


def sign_html(text: str) -> Html:
    """A sign between matrices."""
    return h("span", prose(f"[[{text}]]") if text in ("⊙", "σ") else text, class_="sign")
