"""From the examples to the batch as HTML: one small matrix per example, plus signs, the sum, and the gradient."""

from __future__ import annotations

from ..lesson.folding import Fold, Folding
from ..lesson.operands import Operand
from . import colours
from .cells import ghost, name_html, shape, sign_html, table
from .html import Html, h
from .mathml import mathml
from .prose import prose
from .step import shape_line


def folding_panel(folding: Folding) -> Html:
    """The panel of one layer; dots stand for what is not computed yet."""
    waits = "" if folding.known else h("p", "Not computed yet: here are the shapes alone.", class_="waits")
    return h(
        "div",
        h("div", folding.title, class_="label"),
        h("p", Html(" ").join(map(prose, folding.sentences)), class_="answer"),
        waits,
        *(_fold(part, folding.known) for part in folding.folds),
        _step(folding) if folding.step else "",
        class_="folding",
        data_folding=str(folding.layer),
    )


def _fold(fold: Fold, known: bool) -> Html:
    """One gradient: example + example + … = the sum, ÷ m, = the gradient."""
    end = max(colours.limit(operand.array) for operand in (*(term.operand for term in fold.terms), fold.total))
    plus = sign_html("+").join(
        _figure(
            term.operand, term.caption, shape_line(term.line) if term.line else shape(term.operand.axes), end, known
        )
        for term in fold.terms
    )
    total = _figure(fold.total, fold.total.name, shape(fold.total.axes), end, known)
    divide = sign_html(f"÷ {fold.divisor}") if fold.divisor is not None else ""
    result = _figure(fold.result, "", shape(fold.result.axes), colours.limit(fold.result.array), known)
    parts = h("div", plus, sign_html("="), total, divide, sign_html("="), result, class_="parts")
    return h("div", h("div", mathml(fold.formula, block=True), class_="shapes"), parts, class_="fold-row")


def _step(folding: Folding) -> Html:
    """The sum and the mean side by side, each with its η."""
    parts = (
        sign_html(part)
        if isinstance(part, str)
        else _figure(part, part.name, shape(part.axes), colours.limit(part.array), folding.known)
        for part in folding.step
    )
    return h(
        "div", h("div", folding.step_caption, class_="shapes"), h("div", *parts, class_="parts"), class_="fold-row"
    )


def _figure(operand: Operand, caption: str, shapes: Html, end: float, known: bool) -> Html:
    rows, columns = operand.array.shape
    name = {"data_operand": operand.data}
    grid = table(operand.array, end, **name) if known else ghost((rows, columns), **name)
    head = h("figcaption", caption or name_html(operand.name), h("small", shapes))
    return h("figure", head, grid, class_="op result" if operand.result else "op")
