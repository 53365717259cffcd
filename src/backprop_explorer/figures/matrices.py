"""Matrices as HTML: coloured cells, printed numbers, a name and a shape whose sides are named."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape

import numpy as np

from ..engine.activations import Array
from ..lesson.notation import QUANTITIES, Axis, Key, Notation
from ..lesson.operands import Equation, Line, Operand
from ..lesson.phases import Phase
from ..lesson.what_if import drop_transpose, has_transpose
from . import colours, numbers
from .prose import prose

WHOLE = 12  # rows or columns up to which all are printed
PART = 6  # and how many are, beyond
OPEN_CELLS = 260  # matrices with more cells than that, all together, are folded where the phase does not use them

ROWS = ("w", "b", "z", "a", "delta", "grad_w", "grad_b")
NEW = ("w_new", "b_new")
HINT = (
    '<div class="hint">Keys: → and ← move by a phase, with Shift by a mini-batch. A click on a phase above goes there. '
    "Drag a box in the picture to zoom, double-click to come back.</div>"
)
KIND_NAMES: Mapping[str, tuple[str, ...]] = {
    "w": ("w", "b"),
    "z": ("z",),
    "a": ("x", "y", "a"),
    "delta": ("delta",),
    "grad": ("grad_w", "grad_b"),
}


def shape(axes: tuple[Axis, Axis]) -> str:
    """The named sides: "2 neurons × 4 examples", a side that is summed away marked."""
    return " × ".join(_axis(axis) for axis in axes)


def _axis(axis: Axis) -> str:
    text = escape(str(axis))
    return f'<b class="summed">{text}</b>' if axis.summed else text


def table(array: Array, end: float, attributes: str) -> str:
    """The numbers of a matrix with coloured cells; `end` is where its colour scale ends."""
    rows, columns = array.shape
    shown = array[: rows if rows <= WHOLE else PART, : columns if columns <= WHOLE else PART]
    texts = numbers.grid(shown)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-value="{value!r}" style="background:{colours.cell(value, end)}">{text}</td>'
            for value, text in zip(values, row, strict=True)
        )
        + "</tr>"
        for values, row in zip(shown.tolist(), texts, strict=True)
    )
    note = _cut(rows, columns)
    width = "m wide" if shown.shape[1] > 8 else "m"
    return f'<table class="{width}" {attributes}>{body}</table>{note}'


def _cut(rows: int, columns: int) -> str:
    parts = [f"{word} 1–{PART} of {count}" for word, count in (("rows", rows), ("columns", columns)) if count > WHOLE]
    return f'<div class="cut">{", ".join(parts)}</div>' if parts else ""


def ghost(sides: tuple[int, int], attributes: str) -> str:
    """A matrix that is not computed yet: its shape in dots, no numbers."""
    rows, columns = (n if n <= WHOLE else PART for n in sides)
    row = "<tr>" + "<td>·</td>" * columns + "</tr>"
    return f'<table class="m ghost" {attributes}>{row * rows}</table>{_cut(*sides)}'


def folded(array: Array | None, sides: tuple[int, int], end: float, attributes: str) -> str:
    """A matrix as a small block of colours, or of nothing while it is not computed."""
    rows, columns = (min(n, 24) for n in sides)
    if array is None:
        row = "<tr>" + "<td></td>" * columns + "</tr>"
        return f'<table class="fold ghost" {attributes}>{row * rows}</table>'
    body = "".join(
        "<tr>" + "".join(f'<td style="background:{colours.cell(value, end)}"></td>' for value in row) + "</tr>"
        for row in array[:rows, :columns].tolist()
    )
    return f'<table class="fold" {attributes}>{body}</table>'


def name_html(text: str) -> str:
    """A quantity's name, in italics as in a formula."""
    return f'<span class="name">{escape(text)}</span>'


