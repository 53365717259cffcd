"""Two matrices that do not fit, as rectangles: the sides that should meet stand in one colour."""

from __future__ import annotations

from typing import NamedTuple

from ..lesson.meeting import Meeting, Operand
from .html import Html, fragment, h

CELL, LARGEST, SMALLEST = 22.0, 132.0, 12.0  # px of one number, and of the longest and the shortest side
LETTER, LINE = 7.6, 18.0  # px of a letter and of a line of text
GAP = 14.0


class Box(NamedTuple):
    """A rectangle in px."""

    x: float
    y: float
    wide: float
    high: float

    @property
    def right(self) -> float:
        """The x of its right side."""
        return self.x + self.wide

    @property
    def bottom(self) -> float:
        """The y of its lower side."""
        return self.y + self.high


def meeting_figure(met: Meeting) -> Html:
    """The drawing; its sentence is what a screen reader says."""
    scale = min(CELL, LARGEST / max(*met.left.shape, *met.right.shape))
    sizes = [[max(SMALLEST, scale * count) for count in each.shape] for each in (met.left, met.right)]
    parts, wide, high = (_corner if met.sign == "·" else _beside)(met, *sizes)
    return h(
        "svg",
        *parts,
        class_="meeting",
        width=f"{wide:.0f}",
        height=f"{high:.0f}",
        viewBox=f"0 0 {wide:.0f} {high:.0f}",
        role="img",
        aria_label=met.words,
    )


def _corner(met: Meeting, left: list[float], right: list[float]) -> tuple[list[Html], float, float]:
    """A product as on the page: the left matrix below, the right one above; between them the summed sides meet."""
    room = max(left[1], _wide(met.left.name)) + _wide(met.left.shape[0]) + 2
    above = Box(room + GAP + _wide(met.right.shape[0]), LINE, right[1], right[0])
    below = Box(room - left[1], above.bottom + GAP + LINE, left[1], left[0])
    parts = [
        *_matrix(met.right, above, (0,)),
        _text(met.right.name, above.right + 8, above.y + above.high / 2 + 5, "name"),
        *_matrix(met.left, below, (1,)),
        _text(met.left.name, below.x + below.wide / 2, below.bottom + LINE, "name middle"),
    ]
    return parts, above.right + 8 + _wide(met.right.name), below.bottom + LINE + 6


def _beside(met: Meeting, left: list[float], right: list[float]) -> tuple[list[Html], float, float]:
    """Two matrices that are joined number by number."""
    axes = tuple(axis for axis, _, _ in met.sides)
    spare = [max(0.0, (_wide(each.name) - size[1]) / 2) for each, size in ((met.left, left), (met.right, right))]
    first = Box(_wide(met.left.shape[0]) + spare[0], LINE, left[1], left[0])
    sign = first.right + spare[0] + GAP
    second = Box(sign + GAP + _wide(met.right.shape[0]) + spare[1], LINE, right[1], right[0])
    low = max(first.bottom, second.bottom) + LINE
    parts = [
        *_matrix(met.left, first, axes),
        _text(met.left.name, first.x + first.wide / 2, low, "name middle"),
        _text(met.sign, sign, LINE + max(first.high, second.high) / 2 + 6, "sign middle"),
        *_matrix(met.right, second, axes),
        _text(met.right.name, second.x + second.wide / 2, low, "name middle"),
    ]
    return parts, second.right + spare[1] + 4, low + 6


def _matrix(operand: Operand, box: Box, axes: tuple[int, ...]) -> list[Html]:
    """A rectangle with the numbers of its rows and columns; the sides of these axes in the colour of the meeting."""
    rows, columns = operand.shape
    kinds = ["count meets" if axis in axes else "count" for axis in (0, 1)]
    kind = "own" if operand.own else "other"
    parts = [h("rect", x=_px(box.x), y=_px(box.y), width=_px(box.wide), height=_px(box.high), class_=kind)]
    parts += _grid(operand, box)
    if 0 in axes:
        parts.append(_line(box.x, box.y, box.x, box.bottom, "side"))
    if 1 in axes:
        parts.append(_line(box.x, box.y, box.right, box.y, "side"))
    parts.append(_text(str(rows), box.x - 6, box.y + box.high / 2 + 5, f"{kinds[0]} end"))
    parts.append(_text(str(columns), box.x + box.wide / 2, box.y - 6, f"{kinds[1]} middle"))
    return parts


def _grid(operand: Operand, box: Box) -> list[Html]:
    """The lines between the numbers, where there is room for them."""
    rows, columns = operand.shape
    step, across = box.high / rows, box.wide / columns
    if min(step, across) < 5:
        return []
    lying = [_line(box.x, box.y + i * step, box.right, box.y + i * step, "cell") for i in range(1, rows)]
    standing = [_line(box.x + i * across, box.y, box.x + i * across, box.bottom, "cell") for i in range(1, columns)]
    return lying + standing


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Html:
    return h("line", x1=_px(x1), y1=_px(y1), x2=_px(x2), y2=_px(y2), class_=kind)


def _text(words: str, x: float, y: float, kind: str) -> Html:
    return h("text", words, x=_px(x), y=_px(y), class_=kind)


def _wide(words: str | int) -> float:
    return LETTER * len(str(words)) + 8


def _px(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def meeting_html(met: Meeting) -> Html:
    """The drawing, its sentence, and what NumPy says."""
    numpy = h("code", f"ValueError: {met.numpy}") if met.numpy else ""
    return h("div", meeting_figure(met), h("div", fragment(h("p", met.words), numpy)), class_="unmet")
