"""Where a matrix of a wrong shape stops the calculation: the operation, and the sides that do not meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..engine import Trace
from .expression import Expression, Mul, Q, T, laid
from .mistakes.misfit import numpy_words
from .notation import Key, Notation, plural

Shape = tuple[int, int]
NUMPY = {"·": "@", "−": "-=", "⊙": "*"}


class Operand(NamedTuple):
    """One of the two matrices: its name as written, its shape as displayed, and whether it is the one of this shape."""

    name: str
    shape: Shape
    own: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two matrices that cannot be joined by `sign`: "·" for a product, else "−", "⊙" or "→", number by number.

    `sides` are the pairs of sides that should be equal and are not: in each an axis of the left matrix, an axis of the
    right one, and what they count. `numpy` is NumPy's error message, "" where it gives none.
    """

    sign: str
    left: Operand
    right: Operand
    sides: tuple[tuple[int, int, str], ...]
    numpy: str

    @property
    def words(self) -> str:
        """The drawing as a sentence or two."""
        if self.sign == "·":
            a, b, word = self.sides[0]
            counts = self.left.shape[a], self.right.shape[b]
            return (
                f"In {self.left.name} {self.right.name} the columns of {self.left.name} have to meet the rows of "
                f"{self.right.name}: both count {word}. There are {plural(counts[0], 'column')} and "
                f"{plural(counts[1], 'row')}."
            )
        own, other = (self.left, self.right) if self.left.own else (self.right, self.left)
        return f"It has to have the shape of {other.name}, which is {_size(other.shape)}. Yours is {_size(own.shape)}."


def meeting(key: Key, shape: Shape, trace: Trace, notation: Notation) -> Meeting | None:
    """The next operation that a quantity of this shape, as displayed, does not fit; None where it fits, and for C."""
    name = key[0]
    if name == "cost":
        return None
    turned = notation.turned(name)
    found = shape[::-1] if turned else shape
    shapes = _shapes(key, trace)
    off = [axis for axis in (0, 1) if found[axis] != shapes[key][axis]]
    if not off:
        return None
    operation = _operation(key, len(trace.layers), off)
    return _met(operation, shapes | {key: found}, key, notation)


def _shapes(key: Key, trace: Trace) -> dict[Key, Shape]:
    """The shapes of all that the quantity may meet, as the engine holds them."""
    found: dict[Key, Shape] = {("y", len(trace.layers)): (len(trace.y), trace.m)}
    for number, layer in enumerate(trace.layers, start=1):
        (n, n_prev), m = layer.w.shape, trace.m
        found |= {(name, number): (n, m) for name in ("z", "a", "delta", "sigma_prime")}
        found |= {(name, number): (n, n_prev) for name in ("w", "grad_w", "w_new")}
        found |= {(name, number): (n, 1) for name in ("b", "grad_b", "b_new")}
        found["a", number - 1] = (n_prev, m)
    return found


class _Operation(NamedTuple):
    """Two matrices and the sign between them; of a product, what it makes and what its summed side counts."""

    sign: str
    left: Expression
    right: Expression
    made: str = ""
    word: str = ""


def _operation(key: Key, depth: int, off: list[int]) -> _Operation:
    """The operation that takes the quantity next and needs the first of the axes that are `off`."""
    name, number = key
    own, by_examples = Q(key), 0 not in off
    if name in ("grad_w", "grad_b"):
        return _Operation("−", Q((name[-1], number)), own)
    if name in ("w_new", "b_new"):
        return _Operation("→", Q((name[0], number)), own)
    if name == "delta" and by_examples:
        return _Operation("·", own, T(Q(("a", number - 1))), "grad_w", "examples")
    if name == "delta" and number > 1:
        return _Operation("·", T(Q(("w", number))), own, "delta", "neurons")
    if name == "delta":
        return _Operation("⊙", own, Q(("sigma_prime", number)))
    if name == "z":
        return _Operation("→", own, Q(("a", number)))
    if number == depth:
        return _Operation("−", own, Q(("y", depth)))
    if by_examples:
        return _Operation("·", Q(("delta", number + 1)), T(own), "grad_w", "examples")
    return _Operation("·", Q(("w", number + 1)), own, "z", "neurons")


def _met(operation: _Operation, shapes: dict[Key, Shape], key: Key, notation: Notation) -> Meeting:
    """The operation in the order and the turns of the notation."""
    pair = Mul(operation.left, operation.right)
    flip = notation.turned(operation.made)
    product = laid(pair, notation, flip) if operation.made else pair
    assert isinstance(product, Mul)
    left, right = (_operand(e, shapes, key, notation) for e in (product.left, product.right))
    if operation.made:
        sides: tuple[tuple[int, int, str], ...] = ((1, 0, operation.word),)
    else:
        axes = notation.axes(key, shapes[key])
        apart = [axis for axis in (0, 1) if left.shape[axis] != right.shape[axis]]
        sides = tuple((axis, axis, f"{axes[axis].word or 'number'}s") for axis in apart)
    sign = NUMPY.get(operation.sign)
    numpy = numpy_words(sign, left.shape, right.shape) or "" if sign else ""
    return Meeting(operation.sign, left, right, sides, numpy)


def _operand(e: Expression, shapes: dict[Key, Shape], key: Key, notation: Notation) -> Operand:
    """A quantity, or a quantity with ᵀ, as displayed."""
    turned = isinstance(e, T)
    inner = e.of if isinstance(e, T) else e
    assert isinstance(inner, Q)
    rows, columns = shapes[inner.key]
    flip = turned ^ notation.turned(inner.key[0])
    name = notation.text(inner.key)
    return Operand(f"({name})ᵀ" if turned else name, (columns, rows) if flip else (rows, columns), inner.key == key)


def _size(shape: Shape) -> str:
    return f"{shape[0]} × {shape[1]}"
