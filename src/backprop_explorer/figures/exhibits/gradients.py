"""Pictures of gradients that are put together from δ: the outer product with inputs, and the sum over examples."""

from __future__ import annotations

from dataclasses import replace

from ...lesson.folding import Fold, fold
from ...lesson.operands import Operand
from ...lesson.phases import phases
from ..html import Html, h
from .exhibited import Exhibited
from .pieces import exhibit, mat, panel, row, tell


def delta_is_not_w(it: Exhibited) -> Html:
    """δ of one example times its inputs, where δ has more than one number: a matrix with a row for each."""
    term = _folds(it, 1)[0].terms[it.example]
    assert term.line is not None, "the first examples have a product of their own"
    neurons, inputs = it.trace.layers[0].w.shape
    parts = [mat(_unnamed(part), "outer") if isinstance(part, Operand) else part for part in term.line.parts]
    why = f"Each number is the δ of a neuron times an input: {neurons} × {inputs}, one per edge."
    made = replace(term.operand, name=it.notation.of_example(("grad_w", 1), it.example))
    return exhibit(
        "delta-is-not-w",
        "An outer product with more than one row",
        row(*parts, "=", mat(made, "outer", why=why)),
    )


def bias_gradient(it: Exhibited) -> Html:
    """The columns of δ, one for each example, that are added to one column."""
    layer = 1
    found = [each for each in _folds(it, layer) if each.result.data == f"grad_b-{layer}"]
    if not found:
        return Html()
    (folded,) = found
    n, m = it.notation, it.trace.m
    delta, b = n.text(("delta", layer)), n.text(("grad_b", layer))
    lying = n.turned("delta")
    column, columns = ("row", "rows") if lying else ("column", "columns")
    result = mat(folded.result, "folded", why=f"One {column}: one number per neuron, as the bias has.")
    divided = (f"÷ {folded.divisor}",) if folded.divisor else ()
    addends = (mat(replace(each.operand, name=each.caption), "addend") for each in folded.terms)
    plus = [part for addend in addends for part in ("+", addend)][1:]
    whole = mat(it.writer.operand(("delta", layer)), "whole", why=f"{m} examples: {m} {columns}.")
    return exhibit(
        "bias-gradient",
        f"The {columns} of {delta} added up",
        h(
            "div",
            panel(f"{delta}: one {column} per example", row(whole)),
            panel(f"{b}: the {m} {columns} added" + (f", then ÷ {m}" if folded.divisor else ""),
                  row(*plus, "=", mat(folded.total, "total"), *divided, "=", result)),
            class_="panels",
        ),
        tell(
            f"The sum runs over the {m} examples, never over the neurons. For one example alone {b} is {delta} itself: "
            f"there db = dz. For {m} examples {delta} has {m} {columns} and {b} has one."
        ),
    )  # fmt: skip


def _unnamed(operand: Operand) -> Operand:
    """The operand without the example in its name."""
    return replace(operand, name=operand.name.partition(" of example")[0])


def _folds(it: Exhibited, layer: int) -> tuple[Fold, ...]:
    return fold(it.writer, layer, phases(it.trace, it.scenario.eta)[-1]).folds
