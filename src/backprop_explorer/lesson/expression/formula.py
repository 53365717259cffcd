"""The tree of an equation as the marks of a formula: for whole matrices, for one example, and for one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...engine.activations import Array
from ..marks import Fence, Frac, Mark, Raised, Row, Sigma, Sign, Sym, Word, text
from ..notation import Key, Notation
from .tree import Call, Each, Expression, Factor, Last, Mul, Num, Part, Q, Scale, Sum, T, counted, shape

__all__ = ["Formula", "chained", "entry_formula", "formula", "text"]

WRITTEN = 3  # addends of one entry that are written out

Formula = Row
Leaf = Callable[[Q], Row]


def chained(*sides: Row) -> Row:
    """Rows with an equals sign between them."""
    first, *others = sides
    return (*first, *(mark for side in others for mark in (Sign("="), *side)))


def formula(e: Expression, n: Notation, example: str = "", leaf: Leaf | None = None) -> Row:
    """The marks of an expression that is laid as `n` shows it.

    With `example`, the small mark of one example, what belongs to examples wears it: δ_x. `leaf` writes a quantity
    in another way.
    """

    def plain(q: Q) -> Row:
        return n.symbol(q.key, example=example if example and "examples" in counted(q) else "")

    return _Scribe(n, leaf or plain).write(e)


def entry_formula(e: Expression, n: Notation, j: int, c: int, values: Mapping[Key, Array]) -> Row:
    """The marks of entry (j, c) of an expression with columns as examples: sums over neurons are written out."""
    return _Entry(n, values).write(e, j, c)


def _factor(factor: Factor) -> Row:
    if factor.bottom_letter:
        return (Frac((Word(factor.top_letter),), (_letter(factor.bottom_letter),), small=True),)
    return (_letter(factor.top_letter), *(() if factor.top_letter == "−" else (Sign(""),)))


def _letter(letter: str) -> Mark:
    return Sym(letter) if letter.strip("−").isalpha() else Word(letter)


def _loose(e: Expression) -> bool:
    """Whether an expression falls apart beside a factor, so that it needs brackets."""
    match e:
        case Each("+" | "−", _, _):
            return True
        case Part(_, of, _, _):
            return _loose(of)
        case Scale(factor, _):
            return factor.top < 0
    return False


def _sum(left: Row, sign: str, right: Row) -> Row:
    """A sum or difference; a minus that leads the right side takes the place of the plus."""
    if sign == "+" and right and right[0] in (Sym("−"), Word("−1")):
        return (*left, Sign("−"), *right[1:])
    return (*left, Sign(sign), *right)


@dataclass(frozen=True, slots=True)
class _Scribe:
    """Writes whole matrices; `times` is the sign between numbers in the same place."""

    n: Notation
    leaf: Leaf
    times: str = "⊙"

    def write(self, e: Expression) -> Row:
        match e:
            case Q():
                return self.leaf(e)
            case T(of):
                row = self.write(of)
                bare = len(row) == 1 and isinstance(row[0], Sym) and not row[0].up and not row[0].down
                return (Raised(row if bare else (Fence(row),), "T"),)
            case Mul(left, right):
                return (*self.held(left), Sign(""), *self.held(right))
            case Each("⊙", left, right):
                first = (Fence(self.write(left)),) if isinstance(left, Mul) else self.held(left)
                return (*first, Sign(self.times), *self.held(right))
            case Each("/", left, right):
                return (Frac(self.write(left), self.write(right)),)
            case Each(sign, left, right):
                return _sum(self.write(left), sign, self.write(right))
            case Scale(factor, of):
                return (*_signed(factor), *self.held(of))
            case Sum(_, of, "j"):
                return (Sigma("j"), *_Scribe(self.n, self.one_neuron, "").held(of))
            case Sum(_, of, index):
                return (Sigma(index), *self.held(of))
            case Call(name, of):
                return _call(name, self.write(of))
            case Last(_, of, _, _):
                return formula(of, self.n, example="m")
            case Part(_, of, _, _):
                return self.write(of)
            case Num(number):
                return (Word(f"{number:g}"),)

    def one_neuron(self, q: Q) -> Row:
        """The number of neuron j."""
        return self.n.symbol(q.key, "j")

    def held(self, e: Expression) -> Row:
        """An expression as a factor."""
        return (Fence(self.write(e)),) if _loose(e) else self.write(e)


def _signed(factor: Factor) -> Row:
    """A factor; that of a leading minus is a sign of its own, which a sum can take over."""
    if factor.top_letter == "−1":
        return (Sym("−"),)
    if factor.top_letter.startswith("−"):
        return (Sym("−"), Sym(factor.top_letter[1:]), Sign(""))
    return _factor(factor)


def _call(name: str, inside: Row) -> Row:
    """A function of what is inside: σ for an activation that acts on each number by itself."""
    if name == "ln":
        return (Word("ln"), Sign(""), *(inside if len(inside) == 1 else (Fence(inside),)))
    if name == "square":
        return (Raised((Fence(inside),), "2"),)
    head: Mark = Word(name) if name in ("softmax", "step") else Sym("σ′" if name.endswith("′") else "σ")
    return (head, Fence(inside))


@dataclass(frozen=True, slots=True)
class _Entry:
    """Writes one entry; rows and columns count from 0, with columns as examples."""

    n: Notation
    values: Mapping[Key, Array]

    def write(self, e: Expression, j: int, c: int) -> Row:
        match e:
            case Q(key):
                return self.n.entry_symbol(key, j, c)
            case T(of):
                return self.write(of, c, j)
            case Mul(left, right):
                return self._product(left, right, j, c)
            case Each("⊙", left, right):
                return (*self._held(left, j, c), Sign("·"), *self._held(right, j, c))
            case Each("/", left, right):
                return (Frac(self.write(left, j, c), self.write(right, j, c)),)
            case Each(sign, left, right):
                return _sum(self.write(left, j, c), sign, self.write(right, j, c))
            case Scale(factor, of):
                return (*_signed(factor), *self._held(of, j, c))
            case Sum(_, of, "x"):
                return (Sigma("x"), *self._held(of, j, c))
            case Sum():
                return formula(e, self.n)
            case Call(name, of):
                return _call(name, self.write(of, j, c))
            case Part(_, of, _, _):
                return self.write(of, j, c)
            case Num(number):
                return (Word(f"{number:g}"),)

    def _held(self, e: Expression, j: int, c: int) -> Row:
        row = self.write(e, j, c)
        several = isinstance(e, Mul) and any(isinstance(mark, Sign) and mark.sign == "+" for mark in row)
        return (Fence(row),) if _loose(e) or several else row

    def _product(self, left: Expression, right: Expression, j: int, c: int) -> Row:
        """A sum over the examples stays a Σ; one over neurons or inputs is written out, its middle as dots."""
        if counted(left)[1] == "examples":
            return (Sigma("x"), *self._held(left, j, 0), Sign(""), *self._held(right, 0, c))
        count = shape(left, self.values)[1]
        few = count <= WRITTEN
        addends = [
            (*self._held(left, j, k), Sign(""), *self._held(right, k, c))
            for k in (range(count) if few else (0, count - 1))
        ]
        between: Row = (Sign("+"),) if few else (Sign("+"), Word("…"), Sign("+"))
        first, *others = addends
        return (*first, *(mark for addend in others for mark in (*between, *addend)))
