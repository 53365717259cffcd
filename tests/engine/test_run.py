from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import (
    EQUATIONS,
    Cost,
    LayerRecord,
    Network,
    Rule,
    Run,
    Trace,
    backprop,
    initial_parameters,
    updated,
)
from backprop_explorer.engine.activations import Array

from .cases import OR_X, OR_Y, or_net, steady


@dataclass(frozen=True)
class Setting:
    """What a run is made from; `run` makes it anew, with as much memory as asked."""

    net: Network
    x: np.ndarray
    y: np.ndarray
    options: dict[str, Any]

    def run(self, **more: Any) -> Run:
        return Run(self.net, self.x, self.y, **{**self.options, **more})


@st.composite
def runs(draw: st.DrawFn) -> Setting:
    """Small steady learners, with and without a smaller last batch, in order or shuffled, with each update rule."""
    sizes = draw(st.sampled_from([(2, 1), (2, 2, 1), (3, 4, 2, 2)]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    examples = draw(st.integers(1, 10))
    weights, biases = initial_parameters(sizes, "normal", draw(st.integers(0, 99)), draw(st.booleans()))
    net = Network.build(
        weights,
        biases,
        activations=["tanh"] * (len(sizes) - 2) + ["sigmoid"],
        reduction=draw(st.sampled_from(("mean", "sum"))),
        train_biases=draw(st.booleans()),
        l2=draw(st.sampled_from((0.0, 0.01))),
    )
    options = {
        "eta": draw(st.sampled_from((0.01, 0.5, 3.0))),
        "batch_size": draw(st.integers(1, examples)),
        "shuffle_seed": draw(st.none() | st.integers(0, 99)),
        "rule": Rule(draw(st.sampled_from(("descent", "momentum", "adam")))),
    }
    return Setting(net, random.standard_normal((sizes[0], examples)), random.random((sizes[-1], examples)), options)


class StepCounter:
    """Equations that count the mini-batches they are used for."""

    def __init__(self) -> None:
        self.taken = 0
        self.equations = replace(EQUATIONS, output_error=self.output_error)

    def output_error(self, layer: LayerRecord, cost: Cost, y: Array) -> None:
        self.taken += 1
        EQUATIONS.output_error(layer, cost, y)


def assert_same_bits(found: Trace, expected: Trace) -> None:
    """Every number of two traces, and what says which mini-batch they are."""
    assert (found.step, found.indices) == (expected.step, expected.indices)
    assert np.array_equal(found.flat, expected.flat), f"step {found.step}: {found.flat}\nexpected {expected.flat}"
    assert np.array_equal(found.y, expected.y)
    assert (found.cost, found.example_costs.tolist()) == (expected.cost, expected.example_costs.tolist())


# Budgets in bytes: none at all, a few checkpoints, a short ring, the whole way.
budgets = st.sampled_from((0, 1_000, 10_000, 100_000, 16_000_000))


@given(runs(), st.lists(st.integers(0, 3000), min_size=2, max_size=6), budgets)
@steady(40)
def test_a_step_has_the_same_bits_from_wherever_it_is_reached(setting, steps, memory):
    straight = setting.run()
    expected = {step: straight.seek(step) for step in sorted(steps)}
    wandering = setting.run(memory=memory)
    for step in steps:
        assert_same_bits(wandering.seek(step), expected[step])


@given(runs(), st.integers(20, 200), budgets)
@steady(40)
def test_going_back_one_step_at_a_time_gives_the_bits_of_the_way_out(setting, last, memory):
    run = setting.run(memory=memory)
    out = [run.seek(step) for step in range(last)]
    for expected in reversed(out):
        assert_same_bits(run.seek(expected.step), expected)


@given(runs(), st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=6), budgets)
@steady(40)
def test_a_run_that_rests_goes_on_with_the_same_bits(setting, ways, memory):
    run, straight = setting.run(memory=memory), setting.run()
    for step, rests in ways:
        if rests:
            assert run.rest() and not run.rest()
        assert_same_bits(run.seek(step), straight.seek(step))


def test_a_run_that_rests_holds_little_and_stays_near_where_it_was():
    counter = StepCounter()
    run = Run(or_net(), OR_X, OR_Y, 3.0, 4, equations=counter.equations)
    run.seek(5_003)
    assert run.nearest(5_003) == 5_003 and run.nearest(4_000) == 4_000
    run.rest()
    assert not hasattr(run, "_history") and not hasattr(run, "_records")
    before = counter.taken
    run.seek(5_004)
    assert counter.taken - before <= 10 and run.nearest(4_000) == 0


@given(runs(), st.integers(0, 300), st.integers(0, 300))
@steady(40)
def test_the_steps_from_the_nearest_one_are_all_that_has_to_be_worked_out(setting, there, step):
    counter = StepCounter()
    run = setting.run(equations=counter.equations)
    run.seek(there)
    nearest, before = run.nearest(step), counter.taken
    run.seek(step)
    # A mini-batch that is loaded from the history is computed once more.
    assert nearest <= step and counter.taken - before <= step - nearest + 1


@given(runs())
@steady(40)
def test_a_run_is_backprop_and_descend_over_the_mini_batches(setting):
    run, net, step, carried = setting.run(), setting.net, 0, None
    size, seed, examples = run.batch_size, run.shuffle_seed, run.examples
    for epoch in range(4):
        order = np.arange(examples) if seed is None else np.random.default_rng([seed, epoch]).permutation(examples)
        for start in range(0, examples, size):
            chosen = order[start : start + size]
            expected = backprop(net, setting.x[:, chosen], setting.y[:, chosen], rule=run.rule, carried=carried)
            found = run.seek(step)
            assert (found.step, found.indices, found.cost) == (step, tuple(chosen.tolist()), expected.cost)
            assert np.array_equal(found.flat, expected.flat)
            after = updated(net, expected, run.eta)
            net, carried, step = after.network, after.carried, step + 1


@given(runs(), st.integers(0, 50))
@steady(40)
def test_every_epoch_takes_every_example_once(setting, epoch):
    run = setting.run()
    first = epoch * run.batches_per_epoch
    batches = [run.seek(step).indices for step in range(first, first + run.batches_per_epoch)]
    assert sorted(index for batch in batches for index in batch) == list(range(run.examples))
    assert all(len(batch) == run.batch_size for batch in batches[:-1])


@given(runs(), st.integers(0, 200))
@steady(40)
def test_a_trace_holds_the_examples_that_its_indices_name(setting, step):
    trace = setting.run().seek(step)
    chosen = list(trace.indices)
    assert np.array_equal(trace.x, setting.x[:, chosen])
    assert np.array_equal(trace.y, setting.y[:, chosen])


def test_each_epoch_has_an_order_of_its_own():
    x = np.arange(20.0).reshape(1, 20)
    run = Run(Network.build([[[0.1]]]), x, x / 20, eta=0.1, batch_size=20, shuffle_seed=5)
    assert len({run.seek(epoch).indices for epoch in range(5)}) == 5


def test_the_order_comes_from_the_seed_alone():
    x = np.arange(20.0).reshape(1, 20)

    def orders(seed: int) -> list[tuple[int, ...]]:
        run = Run(Network.build([[[0.1]]]), x, x / 20, eta=0.1, batch_size=20, shuffle_seed=seed)
        return [run.seek(epoch).indices for epoch in (2, 0, 1)]

    assert orders(5) == orders(5) != orders(6)


def test_what_a_caller_does_to_the_indices_does_not_reach_the_run():
    run = Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=2)
    given_away = run.indices(0)
    if given_away.flags.writeable:
        given_away[:] = 3
    assert [run.seek(step).indices for step in (0, 1)] == [(0, 1), (2, 3)]


