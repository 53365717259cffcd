from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import Divergence, Network, Run, Trace, backprop, descend

from .cases import OR_X, OR_Y, cases, or_net, steady


@dataclass(frozen=True)
class Cause:
    """The first number that is not finite, in order of computing, and the step before it."""

    step: int
    layer: int
    quantity: str


def first_cause(net: Network, x: np.ndarray, y: np.ndarray, eta: float, batches: list[list[int]], most: int):
    """A plain loop over the mini-batches in turn, or None if all of `most` steps are finite."""
    for step in range(most):
        chosen = batches[step % len(batches)]
        trace = backprop(net, x[:, chosen], y[:, chosen])
        for layer, quantity, numbers in in_order(trace):
            if not np.all(np.isfinite(numbers)):
                return Cause(step - 1, layer, quantity)
        net = descend(net, trace, eta)
    return None


def in_order(trace: Trace):
    numbered = list(enumerate(trace.layers, start=1))
    for number, layer in numbered:
        yield from (
            (number, name, getattr(layer, name)) for name in ("w", "b", "z", "a") if name != "b" or layer.b is not None
        )
    yield len(trace.layers), "cost", trace.cost
    for number, layer in reversed(numbered):
        for name in ("delta", "grad_w", "grad_b"):
            if getattr(layer, name) is not None:
                yield number, name, getattr(layer, name)


def divergence(run: Run, step: int) -> Divergence:
    with pytest.raises(Divergence) as caught:
        run.seek(step)
    return caught.value


def cause(error: Divergence) -> Cause:
    return Cause(error.step, error.layer, error.quantity)


LINEAR = {"activations": "linear"}
NETS = [
    pytest.param(or_net(**LINEAR), 10.0, 4, id="linear"),
    pytest.param(or_net(**LINEAR, biases=None), 10.0, 4, id="no biases"),
    pytest.param(or_net(**LINEAR, train_biases=False), 10.0, 3, id="frozen biases, a smaller last batch"),
    pytest.param(or_net(activations=["relu", "linear"], cost="squared-error"), 2.0, 1, id="relu"),
    pytest.param(or_net(**LINEAR), 1e300, 4, id="one leap"),
    pytest.param(Network.build([[[1e9, 1e9]]], activations="linear"), 1e300, 4, id="an update beyond float64"),
]


@pytest.mark.parametrize(("net", "eta", "batch_size"), NETS)
def test_a_run_stops_before_the_first_number_that_is_not_finite(net, eta, batch_size):
    batches = [list(range(start, min(start + batch_size, 4))) for start in range(0, 4, batch_size)]
    expected = first_cause(net, OR_X, OR_Y, eta, batches, 2000)
    assert expected is not None
    assert cause(divergence(Run(net, OR_X, OR_Y, eta, batch_size), 5000)) == expected


@given(cases(), st.integers(-1, 300), st.integers(1, 5), st.lists(st.integers(0, 60), max_size=3))
@steady(150)
def test_any_run_stops_where_a_plain_loop_first_meets_a_bad_number(case, power, batch_size, steps):
    examples = case.x.shape[1]
    size = min(batch_size, examples)
    batches = [list(range(start, min(start + size, examples))) for start in range(0, examples, size)]
    expected = first_cause(case.net, case.x, case.y, 10.0**power, batches, 61)
    run = Run(case.net, case.x, case.y, 10.0**power, size)
    for step in [*steps, 60]:
        if expected is None or step <= expected.step:
            assert run.seek(step).step == step
        else:
            assert cause(divergence(run, step)) == expected


@pytest.mark.parametrize("memory", [0, 2_000, 16_000_000])
@pytest.mark.parametrize(("net", "eta", "batch_size"), NETS)
def test_the_divergence_is_the_same_from_wherever_it_is_met(net, eta, batch_size, memory):
    expected = cause(divergence(Run(net, OR_X, OR_Y, eta, batch_size), 5000))
    creeping, leaping, returning = (Run(net, OR_X, OR_Y, eta, batch_size, memory=memory) for _ in range(3))
    for step in range(expected.step + 1):
        creeping.seek(step)
    assert cause(divergence(creeping, expected.step + 1)) == expected
    assert cause(divergence(leaping, expected.step + 1)) == expected
    assert cause(divergence(returning, expected.step + 700)) == expected
    returning.seek(0)
    assert cause(divergence(returning, expected.step + 1)) == expected


