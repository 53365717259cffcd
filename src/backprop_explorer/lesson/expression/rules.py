"""The equations of a network, each of them written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from types import MappingProxyType

from ...engine import DESCENT, Network, Rule, Trace
from ..notation import Key, exact, parameter
from .tree import Call, Each, Expression, Factor, Mul, Num, Part, Q, Scale, Sum, T

ONE = Num(1.0)
HALF, TWO, MINUS = Factor("1", 1.0, "2", 2.0), Factor("2", 2.0), Factor("−1", -1.0)
OFF = "how far the output is from its target"


def below(layer: int) -> Key:
    """The input of a layer: the inputs x, or the outputs of the layer before."""
    return ("a", layer - 1) if layer > 1 else ("x", 0)


def _squares(a: Expression, y: Expression) -> Expression:
    return Sum(0, Call("square", Each("−", a, y)), "j")


def _logs(a: Expression, y: Expression) -> Expression:
    return Each("+", Each("⊙", y, Call("ln", a)), Each("⊙", Each("−", ONE, y), Call("ln", Each("−", ONE, a))))


# For each cost, by its name: C_x, and its gradient ∇_a C_x, from the outputs a, the targets y and the outputs' number.
Pair = tuple[Callable[[Expression, Expression, int], Expression], Callable[[Expression, Expression, int], Expression]]
COSTS: Mapping[str, Pair] = MappingProxyType(
    {
        "quadratic": (lambda a, y, n: Scale(HALF, _squares(a, y)), lambda a, y, n: Each("−", a, y)),
        "squared-error": (lambda a, y, n: _squares(a, y), lambda a, y, n: Scale(TWO, Each("−", a, y))),
        "mean-squared-error": (
            lambda a, y, n: Scale(Factor("1", 1.0, "n", n), _squares(a, y)),
            lambda a, y, n: Scale(Factor("2", 2.0, "n", n), Each("−", a, y)),
        ),
        "binary-cross-entropy": (
            lambda a, y, n: Scale(MINUS, Sum(0, _logs(a, y), "j")),
            lambda a, y, n: Each("/", Each("−", a, y), Each("⊙", a, Each("−", ONE, a))),
        ),
        "cross-entropy": (
            lambda a, y, n: Scale(MINUS, Sum(0, Each("⊙", y, Call("ln", a)), "j")),
            lambda a, y, n: Scale(MINUS, Each("/", y, a)),
        ),
    }
)

# σ′(z) from the output a, for the activations where that is the shorter way.
SLOPES: Mapping[str, Callable[[Expression], Expression]] = MappingProxyType(
    {
        "sigmoid": lambda a: Each("⊙", a, Part("1 minus the output", Each("−", ONE, a))),
        "tanh": lambda a: Each("−", ONE, Part("the output squared", Call("square", a))),
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class Rules:
    """The equations of one network, with the numbers m and η of one mini-batch, and those of its update rule.

    `count` is Adam's t, the number of this update, from 1.
    """

    network: Network
    m: int
    eta: float
    rule: Rule = DESCENT
    count: int = 1

    @classmethod
    def of_trace(cls, trace: Trace, eta: float) -> Rules:
        """The equations of one mini-batch."""
        return cls(trace.network, trace.m, eta, trace.rule, trace.count + 1)

    @property
    def depth(self) -> int:
        """The number L of computing layers."""
        return len(self.network.layers)

    def of(self, key: Key) -> Expression | None:
        """The right side of the equation of a quantity; None for what is given: x, y, w and b."""
        name, layer = key
        rule: Callable[[int], Expression] | None = getattr(self, f"_{name}", None)
        if rule is not None:
            return rule(layer)
        letter = parameter(name)
        stem = "_".join(part for part in name.split("_") if part != letter)
        each: Callable[[str, int], Expression] | None = getattr(self, f"_each_{stem}", None) if letter else None
        return None if each is None else each(letter, layer)

    def sigma(self, layer: int) -> str:
        """The name of the layer's activation."""
        return self.network.layers[layer - 1].activation.name

    def slope(self, layer: int) -> Q:
        """σ′(z^l)."""
        return Q(("sigma_prime", layer), self.sigma(layer))

    @property
    def through_jacobian(self) -> bool:
        """Whether the chain rule for δ^L has the Jacobian of softmax, also where the result is a − y."""
        return self.sigma(self.depth) == "softmax"

    @property
    def joined(self) -> bool:
        """Whether cost and activation belong together, so that δ^L is a − y."""
        return self.network.cost.gradient is None

    def shared(self, e: Expression) -> Expression:
        """The s of the cost times an expression: 1/m for a mean, nothing for a sum."""
        return Scale(Factor("1", 1.0, "m", self.m), e) if self.network.reduction == "mean" else e

    def _z(self, layer: int) -> Expression:
        product = Mul(Q(("w", layer)), Q(below(layer)))
        return product if self.network.layers[layer - 1].b is None else Each("+", product, Q(("b", layer)))

    def _a(self, layer: int) -> Expression:
        return Call(self.sigma(layer), Q(("z", layer)))

    def _outputs(self) -> tuple[Q, Q, int]:
        return Q(("a", self.depth)), Q(("y", self.depth)), self.network.sizes[-1]

    def _example_cost(self, layer: int) -> Expression:
        return COSTS[self.network.cost.name][0](*self._outputs())

    def _cost(self, layer: int) -> Expression:
        return self.shared(Sum(1, Q(("example_cost", layer)), "x"))

    def _cost_gradient(self, layer: int) -> Expression:
        return COSTS[self.network.cost.name][1](*self._outputs())

    def _sigma_prime(self, layer: int) -> Expression:
        name = self.sigma(layer)
        return SLOPES[name](Q(("a", layer))) if name in SLOPES else Call(f"{name}′", Q(("z", layer)))

    def _delta(self, layer: int) -> Expression:
        if layer < self.depth:
            return Each("⊙", Mul(T(Q(("w", layer + 1))), Q(("delta", layer + 1))), self.slope(layer))
        if self.joined:
            a, y, _ = self._outputs()
            return Each("−", a, y)
        return self.chained(layer)

    def chained(self, layer: int) -> Expression:
        """BP1 as the chain rule gives it; with a Jacobian it holds for one example at a time."""
        gradient = Part(OFF, self._cost_gradient(layer), "cost_gradient", "error")
        if self.through_jacobian:
            return Mul(T(Q(("jacobian", layer))), gradient)
        return Each("⊙", gradient, self.slope(layer))

    def _grad_w(self, layer: int) -> Expression:
        return self.shared(Mul(Q(("delta", layer)), T(Q(below(layer)))))

    def _grad_b(self, layer: int) -> Expression:
        return self.shared(Sum(1, Q(("delta", layer)), "x"))

    # --- the update rule: `name` is "w" or "b" --------------------------------------------------------

    def _total_cost(self, layer: int) -> Expression:
        """C_λ, the cost of the mini-batch with the L2 term."""
        squares: list[Expression] = [
            Sum(None, Call("square", Q(("w", number))), "jk") for number in range(1, self.depth + 1)
        ]
        added = reduce(lambda left, right: Each("+", left, right), squares)
        half = Factor("λ", self.network.l2, "2", 2.0)
        return Each("+", Q(("cost", layer)), Part("the L2 term", Scale(half, added), f"l2_term-{layer}", "cost"))

    def _total_w(self, layer: int) -> Expression:
        decay = Scale(Factor("λ", self.network.l2), Q(("w", layer)))
        return Each("+", Q(("grad_w", layer)), Part("the part of the L2 term", decay, f"decay_w-{layer}", "grad"))

    def slope_of(self, name: str, layer: int) -> Q:
        """What the rule begins with: the gradient, for weights with the L2 term if there is one."""
        return Q(("total_w" if name == "w" and self.network.l2 else f"grad_{name}", layer))

    def direction(self, name: str, layer: int) -> Expression:
        """What the update is η times of."""
        if self.rule.name == "momentum":
            return Q((f"velocity_{name}_new", layer))
        if self.rule.name == "adam":
            root = Each("+", Call("root", Q((f"square_hat_{name}", layer))), Num(self.rule.epsilon, "ε"))
            return Each("/", Q((f"moment_hat_{name}", layer)), Part("what Adam divides by", root))
        return self.slope_of(name, layer)

    def _each_velocity_new(self, name: str, layer: int) -> Expression:
        kept = Scale(Factor("μ", self.rule.momentum), Q((f"velocity_{name}", layer)))
        part = Part("what is kept of the old velocity", kept, f"kept_velocity_{name}-{layer}", "velocity")
        return Each("+", part, self.slope_of(name, layer))

    def _each_moment_new(self, name: str, layer: int) -> Expression:
        return self._mean(f"moment_{name}", layer, "β₁", self.rule.beta1, self.slope_of(name, layer))

    def _each_square_new(self, name: str, layer: int) -> Expression:
        square = Call("square", self.slope_of(name, layer))
        return self._mean(f"square_{name}", layer, "β₂", self.rule.beta2, square)

    def _mean(self, name: str, layer: int, letter: str, share: float, new: Expression) -> Expression:
        """A running mean: a share of the old one, and the rest from what is new."""
        kind = name.partition("_")[0]
        rest = Factor(f"1 − {letter}", 1 - share, code=f"(1 - {exact(share)})")
        return Each(
            "+",
            Part(
                "what is kept of the old mean",
                Scale(Factor(letter, share), Q((name, layer))),
                f"kept_{name}-{layer}",
                kind,
            ),
            Part("the share of the new gradient", Scale(rest, new), f"added_{name}-{layer}", kind),
        )

    def _each_moment_hat(self, name: str, layer: int) -> Expression:
        return self._corrected(f"moment_{name}_new", layer, "β₁", self.rule.beta1)

    def _each_square_hat(self, name: str, layer: int) -> Expression:
        return self._corrected(f"square_{name}_new", layer, "β₂", self.rule.beta2)

    def _corrected(self, name: str, layer: int, letter: str, share: float) -> Expression:
        """A running mean divided by what its shares add up to after t updates."""
        code = f"(1 - {exact(share)}**{self.count})"
        return Scale(Factor("1", 1.0, f"1 − {letter}ᵗ", 1 - share**self.count, code), Q((name, layer)))

    def _each_new(self, name: str, layer: int) -> Expression:
        """The old parameter and its step, −η ∂C/∂w."""
        if name == "b" and not self.network.train_biases:
            return Q(("b", layer))
        step = Scale(Factor("−η", -self.eta), self.direction(name, layer))
        return Each("+", Q((name, layer)), Part("the step", step, f"change_{name}-{layer}", "change"))