@pytest.mark.parametrize("memory", [4_000, 50_000, 400_000, 4_000_000])
@pytest.mark.parametrize("batch_size", [3, 4])
def test_the_history_stays_within_its_memory(memory, batch_size):
    run = Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=batch_size, memory=memory)
    for step in (0, 10, 999, 1000, 5000, 12_000, 3, 20_000):
        run.seek(step)
        assert run._history.nbytes <= memory, f"{run._history.nbytes} bytes at step {step}"


def test_a_large_network_is_replayed_to_the_same_bits():
    random = np.random.default_rng(0)
    net = Network.build(*initial_parameters((64, 64, 10), "xavier", 1), cost="squared-error")
    x, y = random.random((64, 40)), random.random((10, 40))
    run, straight = (Run(net, x, y, eta=0.1, batch_size=32, shuffle_seed=1) for _ in range(2))
    expected = [straight.seek(step) for step in range(35)]
    for step in (34, 0, 33, 20, 19, 1):
        assert_same_bits(run.seek(step), expected[step])


def test_a_step_far_back_is_replayed_from_a_checkpoint_nearby():
    steps = StepCounter()
    run = Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=4, equations=steps.equations)
    run.seek(20_000)
    steps.taken = 0
    run.seek(15_007)
    assert steps.taken < 100


