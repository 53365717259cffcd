"""One entry of an equation as a calculation that can be typed: with the numbers that the page prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ...engine.activations import Array
from ..expression import Call, Each, Expression, Mul, Num, Part, Q, Rules, Scale, Sum, T, value
from ..notation import Key, exact
from ..written import number as written
from .typed import FUNCTIONS

SUM, PRODUCT, ATOM = 0, 1, 2  # how tightly the parts of a text hold together


@dataclass(frozen=True, eq=False, slots=True)
class Calculation:
    """Spells the entries of one mini-batch; `example` is the one whose Jacobian `values` holds."""

    rules: Rules
    values: Mapping[Key, Array]
    example: int = 0

    def text(self, e: Expression, j: int, c: int, tightly: int = SUM) -> str:
        """Entry (j, c), from 0, in brackets if its precedence is lower than `tightly`."""
        text, held = self._spell(e, j, c)
        return text if held >= tightly else f"({text})"

    def _spell(self, e: Expression, j: int, c: int) -> tuple[str, int]:
        """The text, and its precedence."""
        match e:
            case Q(key):
                return self._quantity(key, j, c)
            case T(of):
                return self._spell(of, c, j)
            case Part(_, of):
                return self._spell(of, j, c)
            case Num(number):
                return written(number), ATOM
            case Mul(left, right):
                inner = range(value(left, self.values).shape[1])
                return _added(
                    [f"{self.text(left, j, k, PRODUCT)} × {self.text(right, k, c, PRODUCT)}" for k in inner], PRODUCT
                )
            case Sum(axis, of):
                if axis is None:
                    every = np.ndindex(*value(of, self.values).shape)
                    return _added([self.text(of, row, column, PRODUCT) for row, column in every], PRODUCT)
                places = range(value(of, self.values).shape[axis])
                return _added([self.text(of, *((j, n) if axis else (n, c)), PRODUCT) for n in places], PRODUCT)
            case Scale(factor, of):
                front = "" if factor.top == 1 else f"{exact(factor.top)} × ".replace("-", "−")
                back = "" if factor.bottom == 1 else f" / {exact(factor.bottom)}"
                return f"{front}{self.text(of, j, c, PRODUCT)}{back}", PRODUCT
            case Each(sign, left, right):
                held = SUM if sign in "+−" else PRODUCT
                ends = ATOM if sign == "/" else PRODUCT
                sign = {"⊙": "×"}.get(sign, sign)
                return f"{self.text(left, j, c, held)} {sign} {self.text(right, j, c, ends)}", held
            case Call(name, of):
                return self._call(name, of, j, c)

    def _quantity(self, key: Key, j: int, c: int) -> tuple[str, int]:
        if key[0] in ("sigma_prime", "example_cost") and (rule := self.rules.of(key)) is not None:
            return self._spell(rule, j, c)
        if key[0] == "jacobian":  # a_j (1 − a_j), and beside the diagonal −a_j a_k
            one, other = (written(self.values["a", key[1]][row, self.example]) for row in (j, c))
            return (f"{one} × (1 − {one})" if j == c else f"−{one} × {other}"), PRODUCT
        number = float(self.values[key][j, min(c, self.values[key].shape[1] - 1)])
        return written(number), ATOM if number >= 0 else PRODUCT

    def _call(self, name: str, of: Expression, j: int, c: int) -> tuple[str, int]:
        inside = self.text(of, j, c)
        if name == "square":
            return f"{self.text(of, j, c, ATOM)}^2", PRODUCT
        if name == "root":
            return f"{self.text(of, j, c, ATOM)}^0.5", PRODUCT
        if name == "softmax":
            powers = [f"exp({self.text(of, i, c)})" for i in range(value(of, self.values).shape[0])]
            return f"exp({inside}) / ({' + '.join(powers)})", PRODUCT
        if name == "linear":
            return self._spell(of, j, c)
        if name in FUNCTIONS:
            return f"{name}({inside})", ATOM
        slope = written(float(value(Call(f"{name.removesuffix('′')}′", of), self.values)[j, c]))
        return (slope, ATOM) if name.endswith("′") else (f"{slope} × {self.text(of, j, c, PRODUCT)}", PRODUCT)


def _added(texts: list[str], alone: int) -> tuple[str, int]:
    return " + ".join(texts), SUM if len(texts) > 1 else alone
