"""The activation functions σ, each beside its derivative σ′."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Ufuncs take a 0-d array faster than a Python float, which they convert at every call. They also take `out` faster
# by its place than by its name, which saves a twentieth of a step on the smallest networks; np.maximum wants the name.
ONE = np.array(1.0)
ZERO = np.array(0.0)
LEAK = np.array(0.1)


@dataclass(frozen=True, slots=True)
class Activation:
    """One σ with its derivative.

    `f(z, out)` writes σ(z) into `out`; `f_prime(z, a, out)` writes σ′(z) into `out`, given a = σ(z). All arrays
    are `(n_l, m)`. `kink` says that σ has a corner at z = 0, where σ′ is a choice. `f_prime` is None for softmax:
    its derivative is a matrix (the Jacobian), not one number per neuron.
    `limits` are the values that σ approaches but does not reach, if there are any.
    """

    name: str
    f: Callable[[Array, Array], None]
    f_prime: Callable[[Array, Array, Array], None] | None
    kink: bool = False
    limits: tuple[float, float] | None = None

    def value(self, z: Array) -> Array:
        """σ(z) `(n_l, m)`, an array of its own."""
        out = np.empty_like(z)
        self.f(z, out)
        return out

    def slope(self, z: Array, a: Array) -> Array:
        """σ′(z) `(n_l, m)`, given a = σ(z); an array of its own. Raises TypeError for softmax, which has none."""
        if self.f_prime is None:
            raise TypeError(f"{self.name} has no slope for each neuron: its derivative is a matrix.")
        out = np.empty_like(z)
        self.f_prime(z, a, out)
        return out


def _sigmoid(z: Array, out: Array) -> None:
    """σ(z) = 1/(1 + e^(−z)); for z < −709 the power overflows to inf and σ is 0, as it should be."""
    np.negative(z, out)
    np.exp(out, out)
    np.add(out, ONE, out)
    np.reciprocal(out, out)


def _sigmoid_prime(z: Array, a: Array, out: Array) -> None:
    """σ′(z) = σ(z)(1 − σ(z)) (Nielsen, chapter 1)."""
    np.subtract(ONE, a, out)
    np.multiply(out, a, out)


def _tanh(z: Array, out: Array) -> None:
    """tanh(z)."""
    np.tanh(z, out)


def _tanh_prime(z: Array, a: Array, out: Array) -> None:
    """tanh′(z) = 1 − tanh²(z)."""
    np.multiply(a, a, out)
    np.subtract(ONE, out, out)


def _relu(z: Array, out: Array) -> None:
    """max(0, z)."""
    np.maximum(z, ZERO, out=out)


def _relu_prime(z: Array, a: Array, out: Array) -> None:
    """1 where z > 0, else 0; at 0 itself 0 is chosen."""
    np.sign(a, out)


def _leaky_relu(z: Array, out: Array) -> None:
    """z where z > 0, else 0.1 z."""
    np.multiply(z, LEAK, out)
    np.maximum(z, out, out=out)


def _leaky_relu_prime(z: Array, a: Array, out: Array) -> None:
    """1 where z > 0, else 0.1."""
    np.greater(z, ZERO, out)
    np.maximum(out, LEAK, out=out)


def _linear(z: Array, out: Array) -> None:
    """The weighted input itself."""
    np.copyto(out, z)


def _linear_prime(z: Array, a: Array, out: Array) -> None:
    """1 everywhere."""
    out.fill(1.0)


def _softmax(z: Array, out: Array) -> None:
    """e^(z_j) / Σ_i e^(z_i) down each column; the largest z is taken off first, so nothing overflows."""
    np.subtract(z, z.max(axis=0), out)
    np.exp(out, out)
    np.divide(out, out.sum(axis=0), out)


def softmax_jacobian(a: Array) -> Array:
    """J = diag(a) − a aᵀ `(n, n)` of softmax at one example's outputs `a` `(n,)`: J_ji = ∂a_j/∂z_i."""
    return np.diag(a) - np.outer(a, a)


SIGMOID = Activation("sigmoid", _sigmoid, _sigmoid_prime, limits=(0.0, 1.0))
SOFTMAX = Activation("softmax", _softmax, None)

ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        activation.name: activation
        for activation in (
            SIGMOID,
            Activation("tanh", _tanh, _tanh_prime, limits=(-1.0, 1.0)),
            Activation("relu", _relu, _relu_prime, kink=True),
            Activation("leaky-relu", _leaky_relu, _leaky_relu_prime, kink=True),
            Activation("linear", _linear, _linear_prime),
            SOFTMAX,
        )
    }
)
