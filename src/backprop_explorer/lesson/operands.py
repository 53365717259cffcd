"""The parts that equations are written with: operands, lines, and products in the order of the notation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..engine import Trace
from ..engine.activations import Array
from .notation import QUANTITIES, Axis, Key, Notation


@dataclass(frozen=True, eq=False, slots=True)
class Operand:
    """One matrix as it stands in an equation: its name, the numbers shown, and what its sides count.

    `data` identifies it on the page, "delta-2" or "a-1-transposed"; `kind` names its colour scale.
    """

    name: str
    data: str
    array: Array
    axes: tuple[Axis, Axis]
    kind: str
    result: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One product or sum with its numbers: operands, and the signs between them as strings.

    `bare` shapes leave the words out: (1 × 1)(1 × 2) = (1 × 2). `alike` says the one shape once.
    """

    caption: str
    parts: tuple[Operand | str, ...]
    bare: bool = False
    alike: bool = False

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The matrices of the line, without the signs."""
        return tuple(part for part in self.parts if isinstance(part, Operand))

    @property
    def shapes(self) -> str:
        """The shape of every operand, with the signs: "(1 neuron × [4 examples]) ([4 examples] × 2 neurons) = …"."""
        words: list[str] = []
        if self.alike:
            return f"{' × '.join(str(axis) for axis in self.operands[0].axes)}, each"
        for part in self.parts:
            if isinstance(part, str):
                words.append(part)
                continue
            first, second = (str(axis.size) if self.bare else str(axis) for axis in part.axes)
            words.append(f"({first} × {second})")
        text = " ".join(words)
        return text.replace(") (", ")(") if self.bare else text


@dataclass(frozen=True, slots=True)
class Equation:
    """What one phase computes: a label, formulas for KaTeX, lines of numbers and lines of NumPy."""

    label: str
    latex: tuple[str, ...]
    lines: tuple[Line, ...]
    code: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Pen:
    """Writes the operands of one mini-batch's equations; `example` is the column that one-example lines show.

    If `alone`, what has a number for each example is shown for that example only.
    """

    trace: Trace
    values: Mapping[Key, Array]
    notation: Notation
    eta: float
    example: int = 0
    alone: bool = False

    @property
    def some(self) -> slice:
        """The columns that are shown."""
        return slice(self.example, self.example + 1) if self.alone else slice(None)

    def operand(
        self, key: Key, transposed: bool = False, result: bool = False, one: bool = False, inside: bool = False
    ) -> Operand:
        """A quantity as it is shown in an equation, turned by a ᵀ if `transposed`, of one example if `one`.

        `inside` says that it is a factor of a product.
        """
        array = self.values[key]
        name, data = self.notation.text(key), f"{key[0]}-{key[1]}"
        if self.alone and "examples" in QUANTITIES[key[0]].axes:
            array = array[:, self.some]
        elif one:
            array = array[:, self.example : self.example + 1]
            name, data = f"{name} of example {self.example + 1}", f"{data}-example"
        axes = self.notation.axes(key, array.shape, inside)
        shown = self.notation.display(key, array)
        if transposed:
            shown, axes = shown.T, (axes[1], axes[0])
            name, data = f"({name})ᵀ" if "∂" in name or " " in name else f"{name}ᵀ", f"{data}-transposed"
        return Operand(name, data, shown, axes, QUANTITIES[key[0]].kind, result)

    def product(self, result: str, *factors: tuple[Key, bool], one: bool = False) -> tuple[Operand, ...]:
        """The factors of a product in the order of the notation, the axis they share marked as summed."""
        written = self.notation.product(result, factors)
        operands = [self.operand(key, transposed, one=one, inside=True) for key, transposed in written]
        left, right = operands
        return (
            replace(left, axes=(left.axes[0], replace(left.axes[1], summed=True))),
            replace(right, axes=(replace(right.axes[0], summed=True), right.axes[1])),
        )

    def latex_product(self, result: str, *factors: tuple[Key, bool], example: bool = False) -> str:
        """The same product for KaTeX; with `example`, each factor is that of one example x."""
        words = []
        for key, transposed in self.notation.product(result, factors):
            symbol, layered = self.notation.latex(key), self.notation.letter(key)[0] != "x"
            if example and (layered or symbol != "x"):  # x is itself one example
                symbol = f"{symbol}_x"
            words.append(
                rf"{f'({symbol})' if '_' in symbol or layered else symbol}^{{\mathsf T}}" if transposed else symbol
            )
        return r"\,".join(words)

    def code_product(self, result: str, *factors: tuple[Key, bool]) -> str:
        """The same product in NumPy."""
        written = self.notation.product(result, factors)
        return " @ ".join(self.notation.code(key) + (".T" if transposed else "") for key, transposed in written)
