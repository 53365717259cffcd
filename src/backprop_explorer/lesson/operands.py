"""The parts of a shown equation: matrices with named sides, and the lines they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..engine import Trace
from ..engine.activations import Array, softmax_jacobian
from .expression import (
    Call,
    Each,
    Expression,
    Factor,
    Mul,
    Part,
    Q,
    Rules,
    Scale,
    Sum,
    T,
    formula,
    laid,
    lights,
    text,
    value,
)
from .marks import Row
from .notation import QUANTITIES, Axis, Key, Notation, exact

Sides = tuple[Axis, Axis]


@dataclass(frozen=True, eq=False, slots=True)
class Operand:
    """One matrix in an equation: its name, the numbers shown, and what its sides count.

    `turned` says that it stands with a ᵀ: `name` and `data`, "delta-2", are those without, `title` and `place` those
    on the page. `kind` names its colour scale. `lying` says that rows and columns are exchanged against the engine's,
    and `first` is the example, from 0, that its first column belongs to. `note` stands behind its name.
    """

    name: str
    data: str
    array: Array
    axes: Sides
    kind: str
    result: bool = False
    turned: bool = False
    lying: bool = False
    first: int = 0
    note: str = ""

    @property
    def title(self) -> str:
        """The name as it is written: "(w²)ᵀ"."""
        name = self.name if len(self.name) == 1 else f"({self.name})"
        return f"{name}ᵀ" if self.turned else self.name

    @property
    def place(self) -> str:
        """What identifies it on the page: "w-2-transposed"."""
        return f"{self.data}-transposed" if self.turned else self.data


@dataclass(frozen=True, slots=True)
class Line:
    """One product or sum with its numbers: operands, and the signs between them as strings.

    A `bare` line has shapes without words: (1 × 1)(1 × 2) = (1 × 2). In an `alike` line all shapes are equal, and
    it shows this shape once. `beside` is the line of the bias that is shown together with this line of the weights.
    """

    caption: str
    parts: tuple[Operand | str, ...]
    bare: bool = False
    alike: bool = False
    beside: Line | None = None

    @property
    def operands(self) -> tuple[Operand, ...]:
        """The matrices of the line, without the signs."""
        return tuple(part for part in self.parts if isinstance(part, Operand))


def line(caption: str, *parts: Operand | str, bare: bool = False, alike: bool = False) -> Line:
    """A line whose sides have one name each: neurons are told by their layer where there are those of two."""
    sides = [axis for part in parts if isinstance(part, Operand) for axis in part.axes]
    if len({axis.layer for axis in sides} - {None}) < 2:
        parts = tuple(part if isinstance(part, str) else _short(part) for part in parts)
    return Line(caption, parts, bare, alike)


def _short(operand: Operand) -> Operand:
    first, second = (replace(axis, layer=None) for axis in operand.axes)
    return replace(operand, axes=(first, second))


@dataclass(frozen=True, slots=True)
class Equation:
    """What one phase computes: a label, its formulas, lines of numbers and lines of NumPy.

    `heading` names what is computed, and `kicker` stands above it: the name of the rule, and what has one number.
    """

    label: str
    formulas: tuple[Row, ...]
    lines: tuple[Line, ...]
    code: tuple[str, ...]
    heading: str = ""
    kicker: str = ""


@dataclass(frozen=True, eq=False)
class Pen:
    """Shows the expressions of one mini-batch as matrices; `example` is the column that one-example lines show.

    If `alone`, what has a number for each example is shown for that example only.
    """

    trace: Trace
    values: Mapping[Key, Array]
    notation: Notation
    eta: float
    example: int = 0
    alone: bool = False

    @cached_property
    def rules(self) -> Rules:
        """The equations of the network."""
        return Rules.of_trace(self.trace, self.eta)

    def laid(self, key: Key) -> Expression:
        """The right side of the equation of a quantity, as the notation lays it."""
        right = self.rules.of(key)
        assert right is not None, f"{key} is given, and has no equation"
        return laid(right, self.notation, self.notation.turned(key[0]))

    def rules_text(self, key: Key) -> Row:
        """The right side of the equation of a quantity, in letters."""
        return formula(self.laid(key), self.notation)

    def array(self, key: Key, one: bool = False) -> Array:
        """The numbers of a quantity as the engine holds them, of the chosen example alone if so wanted."""
        if key[0] == "jacobian":
            return softmax_jacobian(self.values["a", key[1]][:, self.example])
        array = self.values[key]
        if (one or self.alone) and QUANTITIES[key[0]].axes[1] == "examples":
            array = array[:, self.example : self.example + 1]
        return array

    def operand(self, key: Key, result: bool = False, one: bool = False) -> Operand:
        """A quantity as it is shown, of one example if `one`."""
        array, name, data = self.array(key, one), self.notation.text(key), f"{key[0]}-{key[1]}"
        if one and QUANTITIES[key[0]].axes[1] == "examples":
            name, data = f"{name} of example {self.example + 1}", f"{data}-example"
        axes = self.notation.axes(key, array.shape, inside=True)
        shown, kind, lying = self.notation.display(key, array), QUANTITIES[key[0]].kind, self.notation.turned(key[0])
        first = self.example if (one or self.alone) and QUANTITIES[key[0]].axes[1] == "examples" else 0
        return Operand(name, data, shown, axes, kind, result, lying=lying, first=first)

    def parts(self, e: Expression, one: bool = False) -> tuple[Operand | str, ...]:
        """The matrices of an expression that is laid, with the signs between them."""
        match e:
            case Q(key):
                return (self.operand(key, one=one),)
            case T(of):
                return (turned_over(*self._operands(of, one)),)
            case Mul(left, right):
                (*before, first), (second, *after) = self.parts(left, one), self.parts(right, one)
                assert isinstance(first, Operand) and isinstance(second, Operand)
                return (*before, _summed(first, 1), _summed(second, 0), *after)
            case Each("+", left, Part(_, Scale(factor, of)) as part) if factor.top_letter.startswith("−"):
                less = Factor(factor.top_letter[1:], -factor.top)
                step = replace(
                    self.part(replace(part, of=Scale(less, of)), one), note=f"({less.top_letter} = {exact(less.top)})"
                )
                return (*self.parts(left, one), "−", step)
            case Each(sign, left, right):
                return (*self.parts(left, one), sign, *self.parts(right, one))
            case Scale(factor, of):
                return (*self.parts(of, one), divided(factor))
            case Sum(int() as axis, of, _):
                return ("Σ", *(_summed(operand, axis) for operand in self._operands(of, one)))
            case Call(name, of):
                return ("softmax" if name == "softmax" else "σ", *self.parts(of, one))
            case Part(_, Scale(factor, _)) if factor.top_letter in ("η", "μ", "λ"):
                return (replace(self.part(e, one), note=f"({factor.top_letter} = {factor.top:.6g})"),)
            case Part():
                return (self.part(e, one),)
        raise TypeError(f"{e} is shown by no matrix of its own")

    def _operands(self, e: Expression, one: bool) -> tuple[Operand, ...]:
        return tuple(part for part in self.parts(e, one) if isinstance(part, Operand))

    def part(self, e: Part, one: bool = False) -> Operand:
        """A part that is shown as one matrix: its numbers are computed from the displayed ones."""
        keys = [key for key, _, _ in lights(e)]
        shown = {key: self.notation.display(key, self.array(key, one)) for key in keys}
        with np.errstate(all="ignore"):
            array = value(e, shown)
        like = self.operand(keys[0], one=one)
        name, data = text(formula(e, self.notation)), e.data
        if one:
            name, data = f"{name} of example {self.example + 1}", f"{data}-example"
        # A part that adds up all numbers of its matrices has one number.
        axes = like.axes if array.shape == like.array.shape or array.size > 1 else (Axis(1, ""), Axis(1, ""))
        return Operand(name, data, array, axes, e.kind, lying=like.lying, first=like.first)


def divided(factor: Factor) -> str:
    """A factor as an operation after a sum: "÷ 4"."""
    return f"÷ {f'{factor.bottom:.6g}' if factor.code else exact(factor.bottom)}"


def _summed(operand: Operand, axis: int) -> Operand:
    """The operand with a side marked as summed."""
    first, second = (replace(side, summed=side.summed or at == axis) for at, side in enumerate(operand.axes))
    return replace(operand, axes=(first, second))


def turned_over(operand: Operand) -> Operand:
    """The operand with a ᵀ, or without the one that it has."""
    turned, lying = not operand.turned, not operand.lying
    return replace(operand, array=operand.array.T, axes=operand.axes[::-1], turned=turned, lying=lying)
