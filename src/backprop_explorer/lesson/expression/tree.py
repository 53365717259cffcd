"""The tree of an equation, with columns as examples, and what can be read from the tree alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from ...engine import ACTIVATIONS
from ...engine.activations import Array
from ..notation import QUANTITIES, Key, Notation


@dataclass(frozen=True, slots=True)
class Q:
    """A quantity as the engine holds it; `by` names the activation that a slope σ′ belongs to."""

    key: Key
    by: str = ""


@dataclass(frozen=True, slots=True)
class T:
    """Rows and columns exchanged: ᵀ."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Mul:
    """The matrix product: the side that both share is summed."""

    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Each:
    """Number by number: "⊙", "+", "−" or "/"; a column of biases is added to every column."""

    sign: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that all of a matrix is multiplied by, `top` over `bottom`, each with its letter: 1/m, −η, 2.

    `code` is how the number is written in code where its digits would say less: "(1 - 0.9**3)".
    """

    top_letter: str
    top: float
    bottom_letter: str = ""
    bottom: float = 1.0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A number times every entry."""

    factor: Factor
    of: Expression


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum along an axis, which stays as a side of 1: axis 1 adds up the examples x, axis 0 the neurons j.

    Axis None adds up all numbers of a matrix.
    """

    axis: int | None
    of: Expression
    index: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of each number: the name of an activation, that with ′ for its slope, or "ln", "square", "root"."""

    name: str
    of: Expression


@dataclass(frozen=True, slots=True)
class Part:
    """A part that has a meaning of its own, in words: it is worked out before the rest.

    With `data`, its name on the page, it is shown as one matrix; `kind` names its colour scale.
    """

    words: str
    of: Expression
    data: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Last(Part):
    """The last example alone: the last column of `of`."""


@dataclass(frozen=True, slots=True)
class Num:
    """A constant, the same in every place, with its letter if it has one."""

    number: float
    letter: str = ""


Expression = Q | T | Mul | Each | Scale | Sum | Call | Part | Num

Cell = tuple[Key, int, int]
"""One number: its quantity, row and column, as the engine holds it."""

Light = tuple[Key, str, str]
"""The cells that a number is made from: a quantity, and its rows and columns: "j", "c", "0", or "*" for all."""


def laid(e: Expression, n: Notation, flip: bool = False) -> Expression:
    """The expression in quantities as `n` shows them, itself transposed if `flip`: (AB)ᵀ = BᵀAᵀ."""
    match e:
        case Q(key):
            return T(e) if flip ^ n.turned(key[0]) else e
        case T(of):
            return laid(of, n, not flip)
        case Mul(left, right):
            first, second = laid(left, n, flip), laid(right, n, flip)
            return Mul(second, first) if flip else Mul(first, second)
        case Each(sign, left, right):
            return Each(sign, laid(left, n, flip), laid(right, n, flip))
        case Scale(factor, of):
            return Scale(factor, laid(of, n, flip))
        case Sum(axis, of, index):
            return Sum(1 - axis if flip and axis is not None else axis, laid(of, n, flip), index)
        case Call(name, of):
            return Call(name, laid(of, n, flip))
        case Part():
            return replace(e, of=laid(e.of, n, flip))
    return e


FUNCTIONS: Mapping[str, Callable[[Array], Array]] = {
    "ln": np.log,
    "square": np.square,
    "root": np.sqrt,
    "step": lambda z: np.asarray(np.where(z > 0, 1.0, 0.0)),
    **{name: activation.value for name, activation in ACTIVATIONS.items()},
    **{
        f"{name}′": (lambda z, of=activation: of.slope(z, of.value(z)))  # type: ignore[misc]
        for name, activation in ACTIVATIONS.items()
        if activation.f_prime is not None
    },
}


def value(e: Expression, values: Mapping[Key, Array]) -> Array:
    """The value of the expression; `values` holds the quantities with columns as examples."""
    match e:
        case Q(key):
            return values[key]
        case T(of):
            return value(of, values).T
        case Mul(left, right):
            return np.asarray(value(left, values) @ value(right, values))
        case Each(sign, left, right):
            return _each(sign, value(left, values), value(right, values))
        case Scale(factor, of):
            return np.asarray(factor.top / factor.bottom * value(of, values))
        case Sum(axis, of, _):
            return np.asarray(value(of, values).sum(axis=axis, keepdims=True))
        case Call(name, of):
            return FUNCTIONS[name](value(of, values))
        case Last(_, of, _, _):
            return value(of, values)[:, -1:]
        case Part(_, of, _, _):
            return value(of, values)
        case Num(number):
            return np.array([[number]])


