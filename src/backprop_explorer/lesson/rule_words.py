"""The sentences that say what an update rule does: the L2 term, momentum, Adam, and the update itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ..engine import Trace
from .notation import Notation, exact
from .phases import Phase


@dataclass(frozen=True, eq=False, slots=True)
class RuleNarrator:
    """Explains the phases between the gradients and the next mini-batch."""

    trace: Trace
    notation: Notation
    eta: float

    def tell(self, phase: Phase, cost_after: float | None = None) -> tuple[str, ...]:
        """Some sentences for `phase`; `cost_after` is C after the update, for the last phase."""
        if phase.equation == "update":
            return self._update(cost_after)
        return {
            "decay": self._decay,
            "velocity": self._velocity,
            "moments": self._moments,
            "corrected": self._corrected,
        }[phase.equation]()

    @property
    def _biased(self) -> bool:
        """Whether there are biases."""
        return any(layer.b is not None for layer in self.trace.layers)

    @property
    def _both(self) -> str:
        """What the update moves besides the weights."""
        return " and every bias" if self._biased and self.trace.network.train_biases else ""

    @property
    def _gradient(self) -> str:
        """What the rule begins with."""
        return "gradient" if not self.trace.network.l2 else "gradient, with its L2 term,"

    def _decay(self) -> tuple[str, ...]:
        trace, w = self.trace, self.notation.word("w")
        told = (
            f"[[L2]] adds (λ/2) Σ {w}² to the cost, with [[λ]] = {exact(trace.network.l2)}: large weights cost extra. "
            f"C is {signed(trace.cost)} and the L2 term is {signed(trace.penalty)}, so C_λ is "
            f"{signed(trace.cost + trace.penalty)}.",
            f"The L2 term grows with a weight as fast as λ {w}. So each weight has λ {w} added to its gradient, and an "
            f"update also makes it a little smaller. The shape stays that of {w}: one number per edge.",
        )
        alone = "The biases have no L2 term, so their gradients stay as they are."
        return (*told, alone) if self._biased else told

    def _velocity(self) -> tuple[str, ...]:
        mu, w = self.trace.rule.momentum, self.notation.word("w")
        first = not any(pair.w.any() for pair in self.trace.state["velocity"])
        most = signed(1 / (1 - mu), 4)
        return (
            f"The [[velocity]] is a running sum of gradients, one number for every weight{self._both}. The old "
            f"velocity is multiplied by [[μ]] = {exact(mu)}, then the new {self._gradient} is added."
            + (" It begins at 0, so now it is the gradient itself." if first else ""),
            f"Gradients that point the same way in many steps add up, to at most 1/(1 − μ) = {most} times their size. "
            f"Gradients that change their sign cancel each other.",
            f"v({w}) has the shape of {w}. It is kept for the next mini-batch.",
        )

    def _moments(self) -> tuple[str, ...]:
        rule, w = self.trace.rule, self.notation.word("w")
        return (
            f"[[Adam]] keeps two running means for every weight{self._both}: m of its {self._gradient} and v of the "
            f"square of that. From the old m it keeps [[β₁]] = {exact(rule.beta1)}, from the old v [[β₂]] = "
            f"{exact(rule.beta2)}; the rest comes from the new gradient.",
            f"m says which way the gradient points on average. √v says how large it usually is, whatever its sign. "
            f"m({w}) is not m, the number of examples.",
            f"m({w}) and v({w}) have the shape of {w}. They are kept for the next mini-batch.",
        )

    def _corrected(self) -> tuple[str, ...]:
        rule, t = self.trace.rule, self.trace.count + 1
        sums = " and ".join(
            f"1 − {letter}ᵗ = {signed(1 - share**t, 4)}" for letter, share in (("β₁", rule.beta1), ("β₂", rule.beta2))
        )
        return (
            f"Both means began at 0, so in the first updates they are too small. This is update t = {t}: the shares of "
            f"the gradients in m and v add up to {sums}, not to 1.",
            "Divided by these sums they are true means, m̂ and v̂. After many updates the sums are almost 1, and the "
            "division changes almost nothing.",
        )

    def _update(self, cost_after: float | None) -> tuple[str, ...]:
        b, grad_b = self.notation.word("b"), self.notation.word("grad_b")
        told = [*self._step()]
        if self._biased and not self.trace.network.train_biases:
            told.append(f"The biases {b} are held fixed in this network: {grad_b} is computed, but not used.")
        if cost_after is not None:
            after = (
                signed(cost_after) if math.isfinite(cost_after) else "larger than any number that a computer can hold"
            )
            told.append(f"C of this mini-batch was {signed(self.trace.cost)}; with the new weights it is {after}.")
        return (*told, "The next mini-batch begins with the new weights.")

    def _step(self) -> tuple[str, ...]:
        """By what every parameter changes."""
        rule, eta = self.trace.rule, exact(self.eta)
        if rule.name == "adam":
            return (
                f"Every weight{self._both} changes by −η m̂ / (√v̂ + ε), with [[η]] = {eta}. All change at the same "
                f"time.",
                f"m̂ is divided by √v̂, the usual size of the gradient. So a step is about as large as η, whether the "
                f"gradients are large or small. [[ε]] = {small(rule.epsilon)} keeps the divisor "
                f"above 0.",
            )
        of = "new velocity" if rule.name == "momentum" else "gradient"
        with_l2 = ", the L2 term included" if self.trace.network.l2 and rule.name == "descent" else ""
        return (
            f"Every weight{self._both} changes by −η times its {of}{with_l2}, with [[η]] = {eta}. All change at the "
            f"same time.",
        )


def small(number: float) -> str:
    """A number such as 1e−8 without zeros that say nothing."""
    return exact(number).replace("e-0", "e−").replace("-", "−")


def signed(number: float, digits: int = 6) -> str:
    """A number in a sentence, with a true minus sign."""
    return f"{number:.{digits}g}".replace("-", "−")
