"""Formulas as MathML, which browsers typeset themselves."""

from __future__ import annotations

from functools import lru_cache

from ..lesson.glossary import GLOSSARY, INDEX, LAYER
from ..lesson.marks import Fence, Frac, Mark, Raised, Root, Row, Sigma, Sign, Sym, Word
from .html import Html, fragment, h

RAISED = {"T": "T", "2": "2"}
NAMED = ("softmax", "ln", "β₁", "β₂")  # words of a formula that the glossary explains


@lru_cache(maxsize=4096)
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
            return h("mn" if word.isdigit() else "mtext", word, data_term=word if word in NAMED else None)
        case Frac(top, bottom, small):
            fraction = h("mfrac", _row(top), _row(bottom))
            return h("mstyle", fraction, displaystyle="false") if small else fraction
        case Fence(inside, kind):
            return h("mrow", _bracket(kind[0]), *map(_mark, inside), _bracket(kind[1]))
        case Raised(base, up):
            return h("msup", _row(base), h("mtext", RAISED[up], data_term="ᵀ" if up == "T" else None))
        case Root(inside):
            return h("msqrt", *map(_mark, inside))
        case Sigma(index):
            sign = h("mo", "Σ", largeop="false", movablelimits="false", data_term="Σ")
            return h("munder", sign, _below(index))


def _symbol(mark: Sym) -> Html:
    base, up = _letter(mark.letter, mark.term), _above(mark.up)
    below = fragment(h("mtext", "new"), h("mo", ","), _below(mark.down)) if mark.new and mark.down else None
    down = h("mrow", below) if below else h("mtext", "new") if mark.new else _below(mark.down)
    if mark.up and (mark.down or mark.new):
        return h("msubsup", base, down, up)
    if mark.up:
        return h("msup", base, up)
    return h("msub", base, down) if mark.down or mark.new else base


def _above(number: str) -> Html:
    return h("mn", number, data_term=LAYER)


def _below(text: str) -> Html:
    """The small mark of an entry or of one example; a letter there has a meaning of its own."""
    if text.replace(",", "").isdigit():
        return h("mn", text)
    return _letter(text, INDEX + text if INDEX + text in GLOSSARY else text)


def _letter(letter: str, term: str = "") -> Html:
    """A letter: italic by the style sheet and not by a font of mathematics, which a reader may not have."""
    term = term or letter
    named = term if term in GLOSSARY else None
    if letter in "−,∇∂":
        return h("mo", letter, data_term=named)
    return h("mi", letter, mathvariant="normal", data_term=named)


def _sign(sign: str) -> Html:
    """A sign; two factors side by side stand a thin space apart."""
    return h("mo", sign, data_term="⊙" if sign == "⊙" else None) if sign else h("mspace", width="0.17em")


def _bracket(sign: str) -> Html:
    return h("mo", sign, stretchy="true")