def _each(sign: str, left: Array, right: Array) -> Array:
    if sign == "/":  # a target of 0 takes no part in a cross-entropy, whatever the output is
        left, right = np.broadcast_arrays(left, right)
        return np.divide(left, right, out=np.zeros_like(left), where=left != 0)
    return np.asarray({"⊙": np.multiply, "+": np.add, "−": np.subtract}[sign](left, right))


def shape(e: Expression, values: Mapping[Key, Array]) -> tuple[int, int]:
    """The rows and columns of the expression."""
    match e:
        case Q(key):
            rows, columns = values[key].shape
            return rows, columns
        case T(of):
            return shape(of, values)[::-1]
        case Mul(left, right):
            return shape(left, values)[0], shape(right, values)[1]
        case Each(_, left, right):
            first, second = shape(left, values), shape(right, values)
            return max(first[0], second[0]), max(first[1], second[1])
        case Sum(axis, of, _):
            rows, columns = shape(of, values)
            return (1, 1) if axis is None else (rows, 1) if axis == 1 else (1, columns)
        case Last(_, of, _, _):
            return shape(of, values)[0], 1
        case Scale(_, of) | Call(_, of) | Part(_, of, _, _):
            return shape(of, values)
    return 1, 1


def addends(e: Expression, values: Mapping[Key, Array], j: int, c: int) -> list[tuple[Cell, ...]]:
    """Entry (j, c) as a sum: for each addend, the cells whose product it is. For sums and products of quantities."""
    match e:
        case Q(key):
            return [((key, j, min(c, values[key].shape[1] - 1)),)]
        case T(of):
            return addends(of, values, c, j)
        case Mul(left, right):
            pairs = (
                product(addends(left, values, j, k), addends(right, values, k, c))
                for k in range(shape(left, values)[1])
            )
            return [p + q for pair in pairs for p, q in pair]
        case Each("⊙", left, right):
            return [p + q for p, q in product(addends(left, values, j, c), addends(right, values, j, c))]
        case Each(_, left, right):
            return addends(left, values, j, c) + addends(right, values, j, c)
        case Sum(None, of, _):
            places = np.ndindex(*shape(of, values))
            return [addend for row, column in places for addend in addends(of, values, row, column)]
        case Sum(1, of, _):
            return [addend for x in range(shape(of, values)[1]) for addend in addends(of, values, j, x)]
        case Sum(_, of, _):
            return [addend for i in range(shape(of, values)[0]) for addend in addends(of, values, i, c)]
        case Scale(_, of) | Call(_, of) | Part(_, of, _, _):
            return addends(of, values, j, c)
    return [()]


def lights(e: Expression, j: str = "j", c: str = "c") -> dict[Light, None]:
    """Which cells entry (j, c) is made from, in the order of the equation."""
    match e:
        case Q(key):
            return {(key, j, "0" if QUANTITIES[key[0]].axes[1] == "one" else c): None}
        case T(of):
            return lights(of, c, j)
        case Mul(left, right):
            return lights(left, j, "*") | lights(right, "*", c)
        case Each(_, left, right):
            return lights(left, j, c) | lights(right, j, c)
        case Call("softmax", of):  # the outputs of an example share one sum
            return lights(of, "*", c)
        case Sum(axis, of, _):
            return lights(of, *("*", "*") if axis is None else (j, "*") if axis == 1 else ("*", c))
        case Scale(_, of) | Call(_, of) | Part(_, of, _, _):
            return lights(of, j, c)
    return {}


def counted(e: Expression) -> tuple[str, str]:
    """What the two sides count: "to", "from", "examples" or "one", as in QUANTITIES."""
    match e:
        case Q(key):
            return QUANTITIES[key[0]].axes
        case T(of):
            first, second = counted(of)
            return second, first
        case Mul(left, right):
            return counted(left)[0], counted(right)[1]
        case Each(_, left, right):
            return counted(right if isinstance(left, Num) else left)
        case Sum(None, _, _):
            return "one", "one"
        case Scale(_, of) | Sum(_, of, _) | Call(_, of) | Part(_, of, _, _):
            return counted(of)
    return "one", "one"
