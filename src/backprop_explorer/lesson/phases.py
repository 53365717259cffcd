"""The phases of one mini-batch, in order, and the quantities that each of them uses and computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..engine import Trace, backprop, descend, updated
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
    known |= {(f"{name}_{letter}", number) for name in trace.rule.state for letter, number in _moved(trace)}
    found = []
    for identity in phase_ids(depth, trace.rule.name, trace.network.l2):
        name, _, tail = identity.partition("-")
        layer = int(tail) if tail else depth
        equation, operands, result = _of_rule(name, trace) or _rule(name, layer, depth, biased)
        known |= {*result, *([("example_cost", layer)] if name == "cost" else [])}
        found.append(Phase(identity, layer, equation, operands, result, frozenset(known)))
    return tuple(found)


def _moved(trace: Trace) -> list[tuple[str, int]]:
    """The parameters that the update moves: "w" or "b", and the layer."""
    trained = trace.network.train_biases
    found = []
    for number, layer in enumerate(trace.layers, start=1):
        found += [("w", number), *([("b", number)] if trained and layer.b is not None else [])]
    return found


def _of_rule(name: str, trace: Trace) -> tuple[str, tuple[Key, ...], tuple[Key, ...]] | None:
    """The same for a phase of the update rule; None where it is none, and for the update of plain descent."""
    depth, moved = len(trace.layers), _moved(trace)
    total = {letter: "total_w" if letter == "w" and trace.network.l2 else f"grad_{letter}" for letter in "wb"}

    def each(*stems: str) -> tuple[Key, ...]:
        """These quantities of every parameter; "" stands for its gradient, "*" for the parameter itself."""
        return tuple((stem.replace("*", letter) or total[letter], number) for letter, number in moved for stem in stems)

    weights = [number for letter, number in moved if letter == "w"]
    if name == "decay":
        operands = [(quantity, number) for number in weights for quantity in ("w", "grad_w")]
        return name, (("cost", depth), *operands), (("total_cost", depth), *(("total_w", n) for n in weights))
    if name == "velocity":
        return name, each("velocity_*", ""), each("velocity_*_new")
    if name == "moments":
        return name, each("moment_*", "square_*", ""), each("moment_*_new", "square_*_new")
    if name == "corrected":
        return name, each("moment_*_new", "square_*_new"), each("moment_hat_*", "square_hat_*")
    if name != "update" or (trace.rule.name == "descent" and not trace.network.l2):
        return None
    used = {"descent": ("",), "momentum": ("velocity_*_new",), "adam": ("moment_hat_*", "square_hat_*")}
    fixed = [("b", n) for n, layer in enumerate(trace.layers, start=1) if layer.b is not None and ("b", n) not in moved]
    return name, (*each("*", *used[trace.rule.name]), *fixed), (*each("*_new"), *(("b_new", n) for _, n in fixed))


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
    after = updated(trace.network, trace, eta)
    values: dict[Key, Array] = {
        ("x", 0): trace.x,
        ("y", depth): trace.y,
        ("example_cost", depth): trace.example_costs[np.newaxis],
        ("cost", depth): np.array([[trace.cost]]),
    }
    for number, (layer, new) in enumerate(zip(trace.layers, after.network.layers, strict=True), start=1):
        named = {
            name: getattr(layer, name) for name in ("w", "b", "z", "a", "sigma_prime", "delta", "grad_w", "grad_b")
        }
        named |= {"w_new": new.w, "b_new": new.b}
        values |= {(name, number): array for name, array in named.items() if array is not None}
    if trace.network.l2:
        values["total_cost", depth] = np.array([[trace.cost + trace.penalty]])
        values |= {("total_w", number): layer.total_w for number, layer in enumerate(trace.layers, start=1)}
    blocks = {f"{name}_*": pairs for name, pairs in trace.state.items()}
    blocks |= {f"{name}_*_new": pairs for name, pairs in after.state.items()}
    blocks |= {f"{name}_*": pairs for name, pairs in after.made.items() if name.endswith("_hat")}
    for letter, number in _moved(trace):
        for name, pairs in blocks.items():
            values[name.replace("*", letter), number] = getattr(pairs[number - 1], letter)
    return values
