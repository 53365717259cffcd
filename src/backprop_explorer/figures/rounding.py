"""The numbers of a calculation rounded so that the printed ones multiply and add to the printed result.

Numbers that stand one below the other have one number of decimals, so that adding them up on paper gives what
is printed; a result is printed with no more digits than the printed numbers before it give.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np

from ..engine import ACTIVATIONS
from ..lesson.chain.parts import Operation, Step
from ..lesson.marks import SUPERSCRIPTS

DIGITS = 8  # significant digits of a result
MOST = 15  # and of the numbers before it, where they cancel: beyond that a double knows no more
SLACK = 8  # units of the last digit that a result may differ by: less than one of the last but one
DECIMALS = Context(prec=800, rounding=ROUND_HALF_EVEN, Emax=10**6, Emin=-(10**6))


@dataclass(frozen=True, slots=True)
class Column:
    """Rounded numbers with one number of decimals, and the power of ten that all of them are to be taken times."""

    numbers: tuple[Decimal, ...]
    decimals: int

    @property
    def power(self) -> int:
        """The common power of ten: 0 unless the largest is below 0.001 or has more than 7 digits before the point."""
        largest = max((abs(value) for value in self.numbers), default=Decimal(0))
        if not largest:
            return 0
        return largest.adjusted() if largest.adjusted() < -3 or largest.adjusted() > 6 else 0

    @property
    def texts(self) -> tuple[str, ...]:
        """The numbers without the power of ten, with a true minus sign."""
        places = max(0, self.decimals + self.power)
        return tuple(f"{value.scaleb(-self.power, DECIMALS):.{places}f}".replace("-", "−") for value in self.numbers)

    def text(self, place: int = 0) -> str:
        """One number with its power of ten, "1.2345678·10⁻⁵"."""
        return self.texts[place] + (f"·{ten(self.power)}" if self.power else "")


@dataclass(frozen=True, slots=True)
class Printed:
    """A step as it is printed: a column for each factor, the addends with their sum as the last, and the rest.

    A row without factors has no place in the columns of `factors`. `total` is the sum once more, by itself;
    `operations` and `result` hold one number each.
    """

    factors: tuple[Column, ...]
    addends: Column
    total: Column
    operations: tuple[Column, ...]
    result: Column


def ten(power: int) -> str:
    """A power of ten, "10⁻⁵"."""
    return f"10{str(power).translate(SUPERSCRIPTS)}"


def finite(step: Step) -> bool:
    """Whether all numbers of a step can be rounded."""
    values = [step.result, step.total, *(operation.value for operation in step.operations)]
    values += [value for row in step.rows for value in (*row.factors, row.product)]
    return all(map(math.isfinite, values))


def printed(step: Step, wanted: int = DIGITS) -> Printed:
    """The rounding of a step, whose numbers are finite.

    Factors and addends have DIGITS digits, or as many more as the result needs for `wanted` of its own.
    """
    first, _ = _attempt(step, DIGITS, wanted)
    for digits in range(DIGITS, MOST + 1):
        attempt, enough = _attempt(step, digits, wanted)
        if enough:
            return attempt
    # Numbers that cancel to nothing leave nothing to be shown by more digits.
    return attempt if attempt.result.numbers[0] else first


def _attempt(step: Step, digits: int, wanted: int) -> tuple[Printed, bool]:
    """The rounding with factors of that many digits, and whether the result has enough of its own."""
    complete = [row for row in step.rows if row.factors]
    factors = tuple(_column([row.factors[i] for row in complete], digits) for i in range(len(step.columns)))
    addends, total = _addends(step, factors, digits)
    operations = tuple(_column([operation.value], digits) for operation in step.operations)
    if not operations:
        # The engine may have come to the same number another way, and differ where addends cancel.
        result = _true(step.result, total.numbers[0], total.decimals, wanted, total.decimals)
        return Printed(factors, addends, total, operations, result), _enough(result, step.result, wanted)
    start = total.numbers[0] if step.rows else None
    value = _calculated(start, step.operations, operations)
    known = max([addends.decimals, *(column.decimals for column in operations)])
    result = _true(step.result, value, known, wanted)
    return Printed(factors, addends, total, operations, result), _enough(result, step.result, wanted)


def _enough(column: Column, value: float, wanted: int) -> bool:
    return value == 0 or column.decimals >= _decimals(value, wanted) or float(column.numbers[0]) == value


def _decimals(value: float, digits: int) -> int:
    """The decimals that give `value`, which is not 0, so many significant digits."""
    return digits - 1 - int(f"{value:.{digits - 1}e}".split("e")[1])


def _rounded(value: float, decimals: int) -> Decimal:
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals, DECIMALS), context=DECIMALS)
    return rounded if rounded else abs(rounded)  # no −0


def _fixed(values: Sequence[float], decimals: int) -> Column:
    """The values with so many decimals, or with fewer where those say all of them exactly."""
    column = Column(tuple(_rounded(value, decimals) for value in values), decimals)
    if any(float(text) != value for text, value in zip(column.numbers, values, strict=True)):
        return column
    needed = max((-int(text.normalize(DECIMALS).as_tuple().exponent) for text in column.numbers if text), default=0)
    needed = max(0, needed)
    return Column(tuple(_rounded(value, needed) for value in values), needed)


def _column(values: Sequence[float], digits: int) -> Column:
    """The values with the decimals that give the largest so many significant digits."""
    largest = max(map(abs, values), default=0.0)
    return _fixed(values, _decimals(largest, digits) if largest else 0)


def _addends(step: Step, factors: Sequence[Column], digits: int) -> tuple[Column, Column]:
    """The addends and their sum, with the most decimals at which the printed numbers still give them."""
    values = [row.product for row in step.rows]
    largest = max(map(abs, [*values, step.total]), default=0.0)
    decimals = _decimals(largest, digits) if largest else 0
    complete = [i for i, row in enumerate(step.rows) if row.factors]
    while True:
        addends = Column(tuple(_rounded(value, decimals) for value in values), decimals)
        total = Column((_rounded(step.total, decimals),), decimals)
        slack = SLACK * Decimal(1).scaleb(-decimals, DECIMALS)
        fits = not values or abs(sum(addends.numbers, Decimal(0)) - total.numbers[0]) <= slack
        for place, i in enumerate(complete):
            made = _product([column.numbers[place] for column in factors], step.rule)
            fits = fits and abs(made - addends.numbers[i]) <= slack
        if fits:
            exact = _fixed([*values, step.total], decimals)
            return exact, Column(exact.numbers[-1:], exact.decimals)
        decimals -= 1


def _product(factors: Sequence[Decimal], rule: str) -> Decimal:
    if rule == "exp":
        return Decimal(repr(math.exp(factors[0])))
    made = Decimal(1)
    for factor in factors:
        made = DECIMALS.multiply(made, factor)
    return made


def _true(value: float, calculated: Decimal, known: int, wanted: int, most: int | None = None) -> Column:
    """A result with the wanted digits, or with as many as the printed numbers give, and `most` decimals."""
    decimals = _decimals(value, wanted) if value else known if calculated else 0
    decimals = decimals if most is None else min(decimals, most)
    while True:
        slack = SLACK * Decimal(1).scaleb(-decimals, DECIMALS)
        if abs(_rounded(value, decimals) - calculated) <= slack:
            return _fixed([value], decimals)
        decimals -= 1


def _calculated(start: Decimal | None, operations: Sequence[Operation], shown: Sequence[Column]) -> Decimal:
    """What the printed numbers give, worked out from left to right."""
    value = start if start is not None else Decimal(0)
    for operation, column in zip(operations, shown, strict=True):
        (operand,) = column.numbers
        if operation.sign in ("", "+"):
            value = DECIMALS.add(value, operand)
        elif operation.sign == "−":
            value = DECIMALS.subtract(value, operand)
        elif operation.sign == "×":
            value = DECIMALS.multiply(value, operand)
        elif operation.sign == "÷":
            value = Context(prec=40).divide(value, operand)
        elif operation.sign == "√":
            value = Context(prec=40).sqrt(operand)
        else:
            value = Decimal(repr(_activated(operation.sign, float(operand))))
    return value


def _activated(name: str, z: float) -> float:
    """σ(z), or σ′(z) for a name with a prime, by the engine's own functions."""
    activation = ACTIVATIONS[name.rstrip("′")]
    place = np.array([z])
    with np.errstate(all="ignore"):
        a = activation.value(place)
        return float((activation.slope(place, a) if name.endswith("′") else a)[0])
