"""A typed number or calculation, read sign by sign, with the range that its rounded numbers allow.

    sum     = product (("+" | "−") product)*
    product = factor (("×" | "/") factor)*
    factor  = ["+" | "−"] part ["^" factor]
    part    = number | "e" | [name] "(" sum ")"

Each number of a calculation stands for all numbers that are printed like it. Its last digit may be rounded if it has
3 digits or more: 0.125 is anything from 0.1245 to 0.1255. With fewer it is read as the page prints it, with 4: 0.5 is
0.5000. Whole numbers up to 999 are exact. Every operation also computes a range, so the range of a right calculation
with the printed numbers holds the exact result. It is never narrower than a result rounded to 3 digits.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

LONGEST, DEEPEST = 400, 40  # characters; brackets and powers, which may stand inside one another
FEWEST, ENOUGH, PRINTED = 2, 3, 4  # digits: that a typed number needs, that suffice, that the page prints
BLURRED = 0.1  # a range as wide as this share of its number leaves fewer than two digits
SIGNS = str.maketrans({"−": "-", "–": "-", ",": ".", "×": "*", "·": "*", "⋅": "*", "÷": "/"})
TOKEN = re.compile(r"\s*((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?|[A-Za-z]+|\S|$)")
Operation = Callable[[float, float], float]
LEVELS: tuple[Mapping[str, Operation], ...] = (
    MappingProxyType({"+": operator.add, "-": operator.sub}),
    MappingProxyType({"*": operator.mul, "/": operator.truediv}),
)
PLAIN = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*", re.ASCII)
FUNCTIONS: Mapping[str, Callable[[float], float]] = MappingProxyType(  # each one grows, so ends go to ends
    {"": float, "exp": math.exp, "ln": math.log, "tanh": math.tanh, "sigmoid": lambda z: 1 / (1 + math.exp(-z))}
    | {"relu": lambda z: max(z, 0.0)}
)


class Unreadable(ValueError):
    """Why a text is neither a number nor a calculation, as a sentence."""


class Typed(NamedTuple):
    """A number, the ends between which it may lie, and how many of its digits are significant."""

    value: float
    low: float
    high: float
    digits: int = PRINTED
    calculated: bool = True

    @classmethod
    def rounded(cls, text: str, calculated: bool) -> Typed:
        """All numbers that are rounded to `text`; in a calculation, all that the page prints like it."""
        number = Decimal(text)
        _, figures, exponent = number.as_tuple()
        digits = len("".join(map(str, figures)).lstrip("0"))
        unit = 10.0 ** int(exponent)
        if calculated and digits < ENOUGH:
            unit *= 10.0 ** (digits - PRINTED)
        half = 0.0 if calculated and text.isdigit() and digits <= ENOUGH else unit / 2
        return cls(float(number), float(number) - half, float(number) + half, digits, calculated)

    def stands_for(self, exact: float) -> bool:
        """Whether `exact` lies between the ends; a number of one digit has to be equal to it."""
        slack = 1e-9 * (self.high - self.low) + 1e-12 * abs(exact)  # a double is itself rounded
        within = self.low - slack <= exact <= self.high + slack
        return self.value == exact or (self.digits >= FEWEST and within)


def read(text: str) -> Typed:
    """A typed number, or the result of a typed calculation. Raises `Unreadable`."""
    if len(text) > LONGEST:
        raise Unreadable(f"This has {len(text)} characters; at most {LONGEST} are read.")
    plain = text.translate(SIGNS)
    try:
        found = Typed.rounded(plain, False) if PLAIN.fullmatch(plain) else _Reader(text, plain).whole()
    except (OverflowError, ZeroDivisionError):
        found = Typed(math.inf, math.inf, math.inf)
    if not all(map(math.isfinite, found)):
        raise Unreadable("This number is too large to be read.")
    if not found.calculated:
        return found
    if found.high - found.low > BLURRED * abs(found.value):
        raise Unreadable("The numbers in it nearly cancel, so fewer than two digits of the result are certain.")
    half = abs(found.value) and 10.0 ** (math.floor(math.log10(abs(found.value))) - ENOUGH + 1) / 2
    return found._replace(low=min(found.low, found.value - half), high=max(found.high, found.value + half))


class _Reader:
    """Reads a calculation from left to right; `place` is where the next token begins."""

    def __init__(self, text: str, plain: str) -> None:
        self.text, self.plain, self.place = text, plain, 0
        if sum(map(plain.count, "(^")) > DEEPEST:
            raise Unreadable(f"This has more than {DEEPEST} brackets and powers.")

    def next(self) -> str:
        """The next number, name or sign; nothing at the end."""
        found = TOKEN.match(self.plain, self.place)
        return found[1] if found else ""

    def take(self, *wanted: str) -> str:
        """The next token if it is one of those wanted; otherwise nothing is read."""
        token = self.next()
        if token not in wanted:
            return ""
        self.place = self.plain.index(token, self.place) + len(token)
        return token

    def stopped(self, needed: str) -> Unreadable:
        """The sentence that says how far the text could be read, and what was needed there."""
        read, token = self.text[: self.place].strip(), self.next()
        found = f"“{token}” stands there" if token else "the text ends there"
        return Unreadable(f"{f'After “{read[-30:]}”' if read else 'At the start'} {needed} is needed, but {found}.")

    def whole(self) -> Typed:
        found = self.level(0)
        if self.next():
            raise self.stopped("a sign such as + or *, or the end,")
        return found

    def level(self, number: int) -> Typed:
        """A sum (0) or a product (1), from left to right."""
        if number == len(LEVELS):
            return self.factor()
        found = self.level(number + 1)
        while sign := self.take(*LEVELS[number]):
            other = self.level(number + 1)
            if sign == "/" and other.low <= 0 <= other.high:
                raise Unreadable("This divides by 0, or by a number that may be 0 as it is rounded.")
            found = _joined(LEVELS[number][sign], found, other)
        return found

    def factor(self) -> Typed:
        sign = self.take("+", "-")
        found = self.part()
        if self.take("^"):
            found = _power(found, self.factor())
        return Typed(-found.value, -found.high, -found.low) if sign == "-" else found

    def part(self) -> Typed:
        token = self.next()
        if token[:1] in set("0123456789.") and token != ".":
            return Typed.rounded(self.take(token), True)
        if self.take("e"):
            return Typed(math.e, math.e, math.e)
        function = FUNCTIONS[self.take(*filter(None, FUNCTIONS))]
        if not self.take("("):
            raise self.stopped("a number or a bracket")
        inner = self.level(0)
        if not self.take(")"):
            raise self.stopped("a sign such as + or *, or “)”,")
        if function is math.log and inner.low <= 0:
            raise Unreadable("ln needs a number above 0.")
        return Typed(function(inner.value), function(inner.low), function(inner.high))


def _joined(operation: Operation, one: Typed, other: Typed) -> Typed:
    """The result of an operation: its range holds the results for all ends of both ranges."""
    ends = [operation(a, b) for a in one[1:3] for b in other[1:3]]
    return Typed(operation(one.value, other.value), min(ends), max(ends))


def _power(base: Typed, exponent: Typed) -> Typed:
    whole = exponent.low == exponent.high and exponent.value in range(1, 10)
    if base.low <= 0 and not whole:
        raise Unreadable("A number that may be 0 or negative is read with the powers 1 to 9 only.")
    found = _joined(operator.pow, base, exponent)
    return found._replace(low=min(found.low, 0.0)) if base.low < 0 < base.high else found
