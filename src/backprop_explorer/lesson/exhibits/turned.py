"""One product in each orientation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..equations import Writer
from ..expression import Each, Expression, formula
from ..expression.formula import chained
from ..marks import Row
from ..notation import ORIENTATIONS, Key
from ..operands import line
from ..product import Product, product_of


@dataclass(frozen=True, eq=False, slots=True)
class Turned:
    """The product of w and its inputs in one orientation, with the formulas and the code of z and of ∂C/∂w.

    `lying` says that examples are rows.
    """

    orientation: str
    product: Product
    formulas: tuple[Row, Row]
    code: tuple[str, str]
    lying: bool


def three_ways(writer: Writer, layer: int = 1) -> Iterator[Turned]:
    """z and ∂C/∂w of a layer in each orientation, in the numbering and the letters of `writer`."""
    for name in ORIENTATIONS:
        turned = replace(writer, notation=replace(writer.notation, orientation=name), alone=False)
        keys: tuple[Key, Key] = ("z", layer), ("grad_w", layer)
        product = product_of(line("", *turned.parts(_product(turned.laid(keys[0])))))
        assert product is not None, "z is a product of w and a"
        first, second = (
            chained(turned.notation.symbol(key), formula(turned.laid(key), turned.notation)) for key in keys
        )
        codes = turned.assigned(keys[0]), turned.assigned(keys[1])
        yield Turned(name, product, (first, second), codes, turned.notation.turned("z"))


def _product(e: Expression) -> Expression:
    """z without its bias."""
    return e.left if isinstance(e, Each) else e
