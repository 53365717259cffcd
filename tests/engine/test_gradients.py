from collections.abc import Callable
from dataclasses import replace

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given

from backprop_explorer.engine import (
    EQUATIONS,
    Cost,
    LayerRecord,
    Network,
    Run,
    backprop,
    check_gradients,
    descend,
    initial_parameters,
)
from backprop_explorer.engine.activations import Array
from backprop_explorer.engine.datasets import gate
from backprop_explorer.engine.gradient_check import TOLERANCE

from .agreement import assert_agree
from .cases import OR_X, OR_Y, Case, cases, or_net, steady

# σ and C_x once more, in plain formulas, for the automatic differentiation.
SIGMA: dict[str, Callable] = {
    "sigmoid": lambda z: 0.5 * (anp.tanh(z / 2) + 1),
    "tanh": anp.tanh,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "leaky-relu": lambda z: anp.where(z > 0, z, 0.1 * z),
    "linear": lambda z: z,
    "softmax": lambda z: anp.exp(z - log_sum_exp(z)),
}
COST: dict[str, Callable] = {
    "quadratic": lambda z, a, y: anp.sum((a - y) ** 2) / 2,
    "squared-error": lambda z, a, y: anp.sum((a - y) ** 2),
    "mean-squared-error": lambda z, a, y: anp.sum((a - y) ** 2) / len(y),
    "binary-cross-entropy": lambda z, a, y: anp.sum(y * anp.logaddexp(0, -z) + (1 - y) * anp.logaddexp(0, z)),
    "cross-entropy": lambda z, a, y: anp.sum(y * (log_sum_exp(z) - z)),
}


def log_sum_exp(z):
    top = anp.max(z, axis=0)
    return top + anp.log(anp.sum(anp.exp(z - top), axis=0))


def plain_cost(parameters, case: Case):
    """C from a list of (w, b), with nothing of the engine in it."""
    z = a = case.x
    for (w, b), name in zip(parameters, case.parts["activations"], strict=True):
        z = anp.dot(w, a) + (0.0 if b is None else b)
        a = SIGMA[name](z)
    total = COST[case.parts["cost"]](z, a, case.y)
    return total / case.x.shape[1] if case.parts["reduction"] == "mean" else total


@given(cases())
@steady(300)
def test_gradients_agree_with_central_differences(case):
    check = check_gradients(case.net, case.x, case.y)
    assert check.relative_error <= 1e-7, [(part.quantity, part.layer, part.error) for part in check.matrices]


@given(cases())
@steady(300)
def test_gradients_agree_with_automatic_differentiation(case):
    net = case.net
    trace = backprop(net, case.x, case.y)
    parameters = [(layer.w, layer.b) for layer in net.layers]
    assert_agree(trace.cost, plain_cost(parameters, case), 1e-12, name="cost")
    for number, layer in enumerate(trace.layers):
        for place, name in enumerate(("grad_w", "grad_b")):
            found = getattr(layer, name)
            if found is not None:
                expected = grad(lambda p, i=number, j=place: plain_cost(moved(parameters, i, j, p), case))(
                    parameters[number][place]
                )
                # p − y loses the last digits where p is close to y, hence a floor.
                assert_agree(found, expected, 1e-10, floor=1e-3, name=f"{name}-{number + 1}")


def moved(parameters, layer: int, place: int, value):
    """The list of (w, b) with one matrix replaced."""
    changed = [list(pair) for pair in parameters]
    changed[layer][place] = value
    return changed


