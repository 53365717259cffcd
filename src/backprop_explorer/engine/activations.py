"""The activation functions σ, each beside its derivative σ′."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from .operations import Operations, carry_out

Array = NDArray[np.float64]

# Ufuncs take a 0-d array faster than a Python float, which they convert at every call.
ONE = np.array(1.0)
ZERO = np.array(0.0)
LEAK = np.array(0.1)


@dataclass(frozen=True, slots=True)
class Activation:
    """One σ with its derivative.

    `f(z, out)` are the operations that write σ(z) into `out`; `f_prime(z, a, out)` those that write σ′(z) into
    `out`, given a = σ(z). All arrays are `(n_l, m)`. `kink` says that σ has a corner at z = 0, where σ′ is a
    choice. `f_prime` is None for softmax: its derivative is a matrix (the Jacobian), not one number per neuron.
    `limits` are the values that σ approaches but does not reach, if there are any.
    """

    name: str
    f: Callable[[Array, Array], Operations]
    f_prime: Callable[[Array, Array, Array], Operations] | None
    kink: bool = False
    limits: tuple[float, float] | None = None

    def value(self, z: Array) -> Array:
        """σ(z) `(n_l, m)`, an array of its own."""
        out = np.empty_like(z)
        carry_out(self.f(z, out))
        return out

    def slope(self, z: Array, a: Array) -> Array:
        """σ′(z) `(n_l, m)`, given a = σ(z); an array of its own. Raises TypeError for softmax, which has none."""
        if self.f_prime is None:
            raise TypeError(f"{self.name} has no slope for each neuron: its derivative is a matrix.")
        out = np.empty_like(z)
        carry_out(self.f_prime(z, a, out))
        return out


def _sigmoid(z: Array, out: Array) -> Operations:
    """σ(z) = 1/(1 + e^(−z)); for z < −709 the power overflows to inf and σ is 0, as it should be."""
    yield np.negative, (z, out)
    yield np.exp, (out, out)
    yield np.add, (out, ONE, out)
    yield np.reciprocal, (out, out)


def _sigmoid_prime(z: Array, a: Array, out: Array) -> Operations:
    """σ′(z) = σ(z)(1 − σ(z)) (Nielsen, chapter 1)."""
    yield np.subtract, (ONE, a, out)
    yield np.multiply, (out, a, out)


def _tanh(z: Array, out: Array) -> Operations:
    """tanh(z)."""
    yield np.tanh, (z, out)


def _tanh_prime(z: Array, a: Array, out: Array) -> Operations:
    """tanh′(z) = 1 − tanh²(z)."""
    yield np.multiply, (a, a, out)
    yield np.subtract, (ONE, out, out)


def _relu(z: Array, out: Array) -> Operations:
    """max(0, z)."""
    yield partial(np.maximum, out=out), (z, ZERO)


def _relu_prime(z: Array, a: Array, out: Array) -> Operations:
    """1 where z > 0, else 0; at 0 itself 0 is chosen."""
    yield np.sign, (a, out)


def _leaky_relu(z: Array, out: Array) -> Operations:
    """z where z > 0, else 0.1 z."""
    yield np.multiply, (z, LEAK, out)
    yield partial(np.maximum, out=out), (z, out)


def _leaky_relu_prime(z: Array, a: Array, out: Array) -> Operations:
    """1 where z > 0, else 0.1."""
    yield partial(np.greater, out=out), (z, ZERO)
    yield partial(np.maximum, out=out), (out, LEAK)


def _linear(z: Array, out: Array) -> Operations:
    """The weighted input itself."""
    yield np.copyto, (out, z)


def _linear_prime(z: Array, a: Array, out: Array) -> Operations:
    """1 everywhere."""
    yield out.fill, (1.0,)


def _softmax(z: Array, out: Array) -> Operations:
    """e^(z_j) / Σ_i e^(z_i) down each column; the largest z is taken off first, so nothing overflows."""
    column = np.empty((1, *z.shape[1:]))
    yield partial(np.max, axis=0, keepdims=True, out=column), (z,)
    yield np.subtract, (z, column, out)
    yield np.exp, (out, out)
    yield partial(np.sum, axis=0, keepdims=True, out=column), (out,)
    yield np.divide, (out, column, out)


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
