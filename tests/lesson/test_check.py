from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from unittest.mock import patch

import numpy as np
import pytest

from backprop_explorer.engine import Network, Run, Trace, backprop
from backprop_explorer.engine.gradient_check import TOLERANCE
from backprop_explorer.lesson import check as lesson_check
from backprop_explorer.lesson.check import MANY, Checked, checked, choices
from backprop_explorer.lesson.mistakes import MISTAKES, wrong_step
from backprop_explorer.lesson.notation import Key, Notation
from backprop_explorer.scenario import Scenario, apply_setup

from ..scenario.cases import MAZUR, OR, PLACES, SHOWN
from .wrong_by_hand import SlippedPass

# Two more than the presets: a sum over the batch, and leaky rectifiers, in which other mistakes can be made.
LOOKED_AT = (*SHOWN, "the sum over a batch", "rectifiers")
LINEAR = apply_setup(OR, {"hidden": "linear", "output": "linear"})
SHAPES = ("no-transpose", "hadamard", "bias-not-summed")


@cache
def begun(scenario: Scenario) -> tuple[Run, Trace]:
    run = scenario.start()
    return run, run.seek(scenario.step)


@cache
def found(scenario: Scenario, mistake: str = "", many: tuple[int, ...] = (30,)) -> Checked:
    """The check of the mini-batch of a scenario; it looks fewer updates ahead than the page, to take less time."""
    run, trace = begun(scenario)
    with patch.object(lesson_check, "MANY", many):
        return checked(trace, run, mistake)


def possible(scenario: Scenario) -> list[str]:
    return [identity for identity, _ in choices(begun(scenario)[1].network, Notation())]


def by_hand(scenario: Scenario, slip: str = "") -> dict[Key, np.ndarray]:
    """The gradients worked out example by example, with a slip or without."""
    trace = begun(scenario)[1]
    numbers = SlippedPass(trace.network, trace.x, trace.y, scenario.eta, slip).numbers()
    return {key: array for key, array in numbers.items() if key[0].startswith("grad")}


def wrong_gradients(scenario: Scenario, slip: str) -> set[Key]:
    """Which gradients the slip makes wrong, by much more than rounding; there is nothing in between."""
    right, slipped, wrong = by_hand(scenario), by_hand(scenario, slip), set()
    for key, array in right.items():
        off = np.linalg.norm(slipped[key] - array) / max(np.linalg.norm(array), np.linalg.norm(slipped[key]), 1e-300)
        assert off < 1e-12 or off > 1e-4, f"{slip}, {key}: whether {off} is seen depends on rounding"
        if off > 1e-4:
            wrong.add(key)
    return wrong


def looked_at() -> Iterator[tuple[Scenario, str]]:
    for name in LOOKED_AT:
        for mistake in possible(PLACES[name]):
            yield PLACES[name], mistake


@pytest.mark.parametrize("name", LOOKED_AT)
def test_the_check_is_red_for_just_the_gradients_that_a_mistake_makes_wrong(name):
    scenario = PLACES[name]
    for mistake in possible(scenario):
        check = found(scenario, mistake)
        slip = "" if check.story else mistake
        assert check.mistake is MISTAKES[mistake] and (check.story is None or mistake in SHAPES)
        for part in check.check.matrices:
            expected = by_hand(scenario, slip)[part.quantity, part.layer]
            assert np.allclose(part.analytic, expected, rtol=1e-9, atol=1e-14), mistake
        red = {(part.quantity, part.layer) for part in check.check.matrices if part.error > 1e-7}
        assert red == wrong_gradients(scenario, slip), mistake


def test_the_presets_hold_a_mistake_of_each_kind_and_one_that_changes_nothing():
    kinds = {found(*each).mistake.kind for each in looked_at()}
    stories = {mistake for scenario, mistake in looked_at() if found(scenario, mistake).story}
    assert (kinds, stories) == ({"gradient", "update", "shape"}, set(SHAPES))
    assert {mistake for _, mistake in looked_at()} == set(MISTAKES), "each mistake is looked at somewhere"
    assert wrong_gradients(MAZUR, "last-example") == set() != wrong_gradients(OR, "last-example")


@pytest.mark.parametrize("name", LOOKED_AT)
def test_with_the_right_equations_all_agree_and_there_is_nothing_to_look_ahead_for(name):
    check = found(PLACES[name])
    assert (check.mistake, check.story, check.wrong, check.equations, check.ahead) == (None, None, None, {}, ())
    assert check.check.relative_error <= TOLERANCE


