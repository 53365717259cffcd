"""The records of a calculation that is written out number by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...engine.activations import Array
from ..notation import plural

SHOWN = 8  # rows of one sum that are written out; the rest is added up in one row


@dataclass(frozen=True, slots=True)
class Row:
    """One addend: the factors it is made of, or none where it stands for several addends at once.

    `places` says where in the picture each factor stands, "neuron-1-0" or "w-2-0-1", where that is told.
    """

    label: str
    factors: tuple[float, ...]
    product: float
    places: tuple[str, ...] = ()


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

    `columns` names the factors of a row and `called` says what each is equal to, `product` names the addend and
    `who` the rows. `rule` says how an addend
    comes from its factors: "×", or "exp" for e to the power of the only factor. `total` is the sum of the rows.
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
