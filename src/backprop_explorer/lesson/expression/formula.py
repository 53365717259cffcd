"""The tree of an equation as the marks of a formula: for whole matrices, for one example, and for one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ...engine.activations import Array
from ..marks import Fence, Frac, Mark, Raised, Root, Row, Sigma, Sign, Sym, Word, text
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

    With `example`, the small mark of one example, each quantity that belongs to examples has it: δ_x. `leaf` writes a
    quantity in another way.
    """

    def plain(q: Q) -> Row:
        return n.symbol(q.key, example=example if example and "examples" in counted(q) else "")

    return _Scribe(n, leaf or plain).write(e)


def entry_formula(e: Expression, n: Notation, j: int, c: int, values: Mapping[Key, Array]) -> Row:
    """The marks of entry (j, c) of an expression with columns as examples: sums over neurons are written out."""
    return _Entry(n, lambda q: (), "·", values).write(e, j, c)


def _factor(factor: Factor) -> Row:
    if factor.bottom_letter:
        return (Frac((Word(factor.top_letter),), (_letter(factor.bottom_letter),), small=True),)
    if " " in factor.top_letter:  # 1 − β₁
        return (Fence((Word(factor.top_letter),)), Sign(""))
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
    """Writes whole matrices; `times` is the sign between numbers in the same place.

    j and c are the row and the column of an entry, which a whole matrix does not need.
    """

    n: Notation
    leaf: Leaf
    times: str = "⊙"

    def write(self, e: Expression, j: int = 0, c: int = 0) -> Row:
        match e:
            case Q():
                return self.quantity(e, j, c)
            case T(of):
                return self.turned(of, j, c)
            case Mul(left, right):
                return self.product(left, right, j, c)
            case Each("⊙", left, right):
                return (*self.held(left, j, c), Sign(self.times), *self.held(right, j, c))
            case Each("/", left, right):
                return (Frac(self.write(left, j, c), self.write(right, j, c)),)
            case Each(sign, left, right):
                return _sum(self.write(left, j, c), sign, self.write(right, j, c))
            case Scale(factor, of):
                scaled = self.write(of, j, c) if isinstance(of, Mul) else self.held(of, j, c)
                return (*_signed(factor), *scaled)
            case Sum(_, of, ("j" | "jk") as index):
                return (Sigma(index), *_Scribe(self.n, lambda q: self.n.symbol(q.key, index), "").held(of))
            case Sum(_, of, index):
                return (Sigma(index), *(self.write(of, j, c) if isinstance(of, Mul) else self.held(of, j, c)))
            case Call(name, of):
                return _call(name, self.write(of, j, c))
            case Last(_, of, _, _):
                return formula(of, self.n, example="m")
            case Part(_, of, _, _):
                return self.write(of, j, c)
            case Num(number, letter):
                return (Sym(letter) if letter else Word(f"{number:g}"),)

    def held(self, e: Expression, j: int = 0, c: int = 0) -> Row:
        """An expression as a factor."""
        row = self.write(e, j, c)
        return (Fence(row),) if _loose(e) or isinstance(e, Mul) else row

    def quantity(self, q: Q, j: int, c: int) -> Row:
        return self.leaf(q)

    def turned(self, of: Expression, j: int, c: int) -> Row:
        row = self.write(of)
        bare = len(row) == 1 and isinstance(row[0], Sym) and not row[0].up and not row[0].down
        return (Raised(row if bare else (Fence(row),), "T"),)

    def product(self, left: Expression, right: Expression, j: int, c: int) -> Row:
        return (*self.held(left), Sign(""), *self.held(right))


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
    if name == "root":
        return (Root(inside),)
    if name == "square":
        return (Raised((Fence(inside),), "2"),)
    head: Mark = Word(name) if name in ("softmax", "step") else Sym("σ′" if name.endswith("′") else "σ")
    return (head, Fence(inside))


@dataclass(frozen=True, slots=True)
class _Entry(_Scribe):
    """Writes one entry; rows and columns count from 0, with columns as examples."""

    values: Mapping[Key, Array] = field(default_factory=dict)

    def held(self, e: Expression, j: int = 0, c: int = 0) -> Row:
        """An expression as a factor: brackets go around several addends."""
        row = self.write(e, j, c)
        several = isinstance(e, Mul) and Sign("+") in row
        return (Fence(row),) if _loose(e) or several else row

    def quantity(self, q: Q, j: int, c: int) -> Row:
        return self.n.entry_symbol(q.key, j, c)

    def turned(self, of: Expression, j: int, c: int) -> Row:
        return self.write(of, c, j)

    def product(self, left: Expression, right: Expression, j: int, c: int) -> Row:
        """A sum over the examples stays a Σ; one over neurons or inputs is written out, its middle as dots."""
        if counted(left)[1] == "examples":
            return (Sigma("x"), *self.held(left, j, 0), Sign(""), *self.held(right, 0, c))
        count = shape(left, self.values)[1]
        few = count <= WRITTEN
        between: Row = (Sign("+"),) if few else (Sign("+"), Word("…"), Sign("+"))
        first, *others = (
            (*self.held(left, j, k), Sign(""), *self.held(right, k, c))
            for k in (range(count) if few else (0, count - 1))
        )
        return (*first, *(mark for addend in others for mark in (*between, *addend)))
