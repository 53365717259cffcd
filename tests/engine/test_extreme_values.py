"""No warning may appear here either: pytest turns each into an error."""

import math

import numpy as np
import pytest

from backprop_explorer.engine import Network, Run, backprop, check_gradients
from backprop_explorer.engine.gradient_check import TOLERANCE

# σ and σ′ at z = −1000 and z = 1000.
EXTREMES = {
    "sigmoid": ([0.0, 1.0], [0.0, 0.0]),
    "tanh": ([-1.0, 1.0], [0.0, 0.0]),
    "relu": ([0.0, 1000.0], [0.0, 1.0]),
    "leaky-relu": ([-100.0, 1000.0], [0.1, 1.0]),
    "linear": ([-1000.0, 1000.0], [1.0, 1.0]),
}


@pytest.mark.parametrize("activation", EXTREMES)
def test_far_out_every_activation_and_its_slope_are_right(activation):
    trace = backprop(Network.build([[[1.0]]], activations=activation), [[-1000.0, 1000.0]], [[3.0, 3.0]])
    values, slopes = EXTREMES[activation]
    layer = trace.layers[0]
    assert layer.a.tolist() == [values]
    assert layer.delta.tolist() == [[(a - 3.0) * slope for a, slope in zip(values, slopes, strict=True)]]
    assert trace.cost == pytest.approx(sum((a - 3.0) ** 2 for a in values) / 4, rel=1e-15, abs=0)


@pytest.mark.parametrize(("activation", "slope"), [("relu", 0.0), ("leaky-relu", 0.1)])
@pytest.mark.parametrize("x", [0.0, -0.0])
def test_at_the_corner_the_slope_is_the_one_below(activation, slope, x):
    layer = backprop(Network.build([[[1.0]]], activations=activation), [[x]], [[1.0]]).layers[0]
    assert (layer.a.item(), layer.delta.item()) == (0.0, -slope)


@pytest.mark.parametrize(
    ("z", "y", "cost", "delta"),
    [
        (1000.0, 1.0, 0.0, 0.0),
        (1000.0, 0.0, 1000.0, 1.0),
        (-1000.0, 1.0, 1000.0, -1.0),
        (-1000.0, 0.25, 250.0, -0.25),
        (30.0, 1.0, math.log1p(math.exp(-30.0)), -math.exp(-30.0)),
        (-30.0, 0.0, math.log1p(math.exp(-30.0)), math.exp(-30.0)),
        (0.0, 0.5, math.log(2.0), 0.0),
    ],
)
def test_the_binary_cross_entropy_is_right_where_the_output_is_rounded(z, y, cost, delta):
    trace = backprop(Network.build([[[z]]], cost="binary-cross-entropy"), [[1.0]], [[y]])
    assert trace.cost == pytest.approx(cost, rel=1e-12, abs=0)
    assert trace.layers[0].delta.item() == pytest.approx(delta, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("z", "y", "cost", "delta"),
    [
        ((1000.0, -1000.0), (1.0, 0.0), 0.0, (0.0, 0.0)),
        ((1000.0, -1000.0), (0.0, 1.0), 2000.0, (1.0, -1.0)),
        ((1000.0, -1000.0), (0.5, 0.5), 1000.0, (0.5, -0.5)),
        ((1000.0, 1000.0), (1.0, 0.0), math.log(2.0), (-0.5, 0.5)),
        ((30.0, 0.0), (1.0, 0.0), math.log1p(math.exp(-30.0)), (-math.exp(-30.0), math.exp(-30.0))),
    ],
)
def test_the_cross_entropy_is_right_where_a_probability_is_zero(z, y, cost, delta):
    net = Network.build([[[z[0]], [z[1]]]], activations="softmax", cost="cross-entropy")
    trace = backprop(net, [[1.0]], [[y[0]], [y[1]]])
    assert trace.cost == pytest.approx(cost, rel=1e-12, abs=0)
    assert trace.layers[0].delta.ravel().tolist() == pytest.approx(delta, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("cost", ["quadratic", "squared-error", "mean-squared-error"])
def test_a_certain_softmax_learns_nothing_from_a_squared_cost(cost):
    net = Network.build([[[1000.0], [-1000.0]]], activations="softmax", cost=cost)
    trace = backprop(net, [[1.0]], [[0.0], [1.0]])
    assert trace.cost == {"squared-error": 2.0}.get(cost, 1.0)
    assert not trace.layers[0].delta.any()


def test_numbers_beyond_float64_come_back_from_backprop_as_they_are():
    trace = backprop(Network.build([[[1e200]], [[1e200]]], activations="linear"), [[1.0]], [[0.0]])
    assert (trace.layers[0].z.item(), trace.layers[1].z.item(), trace.cost) == (1e200, math.inf, math.inf)


@pytest.mark.parametrize(("activation", "cost"), [("sigmoid", "quadratic"), ("sigmoid", "binary-cross-entropy")])
def test_the_largest_learning_rate_saturates_a_sigmoid_and_no_more(activation, cost):
    run = Run(Network.build([[[0.5]]], [[0.5]], activation, cost), [[1.0]], [[1.0]], eta=1e300, batch_size=1)
    trace = run.seek(100)
    assert (trace.layers[0].a.item(), trace.cost) == (1.0, 0.0)


@pytest.mark.parametrize("z", [-1000.0, 1000.0])
@pytest.mark.parametrize("activation", EXTREMES)
def test_gradients_can_be_checked_far_out(activation, z):
    net = Network.build([[[1.0]], [[1.0]]], activations=[activation, "linear"])
    assert check_gradients(net, [[z]], [[z / 2]]).relative_error <= 1e-7


@pytest.mark.parametrize("y", [0.0, 1.0])
@pytest.mark.parametrize("z", [-1000.0, 1000.0])
def test_a_cross_entropy_can_be_checked_far_out(z, y):
    assert (
        check_gradients(Network.build([[[z]]], cost="binary-cross-entropy"), [[1.0]], [[y]]).relative_error <= TOLERANCE
    )
    net = Network.build([[[z], [-z]]], activations="softmax", cost="cross-entropy")
    assert check_gradients(net, [[1.0]], [[y], [1 - y]]).relative_error <= TOLERANCE


def test_gradients_beyond_float64_do_not_pass_the_check():
    net = Network.build([[[1e200]], [[1e200]]], activations="linear")
    assert check_gradients(net, [[1.0]], [[0.0]]).relative_error > TOLERANCE


def test_outputs_that_do_not_depend_on_the_inputs_leave_only_the_bias_to_learn():
    trace = backprop(Network.build([[[0.0, 0.0]]], [[0.0]]), np.zeros((2, 3)), [[1.0, 0.0, 0.5]])
    layer = trace.layers[0]
    assert layer.a.tolist() == [[0.5] * 3]
    assert not layer.grad_w.any()
    assert layer.grad_b.item() == 0.0
    assert trace.example_costs.tolist() == [0.125, 0.125, 0.0]