@pytest.mark.parametrize("mistake", ["", "softmax-diagonal", "leaky-zero", "mean-for-sum", "<b>", "z-1"])
def test_a_mistake_that_cannot_be_made_here_leaves_the_right_equations(mistake):
    assert mistake not in possible(OR)
    assert found(OR, mistake).mistake is None and found(OR, mistake).check.relative_error <= TOLERANCE


@pytest.mark.parametrize("name", LOOKED_AT)
def test_the_wrong_errors_are_those_worked_out_by_hand(name):
    scenario = PLACES[name]
    trace = begun(scenario)[1]
    for mistake in possible(scenario):
        check = found(scenario, mistake)
        assert np.array_equal(check.right.flat, trace.flat)
        if check.wrong is not None:
            numbers = SlippedPass(trace.network, trace.x, trace.y, scenario.eta, mistake).numbers()
            for number, layer in enumerate(check.wrong.layers, start=1):
                assert np.allclose(layer.delta, numbers["delta", number], rtol=1e-9, atol=1e-14), (mistake, number)


def costs_by_hand(scenario: Scenario, slip: str, updates: int) -> float:
    """C of the whole batch after so many updates, each worked out by hand."""
    net, trace = begun(scenario)[1].network, begun(scenario)[1]
    for _ in range(updates):
        numbers = SlippedPass(net, trace.x, trace.y, scenario.eta, slip).numbers()
        layers = range(1, scenario.depth + 1)
        biases = [numbers.get(("b", layer)) for layer in layers]
        net = Network.build(
            [numbers["w", layer] for layer in layers],
            [None if b is None else b.ravel() for b in biases],
            scenario.activations,
            scenario.cost,
            scenario.reduction,
            scenario.train_biases,
        )
    return backprop(net, trace.x, trace.y).cost


@pytest.mark.parametrize("name", LOOKED_AT)
def test_after_one_update_c_is_that_of_the_weights_worked_out_by_hand(name):
    scenario = PLACES[name]
    for mistake in possible(scenario):
        check = found(scenario, mistake)
        if check.story:
            assert check.ahead == () and check.wrong is None and check.equations
            continue
        one, many = check.ahead
        assert (one.updates, many.updates) == (1, 30)
        if begun(scenario)[0].batches_per_epoch == 1:
            assert one.right == pytest.approx(costs_by_hand(scenario, "", 1), rel=1e-9)
            assert one.wrong == pytest.approx(costs_by_hand(scenario, mistake, 1), rel=1e-9)


@pytest.mark.parametrize("mistake", ["ascent", "bias-per-weight"])
def test_after_a_thousand_updates_too(mistake):
    many = found(OR, mistake, MANY).ahead[1]
    assert many.updates == 1000
    assert many.wrong == pytest.approx(costs_by_hand(OR, mistake, 1000), rel=1e-6)
    assert many.right == OR.start().seek(1000).cost


def test_looking_ahead_goes_on_with_the_mini_batches_behind_the_one_on_the_page():
    scenario = PLACES["a smaller last batch"]
    run, trace = begun(scenario)
    assert scenario.step % run.batches_per_epoch and run.batches_per_epoch > 1  # not where the data begin
    one, many = found(scenario, "double").ahead
    behind = {each.updates: scenario.start().seek(scenario.step + each.updates) for each in (one, many)}
    assert [one.right, many.right] == [behind[1].cost, behind[30].cost]
    _, slipped = wrong_step(trace, MISTAKES["double"], scenario.eta)
    assert one.wrong == pytest.approx(backprop(slipped, behind[1].x, behind[1].y).cost, rel=1e-12)


def test_a_mistake_that_leaves_the_range_of_numbers_has_no_cost_in_the_end():
    uphill = found(replace(LINEAR, eta=0.1), "ascent", MANY)
    assert uphill.check.relative_error <= TOLERANCE
    one, many = uphill.ahead
    assert one.wrong > one.right > 0 and many.right < one.right and many.wrong is None
    both = found(replace(LINEAR, eta=50.0), "half", MANY).ahead[1]
    assert (both.right, both.wrong) == (None, None)


def test_a_large_network_is_looked_at_for_fewer_updates():
    scenario = replace(PLACES["a wide net"], eta=0.01, x=OR.x * 16, y=OR.y * 16, batch_size=64)
    assert [each.updates for each in found(scenario, "half", MANY).ahead] == [1, 100]
