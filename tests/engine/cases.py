"""Random networks with data that fit them, and the small nets that many tests share."""

import os
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from backprop_explorer.engine import Network
from backprop_explorer.engine.datasets import gate

HIDDEN = ("sigmoid", "tanh", "relu", "leaky-relu", "linear")
OUTPUTS = {
    "quadratic": (*HIDDEN, "softmax"),
    "squared-error": (*HIDDEN, "softmax"),
    "mean-squared-error": (*HIDDEN, "softmax"),
    "binary-cross-entropy": ("sigmoid",),
    "cross-entropy": ("softmax",),
}
OR_X, OR_Y = gate((0, 1, 1, 1))

# The same examples on every machine; a first call may be slow, so there is no deadline.


def steady(examples: int) -> settings:
    """The same random examples in every run: all of them with EVERY in the environment, else a third."""
    count = examples if os.environ.get("EVERY") else -(-examples // 3)
    return settings(deadline=None, derandomize=True, max_examples=count)


@dataclass(frozen=True)
class Case:
    """What `Network.build` was given, the network it gave, and one mini-batch."""

    parts: dict[str, Any]
    x: np.ndarray
    y: np.ndarray

    @property
    def net(self) -> Network:
        return Network.build(**self.parts)


def or_net(**options: Any) -> Network:
    """The 2-2-1 net of the question, on the data OR_X and OR_Y."""
    weights = [[[0.27660583, 1.00106314], [0.34017727, 0.74990392]], [[1.095244, -0.22719165]]]
    return Network.build(**{"weights": weights, "biases": [[1, 1], [1]], **options})


def targets(cost: str, outputs: int, m: int, random: np.random.Generator) -> np.ndarray:
    """Targets that the cost allows, `(n_L, m)`; some of those between 0 and 1 are exactly 0 or 1."""
    if cost == "cross-entropy":
        soft = random.dirichlet(np.ones(outputs), m).T
        return np.where(random.random(m) < 0.5, np.eye(outputs)[:, random.integers(outputs, size=m)], soft)
    if cost == "binary-cross-entropy":
        return np.clip(random.uniform(-0.5, 1.5, (outputs, m)), 0, 1)
    return random.standard_normal((outputs, m))


@st.composite
def cases(draw: st.DrawFn, most_examples: int = 5) -> Case:
    """Hypothesis draws the structure, NumPy the numbers, which then sit on no kink."""
    cost = draw(st.sampled_from(sorted(OUTPUTS)))
    output = draw(st.sampled_from(OUTPUTS[cost]))
    hidden = draw(st.lists(st.sampled_from(HIDDEN), max_size=3))
    fewest = 2 if output == "softmax" else 1
    sizes = [draw(st.integers(1, 4)) for _ in range(len(hidden) + 1)] + [draw(st.integers(fewest, 4))]
    count = len(sizes) - 1
    biased = draw(st.none() | st.lists(st.booleans(), min_size=count, max_size=count))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    m = draw(st.integers(1, most_examples))
    parts = {
        "weights": [1.5 * random.standard_normal((n, k)) / np.sqrt(k) for k, n in pairwise(sizes)],
        "biases": biased and [random.standard_normal(n) if b else None for b, n in zip(biased, sizes[1:], strict=True)],
        "activations": [*hidden, output],
        "cost": cost,
        "reduction": draw(st.sampled_from(("mean", "sum"))),
    }
    return Case(parts, random.standard_normal((sizes[0], m)), targets(cost, sizes[-1], m, random))
