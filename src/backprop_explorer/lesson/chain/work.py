"""One number calculated from the tree of its equation: sums row by row, and one operation after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from ...engine.activations import Array, softmax_jacobian
from ..expression import (
    Call,
    Each,
    Expression,
    Factor,
    Mul,
    Part,
    Q,
    Scale,
    Sum,
    T,
    entry_formula,
    formula,
    text,
    value,
)
from ..expression.tree import counted
from ..marks import Row as Marks
from ..notation import Key
from ..operands import Pen
from ..selection import neuron
from .parts import Operation, Step, rows

BRACKETS = "what stands in the brackets"
BLANK = Step("", "", 0.0)
SIGNS = {"⊙": "×", "/": "÷", "+": "+", "−": "−"}


@dataclass
class Work:
    """Calculates entry (j, c) with a pen; `steps` are the calculations that are finished."""

    pen: Pen
    j: int
    c: int
    steps: list[Step] = field(default_factory=list)

    def out(self, key: Key, caption: str) -> tuple[Step, ...]:
        """All steps to the entry of a quantity, with the steps before it."""
        right = self.pen.rules.of(key)
        name = self.pen.notation.entry(key, self.j, self.c)
        result = float(self.pen.values[key][self.j, self.c])
        if right is None:
            return (Step("given with the data", name, result, total=result),)
        self._finish(self._draft(right), caption, name, result)
        return tuple(self.steps)

    # --- the tree -----------------------------------------------------------------------------------

    def _draft(self, e: Expression) -> Step:
        """The calculation of an expression up to its last operation, still without a result."""
        match e:
            case Mul(left, right):
                return self._product(left, right)
            case Sum(1, of, _):
                numbers = self._array(of)[self.j]
                shown, total = rows("example", [(number,) for number in numbers], numbers)
                return replace(BLANK, columns=(self._name(of),), rows=shown, total=total)
            case Sum(None, of, _):
                numbers = self._array(of).ravel()
                shown, total = rows("weight", [(number,) for number in numbers], numbers)
                return replace(BLANK, columns=(text(formula(of, self.pen.notation)),), rows=shown, total=total)
            case Sum(_, of, _):
                return self._terms(of)
            case Each("⊙" | "/" as sign, left, right):
                return self._then(self._factor(left), Operation(SIGNS[sign], *self._leaf(right)))
            case Each(sign, left, right):
                return self._then(self._draft(left), Operation(SIGNS[sign], *self._leaf(right)))
            case Scale(factor, of):
                return self._then(self._factor(of), *_operations(factor))
            case Call("softmax", _):
                return self._softmax()
            case Call("square", of):
                return self._then(self._draft(of), Operation("×", *self._leaf(of)))
            case Call("root", of):
                return self._then(BLANK, Operation("√", *self._leaf(of)))
            case Call(name, Q(("z", layer))):
                if not name.endswith("′"):
                    before = Work(self.pen, self.j, self.c)
                    self.steps += before.out(("z", layer), weighted_sum(self.pen, layer, self.j, self.c))
                return self._then(BLANK, Operation(name, *self._leaf(Q(("z", layer)))))
        return self._then(BLANK, Operation("", *self._leaf(e)))

    def _factor(self, e: Expression) -> Step:
        """The calculation of an expression that is multiplied next: a sum without rows is finished first."""
        draft = self._draft(e)
        if any(operation.sign in ("+", "−") for operation in draft.operations):
            worked = self._finish(draft, BRACKETS, self._name(e), self._value(e))
            return self._then(BLANK, Operation("", worked, self._name(e)))
        return draft

    def _leaf(self, e: Expression) -> tuple[float, str]:
        """The number and the name of a right side, which is finished first if it needs a calculation itself."""
        number, name = self._value(e), self._name(e)
        match e:
            case Q(("sigma_prime", layer)):
                caption = f"the slope of {self.pen.rules.sigma(layer)} in example {self.c + 1}"
                self.steps += Work(self.pen, self.j, self.c).out(("sigma_prime", layer), caption)
            case Part(words, of):
                self._finish(self._draft(of), words, name, number)
            case Each() | Scale():
                self._finish(self._draft(e), BRACKETS, name, number)
        return number, name

    def _finish(self, draft: Step, caption: str, name: str, result: float) -> float:
        self.steps.append(replace(draft, caption=caption, name=name, result=result))
        return result

    @staticmethod
    def _then(draft: Step, *operations: Operation) -> Step:
        return replace(draft, operations=(*draft.operations, *operations))

    # --- numbers and names --------------------------------------------------------------------------

    @cached_property
    def given(self) -> Mapping[Key, Array]:
        """All quantities, and J of the example in column c."""
        depth, outputs = self.pen.rules.depth, self.pen.trace.layers[-1].a
        if not self.pen.rules.through_jacobian or self.c >= outputs.shape[1]:
            return self.pen.values
        return {**self.pen.values, ("jacobian", depth): softmax_jacobian(outputs[:, self.c])}

    def _array(self, e: Expression) -> Array:
        with np.errstate(all="ignore"):
            return value(e, self.given)

    def _value(self, e: Expression) -> float:
        array = self._array(e)
        return float(array[min(self.j, len(array) - 1), min(self.c, array.shape[1] - 1)])

    def _name(self, e: Expression) -> str:
        return text(self._marks(e))

    def _marks(self, e: Expression) -> Marks:
        return entry_formula(e, self.pen.notation, self.j, self.c, self.given)

    # --- sums ---------------------------------------------------------------------------------------

    def _product(self, left: Expression, right: Expression) -> Step:
        """A row for each number of the side that is summed."""
        factors = np.stack([self._array(left)[self.j], self._array(right)[:, self.c]], axis=1)
        summed = counted(left)[1]
        if summed == "examples":
            names = tuple(map(text, (self._entry_of(left, self.j, 0), self._entry_of(right, 0, self.c))))
        else:
            names = tuple(text(formula(_plain(e), self.pen.notation)) for e in (left, right))
        labels = [self._label(left, summed, k) for k in range(len(factors))]
        what = {"examples": "example", "from": "input"}.get(summed, "neuron")
        shown, total = rows(what, factors.tolist(), factors.prod(axis=1), labels)
        return replace(BLANK, columns=names, product="their product", rows=shown, total=total)

    def _entry_of(self, e: Expression, j: int, c: int) -> Marks:
        return entry_formula(e, self.pen.notation, j, c, self.given)

    def _label(self, left: Expression, summed: str, k: int) -> str:
        """The label of a row: its example, output or edge."""
        name, layer = _plain(left).key  # type: ignore[union-attr]
        if summed == "examples":
            return f"example {k + 1}"
        if name == "jacobian":
            return f"output {k + 1}"
        if summed == "from":
            return f"from {neuron(self.pen.notation, layer - 1, k)}"
        return f"to {neuron(self.pen.notation, layer, k)}"

    def _terms(self, e: Expression) -> Step:
        """A row for each addend of each output: those of a cost."""
        outputs = self.pen.trace.y.shape[0]
        terms = [(i, *term) for i in range(outputs) for term in self._addends(e, i)]
        columns = tuple(dict.fromkeys(names for _, names, _ in terms))
        labels = [f"output {i + 1}" for i, _, _ in terms]
        factors = [numbers for _, _, numbers in terms]
        shown, total = rows("term", factors, [_times(numbers) for numbers in factors], labels)
        heads = tuple(" or ".join(dict.fromkeys(names)) for names in zip(*columns, strict=True))
        return replace(BLANK, columns=heads, product="their product", rows=shown, total=total)

    def _addends(self, e: Expression, i: int) -> list[tuple[tuple[str, ...], tuple[float, ...]]]:
        """The addends of output i in the chosen example: the names of their factors, and their values."""
        match e:
            case Each("+", left, right):
                return self._addends(left, i) + self._addends(right, i)
            case Each("⊙", left, right):
                pair = self._single(left, i), self._single(right, i)
            case Call("square", of):
                pair = self._single(of, i), self._single(of, i)
            case _:
                raise TypeError(f"{e} is no addend of a cost")
        return [(tuple(name for name, _ in pair), tuple(number for _, number in pair))]

    def _single(self, e: Expression, i: int) -> tuple[str, float]:
        """One factor: its name without a place, and its number. ln a comes from z, which knows more digits."""
        name = text(formula(e, self.pen.notation))
        if isinstance(e, Call) and e.name == "ln":
            return name, self._ln(i, isinstance(e.of, Each))
        array = self._array(e)
        return name, float(array[i, self.c])

    def _ln(self, i: int, rest: bool) -> float:
        """ln a_i, or ln(1 − a_i) for the rest."""
        z = self.pen.values["z", len(self.pen.trace.layers)][:, self.c]
        if self.pen.rules.through_jacobian:
            below_top = z - z.max()
            return float(below_top[i] - np.log1p(np.exp(np.sort(below_top)[:-1]).sum()))
        return float(-np.logaddexp(0.0, z[i] if rest else -z[i]))

    def _softmax(self) -> Step:
        """Softmax: e to the power of each z minus the largest z, so that nothing overflows, divided by their sum."""
        pen, layer = self.pen, len(self.pen.trace.layers)
        z, word = pen.values["z", layer][:, self.c], pen.notation.word("z")
        self.steps += Work(pen, self.j, self.c).out(("z", layer), weighted_sum(pen, layer, self.j, self.c))
        powers = np.exp(z - z.max())
        labels = [neuron(pen.notation, layer, i) for i in range(z.size)]
        shown, total = rows("neuron", [(float(number - z.max()),) for number in z], powers, labels)
        columns, product = (f"{word} − largest {word}",), f"e to the power of {word} − largest {word}"
        caption = f"one row per output: the largest {word} is subtracted first, which changes no output"
        self.steps.append(Step(caption, "their sum", total, (), columns, product, shown, total, "exp"))
        power = f"e^({pen.notation.entry(('z', layer), self.j)} − largest)"
        return self._then(BLANK, Operation("", float(powers[self.j]), power), Operation("÷", total, "the sum"))


def weighted_sum(pen: Pen, layer: int, j: int, x: int) -> str:
    """The caption of a weighted sum."""
    return f"the weighted input of {neuron(pen.notation, layer, j)} in example {x + 1}: one row per incoming edge"


def _operations(factor: Factor) -> list[Operation]:
    found = [] if factor.top_letter == "1" else [Operation("×", factor.top, factor.top_letter)]
    return found + ([Operation("÷", factor.bottom, factor.bottom_letter)] if factor.bottom_letter else [])


def _plain(e: Expression) -> Expression:
    """A factor without its ᵀ."""
    return e.of if isinstance(e, T) else e


def _times(numbers: tuple[float, ...]) -> float:
    """A product that is 0 if a factor is 0, also for 0 ln 0 in a cross-entropy."""
    return 0.0 if 0.0 in numbers else float(np.prod(numbers))
