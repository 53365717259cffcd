"""The places that many tests look at: each preset, the question, and scenarios that no preset shows."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st

from backprop_explorer.scenario import PRESETS, Scenario, preset, question_scenario

OR, ONE_NEURON, MAZUR, XOR, CLASSES = map(
    preset, ("or-gate-2-2-1", "two-inputs-one-output", "mazur-2-2-2", "xor-2-3-1", "three-classes")
)

# 2-64-64-1: more edges than are drawn, more numbers than are printed.
WIDE = replace(XOR, sizes=(2, 64, 64, 1), activations=("tanh", "relu", "sigmoid"), initialiser="xavier", eta=0.5)
DEEP = replace(XOR, sizes=(2, 6, 5, 4, 3, 2, 1), activations=("tanh",) * 5 + ("sigmoid",), initialiser="xavier")

# Of the presets that learn ready-made data one of each kind is enough; the digits have tests of their own.
SHOWN = tuple(name for name in PRESETS if preset(name).recipe is None or name in ("moons", "sine"))

Case = TypeVar("Case")

EVERY = bool(os.environ.get("EVERY"))  # what takes long looks at all there is, not at a part of it

# One preset of each kind: small, deep with many examples, with blocks of numbers.
KINDS = tuple(PRESETS) if EVERY else ("or-gate-2-2-1", "dead-relu", "three-classes", "digits")


def some(cases: Iterable[Case], step: int = 3) -> tuple[Case, ...]:
    """Every third of them, or every `step`-th; all of them where EVERY=1 is in the environment."""
    return tuple(cases)[:: 1 if EVERY else step]


PLACES: Mapping[str, Scenario] = {
    **{name: preset(name) for name in SHOWN},
    "the question": question_scenario(),
    "the OR gate at step 12": replace(OR, step=12),
    "a last batch of one": replace(OR, batch_size=3, step=1),
    "a smaller last batch": replace(CLASSES, batch_size=40, step=7),
    "a batch too long to print": replace(CLASSES, batch_size=150),
    "six layers": DEEP,
    "a wide net": WIDE,
    "no biases": replace(XOR, biased=False),
    "the sum over a batch": replace(OR, reduction="sum"),
    "softmax with the quadratic cost": replace(CLASSES, cost="quadratic"),
    "softmax with the mean squared error": replace(CLASSES, cost="mean-squared-error", step=3),
    "binary cross-entropy": replace(OR, cost="binary-cross-entropy"),
    "no half in the cost": replace(MAZUR, cost="squared-error"),
    "rectifiers": replace(XOR, activations=("relu", "leaky-relu"), eta=0.1, cost="mean-squared-error"),
}


def largest() -> Scenario:
    """784-64×6, 256 examples at once: as much work and memory as a link can ask for."""
    random = np.random.default_rng(0)
    x = tuple(map(tuple, random.random((256, 784)).round(2).tolist()))
    y = tuple(map(tuple, np.eye(64)[random.integers(0, 64, 256)].tolist()))
    activations = (*("tanh",) * 5, "softmax")
    sizes = (784, *(64,) * 6)
    return replace(
        CLASSES, x=x, y=y, sizes=sizes, activations=activations, batch_size=256, initialiser="xavier", eta=0.05
    )


def at_every_phase(depth: int) -> st.SearchStrategy[str]:
    """A phase of a network with that many computing layers, drawn without asking the lesson for its list."""
    layers = st.integers(1, depth)
    named = st.tuples(st.sampled_from(("z", "a", "delta", "grad")), layers).map(lambda pair: f"{pair[0]}-{pair[1]}")
    return st.sampled_from(("batch", "cost", "update")) | named