def test_a_step_far_ahead_of_the_cursor_is_replayed_from_a_checkpoint_nearby():
    steps = StepCounter()
    run = Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=4, equations=steps.equations)
    run.seek(20_000)
    run.seek(3)
    steps.taken = 0
    run.seek(15_007)
    assert steps.taken < 100


def test_the_way_back_stays_short_where_the_memory_is_full():
    random = np.random.default_rng(0)
    net = Network.build(*initial_parameters((64, 64, 10), "xavier", 1), cost="squared-error")
    x, y = random.random((64, 32)), random.random((10, 32))
    steps, memory = StepCounter(), 1_000_000
    run = Run(net, x, y, eta=0.1, batch_size=32, memory=memory, equations=steps.equations)
    for start in (2000, 700):
        run.seek(start)
        steps.taken = 0
        for step in range(start - 1, start - 101, -1):
            run.seek(step)
            assert run._history.nbytes <= memory
        assert steps.taken < 100 * 10 + 2 * 160, "10 steps each, and now and then as many as old checkpoints are apart"


def test_a_step_back_is_short_even_where_there_is_room_for_two_checkpoints():
    steps = StepCounter()
    run = Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=4, memory=0, equations=steps.equations)
    for start in (1009, 1019, 2345):
        run.seek(start)
        steps.taken = 0
        run.seek(start - 1)
        assert steps.taken < 10, start


def test_a_step_back_computes_ten_mini_batches_at_most():
    steps = StepCounter()
    run = Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=4, equations=steps.equations)
    run.seek(500)
    for step in range(499, 0, -1):
        steps.taken = 0
        run.seek(step)
        assert steps.taken <= 10


@pytest.mark.parametrize("step", [-1, -100])
def test_there_is_no_step_before_the_first(step):
    with pytest.raises(ValueError, match="the first is 0"):
        Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=4).seek(step)


@pytest.mark.parametrize("batch_size", [0, -1, 5])
def test_a_batch_holds_from_one_example_to_all(batch_size):
    with pytest.raises(ValueError, match=f"The batch size is {batch_size}.* between 1 and 4"):
        Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=batch_size)


@pytest.mark.parametrize("eta", [0.0, -1.0, float("inf"), float("nan")])
def test_a_learning_rate_is_a_finite_number_above_zero(eta):
    with pytest.raises(ValueError, match="learning rate has to be a finite number above 0"):
        Run(or_net(), OR_X, OR_Y, eta=eta, batch_size=4)


def test_two_runs_do_not_meet():
    one, other = (Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=4) for _ in range(2))
    alone = [one.seek(step).cost for step in range(50)]
    third = Run(or_net(), OR_X, OR_Y, eta=5.0, batch_size=1, shuffle_seed=1)
    together = []
    for step in range(50):
        third.seek(step)
        together.append(other.seek(step).cost)
    assert together == alone


def test_a_trace_stays_as_it_was_while_the_run_goes_on():
    run = Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=3, memory=2_000)
    trace = run.seek(7)
    before = trace.flat.copy()
    run.seek(3000)
    run.seek(1)
    assert np.array_equal(trace.flat, before)
