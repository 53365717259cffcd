"""Matrices as HTML: coloured cells, printed numbers, a name and a shape whose sides are named."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..engine.activations import Array
from ..lesson.expression import Rules, lights
from ..lesson.notation import QUANTITIES, Key, Notation
from ..lesson.operands import Equation, Line, Operand, Sides
from ..lesson.phases import Phase
from ..lesson.what_if import Dropped, drop_transpose
from ..lesson.written import PART, WHOLE, in_print
from . import colours, numbers
from .html import Html, fragment, h
from .mathml import mathml
from .prose import prose

OPEN_CELLS = 260  # matrices with more cells than that, all together, are folded where the phase does not use them

ROWS = ("w", "b", "z", "a", "delta", "grad_w", "grad_b")
NEW = ("w_new", "b_new")
KINDS = tuple(dict.fromkeys(QUANTITIES[name].kind for name in ROWS))
HINT = h(
    "div",
    "Keys: → and ← move by a phase, with Shift by a mini-batch. Click a phase above to go there. Drag a box in the "
    "picture to zoom in, double-click to zoom out.",
    class_="hint",
)


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


def formulas(equation: Equation) -> Html:
    """The formulas of an equation, one below the other."""
    return h("div", *(mathml(row, block=True) for row in equation.formulas), class_="formula")


def phase_panel(
    equation: Equation, sentences: Collection[str], ends: Mapping[str, float], dropped: int = -1, switch: str = ""
) -> Html:
    """The formulas, lines, code and sentences of a phase.

    The line with the number `dropped` shows what happens without its ᵀ. `switch` stands beside the formulas.
    """
    lines = (_line(line, ends, number, number == dropped) for number, line in enumerate(equation.lines))
    remark = h("small", "· a small raised number is a layer, not a power")
    return h(
        "div",
        h("div", formulas(equation), switch, class_="heading"),
        h("div", equation.label, " ", remark, class_="label"),
        h("div", *lines, class_="lines"),
        h("div", *(h("code", line) for line in equation.code), class_="code"),
        h("p", Html(" ").join(map(prose, sentences))),
        class_="phase",
    )


def shape_line(line: Line) -> Html:
    """The shape of every operand, with the signs: (1 neuron × [4 examples])([4 examples] × 2 inputs) = …."""
    if line.alike:
        return shape(line.operands[0].axes) + ", each"
    words: list[str] = []
    for before, part in zip((None, *line.parts), line.parts, strict=False):
        sides = "" if isinstance(part, str) else fragment("(", shape(bare(part) if line.bare else part.axes), ")")
        space = "" if before is None or (not isinstance(before, str) and sides) else " "
        words.append(fragment(space, sides or str(part)))
    return fragment(*words)


def bare(operand: Operand) -> Sides:
    """The sides without their words, and without the mark of what is summed."""
    first, second = (replace(axis, word="", layer=None, summed=False) for axis in operand.axes)
    return first, second


def _line(line: Line, ends: Mapping[str, float], number: int, dropped: bool) -> Html:
    found = drop_transpose(line)
    button = h(
        "button",
        "put the ᵀ back" if dropped else "what if without ᵀ?",
        class_="link what-if",
        data_pick=f"dropped:{number}",
    )
    caption = h("span", line.caption, class_="caption") + " " if line.caption else ""
    return h(
        "div",
        h("div", h("div", caption, shape_line(line), class_="shapes"), button if found else "", class_="over"),
        _parts(line.parts, ends),
        _without_transpose(found, ends) if found and dropped else "",
        class_="line",
    )


def _parts(parts: Sequence[Operand | str], ends: Mapping[str, float]) -> Html:
    """Matrices with the signs between them."""
    return h(
        "div",
        *(sign_html(part) if isinstance(part, str) else operand_figure(part, ends) for part in parts),
        class_="parts",
    )


def _without_transpose(found: Dropped, ends: Mapping[str, float]) -> Html:
    """What a line becomes without its ᵀ: the shapes, in red where they do not fit, and NumPy's own words."""
    pair = (found.left, found.right)
    parts = pair if found.product is None else (*pair, "=", found.product)
    fits = "multiplies, too" if found.harmless else "multiplies, but"
    mark = "does not multiply" if found.numpy_says else fits
    shapes = (fragment("(", shape(part.axes), ")") for part in pair)
    return h(
        "div",
        h("div", h("b", *shapes, f" {mark}"), class_="broken"),
        _parts(parts, ends),
        h("code", f"ValueError: {found.numpy_says}") if found.numpy_says else "",
        h("p", found.sentence),
        class_="dropped",
        role="status",
    )


def sign_html(text: str) -> Html:
    """A sign between matrices."""
    return h("span", prose(f"[[{text}]]") if text in ("⊙", "σ") else text, class_="sign")


def operand_figure(operand: Operand, ends: Mapping[str, float]) -> Html:
    """One matrix of a line, with its name."""
    end = ends.get(operand.kind) or colours.limit(operand.array)
    grid = table(operand.array, end, data_operand=operand.place)
    return h("figure", h("figcaption", name_html(operand.title)), grid, class_="op result" if operand.result else "op")


