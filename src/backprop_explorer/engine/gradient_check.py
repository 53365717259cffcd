"""The gradients checked against central differences of the cost, which need no backpropagation.

Four points, (8 [C(w+ε) − C(w−ε)] − [C(w+2ε) − C(w−2ε)]) / 12ε: where a gradient is small, the ε² error of
the two-point formula would drown it (Abramowitz and Stegun, 25.3.6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import Array
from .backprop import EQUATIONS, Equations, Trace, backprop
from .network import Network

EPSILON = 1e-4  # with the four-point formula its error is of the order of ε⁴, and rounding costs 2^−52 C/ε
POINTS = (1.0, -1.0, 2.0, -2.0)  # in ε: the two near ones count 8 times
TOLERANCE = 1e-7  # a relative error below it counts as agreement
CHUNK = 200_000  # numbers in one array of perturbed weighted inputs


@dataclass(frozen=True, eq=False)
class MatrixCheck:
    """One gradient matrix both ways, with a mark for each cell where ±ε crosses a kink.

    `error` is ‖analytic − numerical‖ / max(‖analytic‖, ‖numerical‖) over the cells without a mark. The
    denominator does not go below `floor`, under which rounding alone would exceed the tolerance; two
    zeros agree.
    """

    layer: int
    quantity: str
    analytic: Array
    numerical: Array
    kinks: NDArray[np.bool_]
    floor: float

    @property
    def error(self) -> float:
        """The norm-wise relative error of this matrix; infinite where a number is not finite."""
        smooth = ~self.kinks
        difference = float(np.linalg.norm((self.analytic - self.numerical)[smooth]))
        sizes = [float(np.linalg.norm(matrix[smooth])) for matrix in (self.analytic, self.numerical)]
        error = difference / max(*sizes, self.floor) if difference else 0.0
        return error if np.isfinite(error) else float("inf")


@dataclass(frozen=True, eq=False)
class GradientCheck:
    """All gradient matrices of one mini-batch, checked."""

    matrices: tuple[MatrixCheck, ...]

    @property
    def relative_error(self) -> float:
        """The norm-wise relative error of the worst matrix."""
        return max(matrix.error for matrix in self.matrices)

    @property
    def passed(self) -> bool:
        """Whether analytic and numerical gradients agree everywhere."""
        return self.relative_error <= TOLERANCE


def check_gradients(net: Network, x: ArrayLike, y: ArrayLike, equations: Equations = EQUATIONS) -> GradientCheck:
    """Compare ∂C/∂w and ∂C/∂b of the batch x `(n_0, m)`, y `(n_L, m)` with differences of C.

    z^l is linear in the parameters of layer l, so moving w_jk by ε moves z_j by ε a_k exactly; the moved
    z of many parameters go through the rest of the network together. Raises as `backprop` does.
    """
    trace = backprop(net, x, y, equations)
    matrices = []
    for number, layer in enumerate(trace.layers, start=1):
        steps = EPSILON / np.maximum(1.0, np.abs(layer.inputs).max(axis=1))
        # Four costs near C, each some roundings of 2^−52 away from the truth, divided by ε.
        noise = 8 * 2.0**-52 * max(trace.cost, 1e-3) / float(steps.min())
        with np.errstate(all="ignore"):
            numerical, kinks = _differences(trace, number, steps)
        analytic = layer.gradients
        parts = [("grad_w", slice(0, layer.w.shape[1]))]
        if layer.b is not None:
            parts.append(("grad_b", slice(layer.w.shape[1], None)))
        for quantity, columns in parts:
            cells = analytic[:, columns]
            floor = noise * np.sqrt(cells.size) / TOLERANCE
            matrices.append(
                MatrixCheck(number, quantity, cells, numerical[:, columns], kinks[:, columns], float(floor))
            )
    return GradientCheck(tuple(matrices))


def _differences(trace: Trace, number: int, steps: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Central differences for every parameter of layer `number`, and where ±2ε crosses a kink.

    `steps` are the ε, one for each column of [w | b]: small enough that no z moves further than EPSILON.
    """
    layer, m = trace.layers[number - 1], trace.m
    rows, columns = layer.parameters.shape
    numerical, kinks = np.empty(rows * columns), np.zeros(rows * columns, dtype=bool)
    widest = max(above.z.shape[0] for above in trace.layers[number - 1 :])
    at_once = max(1, CHUNK // (len(POINTS) * m * widest))
    for start in range(0, rows * columns, at_once):
        cells = np.arange(start, min(start + at_once, rows * columns))
        j, k = np.divmod(cells, columns)
        z = np.repeat(layer.z[:, None, :], len(POINTS) * cells.size, axis=1)  # (n_l, 4 per parameter, m)
        shift = steps[k, None] * layer.inputs[k]
        for place, point in enumerate(POINTS):
            z[j, len(POINTS) * np.arange(cells.size) + place] += point * shift
        rises, crossed = _rises(trace, number, z.reshape(rows, -1), cells.size)
        numerical[cells] = rises / (12 * steps[k])
        kinks[cells] = crossed
    return numerical.reshape(rows, columns), kinks.reshape(rows, columns)


def _rises(trace: Trace, number: int, z: Array, count: int) -> tuple[Array, NDArray[np.bool_]]:
    """The weighted sum of C over the moved z `(n_l, 4·count·m)`, `(count,)`, and whether a kink lies between."""
    crossed = np.zeros(count, dtype=bool)
    a = z
    for layer in trace.layers[number - 1 :]:
        if a is not z:
            z = layer.w @ a if layer.b is None else layer.w @ a + layer.b
        if layer.activation.kink:
            sides = (z > 0).reshape(z.shape[0], count, len(POINTS), -1)
            crossed |= (sides != sides[:, :, :1]).any(axis=(0, 2, 3))
        a = np.empty_like(z)
        layer.activation.f(z, a)
    y = np.tile(trace.y, (1, len(POINTS) * count))
    costs = trace.network.cost.value(z, a, y).reshape(count, len(POINTS), trace.m)
    # Differences first, example by example: the sum of the costs would round more away.
    near, far = costs[:, 0] - costs[:, 1], costs[:, 2] - costs[:, 3]
    return trace.network.factor(trace.m) * (8 * near - far).sum(axis=1), crossed
