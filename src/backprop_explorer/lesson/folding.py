"""From the examples to the batch: one matrix per example, added up, and what the batch's gradient makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..engine.activations import Array
from .chain.forward import below
from .notation import Key, plural
from .operands import Line, Operand, Pen
from .phases import Phase

SHOWN = 8  # matrices of one sum; where there are more examples, the last one is what the others add up to


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """One addend: whose it is, the shapes that it is made of, and its numbers."""

    caption: str
    shapes: str
    operand: Operand


@dataclass(frozen=True, eq=False, slots=True)
class Fold:
    """One gradient: its addends, their sum, and the gradient; `divisor` is m for a mean, None for a sum."""

    formula: str
    terms: tuple[Term, ...]
    total: Operand
    divisor: int | None
    result: Operand


@dataclass(frozen=True, eq=False, slots=True)
class Folding:
    """How the gradients of `layer` are put together from the m examples of a mini-batch.

    `step` shows that the sum and the mean take the same step with learning rates that differ by m. While the
    gradients are not `known`, their shapes alone may be shown.
    """

    layer: int
    m: int
    title: str
    weights: Fold
    biases: Fold | None
    step_caption: str
    step: tuple[Operand | str, ...]
    sentences: tuple[str, ...]
    known: bool


def fold(pen: Pen, layer: int, phase: Phase, batch_size: int | None = None) -> Folding:
    """The folding of one layer, as far as it is known at the end of `phase`.

    `batch_size` is what a whole batch has, so that a smaller last one can say so.
    """
    n, m = pen.notation, pen.trace.m
    size = plural(m, "example")
    if batch_size is not None and m < batch_size:
        size += f", a smaller last batch: the others have {batch_size}"
    weights = _weights(pen, layer)
    caption, step = _step(pen, weights)
    return Folding(
        layer,
        m,
        f"layer {n.number(layer)}, a batch of {size}",
        weights,
        _biases(pen, layer) if ("b", layer) in pen.values else None,
        caption,
        step,
        _sentences(pen, layer, weights.formula),
        ("grad_w", layer) in phase.known,
    )


def _sentences(pen: Pen, layer: int, formula: str) -> tuple[str, ...]:
    n = pen.notation
    product = formula.rpartition("Σₓ ")[2]
    return (
        "The sum runs over the examples: each entry is added to the entries in the same place of the other matrices.",
        f"It never runs over the components: {product} keeps its shape, which is that of {n.text(('w', layer))}, one "
        f"number per edge.",
    )


def _divisor(pen: Pen) -> int | None:
    return pen.trace.m if pen.trace.network.reduction == "mean" else None


def _formula(pen: Pen, result: Key, factors: Sequence[tuple[Key, bool]]) -> str:
    """The gradient as a sum over the examples, in text: "∂C/∂w² = (1/m) Σₓ δ²ₓ (a¹ₓ)ᵀ"."""
    n = pen.notation
    words = []
    for key, transposed in factors:
        name = n.text(key)
        name = name if name == "x" else f"{name}ₓ"  # x is itself one example
        words.append((f"{name}ᵀ" if name == "x" else f"({name})ᵀ") if transposed else name)
    return f"{n.text(result)} = {'(1/m) ' if _divisor(pen) else ''}Σₓ {' '.join(words)}"


def _terms(
    arrays: Sequence[Array], shapes: Sequence[str], like: Operand, name: str, data: str, rest: Array
) -> tuple[Term, ...]:
    """The addends of the first examples, and one for all others; `like` gives their axes and colour scale."""
    count = len(arrays)
    shown = count if count <= SHOWN else SHOWN - 1
    terms = [
        Term(f"example {x + 1}", shapes[x], replace(like, name=name, data=f"{data}-{x}", array=arrays[x]))
        for x in range(shown)
    ]
    if count > shown:
        others = replace(like, name=f"Σ {name}", data=f"{data}-rest", array=rest)
        terms.append(Term(f"the other {plural(count - shown, 'example')}, added up", "", others))
    return tuple(terms)


def _weights(pen: Pen, layer: int) -> Fold:
    """∂C/∂w from the outer products δ_x (a_x)ᵀ (BP4)."""
    n, key, m = pen.notation, ("grad_w", layer), pen.trace.m
    record = pen.trace.layers[layer - 1]
    factors = ((("delta", layer), False), (below(layer), True))
    result = replace(pen.operand(key), result=True)
    arrays = [n.display(key, record.example_grad_w(x)) for x in range(m)]
    shapes = [
        Line("", replace(pen, example=x).product("grad_w", *factors, one=True), bare=True).shapes for x in range(m)
    ]
    first = SHOWN - 1
    rest = n.display(key, record.delta[:, first:] @ record.a_prev[:, first:].T)
    formula = _formula(pen, key, n.product("grad_w", factors))
    product = formula.rpartition("Σₓ ")[2]
    terms = _terms(arrays, shapes, replace(result, result=False), product, f"outer-{layer}", rest)
    total = n.display(key, record.delta @ record.a_prev.T)
    return Fold(formula, terms, _total(result, total, f"outer_sum-{layer}"), _divisor(pen), result)


def _biases(pen: Pen, layer: int) -> Fold:
    """∂C/∂b from the δ_x themselves (BP3)."""
    n, key, m = pen.notation, ("grad_b", layer), pen.trace.m
    delta = pen.trace.layers[layer - 1].delta
    result = replace(pen.operand(key), result=True)
    arrays = [n.display(key, delta[:, x : x + 1]) for x in range(m)]
    shapes = [Line("", (replace(result, array=array),), bare=True).shapes for array in arrays]
    rest = n.display(key, delta[:, SHOWN - 1 :].sum(axis=1, keepdims=True))
    formula = _formula(pen, key, ((("delta", layer), False),))
    name = formula.rpartition("Σₓ ")[2]
    terms = _terms(arrays, shapes, replace(result, result=False), name, f"error-{layer}", rest)
    total = n.display(key, delta.sum(axis=1, keepdims=True))
    return Fold(formula, terms, _total(result, total, f"error_sum-{layer}"), _divisor(pen), result)


def _total(result: Operand, array: Array, data: str) -> Operand:
    return replace(result, name="the sum", data=data, array=array, result=False)


def _step(pen: Pen, weights: Fold) -> tuple[str, tuple[Operand | str, ...]]:
    """The sum and the mean side by side, each with the η that gives the same step: η_sum = η_mean / m."""
    m, eta = pen.trace.m, pen.eta
    mean = weights.divisor is not None
    own, other = _written(eta), _written(eta / m if mean else eta * m)
    summed, averaged = (other, own) if mean else (own, other)
    with np.errstate(over="ignore"):
        array = weights.result.array if mean else weights.total.array / m
    left = replace(weights.total, data=f"{weights.total.data}-again", name="sum")
    right = replace(weights.result, data=f"{weights.total.data}-mean", name="mean", array=array, result=False)
    would = "" if mean else f"This batch takes the sum; the mean would be ÷ {m}. "
    caption = (
        f"{would}The same step either way: η of the sum = η of the mean ÷ m = {averaged} ÷ {m} = {summed} "
        "for this batch; one of another size needs another."
    )
    return caption, (f"{summed} ×", left, "=", f"{averaged} ×", right)


def _written(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