@pytest.mark.parametrize(
    ("cost", "activations"),
    [
        ("quadratic", ("sigmoid", "tanh", "sigmoid")),
        ("squared-error", ("leaky-relu", "relu", "linear")),
        ("mean-squared-error", ("tanh", "sigmoid", "softmax")),
        ("binary-cross-entropy", ("relu", "linear", "sigmoid")),
        ("cross-entropy", ("sigmoid", "tanh", "softmax")),
    ],
)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_check_differs_the_cost_of_whole_networks_one_parameter_at_a_time(cost, activations, reduction):
    random = np.random.default_rng(3)
    weights = [random.standard_normal(shape) for shape in ((3, 2), (2, 3), (3, 2))]
    biases = [random.standard_normal(3), None, random.standard_normal(3)]
    x, y = random.standard_normal((2, 4)), np.eye(3)[:, [0, 2, 1, 1]]

    def cost_with(place: int, values: list, position: tuple[int, ...], change: float) -> float:
        changed = [None if array is None else array.copy() for array in values]
        changed[place][position] += change
        parts = (changed, biases) if values is weights else (weights, changed)
        return backprop(Network.build(*parts, activations, cost, reduction), x, y).cost

    net = Network.build(weights, biases, activations, cost, reduction)
    checks = {(part.layer, part.quantity): part.numerical for part in check_gradients(net, x, y).matrices}
    assert len(checks) == 5
    for (layer, quantity), found in checks.items():
        values = weights if quantity == "grad_w" else biases
        naive = np.zeros(values[layer - 1].shape)
        for position in np.ndindex(naive.shape):
            up, down = (cost_with(layer - 1, values, position, e) for e in (6e-6, -6e-6))
            naive[position] = (up - down) / 12e-6
        # Each cost is rounded to 2^−53 of itself, and that is divided by 12e-6.
        assert_agree(found, naive.reshape(found.shape), 1e-8, floor=0.1, name=f"{quantity}-{layer}")


def bias_left_out_of_the_output(layer: LayerRecord) -> None:
    layer.z[...] = layer.w @ layer.a_prev + (0.0 if layer.number == 2 else layer.b)


def prime_left_out_at_the_output(layer: LayerRecord, cost: Cost, y: Array) -> None:
    cost.gradient(layer.a, y, layer.delta)


def prime_left_out_in_hidden_layers(layer: LayerRecord, above: LayerRecord) -> None:
    np.dot(above.w.T, above.delta, out=layer.delta)


def last_example_alone(layer: LayerRecord, share: Array) -> None:
    np.outer(share[:, -1], layer.inputs[:, -1], out=layer.gradients)


def sum_for_the_mean(layer: LayerRecord, share: Array) -> None:
    EQUATIONS.gradients(layer, layer.delta)


def bias_gradient_summed_over_the_neurons(layer: LayerRecord, share: Array) -> None:
    EQUATIONS.gradients(layer, share)
    layer.grad_b[...] = layer.grad_b.sum()


@pytest.mark.parametrize(
    ("mistake", "wrong"),
    [
        ({"weighted_input": bias_left_out_of_the_output}, {"w-1", "b-1", "w-2", "b-2"}),
        ({"output_error": prime_left_out_at_the_output}, {"w-1", "b-1", "w-2", "b-2"}),
        ({"hidden_error": prime_left_out_in_hidden_layers}, {"w-1", "b-1"}),
        ({"gradients": last_example_alone}, {"w-1", "b-1", "w-2", "b-2"}),
        ({"gradients": bias_gradient_summed_over_the_neurons}, {"b-1"}),
        ({"gradients": sum_for_the_mean}, {"w-1", "b-1", "w-2", "b-2"}),
    ],
)
def test_the_check_finds_a_wrong_gradient_just_where_it_is(mistake, wrong):
    check = check_gradients(or_net(), OR_X, OR_Y, replace(EQUATIONS, **mistake))
    errors = {f"{part.quantity[-1]}-{part.layer}": part.error for part in check.matrices}
    assert check.relative_error > TOLERANCE
    assert {name for name, error in errors.items() if error > 0.01} == wrong, errors
    assert all(errors[name] <= 1e-7 for name in errors.keys() - wrong), errors


def only_the_last_is_nan(layer: LayerRecord, share: Array) -> None:
    EQUATIONS.gradients(layer, share)
    if layer.number == 2:
        layer.gradients.fill(np.nan)


def test_a_gradient_that_is_not_a_number_does_not_pass_the_check():
    check = check_gradients(or_net(), OR_X, OR_Y, replace(EQUATIONS, gradients=only_the_last_is_nan))
    assert check.relative_error > TOLERANCE


