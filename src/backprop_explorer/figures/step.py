"""The equation of a phase: its formulas, its products as matrices with named shapes, its code and its sentences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ..lesson.operands import Equation, Line, Operand, Sides
from ..lesson.what_if import Dropped, drop_transpose
from . import colours
from .cells import name_html, shape, sign_html, table
from .html import Html, fragment, h
from .mathml import mathml
from .prose import prose


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


def operand_figure(operand: Operand, ends: Mapping[str, float]) -> Html:
    """One matrix of a line, with its name."""
    end = ends.get(operand.kind) or colours.limit(operand.array)
    grid = table(operand.array, end, data_operand=operand.place)
    return h("figure", h("figcaption", name_html(operand.title)), grid, class_="op result" if operand.result else "op")