def phase_panel(
    equation: Equation,
    formula: int,
    sentences: Collection[str],
    ends: Mapping[str, float],
    dropped: int = -1,
    switch: str = "",
) -> str:
    """The formula (the page has it typeset under the number `formula`), lines, code and sentences of a phase.

    The line with the number `dropped` shows what happens without its ᵀ. `switch` is HTML that stands beside the
    formula.
    """
    lines = "".join(_line(line, ends, number, number == dropped) for number, line in enumerate(equation.lines))
    code = "".join(f"<code>{escape(line)}</code>" for line in equation.code)
    text = " ".join(prose(sentence) for sentence in sentences)
    place = f'<div class="heading"><div class="formula" data-formula="{formula}"></div>{switch}</div>'
    remark = "· a small raised number is a layer, not a power"
    label = f'<div class="label">{escape(equation.label)} <small>{remark}</small></div>'
    numbers_and_code = f'<div class="lines">{lines}</div><div class="code">{code}</div>'
    return f'<div class="phase">{place}{label}{numbers_and_code}<p>{text}</p></div>'


def _line(line: Line, ends: Mapping[str, float], number: int, dropped: bool) -> str:
    shapes = re.sub(r"\[(.+?)\]", r'<b class="summed">[\1]</b>', escape(line.shapes))
    caption = f'<span class="caption">{escape(line.caption)}</span> ' if line.caption else ""
    parts = "".join(
        f'<span class="sign">{_sign(part)}</span>' if isinstance(part, str) else _operand(part, ends)
        for part in line.parts
    )
    button = ""
    if has_transpose(line):
        words = "put the ᵀ back" if dropped else "what if without ᵀ?"
        button = f'<button class="link what-if" data-pick="dropped:{number}">{words}</button>'
    broken = _without_transpose(line, ends) if dropped else ""
    head = f'<div class="over"><div class="shapes">{caption}{shapes}</div>{button}</div>'
    return f'<div class="line">{head}<div class="parts">{parts}</div>{broken}</div>'


def _without_transpose(line: Line, ends: Mapping[str, float]) -> str:
    """What a line becomes without its ᵀ: the shapes, in red where they do not fit, and NumPy's own words."""
    found = drop_transpose(line)
    if found is None:
        return ""
    shapes = "".join(f"({' × '.join(str(axis) for axis in part.axes)})" for part in (found.left, found.right))
    parts = _operand(found.left, ends) + _operand(found.right, ends)
    if found.product is not None:
        parts += f'<span class="sign">=</span>{_operand(found.product, ends)}'
    says = f"<code>ValueError: {escape(found.numpy_says)}</code>" if found.numpy_says else ""
    fits = "multiplies, too" if found.harmless else "multiplies, but"
    mark = "does not multiply" if found.numpy_says else fits
    return (
        f'<div class="dropped" role="status"><div class="broken"><b>{escape(shapes)} {mark}</b></div>'
        f'<div class="parts">{parts}</div>{says}<p>{escape(found.sentence)}</p></div>'
    )


def _sign(text: str) -> str:
    return prose(f"[[{text}]]") if text in ("⊙", "σ") else escape(text)


def _operand(operand: Operand, ends: Mapping[str, float]) -> str:
    end = ends.get(operand.kind) or colours.limit(operand.array)
    rows, columns = operand.array.shape
    attributes = f'data-operand="{escape(operand.data)}" data-shape="{rows}x{columns}"'
    kind = "op result" if operand.result else "op"
    return (
        f'<figure class="{kind}"><figcaption>{name_html(operand.name)}</figcaption>'
        f"{table(operand.array, end, attributes)}</figure>"
    )


