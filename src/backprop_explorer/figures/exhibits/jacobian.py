"""The picture of softmax with cross-entropy: the product with the whole Jacobian, and a − y."""

from __future__ import annotations

from dataclasses import replace

from ...lesson.expression import laid
from ...lesson.operands import Operand, line
from ...lesson.product import product_of
from ..html import Html, h
from .exhibited import Exhibited
from .pieces import exhibit, mat, panel, row, tell


def softmax_jacobian(it: Exhibited) -> Html:
    """The product of the Jacobian and the gradient of the cost beside a − y, for one example."""
    writer, depth = it.writer, len(it.trace.layers)
    rules = writer.rules
    if not (rules.through_jacobian and rules.joined):
        return Html()
    one = replace(writer, alone=True)
    turned = one.notation.turned("delta")
    product = product_of(line("", *one.parts(laid(rules.chained(depth), one.notation, turned))))
    assert product is not None
    difference = one.parts(one.laid(("delta", depth)))
    error = one.operand(("delta", depth), result=True)
    left, right = (
        replace(each, name="−y/a") if each.kind == "error" else each for each in (product.left, product.right)
    )
    made = replace(product.made, name=_product_name(turned))
    why = "equal to all digits shown"
    panels = (
        panel(
            "the chain rule with the whole Jacobian",
            row(mat(left, "whole"), "·", mat(right, "whole"), "=", mat(made, "whole", digits=8, why=why)),
        ),
        panel(
            "output minus target",
            row(
                *(mat(each, "short") if isinstance(each, Operand) else each for each in difference),
                "=",
                mat(error, "short", digits=8, why=why),
            ),
        ),
    )
    words = (
        f"Example {it.example + 1}. −y/a has one entry that is not 0, the one of the right class. Its a is in every "
        f"entry of the same row of J, so it cancels, and a − y is left."
    )
    return exhibit("softmax-jacobian", "J times ∇C, and a − y", h("div", *panels, class_="panels"), tell(words))


def _product_name(turned: bool) -> str:
    return "(−y/a) J" if turned else "Jᵀ(−y/a)"
