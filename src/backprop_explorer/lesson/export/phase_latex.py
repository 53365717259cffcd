"""The equation of a phase as a piece of LaTeX: its symbols, then its matrices."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from ...engine.activations import Array
from ..marks import Fence, Frac, Mark, Raised, Root, Row, Sigma, Sign, Sym, Word
from ..operands import Equation, Line, Operand
from ..written import WHOLE, in_print

SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "σ": r"\sigma",
        "softmax": r"\operatorname{softmax}",
        "⊙": r"\odot",
        "−": "-",
        "Σ": r"\textstyle\sum_x",
        "from": r"\text{from }",
        "and": r"\text{ and }",
        "we get": r"\text{ we get }",
    }
)
LETTERS: Mapping[str, str] = MappingProxyType(
    {"δ": r"\delta", "∂": r"\partial ", "σ": r"\sigma", "σ′": r"\sigma'", "η": r"\eta", "∇": r"\nabla", "−": "-"}
    | {"λ": r"\lambda", "μ": r"\mu", "ε": r"\varepsilon", "β₁": r"\beta_1", "β₂": r"\beta_2"}
    | {"m̂": r"\hat m", "v̂": r"\hat v", "1 − β₁": r"1 - \beta_1", "1 − β₂": r"1 - \beta_2"}
    | {"1 − β₁ᵗ": r"1 - \beta_1^t", "1 − β₂ᵗ": r"1 - \beta_2^t"}
)
OPERATORS: Mapping[str, str] = MappingProxyType({"": r"\,", "⊙": r" \odot ", "·": r" \cdot ", "−": " - "})
WIDE = 10_000
PMATRIX_COLUMNS = 10  # what amsmath allows unless it is told otherwise


def phase_latex(equation: Equation) -> str:
    """An align* of the symbols and, line for line, the matrices with 4 significant digits and named shapes.

    It compiles with amsmath and needs no other package. A side longer than 12 shows its first 6 numbers, and dots.
    """
    formulas = [_aligned(row) for row in equation.formulas]
    widest = max((_columns(operand) for line in equation.lines for operand in line.operands), default=1)
    lines = [f"% {equation.label}", r"% \usepackage{amsmath} goes into the preamble."]
    if widest > PMATRIX_COLUMNS:
        lines.append(rf"\setcounter{{MaxMatrixCols}}{{{widest}}}")
    rows = " \\\\[2ex]\n".join([*formulas, *map(_line, equation.lines)])
    return "\n".join([*lines, r"\begin{align*}", rows, r"\end{align*}", ""])


def latex(row: Row) -> str:
    """The marks of a formula in LaTeX."""
    return "".join(map(_mark, row))


def _aligned(row: Row) -> str:
    """A formula that is aligned at its first equals sign."""
    at = next((i for i, mark in enumerate(row) if mark == Sign("=")), 0)
    return f"{latex(row[:at])} &{latex(row[at:]).lstrip()}" if at else f"&{latex(row)}"


def _mark(mark: Mark) -> str:
    match mark:
        case Sym(letter, up, down, new, _):
            below = ",".join(part for part in (r"\text{new}" if new else "", _letter(down)) if part)
            raised = f"^{{{up}}}" if up else ""
            return f"{_letter(letter)}{raised}_{{{below}}}" if below else f"{_letter(letter)}{raised}"
        case Sign(sign):
            return OPERATORS.get(sign, f" {sign} ")
        case Word(word):
            return LETTERS.get(word) or (
                r"\ln" if word == "ln" else word if word.isdigit() else rf"\operatorname{{{word}}}"
            )
        case Frac(top, bottom, small):
            return rf"\{'tfrac' if small else 'frac'}{{{latex(top)}}}{{{latex(bottom)}}}"
        case Fence(inside, kind):
            return rf"\left{kind[0]}{latex(inside)}\right{kind[1]}"
        case Raised(base, up):
            raised = up if up.isdigit() else rf"\mathsf {up}"
            return rf"{{{latex(base)}}}^{{{raised}}}"
        case Root(inside):
            return rf"\sqrt{{{latex(inside)}}}"
        case Sigma(index):
            return rf"\textstyle\sum_{{{index}}} "


def _letter(letter: str) -> str:
    if letter.startswith("d") and len(letter) > 1:
        return letter  # dW, dZ, db
    return LETTERS.get(letter) or ("-" if letter == "−" else letter)


def _line(line: Line) -> str:
    """One line of operands and signs, its caption before it."""
    caption = rf"\text{{{_plain(line.caption)}: }}" if line.caption else ""
    parts = [_operand(part, line.bare) if isinstance(part, Operand) else _sign(part) for part in line.parts]
    return f"&{caption}" + "\n  ".join(["", *parts])


def _sign(sign: str) -> str:
    """A sign between operands: "⊙", "÷ 4", "· 1 ="."""
    return SIGNS.get(sign) or sign.replace("÷", r"\div").replace("·", r"\cdot")


def _operand(operand: Operand, bare: bool) -> str:
    """A matrix with its shape below it."""
    first, second = (str(axis.size) if bare else rf"\text{{{axis}}}" for axis in operand.axes)
    return rf"\underset{{{first} \times {second}}}{{{_matrix(operand.array)}}}"


def _columns(operand: Operand) -> int:
    width: int = operand.array.shape[1]
    return in_print(width) + (width > WHOLE)


def _matrix(array: Array) -> str:
    height, width = map(in_print, array.shape)
    rows = [[_number(value) for value in row] for row in array[:height, :width].tolist()]
    if width < array.shape[1]:
        rows = [[*row, r"\cdots"] for row in rows]
    if height < array.shape[0]:
        rows.append([r"\vdots"] * width + ([r"\ddots"] if width < array.shape[1] else []))
    body = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


def _number(value: float) -> str:
    """4 significant digits, with a power of ten below 0.001 and from 10,000 on."""
    if not math.isfinite(value):
        return r"\text{nan}" if math.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    if abs(value) < WIDE and value == int(value):
        return str(int(value))
    mantissa, exponent = f"{value:.3e}".split("e")
    power = int(exponent)
    return f"{value:.{3 - power}f}" if -3 <= power <= 3 else rf"{mantissa} \cdot 10^{{{power}}}"


def _plain(text: str) -> str:
    """Text in which LaTeX sees no command of its own."""
    return re.sub(r"([#$%&_{}])", r"\\\1", text)
