"""The costs C_x of one example, each beside its gradient ∇_a C_x."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from .activations import Array


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost with its gradient.

    `value(z, a, y)` gives C_x for each example, `(m,)`; `gradient(a, y, out)` writes ∇_a C_x into
    `out`, `(n_L, m)`. The two cross-entropies have `gradient` None: with the one output activation
    that each of them goes with (`needs`), δ^L is a − y, and nothing has to be divided by a.
    """

    name: str
    value: Callable[[Array, Array, Array], Array]
    gradient: Callable[[Array, Array, Array], None] | None
    needs: str | None = None

    def slope(self, a: Array, y: Array) -> Array:
        """∇_a C_x `(n_L, m)`, an array of its own; a − y for a cross-entropy, whose δ^L that is."""
        out = np.empty_like(a)
        (self.gradient or _quadratic_gradient)(a, y, out)
        return out


def _squares(a: Array, y: Array) -> Array:
    """Σ_j (a_j − y_j)² for each example, `(m,)`."""
    difference = a - y
    return np.asarray(np.einsum("jx,jx->x", difference, difference))


def _quadratic(z: Array, a: Array, y: Array) -> Array:
    """C_x = ½ Σ_j (a_j − y_j)² (Nielsen, equation 26)."""
    return np.asarray(0.5 * _squares(a, y))


def _quadratic_gradient(a: Array, y: Array, out: Array) -> None:
    """a − y (Nielsen, equation 30)."""
    np.subtract(a, y, out)


def _squared_error(z: Array, a: Array, y: Array) -> Array:
    """C_x = Σ_j (a_j − y_j)², without the half."""
    return _squares(a, y)


def _squared_error_gradient(a: Array, y: Array, out: Array) -> None:
    """2 (a − y)."""
    np.subtract(a, y, out)
    np.add(out, out, out)


def _mean_squared_error(z: Array, a: Array, y: Array) -> Array:
    """C_x = (1/n_L) Σ_j (a_j − y_j)², the mean over the outputs."""
    return np.asarray(_squares(a, y) / a.shape[0])


def _mean_squared_error_gradient(a: Array, y: Array, out: Array) -> None:
    """(2/n_L) (a − y)."""
    np.subtract(a, y, out)
    np.multiply(out, np.array(2.0 / a.shape[0]), out)


def _binary_cross_entropy(z: Array, a: Array, y: Array) -> Array:
    """C_x = −Σ_j [y ln a + (1 − y) ln(1 − a)] (Nielsen, equation 63).

    Computed from z, where −ln a = ln(1 + e^(−z)) and −ln(1 − a) = ln(1 + e^z): right to the last digits
    even where a is rounded to 0 or 1.
    """
    return np.asarray((y * np.logaddexp(0.0, -z) + (1.0 - y) * np.logaddexp(0.0, z)).sum(axis=0))


def _cross_entropy(z: Array, a: Array, y: Array) -> Array:
    """C_x = −Σ_j y_j ln a_j (Nielsen, equation 80, for targets that sum to 1).

    Computed from z: ln a_j is z_j less ln Σ_i e^(z_i), and 0 ln 0 counts as 0. The largest e^(z_i) is
    taken out of the sum, as the 1 in ln(1 + …), so that a small C keeps its digits.
    """
    below_top = z - z.max(axis=0, keepdims=True)
    rest = np.exp(np.sort(below_top, axis=0)[:-1]).sum(axis=0, keepdims=True)
    log_a = below_top - np.log1p(rest)
    return np.asarray(-np.where(y == 0, 0.0, y * log_a).sum(axis=0))


COSTS: Mapping[str, Cost] = MappingProxyType(
    {
        cost.name: cost
        for cost in (
            Cost("quadratic", _quadratic, _quadratic_gradient),
            Cost("squared-error", _squared_error, _squared_error_gradient),
            Cost("mean-squared-error", _mean_squared_error, _mean_squared_error_gradient),
            Cost("binary-cross-entropy", _binary_cross_entropy, None, needs="sigmoid"),
            Cost("cross-entropy", _cross_entropy, None, needs="softmax"),
        )
    }
)