@dataclass(frozen=True, eq=False)
class AllMatrices:
    """Every matrix of the mini-batch, a row per layer; what is not computed by the end of `phase` as a ghost.

    `opened` are the ids of the matrices that were opened. Of what is `hidden` not even the shape is shown.
    """

    values: Mapping[Key, Array]
    phase: Phase
    rules: Rules
    notation: Notation
    ends: Mapping[str, float]
    opened: Collection[str] = ()
    hidden: Collection[Key] = ()

    def html(self) -> Html:
        """All of them, below the colour scales."""
        depth = max(layer for _, layer in self.values)
        layers = range(1, depth + 1)
        new = [(name, layer) for layer in layers for name in NEW if (name, layer) in self.phase.known]
        data = self.row("data, new" if new else "data", [("x", 0), ("y", depth), *new], "layer data")
        rows = (
            self.row(
                f"layer {self.notation.number(layer)}", [(name, layer) for name in ROWS if (name, layer) in self.values]
            )
            for layer in layers
        )
        head = h("div", h("h3", "All matrices"), _keys(self.phase, self.notation, self.ends), class_="head")
        return h("div", head, data, *rows, HINT, class_="all")

    @cached_property
    def everything(self) -> bool:
        """Whether all matrices together are small enough to stand open."""
        return sum(array.size for (name, _), array in self.values.items() if name in ("x", "y", *ROWS)) <= OPEN_CELLS

    def row(self, label: str, keys: Sequence[Key], kind: str = "layer") -> Html:
        """The matrices of one layer."""
        return h("div", h("b", label, class_="label"), h("div", *map(self.figure, keys), class_="row"), class_=kind)

    def figure(self, key: Key) -> Html:
        """One matrix with its name and shape: open, folded or a ghost; or a name alone, if it is hidden."""
        identity, name = f"{key[0]}-{key[1]}", name_html(self.notation.text(key))
        used = key in self.phase.result or key in self.phase.operands
        role = "out" if key in self.phase.result else "in" if used else ""
        if key in self.hidden:
            return h("figure", h("figcaption", name, h("small", "?")), class_=role, data_hidden=identity)
        sides = h("small", shape(self.notation.axes(key, self.values[key].shape)))
        caption = h("figcaption", name, self._agreement(key), sides)
        fold = {} if self.everything or used else {"data_pick": f"open:{identity}", "role": "button", "tabindex": "0"}
        whole = self.everything or used or identity in self.opened
        return h("figure", caption, self._picture(key, identity, whole), class_=role, **fold)

    def _picture(self, key: Key, identity: str, whole: bool) -> Html:
        array = self.notation.display(key, self.values[key])
        known, end = key in self.phase.known, self.ends.get(QUANTITIES[key[0]].kind, 0.0)
        attributes = {"data_matrix": identity, "data_made": self._made_from(key)}
        if self.notation.turned(key[0]):
            attributes["data_turned"] = ""
        rows, columns = array.shape
        if not whole:
            return folded(array if known else None, (rows, columns), end, **attributes)
        return table(array, end, **attributes) if known else ghost((rows, columns), **attributes)

    def _made_from(self, key: Key) -> str:
        """The cells that entry (j, c) is made from, "w-1:j:* x-0:*:c", with columns as examples.

        A slope σ′ is not in sight: the z that it belongs to stands for it. A parameter and its gradient, which have
        one number per edge, point at each other.
        """
        right = self.rules.of(key)
        found = list(lights(right)) if right is not None else []
        name, layer = key
        if name in ("w", "b"):
            found.append(((f"grad_{name}", layer), "j", "c"))
        elif name in ("grad_w", "grad_b"):
            found.append(((name[-1], layer), "j", "c"))
        shown = {"sigma_prime": "z"}
        return " ".join(f"{shown.get(q, q)}-{number}:{row}:{column}" for (q, number), row, column in found)

    def _agreement(self, key: Key) -> str:
        """The line that says what a gradient's shape agrees with."""
        name, layer = key
        if name not in ("grad_w", "grad_b") or key not in self.phase.known:
            return ""
        same = self.values[key].shape == self.values[name[-1], layer].shape
        return h("span", f"shape of {self.notation.text((name[-1], layer))} ✓", class_="ok") if same else ""


def _keys(phase: Phase, notation: Notation, ends: Mapping[str, float]) -> Html:
    """The colour scales, each with the size at its ends."""
    known = {QUANTITIES[name].kind for name, _ in phase.known}
    names_of = {kind: [name for name in ("x", "y", *ROWS) if QUANTITIES[name].kind == kind] for kind in KINDS}
    return fragment(
        *(
            h("span", name_html(" ".join(map(notation.word, names))), *_scale(ends[kind]), class_="key")
            for kind, names in names_of.items()
            if kind in known and np.isfinite(ends.get(kind, np.nan))
        )
    )


def _scale(end: float) -> tuple[str, Html, str]:
    written = numbers.number(end)
    return f" −{written}", h("i", class_="bar"), written
