"""The engine against worked examples that others published."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop_explorer.engine import (
    EQUATIONS,
    Equations,
    LayerRecord,
    Network,
    Run,
    Trace,
    backprop,
    check_gradients,
    descend,
)

from ..engine.agreement import assert_agree

# Decimals remember how many digits were printed.
EXAMPLES = json.loads((Path(__file__).parent / "worked_examples.json").read_text("utf-8"), parse_float=Decimal)


class Example:
    """One worked example: its network, its data and the numbers it should give."""

    def __init__(self, name: str, **settings: Any) -> None:
        self.facts = EXAMPLES[name]
        weights = [numbers(w) for w in self.facts["weights"]]
        biases = self.facts.get("biases")
        self.net = Network.build(weights, biases and [numbers(b) for b in biases], **settings)
        self.x, self.y = numbers(self.facts["x_rows"]).T, numbers(self.facts["y_rows"]).T
        self.eta = float(self.facts.get("eta", 1))

    def trace(self) -> Trace:
        return backprop(self.net, self.x, self.y)

    def updated(self) -> Network:
        return descend(self.net, self.trace(), self.eta)

    def run(self, equations: Equations = EQUATIONS) -> Run:
        return Run(self.net, self.x, self.y, self.eta, batch_size=self.x.shape[1], equations=equations)


def numbers(values: Any) -> np.ndarray:
    return np.array(values, dtype=float)


def assert_prints_as(found: Any, printed: Any, name: str = "") -> None:
    """Each number is the printed one to within one unit of its last digit: some sources cut, some round."""
    expected = np.array(printed, dtype=object)
    found = np.asarray(found).reshape(expected.shape)
    for place, value in np.ndenumerate(expected):
        # Seventeen printed digits are finer than a double: there 1e-12 of the number is what is asked.
        unit = max(10.0 ** Decimal(value).as_tuple().exponent, 1e-12 * abs(float(value)))
        assert abs(found[place] - float(value)) <= unit, f"{name}{list(place)} is {found[place]}, printed as {value}"


def quantities(trace: Trace) -> dict[str, Any]:
    """The numbers of a trace under the names of the example file: z1, delta2, grad_w1, cost."""
    named: dict[str, Any] = {"cost": trace.cost}
    for number, layer in enumerate(trace.layers, start=1):
        for quantity in ("z", "a", "delta", "grad_w", "grad_b"):
            named[f"{quantity}{number}"] = getattr(layer, quantity)
    return named


def parameters(net: Network) -> dict[str, Any]:
    """The numbers of an updated network: w1_after, b2_after."""
    return {f"{part}{i}_after": getattr(layer, part) for i, layer in enumerate(net.layers, start=1) for part in "wb"}


def from_the_updated_w2(eta: float) -> Equations:
    """The slip of two of the sources: δ^1 from w^2 after its update."""

    def hidden_error(layer: LayerRecord, above: LayerRecord) -> None:
        new_w = above.w - eta / above.delta.shape[1] * (above.delta @ above.a_prev.T)
        EQUATIONS.hidden_error(layer, replace(above, w_t=new_w.T))

    return replace(EQUATIONS, hidden_error=hidden_error)


OR = Example("or-gate-2-2-1")
MAZUR = Example("mazur-2-2-2", train_biases=False)
MAZUR_TRAINED = Example("mazur-2-2-2", train_biases=True)
SCHIENDORFER = Example("schiendorfer-batch-of-two", cost="squared-error", reduction="sum")
RGU = Example("rgu-2-2-1")
DEAD_RELU = Example("dead-relu", activations=["relu", "softmax"], cost="cross-entropy")


@pytest.mark.parametrize("quantity", sorted(OR.facts["float64"].keys() - {"cost_of_mini_batch_199"}))
def test_every_number_of_the_or_gate_is_right(quantity):
    expected = numbers(OR.facts["float64"][quantity])
    found = quantities(OR.trace())[quantity]
    assert_agree(np.reshape(found, expected.shape), expected, 1e-12, name=quantity)


def test_the_or_gate_has_learned_by_mini_batch_199():
    expected = numbers(OR.facts["float64"]["cost_of_mini_batch_199"])
    assert_agree(OR.run().seek(199).cost, expected, 1e-12, name="cost")


@pytest.mark.parametrize("quantity", ["cost", "delta2", "delta1", "grad_w1", "grad_w2"])
def test_the_gradients_of_mazur_are_right(quantity):
    expected = numbers(MAZUR.facts["float64"][quantity])
    found = quantities(MAZUR.trace())[quantity]
    assert_agree(np.reshape(found, expected.shape), expected, 1e-10, name=quantity)


@pytest.mark.parametrize("quantity", ["w1_after", "w2_after"])
def test_the_new_weights_of_mazur_are_right(quantity):
    assert_agree(parameters(MAZUR.updated())[quantity], numbers(MAZUR.facts["float64"][quantity]), 1e-10, name=quantity)


@pytest.mark.parametrize("steps", [1, 10_000])
def test_the_cost_of_mazur_is_right_after_many_updates(steps):
    expected = numbers(MAZUR.facts["float64"][f"cost_after_{steps}"])
    assert_agree(MAZUR.run().seek(steps).cost, expected, 1e-10, name="cost")


def test_the_outputs_of_mazur_are_right_after_ten_thousand_updates():
    expected = numbers(MAZUR.facts["float64"]["a2_after_10000"])
    assert_agree(MAZUR.run().seek(10_000).layers[1].a[:, 0], expected, 1e-10, name="a2")


def test_mazur_left_the_biases_alone():
    for old, new in zip(MAZUR.net.layers, MAZUR.run().seek(10_000).layers, strict=True):
        assert np.array_equal(old.b, new.b)


@pytest.mark.parametrize("quantity", ["b1_after", "b2_after"])
def test_mazur_with_trained_biases_moves_them_right(quantity):
    expected = numbers(MAZUR.facts["float64_biases_trained"][quantity])
    assert_agree(parameters(MAZUR_TRAINED.updated())[quantity][:, 0], expected, 1e-10, name=quantity)


def test_mazur_with_trained_biases_costs_less_after_one_update():
    expected = numbers(MAZUR.facts["float64_biases_trained"]["cost_after_1"])
    assert_agree(MAZUR_TRAINED.run().seek(1).cost, expected, 1e-10, name="cost")


@pytest.mark.parametrize("quantity", sorted(MAZUR.facts["published"]))
def test_what_mazur_printed_is_right_up_to_the_first_update(quantity):
    found = {**quantities(MAZUR.trace()), **parameters(MAZUR.updated())}[quantity]
    assert_prints_as(found, MAZUR.facts["published"][quantity], quantity)


@pytest.mark.parametrize("facts", ["published_from_the_updated_w2", "float64_from_the_updated_w2"])
def test_what_mazur_printed_later_comes_from_the_updated_w2(facts):
    expected = MAZUR.facts[facts]
    run = MAZUR.run(from_the_updated_w2(MAZUR.eta))
    assert_prints_as(run.seek(1).cost, expected["cost_after_1"], "cost")
    assert_prints_as(run.seek(10_000).layers[1].a[:, 0], expected["a2_after_10000"], "a2")


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("example", [0, 1])
def test_the_gradient_of_each_example_of_schiendorfer_is_right(layer, example):
    found = SCHIENDORFER.trace().layers[layer - 1].example_grad_w(example)
    assert_prints_as(found, SCHIENDORFER.facts["published"][f"example_grad_w{layer}"][example], f"grad_w{layer}")


@pytest.mark.parametrize("quantity", ["w1_after", "w2_after"])
def test_the_new_weights_of_schiendorfer_are_right(quantity):
    found = parameters(SCHIENDORFER.updated())[quantity]
    assert_prints_as(found, SCHIENDORFER.facts["published"][quantity], quantity)


def test_the_new_outputs_of_schiendorfer_are_right():
    found = SCHIENDORFER.run().seek(1).layers[1].a[:, 0]
    assert_prints_as(found, SCHIENDORFER.facts["published"]["a2_of_example_1_after"], "a2")


@pytest.mark.parametrize("quantity", sorted(RGU.facts["float64"]))
def test_every_number_of_rgu_is_right(quantity):
    found = {**quantities(RGU.trace()), **parameters(RGU.updated())}[quantity]
    assert_prints_as(found, RGU.facts["float64"][quantity], quantity)


def test_what_rgu_printed_is_right_before_the_update():
    output = RGU.trace().layers[1]
    assert_prints_as(output.a, [RGU.facts["published"]["a2"]], "a2")
    assert_prints_as(-output.delta, [RGU.facts["published"]["minus_delta2"]], "-delta2")


def test_the_new_weights_of_rgu_come_from_the_updated_w2():
    found = RGU.run(from_the_updated_w2(RGU.eta)).seek(1).layers[0].w
    assert_prints_as(found, RGU.facts["float64_from_the_updated_w2"]["w1_after"], "w1")


@pytest.mark.parametrize("quantity", sorted(DEAD_RELU.facts["float64"].keys() - {"w2T_delta2"}))
def test_every_number_beside_a_dead_unit_is_right(quantity):
    assert_prints_as(quantities(DEAD_RELU.trace())[quantity], DEAD_RELU.facts["float64"][quantity], quantity)


def test_a_dead_unit_stops_an_error_that_reaches_it():
    hidden, output = DEAD_RELU.trace().layers
    assert_prints_as(output.w.T @ output.delta, DEAD_RELU.facts["float64"]["w2T_delta2"], "w2T_delta2")
    assert hidden.grad_w[1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "example", [OR, MAZUR, SCHIENDORFER, RGU, DEAD_RELU], ids=["or", "mazur", "schiendorfer", "rgu", "dead relu"]
)
def test_the_gradient_check_agrees_with_every_worked_example(example):
    assert check_gradients(example.net, example.x, example.y).relative_error <= 1e-7
