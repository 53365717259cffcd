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
SPOTS = 2  # parameters that are moved one at a time besides
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
    """All gradient matrices of one mini-batch, checked.

    `spot_error` is the norm-wise relative error between the numerical gradients and those of a few
    parameters that were moved one at a time.
    """

    matrices: tuple[MatrixCheck, ...]
    spot_error: float = 0.0

    @property
    def relative_error(self) -> float:
        """The norm-wise relative error of the worst matrix, or of the parameters moved one at a time."""
        return max(self.spot_error, *(matrix.error for matrix in self.matrices))

    @property
    def passed(self) -> bool:
        """Whether analytic and numerical gradients agree everywhere."""
        return self.relative_error <= TOLERANCE


def check_gradients(net: Network, x: ArrayLike, y: ArrayLike, equations: Equations = EQUATIONS) -> GradientCheck:
    """Compare ∂C/∂w and ∂C/∂b of the batch x `(n_0, m)`, y `(n_L, m)` with differences of C.

    Moving w_jk by ε moves z_j of example x by ε a_k, exactly, since z is linear in w. So the slope of C_x
    along z_j, found by differences, times a_k and summed over the examples, is the slope of C along w_jk:
    all weights into a neuron are moved together. A few parameters, the same for every check of a network,
    are moved by themselves besides, through the whole network, so that this shortcut is checked too.
    Raises as `backprop` does.
    """
    trace = backprop(net, x, y, equations)
    matrices = []
    for number, layer in enumerate(trace.layers, start=1):
        # Four costs near C, each some roundings of 2^−52 away from the truth, divided by ε.
        noise = 8 * 2.0**-52 * max(trace.cost, 1e-3) / EPSILON * max(1.0, float(np.abs(layer.inputs).max()))
        with np.errstate(all="ignore"):
            numerical, kinks = _differences(trace, number)
        parts = [("grad_w", slice(0, layer.w.shape[1]))]
        if layer.b is not None:
            parts.append(("grad_b", slice(layer.w.shape[1], None)))
        for quantity, columns in parts:
            cells = layer.gradients[:, columns]
            floor = noise * np.sqrt(cells.size) / TOLERANCE
            matrices.append(
                MatrixCheck(number, quantity, cells, numerical[:, columns], kinks[:, columns], float(floor))
            )
    return GradientCheck(tuple(matrices), _spot_checks(trace, matrices))


def _differences(trace: Trace, number: int) -> tuple[Array, NDArray[np.bool_]]:
    """Numerical [∂C/∂w | ∂C/∂b] of layer `number`, and the cells where ±2ε along z crosses a kink."""
    layer, m = trace.layers[number - 1], trace.m
    neurons = layer.z.shape[0]
    slopes, crossed = np.empty((neurons, m)), np.empty((neurons, m), dtype=bool)
    widest = max(above.z.shape[0] for above in trace.layers[number - 1 :])
    at_once = max(1, CHUNK // (len(POINTS) * m * widest))
    for start in range(0, neurons, at_once):
        some = slice(start, start + at_once)
        slopes[some], crossed[some] = _slopes(trace, number, np.arange(neurons)[some])
    numerical = trace.network.factor(m) * slopes @ layer.inputs.T
    # An input of 0 keeps z where it is, whatever its weight does.
    kinks = crossed.astype(float) @ (layer.inputs != 0).T > 0
    return numerical, kinks


def _slopes(trace: Trace, number: int, moved: NDArray[np.intp]) -> tuple[Array, NDArray[np.bool_]]:
    """The slope of C_x along z_j for the neurons in `moved`, and whether a kink lies between; `(moved, m)`."""
    layer, count, m = trace.layers[number - 1], moved.size, trace.m
    shifted = np.repeat(layer.z[:, None, :], len(POINTS) * count, axis=1).reshape(-1, count, len(POINTS), m)
    shifted[moved, np.arange(count)] += EPSILON * np.array(POINTS)[:, None]
    crossed = np.zeros((count, m), dtype=bool)
    z: Array = shifted.reshape(layer.z.shape[0], -1)
    a = z
    for above in trace.layers[number - 1 :]:
        if a is not z:
            z = above.w @ a if above.b is None else above.w @ a + above.b
        if above.activation.kink:
            sides = (z > 0).reshape(-1, count, len(POINTS), m)
            crossed |= (sides != sides[:, :, :1]).any(axis=(0, 2))
        a = np.empty_like(z)
        above.activation.f(z, a)
    y = np.tile(trace.y, (1, len(POINTS) * count))
    return _four_points(
        trace.network.cost.value(z, a, y).reshape(count, len(POINTS), m).swapaxes(0, 1), EPSILON
    ), crossed


def _four_points(costs: Array, step: float) -> Array:
    """The slope from costs at the four POINTS, their first axis."""
    return np.asarray((8 * (costs[0] - costs[1]) - (costs[2] - costs[3])) / (12 * step))


def _spot_checks(trace: Trace, matrices: list[MatrixCheck]) -> float:
    """The norm-wise relative error between the shortcut and moving a few single parameters through the network."""
    random = np.random.default_rng(0)
    found, expected, floor = [], [], 0.0
    for _ in range(SPOTS):
        matrix = matrices[random.integers(len(matrices))]
        j, k = (int(random.integers(n)) for n in matrix.numerical.shape)
        if matrix.kinks[j, k]:
            continue
        found.append(matrix.numerical[j, k])
        expected.append(_slope_of_one(trace, matrix, j, k))
        floor = max(floor, matrix.floor)
    difference = float(np.linalg.norm(np.subtract(found, expected)))
    error = difference / max(float(np.linalg.norm(expected)), floor) if difference else 0.0
    return error if np.isfinite(error) else float("inf")


def _slope_of_one(trace: Trace, matrix: MatrixCheck, j: int, k: int) -> float:
    """The slope of C along one parameter, moved by itself, from whole forward passes."""
    column = k if matrix.quantity == "grad_w" else -1
    step = EPSILON / max(1.0, float(np.abs(trace.layers[matrix.layer - 1].inputs[column]).max()))
    costs = []
    with np.errstate(all="ignore"):
        for point in POINTS:
            a = trace.x
            for number, layer in enumerate(trace.layers, start=1):
                parameters = layer.parameters
                if number == matrix.layer:
                    parameters = parameters.copy()
                    parameters[j, column] += point * step
                w = parameters[:, : a.shape[0]]
                z = w @ a if layer.b is None else w @ a + parameters[:, -1:]
                a = np.empty_like(z)
                layer.activation.f(z, a)
            costs.append(trace.network.cost.value(z, a, trace.y))
        return float(trace.network.factor(trace.m) * _four_points(np.array(costs), step).sum())