@pytest.mark.parametrize(("net", "eta", "batch_size"), NETS)
def test_every_step_up_to_the_last_finite_one_can_still_be_had(net, eta, batch_size):
    run, before = (Run(net, OR_X, OR_Y, eta, batch_size) for _ in range(2))
    last = divergence(run, 5000).step
    for step in (last, 0, last // 2, last):
        found = run.seek(step)
        assert np.isfinite(found.flat).all()
        assert np.array_equal(found.flat, before.seek(step).flat)


def test_a_divergence_says_where_it_happened_and_what_may_help():
    error = divergence(Run(or_net(**LINEAR), OR_X, OR_Y, 10.0, 4), 1000)
    sentence = str(error)
    assert not np.isfinite(error.found)
    assert error.needed == "a finite number"
    for part in (f"mini-batch {error.step + 1} ", f"stops at mini-batch {error.step},", str(error.found), "smaller η"):
        assert part in sentence
    assert ("the cost" if error.quantity == "cost" else f"{error.quantity}^{error.layer}") in sentence


@pytest.mark.parametrize(
    ("x", "y"),
    [
        pytest.param([[1e308, 0.1]], [[1.0, 0.0]], id="z of the first mini-batch"),
        pytest.param([[1.0, 0.5]], [[1e200, 0.0]], id="cost of the first mini-batch"),
    ],
)
def test_a_number_that_is_not_finite_in_one_mini_batch_stops_the_run_from_every_direction(x, y):
    first, second = (Run(Network.build([[[10.0]]]), x, y, eta=1.0, batch_size=1) for _ in range(2))
    assert divergence(first, 0).step == -1
    assert divergence(second, 1).step == -1


@given(cases(), st.integers(-3, 300), st.sampled_from((1, 2, 5)))
@steady(150)
def test_whatever_the_learning_rate_there_are_finite_numbers_or_a_divergence(case, power, batch_size):
    batch_size = min(batch_size, case.x.shape[1])
    run = Run(case.net, case.x, case.y, eta=10.0**power, batch_size=batch_size)
    for step in (0, 1, 2, 3, 50, 4):
        try:
            trace = run.seek(step)
        except Divergence as error:
            assert error.step < step
        else:
            assert np.isfinite(trace.flat).all()
            assert np.isfinite(trace.example_costs).all()
            assert np.isfinite(trace.cost)


def test_saturation_is_said_and_is_no_divergence():
    run = Run(or_net(), OR_X, OR_Y, eta=1e6, batch_size=4)
    assert not run.seek(0).saturated
    trace = run.seek(500)
    assert trace.saturated
    assert trace.cost > 0
    assert run.divergence is None


@pytest.mark.parametrize(
    ("weight", "target", "cost"),
    [
        (1000.0, 1.0, "quadratic"),
        (0.1, 0.0, "quadratic"),
        (20.0, 0.0, "quadratic"),
        (40.0, 1.0, "binary-cross-entropy"),
        (1000.0, 0.0, "binary-cross-entropy"),
    ],
)
def test_a_net_that_is_right_or_still_learns_is_not_saturated(weight, target, cost):
    assert not backprop(Network.build([[[weight]]], cost=cost), [[1.0]], [[target]]).saturated


def test_a_net_with_one_live_output_is_not_saturated():
    net = Network.build([[[1000.0], [0.1]]])
    assert not backprop(
        net,
        [[1.0]],
        [
            [
                0.0,
            ],
            [0.0],
        ],
    ).saturated


def test_a_linear_net_without_error_is_not_saturated():
    trace = backprop(Network.build([[[1.0]]], activations="linear"), [[1.0]], [[1.0]])
    assert not trace.layers[-1].delta.any()
    assert not trace.saturated
