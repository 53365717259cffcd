"""The equation of a phase: its formulas and sentences, its products as matrices with named shapes, and its code."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from ..lesson.marks import Row, Sign
from ..lesson.operands import Equation, Line, Operand, Sides
from ..lesson.product import product_of
from ..lesson.what_if import Dropped, drop_transpose
from . import colours
from .cells import name_html, shape, sign_html, table
from .html import Html, fragment, h
from .mathml import mathml
from .product.drawing import Drawing, told_line
from .product.laid import Sheet
from .prose import prose

NOTHING = Html()


class Told(NamedTuple):
    """Words in place of a phase's own: a line above the heading, the heading, sentences, and where they lead.

    For the question of a learner, `question` is its id, `ways` stand below the words, `exhibit` below the product.
    """

    kicker: str | Html
    heading: str
    sentences: tuple[str, ...]
    links: tuple[Html, ...]
    question: str | None = None
    ways: Html = NOTHING
    exhibit: Html = NOTHING


REMARK = h("small", "a small raised number is a layer, not a power", class_="remark")


def formulas(equation: Equation) -> Html:
    """The formulas of an equation, one below the other."""
    return h("div", *map(_formula, equation.formulas), class_="formula")


def _formula(row: Row) -> Html:
    """One formula in pieces that may stand below each other: what is computed, then each of its other sides."""
    starts = [at for at, mark in enumerate(row) if mark == Sign("=")]
    ends = [*starts, len(row)]
    pieces = [row[: ends[0]], *(row[start:end] for start, end in zip(starts, ends[1:], strict=True))]
    return h("div", *(mathml(piece, block=True) for piece in pieces), class_="sides")


def phase_panel(
    equation: Equation,
    sentences: Collection[str],
    sheet: Sheet,
    dropped: int = -1,
    told: Told | None = None,
    after: Html = NOTHING,
) -> Html:
    """The formulas, lines, code and sentences of a phase; `told` stands in place of its heading and sentences.

    The line with the number `dropped` shows what happens without its ᵀ. `after` stands behind the lines.
    """
    backwards = equation.lines[0].operands[-1].kind in ("delta", "grad")
    remark = "" if backwards else REMARK
    formula = "" if told else formulas(equation) + remark
    # Backwards the last sentences say why the result has its shape; forwards the first say what is computed.
    kind = "said shapes-last" if backwards and told is None else "said"
    told = told or Told(equation.kicker, equation.heading, tuple(sentences), ())
    kicker = told.kicker if isinstance(told.kicker, Html) else h("div", told.kicker, class_="kicker")
    head = h("div", kicker, h("h2", told.heading), formula, class_="head")
    said = h("div", *(h("p", prose(each)) for each in told.sentences), *told.links, class_=kind)
    works = h("div", *_lines(equation, sheet, dropped), after, class_="works")
    code = h("div", *(h("code", line) for line in equation.code), class_="code")
    return h(
        "div",
        h(
            "div",
            h("div", head, said, told.ways, class_="words", data_question=told.question),
            h("div", works, code, told.exhibit, class_="shown"),
            class_="phase",
            style=f"--tall:{sheet.tall}px",
        ),
        class_="step",
        data_shows=equation.lines[0].operands[-1].place,
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


def _lines(equation: Equation, sheet: Sheet, dropped: int) -> Iterator[Html]:
    """The lines; that of a bias stands beside that of the weights, or, with gradients, in the same drawing."""
    beside = [line.beside for line in equation.lines]
    for number, line in enumerate(equation.lines):
        if line in beside:
            continue
        drawn = _line(line, sheet, number, number == dropped)
        if line.beside is not None and product_of(line) is None:
            drawn = h("div", drawn, _line(line.beside, sheet, number + 1, dropped == number + 1), class_="together")
        yield drawn


def _line(line: Line, sheet: Sheet, number: int, dropped: bool) -> Html:
    """One line: its drawing, the entry that is spelled out, its shapes, and the links below it."""
    drawing = Drawing(line, sheet, small=line.bare)
    found = drop_transpose(line)
    caption = h("span", line.caption, class_="caption") + " " if line.caption else ""
    words = h("small", ", one per edge; for b, δ itself") if line.bare and line.beside is not None else ""
    # What is summed says who takes part in a corner.
    named = "" if line.bare or (drawing.cornered and line.beside is not None) else caption
    shapes = h("div", named, shape_line(line), words, class_="shapes")
    told = Html("") if line.bare or drawing.ones else told_line(drawing)
    links = h("div", shapes, *_links(drawing, line, number, dropped, found is not None), class_="under")
    kind = "small" if line.bare else "single" if len(line.parts) == 1 else "alike" if line.alike else "product"
    return h(
        "div",
        caption if line.bare else "",
        drawing.html(),
        *((links, told) if line.alike else (told, links)),
        without_transpose(found, sheet.ends) if found and dropped else "",
        class_=f"line {kind}",
    )


def _links(drawing: Drawing, line: Line, number: int, dropped: bool, turned: bool) -> list[Html]:
    """What can be asked of a line: to leave out its ᵀ, its other form, and its examples one by one."""
    found = []
    if turned:
        words = "put the ᵀ back" if dropped else "what if without ᵀ?"
        found.append(h("button", words, class_="link what-if", data_pick=f"dropped:{number}"))
    if drawing.product is not None and not drawing.small:
        other = "line" if drawing.cornered else "corner"
        words = "in one line" if drawing.cornered else "as a corner"
        found.append(h("button", words, class_="link", data_pick=f"form:{other}"))
    if line.operands[-1].kind == "grad" and line.bare:
        found.append(h("button", "example by example", class_="link", data_pick="panel:batch"))
    return found


def without_transpose(found: Dropped, ends: Mapping[str, float]) -> Html:
    """What a line becomes without its ᵀ: the shapes, in red where they do not fit, and NumPy's own words."""
    pair = (found.left, found.right)
    parts = pair if found.product is None else (*pair, "=", found.product)
    fits = "multiplies, too" if found.harmless else "multiplies, but"
    mark = "does not multiply" if found.numpy_says else fits
    shapes = (fragment("(", shape(part.axes), ")") for part in pair)
    drawn = (sign_html(part) if isinstance(part, str) else operand_figure(part, ends) for part in parts)
    return h(
        "div",
        h("div", h("b", *shapes, f" {mark}"), class_="broken"),
        h("div", *drawn, class_="parts"),
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
