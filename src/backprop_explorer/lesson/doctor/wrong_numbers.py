"""The numbers that a learner may get after a mistake: matrices, matrices of another shape, costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ...engine import EQUATIONS, LayerRecord, Trace
from ...engine.activations import Array
from ..mistakes import MISTAKES
from ..mistakes.equations import Where
from ..mistakes.misfit import Misfit
from ..mistakes.mistake import Form
from ..mistakes.repeated import Repeated
from ..notation import Key

KEPT = 10_000  # numbers in the record of one mini-batch, up to which all wrong ones are kept (some 5 MB)


@dataclass(frozen=True, eq=False, slots=True)
class Hypothesis:
    """Numbers that a mistake would give for one quantity.

    `array` is laid as in the engine, with examples as columns. `words` names the form of the mistake, `where` the
    layers it is made in, or None if they need not be named. `phase` is the phase it is made in.
    """

    mistake: str
    array: Array
    phase: str
    words: str = ""
    where: Where | None = None


class Made(NamedTuple):
    """One mistake, in one form and place."""

    mistake: str
    form: Form
    where: Where
    everywhere: bool


class Wrong(NamedTuple):
    """Mini-batches with one mistake each, and the parameters after their updates, a row for each."""

    made: tuple[Made, ...]
    flats: Array
    afters: Array


@dataclass(frozen=True, eq=False)
class WrongNumbers:
    """All wrong numbers of the catalogue for one mini-batch and one η; each is computed once, when it is needed."""

    trace: Trace
    eta: float

    @cached_property
    def _kept(self) -> Wrong:
        made, flats, afters = zip(*self._computing(), strict=True)
        return Wrong(made, np.array(flats), np.array(afters))

    def _steps(self) -> Iterable[Wrong]:
        """Every mistake in every form and place; those of large networks are not kept."""
        if self.trace.flat.size <= KEPT:
            return (self._kept,)
        return (Wrong((made,), flat[None], after[None]) for made, flat, after in self._computing())

    @cached_property
    def _repeated(self) -> Repeated:
        return Repeated(self.trace, self.eta)

    def _computing(self) -> Iterator[tuple[Made, Array, Array]]:
        net = self.trace.network
        for mistake in MISTAKES.values():
            for number, form in enumerate(mistake.forms):
                everywhere = frozenset(form.layers(net))
                for where in form.wheres(net):
                    try:
                        numbers = self._repeated.compute(mistake.equations(net, self.eta, number, where))
                    except Misfit:
                        continue
                    yield Made(mistake.id, form, where, where == everywhere), *numbers

    def of(self, key: Key) -> tuple[Hypothesis, ...]:
        """A quantity with each mistake; "w_new" and "b_new" are the parameters after the update."""
        name, number = key
        others = self._costs() if name == "cost" else self._misshapen(name, number)
        return (*self._computed(name, number), *others)

    def _computed(self, name: str, number: int) -> Iterator[Hypothesis]:
        for wrong in self._steps():
            arrays = self._costs_of(wrong) if name == "cost" else self._repeated.matrices(name, number, *wrong[1:])
            for made, array in zip(wrong.made, () if arrays is None else arrays, strict=arrays is not None):
                told = None if made.everywhere else made.where
                yield Hypothesis(made.mistake, array, _phase(made, number), made.form.words, told)

    def _costs_of(self, wrong: Wrong) -> Array:
        """C of each mini-batch, `(mini-batches, 1, 1)`."""
        net, depth = self.trace.network, len(self.trace.layers)
        z, a = (self._repeated.matrices(name, depth, *wrong[1:]) for name in ("z", "a"))
        assert z is not None and a is not None
        totals = [net.cost.value(*each, self.trace.y).sum() for each in zip(z, a, strict=True)]
        return net.factor(self.trace.m) * np.array(totals).reshape(-1, 1, 1)

    def _costs(self) -> Iterator[Hypothesis]:
        """C where C itself is computed wrongly."""
        for mistake, cost in self._wrong_costs():
            yield Hypothesis(mistake, np.array([[cost]]), "cost")

    def _wrong_costs(self) -> Iterator[tuple[str, float]]:
        trace, m = self.trace, self.trace.m
        total = float(trace.example_costs.sum())
        yield ("sum-for-mean", total) if trace.network.reduction == "mean" else ("mean-for-sum", total / m)
        last = float(trace.example_costs[-1])
        yield from (("last-example", last), ("last-example", last / m))
        yield from (("half", 0.5 * trace.cost), ("double", 2.0 * trace.cost))
        if trace.network.sizes[-1] == 1 and m > 1:
            output = trace.layers[-1]
            z, a = np.repeat(output.z, m, axis=1), np.repeat(output.a, m, axis=1)
            table = float(trace.network.cost.value(z, a, np.tile(trace.y, (1, m))).sum())
            yield from (("targets-broadcast", table / part) for part in (m * m, m, 1))

    def _misshapen(self, name: str, number: int) -> Iterator[Hypothesis]:
        """Quantities whose shape is wrong, or may be wrong."""
        trace, layer = self.trace, self.trace.layers[number - 1]
        s = trace.network.factor(trace.m)
        phase = f"delta-{number}" if name == "delta" else f"grad-{number}"
        for mistake, array in self._of_other_shape(name, layer, s):
            yield Hypothesis(mistake, array, phase)
        if number == len(trace.layers) and trace.network.sizes[-1] == 1 and trace.m > 1:
            table = self._table()
            spread = {"delta": table, "grad_w": s * table @ layer.a_prev.T, "grad_b": s * table.sum(1, keepdims=True)}
            if name in spread:
                yield Hypothesis("targets-broadcast", spread[name], f"delta-{number}")

    def _of_other_shape(self, name: str, layer: LayerRecord, s: float) -> Iterator[tuple[str, Array]]:
        outer = layer.delta @ layer.a_prev.T
        if name == "delta":
            yield from (("delta-like-w", s * outer), ("delta-like-w", outer))
        elif name == "grad_w":
            yield "summed-components", np.array([[layer.grad_w.sum()]])
            sizes = layer.w.shape
            if sizes[0] == sizes[1] or 1 in sizes:  # the sizes that ⊙ can stretch
                column = (layer.delta * layer.a_prev).sum(axis=1, keepdims=True)
                yield from (("hadamard", s * column), ("hadamard", column / self.trace.m))
        elif name == "grad_b":
            yield from (("bias-not-summed", layer.delta), ("bias-not-summed", s * layer.delta))
            yield "delta-like-w", layer.grad_w
        elif name == "b_new" and layer.b is not None and self.trace.network.train_biases:
            if self.trace.rule.name != "descent":
                return  # the state of the rule has the shape of b: numbers of another shape cannot reach it
            yield from (("bias-not-summed", layer.b - self.eta * part * layer.delta) for part in (1.0, s))

    def _table(self) -> Array:
        """δ^L of each example, in columns, against the target of each, in rows; `(m, m)`."""
        trace, m = self.trace, self.trace.m
        z, a = np.tile(trace.layers[-1].z, m), np.tile(trace.layers[-1].a, m)
        every = replace(trace.layers[-1], z=z, a=a, sigma_prime=np.empty_like(a), delta=np.empty_like(a))
        EQUATIONS.output_error(every, trace.network.cost, np.repeat(trace.y, m, axis=1))
        return every.delta.reshape(m, m)


def _phase(step: Made, number: int) -> str:
    """The first phase in which the mistake changes a quantity of layer `number`."""
    place = step.form.place
    layers = {"z": min(step.where), "delta": max(step.where), "grad": number}
    return f"{place}-{layers[place]}" if place in layers else place
