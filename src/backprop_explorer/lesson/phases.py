"""The phases of one mini-batch, in order, and the quantities that each of them uses and computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..engine import Trace, backprop, descend
from ..engine.activations import Array
from .notation import Key, phase_ids


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of the calculation.

    `equation` names the rule. `operands` are the quantities that it uses, `result` those that it computes, and `known`
    every quantity that is computed by the end of this phase.
    """

    id: str
    layer: int
    equation: str
    operands: tuple[Key, ...]
    result: tuple[Key, ...]
    known: frozenset[Key]


def phases(trace: Trace, eta: float) -> tuple[Phase, ...]:
    """All phases of the mini-batch in `trace`; `eta` is the step size of its update."""
    depth = len(trace.layers)
    biased = {number for number, layer in enumerate(trace.layers, start=1) if layer.b is not None}
    parameters = [(name, number) for number in range(1, depth + 1) for name in ("w", "b")]
    known: set[Key] = {("x", 0), ("y", depth)}
    known |= {key for key in parameters if key[0] == "w" or key[1] in biased}
    found = []
    for identity in phase_ids(depth):
        name, _, tail = identity.partition("-")
        layer = int(tail) if tail else depth
        equation, operands, result = _rule(name, layer, depth, biased)
        known |= {*result, *([("example_cost", layer)] if name == "cost" else [])}
        found.append(Phase(identity, layer, equation, operands, result, frozenset(known)))
    return tuple(found)


def _rule(name: str, layer: int, depth: int, biased: set[int]) -> tuple[str, tuple[Key, ...], tuple[Key, ...]]:
    """The rule of a phase, its operands and its results."""
    below: Key = ("a", layer - 1) if layer > 1 else ("x", 0)
    bias = layer in biased
    if name == "batch":
        return "mini_batch", (), (("x", 0), ("y", depth))
    if name == "z":
        return "weighted_input", (("w", layer), below, *([("b", layer)] if bias else [])), (("z", layer),)
    if name == "a":
        return "activation", (("z", layer),), (("a", layer),)
    if name == "cost":
        return "cost", (("a", depth), ("y", depth)), (("cost", depth),)
    if name == "delta" and layer == depth:
        return "output_error", (("a", depth), ("y", depth), ("z", depth)), (("delta", depth),)
    if name == "delta":
        return "hidden_error", (("w", layer + 1), ("delta", layer + 1), ("z", layer)), (("delta", layer),)
    if name == "grad":
        return "gradients", (("delta", layer), below), (("grad_w", layer), *([("grad_b", layer)] if bias else []))
    layers = range(1, depth + 1)
    before = [(q, n) for n in layers for q in ("w", "grad_w", "b", "grad_b") if q[-1] == "w" or n in biased]
    after = [(q, n) for n in layers for q in ("w_new", "b_new") if q[0] == "w" or n in biased]
    return "update", tuple(before), tuple(after)


def cost_after(trace: Trace, eta: float) -> float:
    """C of the same mini-batch with the updated parameters."""
    return backprop(descend(trace.network, trace, eta), trace.x, trace.y).cost


def quantities(trace: Trace, eta: float) -> Mapping[Key, Array]:
    """Every matrix of the mini-batch by its key, as the engine holds it: one column per example."""
    depth = len(trace.layers)
    after = descend(trace.network, trace, eta)
    values: dict[Key, Array] = {
        ("x", 0): trace.x,
        ("y", depth): trace.y,
        ("example_cost", depth): trace.example_costs[np.newaxis],
        ("cost", depth): np.array([[trace.cost]]),
    }
    for number, (layer, new) in enumerate(zip(trace.layers, after.layers, strict=True), start=1):
        named = {
            name: getattr(layer, name) for name in ("w", "b", "z", "a", "sigma_prime", "delta", "grad_w", "grad_b")
        }
        named |= {"w_new": new.w, "b_new": new.b}
        values |= {(name, number): array for name, array in named.items() if array is not None}
    return values
