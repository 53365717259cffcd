"""The update rules: from the gradients to the direction that an update goes against."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from .activations import Array

RULES = ("descent", "momentum", "adam")
STATE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"descent": (), "momentum": ("velocity",), "adam": ("moment", "square")}
)
"""What each rule carries from one mini-batch to the next: of each, one number for every parameter."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How the gradients move the parameters; `name` is one of RULES. The numbers of the other rules have no effect.

    `momentum` is μ, the share of the velocity that is kept. `beta1` and `beta2` are the shares that Adam's two running
    means keep, and `epsilon` is the small number that keeps its divisor above 0. The defaults are those of PyTorch.

    Raises ValueError for an unknown name, a share outside 0 ≤ share < 1, or an ε that is not above 0.
    """

    name: str = "descent"
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        """Refuse what no update can be made with."""
        if self.name not in RULES:
            raise ValueError(f"The update rule {self.name!r} is not known; there are {', '.join(RULES)}.")
        for letter, share in (("μ", self.momentum), ("β₁", self.beta1), ("β₂", self.beta2)):
            if not 0 <= share < 1:
                raise ValueError(f"{letter} is {share}, but the share that is kept has to be from 0 to below 1.")
        if not (math.isfinite(self.epsilon) and self.epsilon > 0):
            raise ValueError(f"ε is {self.epsilon}, but it has to be above 0, because Adam divides by √v̂ + ε.")

    @property
    def state(self) -> tuple[str, ...]:
        """The names of what is carried from one mini-batch to the next."""
        return STATE[self.name]


DESCENT = Rule()


def add_decay(gradients: Array, parameters: Array, decay: Array, totals: Array) -> None:
    """L2: ∂C_λ/∂w = ∂C/∂w + λ w, all parameters in one row `(numbers,)`, written into `totals`.

    C_λ = C + (λ/2) Σ w² is the cost with the L2 term, and the derivative of (λ/2) w² is λ w. `decay` `(numbers,)` is
    λ for each weight and 0 for each bias: a bias adds the same to every example, so Nielsen leaves biases out (chapter
    3, "Regularization"). His term is (λ/2n) Σ w² for n examples of training data, so his λ/n is the λ here. It is
    PyTorch's weight_decay, if the weights and the biases are two groups of parameters.
    """
    np.multiply(parameters, decay, out=totals)
    np.add(gradients, totals, out=totals)


def add_to_velocity(gradients: Array, velocity: Array, momentum: float) -> None:
    """v → μ v + ∂C/∂w, all `(numbers,)`; the update is then w → w − η v, as in PyTorch's SGD.

    Nielsen (equations 107 and 108) has −η inside v: his v is −η times this one, as long as η stays the same.
    """
    np.multiply(velocity, momentum, out=velocity)
    np.add(velocity, gradients, out=velocity)


def average(gradients: Array, moment: Array, square: Array, rule: Rule, room: Array) -> None:
    """m → β₁ m + (1 − β₁) ∂C/∂w and v → β₂ v + (1 − β₂) (∂C/∂w)², all `(numbers,)` (Kingma and Ba, algorithm 1)."""
    np.multiply(moment, rule.beta1, out=moment)
    np.multiply(gradients, 1 - rule.beta1, out=room)
    np.add(moment, room, out=moment)
    np.multiply(square, rule.beta2, out=square)
    np.square(gradients, out=room)
    np.multiply(room, 1 - rule.beta2, out=room)
    np.add(square, room, out=square)


def correct(moment: Array, square: Array, count: float, rule: Rule, moment_hat: Array, square_hat: Array) -> None:
    """m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ), all `(numbers,)`; t is `count`, 1 in the first update.

    m begins at 0, so after t updates the gradients in it have the weights (1 − β₁) β₁ⁱ, i < t. These add up to
    1 − β₁ᵗ and not to 1: the division makes m̂ a true mean.
    """
    np.divide(moment, 1 - rule.beta1**count, out=moment_hat)
    np.divide(square, 1 - rule.beta2**count, out=square_hat)


def divide(moment_hat: Array, square_hat: Array, epsilon: float, direction: Array) -> None:
    """m̂ / (√v̂ + ε), all `(numbers,)`; the update is then w → w − η m̂ / (√v̂ + ε)."""
    np.sqrt(square_hat, out=direction)
    np.add(direction, epsilon, out=direction)
    np.divide(moment_hat, direction, out=direction)
