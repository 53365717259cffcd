"""Pictures of products: what is multiplied with what, and why the shapes fit."""

from __future__ import annotations

from ...lesson.exhibits.turned import Turned, three_ways
from ..html import Html, fragment, h
from ..mathml import mathml
from .exhibited import Exhibited
from .pieces import exhibit, mat, panel, row, tell

WHO = {
    "columns": "columns: the book, one column per example",
    "rows": "rows: most course code, one row per example",
    "torch": "PyTorch: rows, and w as in the book",
}


def maths_or_code(it: Exhibited) -> Html:
    """The same product in the three orientations, side by side, with one number ringed in all of them."""
    panels = (_turned(way, it.example) for way in three_ways(it.writer))
    words = "The ringed number is the same in all three: neuron 1, example {}. Only the places of the numbers change."
    return exhibit(
        "maths-or-code",
        "One product in three orientations",
        h("div", *panels, class_="panels"),
        tell(words.format(it.example + 1)),
    )


def _turned(way: Turned, example: int) -> Html:
    product = way.product
    at = (example, 0) if way.lying else (0, example)
    tail = f"in-{way.orientation}"
    factors = (
        mat(product.left, tail, spot=lambda i, j: i == at[0]),
        mat(product.right, tail, spot=lambda i, j: j == at[1]),
    )
    why = f"{WHO[way.orientation]}: the same numbers"
    made = mat(product.made, tail, spot=lambda i, j: (i, j) == at, why=why)
    formulas = fragment(
        *(h("div", mathml(one), h("code", code)) for one, code in zip(way.formulas, way.code, strict=True))
    )
    return panel(WHO[way.orientation], h("div", formulas, class_="lines"), row(*factors, "=", made))