def all_matrices(
    values: Mapping[Key, Array],
    phase: Phase,
    notation: Notation,
    ends: Mapping[str, float],
    opened: Collection[str] = (),
    hidden: Collection[Key] = (),
) -> str:
    """Every matrix of the mini-batch, a row per layer; what is not computed by the end of `phase` as a ghost.

    Of what is `hidden` not even the shape is shown.
    """
    depth = max(layer for _, layer in values)
    cells = sum(array.size for (name, _), array in values.items() if name in QUANTITIES and not name.endswith("_new"))
    shelf = _Shelf(values, phase, notation, ends, opened, hidden, everything=cells <= OPEN_CELLS)
    layers = range(1, depth + 1)
    new = [(name, layer) for layer in layers for name in NEW if (name, layer) in phase.known]
    rows = [("data, new" if new else "data", [("x", 0), ("y", depth), *new])]
    for layer in layers:
        rows.append((f"layer {notation.number(layer)}", [(name, layer) for name in ROWS if (name, layer) in values]))
    body = "".join(
        f'<div class="layer{" data" if label.startswith("data") else ""}"><b class="label">{escape(label)}</b>'
        f'<div class="row">{"".join(shelf.figure(key) for key in keys)}</div></div>'
        for label, keys in rows
    )
    head = f'<div class="head"><h3>All matrices</h3>{_keys(phase, notation, ends)}</div>'
    return f'<div class="all">{head}{body}{HINT}</div>'


class _Shelf:
    """Draws one matrix after another for one phase."""

    def __init__(
        self,
        values: Mapping[Key, Array],
        phase: Phase,
        notation: Notation,
        ends: Mapping[str, float],
        opened: Collection[str],
        hidden: Collection[Key],
        everything: bool,
    ) -> None:
        self.values, self.phase, self.notation, self.ends = values, phase, notation, ends
        self.opened, self.hidden, self.everything = opened, hidden, everything

    def figure(self, key: Key) -> str:
        """One matrix with its name and shape: open, folded or a ghost; or a name alone, if it is hidden."""
        if key in self.hidden:
            role = "out" if key in self.phase.result else ""
            return (
                f'<figure class="{role}" data-hidden="{key[0]}-{key[1]}"><figcaption>'
                f"{name_html(self.notation.text(key))}<small>?</small></figcaption></figure>"
            )
        name, layer = key
        array = self.notation.display(key, self.values[key])
        rows, columns = array.shape
        identity = f"{name}-{layer}"
        turned = " data-turned" if self.notation.turned(name) else ""
        attributes = f'data-matrix="{identity}" data-shape="{rows}x{columns}"{turned}'
        known = key in self.phase.known
        used = key in self.phase.result or key in self.phase.operands
        end = self.ends.get(QUANTITIES[name].kind, 0.0)
        if not (self.everything or used or identity in self.opened):
            picture = folded(array if known else None, (rows, columns), end, attributes)
        else:
            picture = table(array, end, attributes) if known else ghost((rows, columns), attributes)
        role = "out" if key in self.phase.result else "in" if used else ""
        fold = "" if self.everything or used else f' data-pick="open:{identity}" role="button" tabindex="0"'
        caption = (
            f"<figcaption>{name_html(self.notation.text(key))}{self._agreement(key, known)}"
            f"<small>{shape(self.notation.axes(key, self.values[key].shape))}</small></figcaption>"
        )
        return f'<figure class="{role}"{fold}>{caption}{picture}</figure>'

    def _agreement(self, key: Key, known: bool) -> str:
        """The line that says what a gradient's shape agrees with."""
        name, layer = key
        if name not in ("grad_w", "grad_b") or not known:
            return ""
        parameter = self.notation.text((name[-1], layer))
        same = self.values[key].shape == self.values[(name[-1], layer)].shape
        return f'<span class="ok">shape of {escape(parameter)} ✓</span>' if same else ""


def _keys(phase: Phase, notation: Notation, ends: Mapping[str, float]) -> str:
    """The colour scales, each with the size at its ends."""
    known = {QUANTITIES[name].kind for name, _ in phase.known if name in QUANTITIES}
    return "".join(
        f'<span class="key"><span class="name">{escape(" ".join(map(notation.word, names)))}</span> '
        f"−{numbers.number(ends[kind])}"
        f'<i class="bar"></i>{numbers.number(ends[kind])}</span>'
        for kind, names in KIND_NAMES.items()
        if kind in known and np.isfinite(ends.get(kind, np.nan))
    )
