"""From the examples to the batch: one matrix per example, their sum, and the gradient of the batch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..engine.activations import Array
from .equations import Writer, unscaled
from .expression import value
from .expression.formula import chained
from .marks import Row, text
from .notation import QUANTITIES, Key, plural
from .operands import Line, Operand
from .phases import Phase

SHOWN = 8  # matrices of one sum; where there are more examples, the last one is what the others add up to


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """One addend: its example, the product that gives it, if any, and its numbers."""

    caption: str
    line: Line | None
    operand: Operand


@dataclass(frozen=True, eq=False, slots=True)
class Fold:
    """One gradient: its addends, their sum, and the gradient; `divisor` is m for a mean, None for a sum."""

    formula: Row
    terms: tuple[Term, ...]
    total: Operand
    divisor: int | None
    result: Operand


@dataclass(frozen=True, eq=False, slots=True)
class Folding:
    """How the gradients of `layer` are computed from the m examples of a mini-batch.

    `step` shows that the sum and the mean take the same step with learning rates that differ by m; it is empty where
    the update rule is not plain descent. While the
    gradients are not `known`, their shapes alone may be shown.
    """

    layer: int
    title: str
    folds: tuple[Fold, ...]
    step_caption: str
    step: tuple[Operand | str, ...]
    sentences: tuple[str, ...]
    known: bool


def fold(writer: Writer, layer: int, phase: Phase, batch_size: int | None = None) -> Folding:
    """The folding of one layer, as far as it is known at the end of `phase`.

    `batch_size` is what a whole batch has, so that the title can say that the last batch is smaller.
    """
    n, m = writer.notation, writer.trace.m
    size = plural(m, "example")
    if batch_size is not None and m < batch_size:
        size += f", a smaller last batch: the others have {batch_size}"
    keys = [key for key in (("grad_w", layer), ("grad_b", layer)) if key in writer.values]
    folds = tuple(_fold(writer, key) for key in keys)
    # Only plain descent takes the same step with an η that differs by m.
    plain = writer.trace.rule.name == "descent" and not writer.trace.network.l2
    caption, step = _step(writer, folds[0]) if plain else ("", ())
    term = text(writer.over_examples(keys[0], whole=False))
    sentences = (
        "The sum runs over the examples: each entry is added to the entries in the same place of the other matrices.",
        f"It never runs over the components: {term} keeps its shape, which is that of {n.text(('w', layer))}, one "
        f"number per edge.",
    )
    title = f"layer {n.number(layer)}, a batch of {size}"
    return Folding(layer, title, folds, caption, step, sentences, keys[0] in phase.known)


def _fold(writer: Writer, key: Key) -> Fold:
    """A gradient as the sum of the terms of all examples (BP4 and BP3)."""
    sides = writer.notation.axes(key, writer.values[key].shape)
    result = replace(writer.operand(key, result=True), axes=sides)
    like = replace(result, result=False)
    total = replace(like, name="the sum", data=f"sum-{like.data}", array=_given_by(writer, key, slice(None)))
    mean = writer.trace.network.reduction == "mean"
    written = chained(writer.notation.symbol(key), writer.over_examples(key))
    return Fold(written, tuple(_terms(writer, key, like)), total, writer.trace.m if mean else None, result)


def _given_by(writer: Writer, key: Key, some: slice) -> Array:
    """The sum of the terms of some examples, as it is shown."""
    right = writer.rules.of(key)
    assert right is not None, "a gradient has an equation"
    values = {
        of: array[:, some] if QUANTITIES[of[0]].axes[1] == "examples" else array for of, array in writer.values.items()
    }
    return writer.notation.display(key, value(unscaled(right), values))


def _terms(writer: Writer, key: Key, like: Operand) -> Iterator[Term]:
    """The addends of the first examples, and one for all others; `like` gives their axes and colour scale."""
    m = writer.trace.m
    shown = m if m <= SHOWN else SHOWN - 1
    product = unscaled(writer.laid(key))
    for x in range(shown):
        operand = replace(like, data=f"{like.data}-of-{x}", array=_given_by(writer, key, slice(x, x + 1)))
        parts = replace(writer, example=x).parts(product, one=True) if key[0] == "grad_w" else (operand,)
        yield Term(f"example {x + 1}", Line("", parts, bare=True), operand)
    if m > shown:
        rest = replace(like, data=f"{like.data}-of-rest", array=_given_by(writer, key, slice(shown, None)))
        yield Term(f"the other {plural(m - shown, 'example')}, added up", None, rest)


def _step(writer: Writer, weights: Fold) -> tuple[str, tuple[Operand | str, ...]]:
    """The sum and the mean side by side, each with the η that gives the same step: η_sum = η_mean / m."""
    m, eta = writer.trace.m, writer.eta
    mean = weights.divisor is not None
    own, other = _written(eta), _written(eta / m if mean else eta * m)
    summed, averaged = (other, own) if mean else (own, other)
    with np.errstate(over="ignore"):
        array = weights.result.array if mean else weights.total.array / m
    left = replace(weights.total, data=f"{weights.total.data}-again", name="sum")
    right = replace(weights.result, data=f"{weights.total.data}-mean", name="mean", array=array, result=False)
    would = "" if mean else f"This cost is the sum. A mean would be divided by {m}. "
    caption = (
        f"{would}The sum and the mean give the same step if η of the sum = η of the mean ÷ m = {averaged} ÷ {m} = "
        f"{summed}. A batch of another size needs another η."
    )
    return caption, (f"{summed} ×", left, "=", f"{averaged} ×", right)


def _written(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
