"""Formulas as MathML, which browsers typeset themselves."""

from __future__ import annotations

from ..lesson.marks import Fence, Frac, Mark, Raised, Row, Sigma, Sign, Sym, Word
from .html import Html, fragment, h

RAISED = {"T": "T", "2": "2"}


def mathml(row: Row, block: bool = False) -> Html:
    """A formula; a `block` stands in a line of its own, with fractions at full size."""
    return h("math", *map(_mark, row), display="block" if block else None)


def _row(row: Row) -> Html:
    return _mark(row[0]) if len(row) == 1 else h("mrow", *map(_mark, row))


def _mark(mark: Mark) -> Html:
    match mark:
        case Sym():
            return _symbol(mark)
        case Sign(sign):
            return _sign(sign)
        case Word(word):
            return h("mn" if word.isdigit() else "mtext", word)
        case Frac(top, bottom, small):
            fraction = h("mfrac", _row(top), _row(bottom))
            return h("mstyle", fraction, displaystyle="false") if small else fraction
        case Fence(inside, kind):
            return h("mrow", _bracket(kind[0]), *map(_mark, inside), _bracket(kind[1]))
        case Raised(base, up):
            return h("msup", _row(base), h("mtext", RAISED[up]))
        case Sigma(index):
            return h("munder", h("mo", "Σ", largeop="false", movablelimits="false"), _letter(index))


def _symbol(mark: Sym) -> Html:
    base = _letter(mark.letter)
    below = fragment(h("mtext", "new"), h("mo", ","), _small(mark.down)) if mark.new and mark.down else None
    down = h("mrow", below) if below else h("mtext", "new") if mark.new else _small(mark.down)
    if mark.up and (mark.down or mark.new):
        return h("msubsup", base, down, _small(mark.up))
    if mark.up:
        return h("msup", base, _small(mark.up))
    return h("msub", base, down) if mark.down or mark.new else base


def _small(text: str) -> Html:
    return h("mn", text) if text.replace(",", "").isdigit() else _letter(text)


def _letter(letter: str) -> Html:
    """A letter: italic by the style sheet and not by a font of mathematics, which a reader may not have."""
    return h("mo", letter) if letter in "−,∇∂" else h("mi", letter, mathvariant="normal")


def _sign(sign: str) -> Html:
    """A sign; two factors side by side stand a thin space apart."""
    return h("mo", sign) if sign else h("mspace", width="0.17em")


def _bracket(sign: str) -> Html:
    return h("mo", sign, stretchy="true")
