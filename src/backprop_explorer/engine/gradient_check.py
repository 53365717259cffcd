"""The gradients checked against central differences of the cost, which need no backpropagation.

Four points, (8 [C(w+ε) − C(w−ε)] − [C(w+2ε) − C(w−2ε)]) / 12ε: where a gradient is small, the ε² error of
the two-point formula would drown it (Abramowitz and Stegun, 25.3.6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import Array
from .backprop import EQUATIONS, Equations, backprop, forward_and_back
from .network import Network
from .record import LayerRecord, Record
from .trace import Trace, penalty

EPSILON = 5e-4  # with the four-point formula its error is of the order of ε⁴, and rounding costs 2^−52 C/ε
POINTS = EPSILON * np.array([1.0, -1.0, 2.0, -2.0])  # the two near ones count 8 times
POINTS.setflags(write=False)
SPOTS = (0.618, 0.236)  # where in the list of all matrices, and in each, lie the parameters moved by themselves besides
TOLERANCE = 1e-7  # a relative error below it counts as agreement
CHUNK = 200_000  # numbers in one array of moved weighted inputs


@dataclass(frozen=True, eq=False)
class MatrixCheck:
    """One gradient matrix both ways, with a mark for each cell where ±ε crosses a kink.

    `error` is ‖analytic − numerical‖ / max(‖analytic‖, ‖numerical‖) over the cells without a mark. The
    denominator does not go below `floor`, under which rounding alone would exceed the tolerance; two
    zeros agree. All three arrays have the shape of the gradient, `(n_l, n_{l−1})` or `(n_l, 1)`.
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
        analytic, numerical = self.analytic, self.numerical
        if self.kinks.any():
            analytic, numerical = analytic[~self.kinks], numerical[~self.kinks]
        return _relative(analytic, numerical, self.floor)


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


def check_gradients(net: Network, x: ArrayLike, y: ArrayLike, equations: Equations = EQUATIONS) -> GradientCheck:
    """Compare ∂C/∂w and ∂C/∂b of the batch x `(n_0, m)`, y `(n_L, m)` with differences of C.

    Moving w_jk by ε moves z_j of example x by ε a_k, exactly, since z is linear in w. So the slope of C_x
    along z_j, found by differences, times a_k and summed over the examples, is the slope of C along w_jk:
    all weights into a neuron are moved together. A few parameters, the same for every check of a network,
    are moved by themselves besides, through the whole network, so that this shortcut is checked too.
    The differences are always those of the right C, whatever `equations` compute. Where the network has an L2 term,
    both are of C_λ = C + (λ/2) Σ w²: its part of the differences comes from that term moved by ε, weight by weight.
    Raises as `backprop` does.
    """
    trace = backprop(net, x, y, equations)
    record = Record(net, trace.m)
    record.load(trace.x, trace.y)
    with np.errstate(all="ignore"):
        forward_and_back(record)
        record.flat.setflags(write=False)
        matrices = _check_layers(record, trace)
        return GradientCheck(tuple(matrices), _spot_error(record, matrices))


def _check_layers(record: Record, trace: Trace) -> list[MatrixCheck]:
    """All gradient matrices of `trace`, checked."""
    slopes, crossed = _all_slopes(record)
    cost = float(record.s * record.cost.value(record.output.z, record.output.a, record.y).sum())
    cost += penalty(trace.network)
    checks, start, any_crossed = [], 0, bool(crossed.any())
    for layer, found in zip(record.layers, trace.layers, strict=True):
        own = slice(start, start := start + layer.z.shape[0])
        numerical = record.s * slopes[own] @ layer.inputs_t
        if record.l2:
            numerical[:, : layer.w.shape[1]] += _slope_of_points(
                record.l2 / 2 * np.square(layer.w[..., np.newaxis] + POINTS)
            )
        kinks = _crossed_by(crossed[own], layer) if any_crossed else np.zeros(numerical.shape, dtype=bool)
        # Four costs near C, each some roundings of 2^−52 away from the truth, divided by ε.
        noise = 8 * 2.0**-52 * max(cost, 1e-3) / EPSILON * max(1.0, float(np.abs(layer.inputs).max()))
        for quantity, columns in _parts(layer):
            cells = found.totals[:, columns]
            floor = noise * math.sqrt(cells.size) / TOLERANCE
            quantity = "total_w" if record.l2 and quantity == "grad_w" else quantity
            checks.append(MatrixCheck(layer.number, quantity, cells, numerical[:, columns], kinks[:, columns], floor))
    return checks


