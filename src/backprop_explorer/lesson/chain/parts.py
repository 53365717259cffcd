"""The records of a calculation that is written out number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.activations import Array
from ..notation import plural

SHOWN = 8  # rows of one sum that are written out; the rest is added up in one row


@dataclass(frozen=True, slots=True)
class Row:
    """One addend: its factors, or none if it stands for several addends.

    `places` says where each factor stands in the picture, "neuron-1-0" or "w-2-0-1"; it may be empty.
    """

    label: str
    factors: tuple[float, ...]
    product: float
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on the number so far: "+", "−", "×" or "÷" with `value`.

    The first operation of a step without rows has the sign "" and gives the first number; or its sign is "√" or the
    name of an activation function, which is applied to `value`.
    """

    sign: str
    value: float
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One calculation: rows that are added up, then operations, and the result.

    `columns` names the factors of a row and `called` says what each factor is equal to. `product` names the addend and
    `who` the rows. `rule` says how an addend is made from its factors: "×", or "exp" for e to the power of the only
    factor. `total` is the sum of the rows.
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
    who: str = ""
    called: tuple[str, ...] = ()


def rows(
    what: str, factors: Sequence[Sequence[float]], products: Sequence[float] | Array, labels: Sequence[str] = ()
) -> tuple[tuple[Row, ...], float]:
    """The addends as rows, those after the first SHOWN added up in one row, and the sum of all.

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
