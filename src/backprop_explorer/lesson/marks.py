"""A formula as a row of marks, and the row as plain text."""

from __future__ import annotations

from dataclasses import dataclass

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789-xijk", "₀₁₂₃₄₅₆₇₈₉₋ₓᵢⱼₖ")


@dataclass(frozen=True, slots=True)
class Sym:
    """A letter, with small marks above and below it; "new" below stands before the letter in plain text.

    `term` is what the glossary calls it, where that is not its letter.
    """

    letter: str
    up: str = ""
    down: str = ""
    new: bool = False
    term: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign between other marks: "=", "⊙", "−", or "·", or "" where two factors stand side by side."""

    sign: str


@dataclass(frozen=True, slots=True)
class Word:
    """Upright letters: softmax, ln, a number, or words."""

    word: str


@dataclass(frozen=True, slots=True)
class Frac:
    """One row over another; `small` where it stands in a line of text, as 1/m does."""

    top: Row
    bottom: Row
    small: bool = False


@dataclass(frozen=True, slots=True)
class Fence:
    """A row in brackets."""

    inside: Row
    kind: str = "()"


@dataclass(frozen=True, slots=True)
class Raised:
    """A row with a mark raised behind it: ᵀ or ²."""

    base: Row
    up: str


@dataclass(frozen=True, slots=True)
class Root:
    """The square root of a row."""

    inside: Row


@dataclass(frozen=True, slots=True)
class Sigma:
    """The sign of a sum with the index that it runs over."""

    index: str


Mark = Sym | Sign | Word | Frac | Fence | Raised | Root | Sigma
Row = tuple[Mark, ...]

RAISED = {"T": "ᵀ", "2": "²"}


def text(row: Row) -> str:
    """The row in one line of plain text: "∂C/∂w² = (1/m) Σₓ δ²ₓ (a¹ₓ)ᵀ"."""
    return "".join(map(_plain, row))


def _below(down: str) -> str:
    """A small mark below a letter; there is no small λ."""
    return f"_{down}" if down == "λ" else down.translate(SUBSCRIPTS)


def _plain(mark: Mark) -> str:
    match mark:
        case Sym(letter, up, down, new, _):
            return f"{'new ' if new else ''}{letter}{up.translate(SUPERSCRIPTS)}{_below(down)}"
        case Sign(sign):
            return f" {sign} " if sign else " "
        case Word(word):
            return word
        case Frac(top, bottom, small):
            below = text(bottom)
            below = f"({below})" if " " in below and ("√" in below or small) else below
            return f"({text(top)}/{below}) " if small else f"{text(top)}/{below}"
        case Fence(inside, kind):
            return f"{kind[0]}{text(inside)}{kind[1]}"
        case Raised(base, up):
            return f"{text(base)}{RAISED[up]}"
        case Root(inside):
            return f"√{text(inside)}"
        case Sigma(index):
            return f"Σ{index.translate(SUBSCRIPTS)} "