def _crossed_by(crossed: NDArray[np.bool_], layer: LayerRecord) -> NDArray[np.bool_]:
    """Which of [w | b] reach a kink when they move: an input of 0 keeps z where it is, whatever its weight does."""
    return np.asarray(crossed.astype(float) @ (layer.inputs_t != 0) > 0)


def _parts(layer: LayerRecord) -> list[tuple[str, slice]]:
    """The columns of [∂C/∂w | ∂C/∂b]."""
    inputs = layer.w.shape[1]
    parts = [("grad_w", slice(0, inputs)), ("grad_b", slice(inputs, None))]
    return parts if layer.b is not None else parts[:1]


def _all_slopes(record: Record) -> tuple[Array, NDArray[np.bool_]]:
    """The slope of C_x along every z_j of every layer, and whether a kink lies within reach; `(neurons, m)`."""
    m, heights = record.y.shape[1], [layer.z.shape[0] for layer in record.layers]
    at_once = max(1, CHUNK // (POINTS.size * sum(heights) * max(heights)))
    parts = [_slopes(record, slice(start, start + at_once)) for start in range(0, m, at_once)]
    slopes, crossed = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    return slopes, crossed


def _slopes(record: Record, some: slice) -> tuple[Array, NDArray[np.bool_]]:
    """The same for some of the examples, in one pass upwards with a column for each moved neuron and point.

    Columns are `(n_l, moved, points, m)`: each layer takes those of all neurons moved below it.
    """
    y = record.y[:, some]
    m = y.shape[1]
    crossed = np.zeros((sum(layer.z.shape[0] for layer in record.layers), m), dtype=bool)
    a = steps = np.empty((0, POINTS.size, m))
    for layer in record.layers:
        z = layer.z[:, np.newaxis, np.newaxis, some]
        near = z[:, 0] + POINTS[:, np.newaxis]
        columns = _columns_above(layer, z, a, steps)
        if layer is record.output:
            columns = np.concatenate((columns, _each_row_moved(z, near)), axis=1)
        elif layer.activation.kink:
            crossed[columns.shape[1] :][: len(near)] = _sides_differ(near[np.newaxis])
        if layer.activation.kink:
            crossed[: columns.shape[1]] |= _sides_differ(columns)
        a = layer.activation.value(columns)
        if layer is not record.output:
            steps = layer.activation.value(near) - layer.a[:, np.newaxis, some]
    return _slope_of_costs(record, columns, a, y, EPSILON), crossed


def _columns_above(layer: LayerRecord, z: Array, a: Array, steps: Array) -> Array:
    """z of this layer for all columns `a` of the layer below, then for each neuron of that layer moved by `steps`.

    Where one a_k alone moves, z_j moves by w_jk times that.
    """
    if not steps.size:  # the inputs stay where they are
        return np.empty((len(z), 0, *steps.shape[1:]))
    stepped = layer.w[:, :, np.newaxis, np.newaxis] * steps + z
    if not a.size:
        return stepped
    pushed = layer.w @ a.reshape(len(a), -1)
    if layer.b is not None:
        pushed += layer.b
    return np.concatenate((pushed.reshape(len(z), *a.shape[1:]), stepped), axis=1)


def _each_row_moved(z: Array, near: Array) -> Array:
    """Columns of z in which one row after the other is replaced by that of `near`."""
    columns = np.empty((len(near), *near.shape))
    columns[...] = z
    rows = np.arange(len(near))
    columns[rows, rows] = near
    return columns


def _sides_differ(z: Array) -> NDArray[np.bool_]:
    """Where the points of z `(neurons, moved, points, m)` do not lie on one side of 0; `(moved, m)`."""
    sides = z > 0
    return np.asarray((sides != sides[:, :, :1]).any(axis=(0, 2)))


def _slope_of_costs(record: Record, z: Array, a: Array, y: Array, step: float | Array) -> Array:
    """The slope of C_x from outputs at the four POINTS, `(n_L, moved, points, m)`; `(moved, m)`."""
    everywhere = y[:, np.newaxis] + np.zeros((z.shape[1] * POINTS.size, 1))
    flat = [array.reshape(len(y), -1) for array in (z, a, everywhere)]
    costs = record.cost.value(*flat).reshape(z.shape[1:])
    return _slope_of_points(np.moveaxis(costs, 1, -1), step)


def _slope_of_points(costs: Array, step: float | Array = EPSILON) -> Array:
    """The slope from the costs at the four POINTS, which are the last axis."""
    near, far = costs[..., 0] - costs[..., 1], costs[..., 2] - costs[..., 3]
    return np.asarray((8 * near - far) / (12 * step))


def _relative(found: Array, expected: Array, floor: float) -> float:
    """‖found − expected‖ over the larger norm, or over `floor` if that is more; infinite where it is not a number."""
    difference = _norm(found - expected)
    error = difference / max(_norm(found), _norm(expected), floor) if difference else 0.0
    return error if math.isfinite(error) else math.inf


def _norm(array: Array) -> float:
    return math.sqrt(np.vdot(array, array))


def _spot_error(record: Record, matrices: list[MatrixCheck]) -> float:
    """The relative error between the shortcut and moving a few single parameters through the network."""
    found, places, floor = [], [], 0.0
    for place in SPOTS:
        matrix = matrices[int(place * len(matrices))]
        j, k = divmod(int(place * matrix.kinks.size), matrix.kinks.shape[1])
        if not matrix.kinks[j, k]:
            found.append(matrix.numerical[j, k])
            places.append((matrix.layer - 1, j, -1 if matrix.quantity == "grad_b" else k))
            floor = max(floor, matrix.floor)
    return _relative(np.array(found), _slopes_of_single(record, places), floor) if places else 0.0


def _slopes_of_single(record: Record, places: list[tuple[int, int, int]]) -> Array:
    """The slope of C along the parameters at `places`, (layer from 0, j, column), from whole forward passes.

    Each parameter and point has a list of all parameters of its own, in which that one is moved.
    """
    sizes = [float(np.abs(record.layers[i].inputs[column]).max()) for i, _, column in places]
    steps = 1 / np.maximum(1.0, sizes)
    moved = POINTS * steps[:, np.newaxis]
    parameters = record.parameters + np.zeros((moved.size, 1))
    spans = record.layout.parameters
    for (i, j, column), at, shifts in zip(places, range(0, moved.size, POINTS.size), moved, strict=True):
        position = spans[i].start + j * spans[i].shape[1] + column % spans[i].shape[1]
        parameters[at : at + POINTS.size, position] += shifts
    a = record.layers[0].a_prev
    for layer, span in zip(record.layers, spans, strict=True):
        stack = parameters[:, span.start : span.stop].reshape(-1, *span.shape)
        inputs = layer.w.shape[1]
        products = stack[:, :, :inputs] @ a
        # From here on neurons come first, as everywhere.
        z = np.ascontiguousarray((products if layer.b is None else products + stack[:, :, inputs:]).swapaxes(0, 1))
        outputs = layer.activation.value(z)
        a = outputs.swapaxes(0, 1)
    last = (len(z), *moved.shape, z.shape[-1])
    step = EPSILON * steps[:, np.newaxis]
    slopes = _slope_of_costs(record, z.reshape(last), outputs.reshape(last), record.y, step)
    found = record.s * slopes.sum(axis=1)
    for number, ((i, j, column), shifts) in enumerate(zip(places, moved, strict=True)):
        if record.l2 and column >= 0:  # a bias has no L2 term
            term = record.l2 / 2 * np.square(record.layers[i].w[j, column] + shifts)
            found[number] += _slope_of_points(term, step[number, 0])
    return np.asarray(found)
