"""The equations of a network, each of them written once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...engine import Network
from ..notation import Key
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
    """The equations of one network, with the numbers m and η of one mini-batch."""

    network: Network
    m: int
    eta: float

    @property
    def depth(self) -> int:
        """The number L of computing layers."""
        return len(self.network.layers)

    def of(self, key: Key) -> Expression | None:
        """The right side of the equation of a quantity; None for what is given: x, y, w and b."""
        rule: Callable[[int], Expression] | None = getattr(self, f"_{key[0]}", None)
        return None if rule is None else rule(key[1])

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

    def _step(self, name: str, layer: int) -> Expression:
        """The old parameter and its step, −η ∂C/∂w."""
        step = Scale(Factor("−η", -self.eta), Q((f"grad_{name}", layer)))
        return Each("+", Q((name, layer)), Part("the step", step, f"change_{name}-{layer}", "change"))

    def _w_new(self, layer: int) -> Expression:
        return self._step("w", layer)

    def _b_new(self, layer: int) -> Expression:
        return self._step("b", layer) if self.network.train_biases else Q(("b", layer))
