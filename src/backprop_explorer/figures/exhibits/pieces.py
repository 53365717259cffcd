"""The pieces of the small pictures: matrices with their names and shapes, signs, panels and sentences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from math import isfinite

from ...engine.activations import Array
from ...lesson.operands import Operand
from ...lesson.written import DIGITS, in_print
from ...lesson.written import number as four_digits
from .. import colours, numbers
from ..cells import cut, name_html, sign_html
from ..html import Html, fragment, h
from ..prose import prose

Spot = Callable[[int, int], bool]
"""Whether the cell at a row and a column is ringed."""


def exhibit(identity: str, label: str, *parts: str) -> Html:
    """The picture of the question `identity`; `label` says to those who hear the page what it shows."""
    return h("section", *parts, class_="exhibit", data_exhibit=identity, aria_label=label)


def panel(title: str, *parts: str, kind: str = "", why: str = "") -> Html:
    """One part of a picture below its title. With a reason `why` it is part of the evidence."""
    return h("div", h("div", title, class_="title"), *parts, class_=f"panel {kind}".strip(), **evidence(why))


def tell(sentence: str) -> Html:
    """A sentence."""
    return h("p", prose(sentence))


def evidence(why: str) -> dict[str, str]:
    """The attributes of a place that answers the question, and the reason why it does."""
    return {"data_evidence": "", "title": why} if why else {}


def row(*parts: Operand | str) -> Html:
    """Matrices side by side, the signs before each of them bound to it; markup stands as it is."""
    bound, signs = [], []
    for part in parts:
        if not isinstance(part, Operand | Html):
            signs.append(sign_html(part))
            continue
        drawn = mat(part) if isinstance(part, Operand) else part
        bound.append(h("div", *signs, drawn, class_="bound") if signs else drawn)
        signs = []
    return h("div", *bound, class_="row")


def mat(
    operand: Operand,
    tail: str = "",
    end: float | None = None,
    digits: int = DIGITS,
    spot: Spot | None = None,
    why: str = "",
    kind: str = "",
) -> Html:
    """A matrix below its name and shape.

    `tail` sets its place on the page apart from other matrices of the same quantity, `end` is where its colour scale
    ends, `spot` says which cells are ringed. With a reason `why` it is part of the evidence.
    """
    return h(
        "figure",
        h("figcaption", title(operand), class_="head"),
        grid(operand, tail, end, digits, spot, why),
        class_=f"mat {kind}".strip(),
        **evidence(why),
    )


def title(operand: Operand) -> Html:
    """The name of a matrix, and its shape as rows × columns; a side that is summed away stands out."""
    sides = (h("i", f"{axis.size}") if axis.summed else f"{axis.size}" for axis in operand.axes)
    note = h("small", f" {operand.note}") if operand.note else ""
    return fragment(name_html(operand.title), " ", h("b", Html(" × ").join(sides), class_="size"), note)


def grid(
    operand: Operand,
    tail: str = "",
    end: float | None = None,
    digits: int = DIGITS,
    spot: Spot | None = None,
    why: str = "",
) -> Html:
    """The cells of a matrix; its caption, which is heard only, names it and its sides."""
    rows, columns = operand.array.shape
    shown = operand.array[: in_print(rows), : in_print(columns)]
    end = colours.limit(operand.array) if end is None else end
    places = colours.positions(shown, end).tolist()
    body = (
        h(
            "tr",
            *(
                cell(value, text, places[i][j], ("seen",) if spot and spot(i, j) else ())
                for j, (value, text) in enumerate(zip(values, texts, strict=True))
            ),
        )
        for i, (values, texts) in enumerate(zip(shown.tolist(), written(shown, digits), strict=True))
    )
    heard = f"{operand.title}: {operand.axes[0]} × {operand.axes[1]}" + (f". {why}" if why else "")
    name = f"{operand.place}-{tail or 'shown'}"
    table = h("table", h("caption", heard), *body, class_="mx", data_operand=name, data_shape=f"{rows}x{columns}")
    return table + cut(rows, columns)


def written(array: Array, digits: int = DIGITS) -> list[list[str]]:
    """The numbers of a matrix as texts, with four digits or with more."""
    if digits == DIGITS:
        return numbers.grid(array)
    return [[precise(value, digits) for value in values] for values in array.tolist()]


def precise(value: float, digits: int) -> str:
    """A number with so many significant digits."""
    return four_digits(value) if not isfinite(value) or value == int(value) else f"{value:.{digits}g}".replace("-", "−")


def cell(value: float, text: str, place: float = 0.0, kinds: Collection[str] = (), name: str = "") -> Html:
    """A cell of a table; `place` is that of its number on the colour scale, from −1 to 1, `name` stands before it."""
    classes = " ".join([*(["n"] if place < 0 else []), *kinds]) or None
    shade = f"--v:{4 + 46 * abs(place):.0f}%" if place else None
    label = h("small", name) if name else ""
    return h("td", label, text, class_=classes, style=shade, data_value=repr(value))


WHICH = h("span", "which", class_="heard")  # a column of names needs a name of its own for those who hear the page


def _column(head: str | Html) -> Html:
    return head if isinstance(head, Html) and head else h("th", head or WHICH, scope="col")


def listing(name: str, heads: Iterable[str | Html], rows: Iterable[tuple[str, Iterable[Html]]], heard: str) -> Html:
    """A table with a name before each row and above each column: numbers that are listed, not a matrix."""
    top = h("tr", *(_column(head) for head in heads))
    body = (h("tr", h("th", who, scope="row"), *cells) for who, cells in rows)
    return h("table", h("caption", heard), top, *body, class_="mx listing", data_operand=name)
