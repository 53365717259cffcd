import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import Trace, check_gradients
from backprop_explorer.engine.gradient_check import TOLERANCE
from backprop_explorer.scenario import PRESETS, beginning, is_custom, new_weights, preset, question_scenario

from ..engine.agreement import assert_agree
from ..engine.cases import steady
from .cases import CLASSES, MAZUR, ONE_NEURON, OR, XOR

EXAMPLES = json.loads((Path(__file__).parents[1] / "oracles" / "worked_examples.json").read_text("utf-8"))


def numbers_of(trace: Trace) -> dict[str, object]:
    """The numbers of a trace under the names of the example file: z1, delta2, grad_w1, cost."""
    named: dict[str, object] = {"cost": trace.cost}
    for number, layer in enumerate(trace.layers, start=1):
        named |= {f"{name}{number}": getattr(layer, name) for name in ("z", "a", "delta", "grad_w", "grad_b")}
    return named


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_a_value_that_is_equal_to_itself_made_anew(name):
    assert preset(name) is not preset(name)
    assert preset(name) == preset(name) and hash(preset(name)) == hash(preset(name))
    assert preset(name).preset == name
    assert beginning(preset(name)) == preset(name) and not is_custom(preset(name))


def test_presets_and_the_question_are_all_different():
    assert len({*(preset(name) for name in PRESETS), question_scenario()}) == len(PRESETS) + 1
    assert len({preset(name).title for name in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_the_gradients_of_every_preset_pass_the_check(name):
    scenario = preset(name)
    trace = scenario.start().seek(0)
    assert check_gradients(trace.network, trace.x, trace.y).relative_error <= TOLERANCE


@pytest.mark.parametrize("quantity", sorted(EXAMPLES["or-gate-2-2-1"]["float64"]))
def test_the_or_gate_has_the_numbers_of_the_question(quantity):
    expected = np.array(EXAMPLES["or-gate-2-2-1"]["float64"][quantity])
    step, name = (199, "cost") if quantity == "cost_of_mini_batch_199" else (0, quantity)
    found = numbers_of(OR.start().seek(step))[name]
    assert_agree(np.reshape(found, expected.shape), expected, 1e-12, name=quantity)


WORKED = ("or-gate-2-2-1", "mazur-2-2-2", "schiendorfer-batch-of-two", "rgu-2-2-1", "dead-relu")


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_example_starts_from_the_numbers_of_its_source(name):
    facts, scenario = EXAMPLES[name], preset(name)
    assert np.array_equal(scenario.x, facts["x_rows"]) and np.array_equal(scenario.y, facts["y_rows"])
    assert [np.array(w).tolist() for w in scenario.weights] == facts["weights"]
    assert scenario.biases is None if "biases" not in facts else np.shape(scenario.biases[0]) == (2,)
    assert scenario.eta == facts.get("eta", scenario.eta)
    assert scenario.biased == ("biases" in facts) and scenario.batch_size == len(facts["x_rows"])
    assert all(layer.b is None for layer in new_weights(scenario).network().layers) != scenario.biased


@pytest.mark.parametrize("name", ["rgu-2-2-1", "dead-relu"])
def test_a_worked_example_without_biases_has_the_numbers_of_the_source(name):
    found = numbers_of(preset(name).start().seek(0))
    for quantity, expected in EXAMPLES[name]["float64"].items():
        if quantity in found:
            shaped = np.reshape(found[quantity], np.shape(expected))
            assert shaped == pytest.approx(np.array(expected), abs=1e-7, rel=1e-6), quantity


def test_schiendorfer_s_gradients_are_summed_without_a_half():
    trace = preset("schiendorfer-batch-of-two").start().seek(0)
    for number, layer in enumerate(trace.layers, start=1):
        parts = np.array(EXAMPLES["schiendorfer-batch-of-two"]["published"][f"example_grad_w{number}"])
        assert layer.grad_w == pytest.approx(parts.sum(axis=0), rel=1e-6)


@pytest.mark.parametrize("quantity", ["cost", "delta2", "delta1", "grad_w1", "grad_w2"])
def test_mazur_s_example_has_the_numbers_of_the_source(quantity):
    expected = np.array(EXAMPLES["mazur-2-2-2"]["float64"][quantity])
    assert_agree(
        np.reshape(numbers_of(MAZUR.start().seek(0))[quantity], expected.shape), expected, 1e-10, name=quantity
    )


def test_mazur_s_example_learns_as_the_source_and_leaves_its_biases_alone():
    facts, run = EXAMPLES["mazur-2-2-2"]["float64"], MAZUR.start()
    after = run.seek(1)
    for number, layer in enumerate(after.layers, start=1):
        assert_agree(layer.w, facts[f"w{number}_after"], 1e-10, name=f"w{number}")
    assert after.cost == pytest.approx(facts["cost_after_1"], rel=1e-10)
    assert run.seek(10_000).cost == pytest.approx(facts["cost_after_10000"], rel=1e-8)
    assert [layer.b.ravel().tolist() for layer in run.seek(10_000).layers] == [[0.35, 0.35], [0.6, 0.6]]


def test_one_neuron_can_be_done_by_hand():
    layer = ONE_NEURON.start().seek(0).layers[0]
    assert layer.z.ravel().tolist() == pytest.approx([0.5 * 1 - 0.25 * 2 + 0.1, 0.5 * 2 + 0.25 * 1 + 0.1], rel=1e-15)


def test_xor_is_learned_within_two_thousand_steps():
    trace = XOR.start().seek(2000)
    assert trace.cost < 0.01
    answers = dict(zip(map(tuple, trace.x.T.tolist()), (trace.layers[-1].a > 0.5).ravel().tolist(), strict=True))
    assert answers == {(0.0, 0.0): False, (0.0, 1.0): True, (1.0, 0.0): True, (1.0, 1.0): False}


def test_the_three_classes_are_told_apart():
    run = CLASSES.start()
    x, y = CLASSES.data()
    for layer in run.seek(100 * run.batches_per_epoch).network.layers:
        x = layer.w @ x + layer.b
        x = np.tanh(x) if layer.activation.name == "tanh" else x
    assert (x.argmax(axis=0) == y.argmax(axis=0)).mean() > 0.95


@given(st.sampled_from(sorted(PRESETS)), st.lists(st.integers(0, 400), min_size=2, max_size=6))
@steady(60)
def test_a_step_has_the_same_bits_from_wherever_it_is_reached(name, steps):
    expected = {}
    forwards = preset(name).start()
    for step in sorted(set(steps)):
        expected[step] = forwards.seek(step)
    wandering = preset(name).start()
    for step in steps:
        found = wandering.seek(step)
        assert (found.step, found.indices, found.cost) == (step, expected[step].indices, expected[step].cost)
        assert np.array_equal(found.flat, expected[step].flat)
        assert np.array_equal(found.y, expected[step].y)


@pytest.mark.parametrize("name", PRESETS)
def test_the_whole_way_back_has_the_bits_of_the_way_out(name):
    run = preset(name).start()
    out = [run.seek(step).flat for step in range(60)]
    run.seek(3000)
    for step in reversed(range(60)):
        assert np.array_equal(run.seek(step).flat, out[step])
