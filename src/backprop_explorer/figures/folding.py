"""From the examples to the batch as HTML: one small matrix per example, plus signs, the sum, and the gradient."""

from __future__ import annotations

from html import escape

from ..lesson.folding import Fold, Folding
from ..lesson.operands import Operand
from . import colours
from .matrices import ghost, name_html, shape, table
from .prose import prose


def folding_panel(folding: Folding) -> str:
    """The panel of one layer; dots stand for what is not computed yet."""
    rows = "".join(_fold(part, folding.known) for part in (folding.weights, folding.biases) if part is not None)
    waits = "" if folding.known else '<p class="waits">Not computed yet: here are the shapes alone.</p>'
    text = " ".join(prose(sentence) for sentence in folding.sentences)
    return (
        f'<div class="folding" data-folding="{folding.layer}"><div class="label">{escape(folding.title)}</div>'
        f'<p class="answer">{text}</p>{waits}{rows}{_step(folding)}</div>'
    )


def _fold(fold: Fold, known: bool) -> str:
    """One gradient: example + example + … = the sum, ÷ m, = the gradient."""
    end = max(colours.limit(operand.array) for operand in (*(term.operand for term in fold.terms), fold.total))
    plus = _sign("+").join(
        _figure(term.operand, term.caption, escape(term.shapes) or shape(term.operand.axes), end, known)
        for term in fold.terms
    )
    total = _figure(fold.total, fold.total.name, shape(fold.total.axes), end, known)
    divide = _sign(f"÷ {fold.divisor}") if fold.divisor is not None else ""
    result = _figure(fold.result, "", shape(fold.result.axes), colours.limit(fold.result.array), known)
    return (
        f'<div class="fold-row"><div class="shapes">{name_html(fold.formula)}</div>'
        f'<div class="parts">{plus}{_sign("=")}{total}{divide}{_sign("=")}{result}</div></div>'
    )


def _step(folding: Folding) -> str:
    """The sum and the mean side by side, each with its η."""
    parts = "".join(
        _sign(part)
        if isinstance(part, str)
        else _figure(part, part.name, shape(part.axes), colours.limit(part.array), folding.known)
        for part in folding.step
    )
    caption = escape(folding.step_caption)
    return f'<div class="fold-row"><div class="shapes">{caption}</div><div class="parts">{parts}</div></div>'


def _figure(operand: Operand, caption: str, shapes: str, end: float, known: bool) -> str:
    rows, columns = operand.array.shape
    attributes = f'data-operand="{escape(operand.data)}" data-shape="{rows}x{columns}"'
    grid = table(operand.array, end, attributes) if known else ghost((rows, columns), attributes)
    kind = "op result" if operand.result else "op"
    head = escape(caption) if caption else name_html(operand.name)
    return f'<figure class="{kind}"><figcaption>{head}<small>{shapes}</small></figcaption>{grid}</figure>'


def _sign(text: str) -> str:
    return f'<span class="sign">{escape(text)}</span>'