@pytest.mark.parametrize("activation", ["relu", "leaky-relu"])
def test_a_kink_within_reach_is_marked_and_not_called_an_error(activation):
    # z = 0 for the first example: its w and b sit on the corner; w = 0 of the second input moves nothing there.
    net = Network.build([[[1.0, 2.0]]], [[-1.0]], activation)
    check = check_gradients(net, [[1.0, 3.0], [0.0, 1.0]], [[1.0, 1.0]])
    marks = {part.quantity: part.kinks.tolist() for part in check.matrices}
    assert marks == {"grad_w": [[True, False]], "grad_b": [[True]]}
    assert check.relative_error <= 1e-7


def test_a_kink_stays_marked_when_the_layers_above_cross_none():
    net = Network.build([[[1.0]], [[1.0]]], [[-1.0], [5.0]], "relu")
    check = check_gradients(net, [[1.0]], [[1.0]])
    assert [bool(part.kinks.item()) for part in check.matrices] == [True, True, False, False]
    assert check.relative_error <= 1e-7


def test_no_cell_is_marked_as_a_kink_away_from_one():
    net = Network.build([[[1.0, 2.0]]], [[-1.0]], "relu")
    check = check_gradients(net, [[1.1, 3.0], [0.0, 1.0]], [[1.0, 1.0]])
    assert not any(part.kinks.any() for part in check.matrices)


def test_two_gradients_of_zero_agree():
    dead = Network.build([[[-1.0]], [[1.0]]], activations=["relu", "linear"])
    check = check_gradients(dead, [[2.0]], [[1.0]])
    assert all(not part.analytic.any() and not part.numerical.any() for part in check.matrices)
    assert check.relative_error == 0


@pytest.mark.parametrize(
    ("cost", "activation", "sizes"),
    [
        ("quadratic", "sigmoid", (2, 4, 4, 1)),
        ("mean-squared-error", "tanh", (2, 4, 4, 1)),
        ("binary-cross-entropy", "sigmoid", (2, 4, 4, 1)),
        ("squared-error", "relu", (2, 4, 1)),
    ],
)
def test_right_gradients_still_pass_the_check_after_long_training(cost, activation, sizes):
    outputs = {"squared-error": "sigmoid"}.get(cost, activation)
    worst = 0.0
    for seed in range(5):
        start = initial_parameters(sizes, "normal", seed)
        net = Network.build(*start, [activation] * (len(sizes) - 2) + [outputs], cost)
        run = Run(net, *gate((0, 1, 1, 0)), eta=0.5, batch_size=4)
        for step in (100, 3000):
            trace = run.seek(step)
            worst = max(worst, check_gradients(trace.network, trace.x, trace.y).relative_error)
    assert worst <= 1e-7


@given(cases())
@steady(50)
def test_the_gradients_of_the_examples_add_up_to_the_gradient_of_the_batch(case):
    trace = backprop(case.net, case.x, case.y)
    s = case.net.factor(trace.m)
    for layer in trace.layers:
        total = sum(layer.example_grad_w(x) for x in range(trace.m))
        assert_agree(layer.grad_w, s * total, 1e-12, floor=1e-3, name="grad_w")


@given(cases())
@steady(50)
def test_descend_takes_eta_times_the_gradient_from_every_parameter(case):
    net = case.net
    trace = backprop(net, case.x, case.y)
    for old, layer, new in zip(net.layers, trace.layers, descend(net, trace, 0.3).layers, strict=True):
        assert_agree(new.w, old.w - 0.3 * layer.grad_w, 1e-15, name="w")
        assert (new.b is None) == (old.b is None)
        if old.b is not None:
            assert_agree(new.b, old.b - 0.3 * layer.grad_b, 1e-15, name="b")


def test_frozen_biases_have_gradients_but_stay():
    net = or_net(train_biases=False)
    trace = backprop(net, OR_X, OR_Y)
    after = descend(net, trace, 3.0)
    for old, layer, new in zip(net.layers, trace.layers, after.layers, strict=True):
        assert layer.grad_b.all()
        assert np.array_equal(new.b, old.b)
        assert not np.array_equal(new.w, old.w)


def test_layers_without_biases_have_no_bias_gradient():
    net = or_net(biases=None)
    trace = backprop(net, OR_X, OR_Y)
    assert [(layer.b, layer.grad_b) for layer in trace.layers] == [(None, None)] * 2
    assert [layer.b for layer in descend(net, trace, 1.0).layers] == [None, None]
