"""The records of a calculation that is written out number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine import Trace
from ...engine.activations import Array
from ..notation import plural

SHOWN = 8  # rows of one sum that are written out; the rest is added up in one row

Edge = tuple[int, int, int]
"""An edge by its layer, the neuron j that it goes to and the neuron k that it comes from, from 0."""


@dataclass(frozen=True, slots=True)
class Row:
    """One addend: the factors it is made of, or none where it stands for several addends at once."""

    label: str
    factors: tuple[float, ...]
    product: float


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing done to the number so far: "+", "−", "×" or "÷" with `value`.

    The first of a step without rows has the sign "" and is where the step begins, or the name of an activation
    function, and then `value` is what it is applied to.
    """

    sign: str
    value: float
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One calculation: rows that are added up, then operations, and what comes of them.

    `columns` names the factors of a row, `product` the addend. `rule` says how an addend comes from its
    factors: "×", or "exp" for e to the power of the only factor. `total` is the sum of the rows.
    """

    caption: str
    name: str
    result: float
    operations: tuple[Operation, ...] = ()
    columns: tuple[str, ...] = ()
    product: str = ""
    rows: tuple[Row, ...] = ()
    total: float = 0.0
    rule: str = "×"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a number is made.

    `text` and `latex` are right-hand sides. `symbols` says of each factor what it is. `edges` and `neurons`, a
    layer and a place in it, are what takes part in the picture.
    """

    text: str
    latex: str
    symbols: tuple[tuple[str, str], ...]
    edges: tuple[Edge, ...]
    neurons: tuple[tuple[int, int], ...]
    note: str = ""
    steps: tuple[Step, ...] = ()


def rows(
    what: str, factors: Sequence[Sequence[float]], products: Sequence[float] | Array, labels: Sequence[str] = ()
) -> tuple[tuple[Row, ...], float]:
    """The addends as rows, those beyond SHOWN added up in one, and the sum of them all.

    `factors` holds a sequence for each addend, `what` is the word for one of them, "example".
    """
    named = labels or [f"{what} {number + 1}" for number in range(len(products))]
    shown = [
        Row(label, tuple(map(float, parts)), float(product))
        for label, parts, product in zip(named[:SHOWN], factors, products, strict=False)
    ]
    if len(products) > SHOWN:
        rest = products[SHOWN:]
        shown.append(Row(f"the other {plural(len(rest), what)}, added up", (), float(sum(rest))))
    return tuple(shown), float(sum(products))


def mean(trace: Trace) -> tuple[str, str, tuple[Operation, ...]]:
    """The 1/m of a mean as text, for KaTeX and as an operation; nothing for a sum."""
    if trace.network.reduction == "sum":
        return "", "", ()
    return "(1/m) ", r"\tfrac{1}{m}", (Operation("÷", float(trace.m), "m"),)
