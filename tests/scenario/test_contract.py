"""The lines of code that the design gives to programs outside this repository, as they stand there."""

import numpy as np
import pytest

CONTRACT = """
from backprop_explorer.engine import Network, Run, backprop, descend, check_gradients, ShapeError
net   = Network.build(weights=weights, biases=biases, activations="sigmoid",
                      cost="quadratic", reduction="mean", train_biases=True)
trace = backprop(net, x, y)
(trace.layers[0].delta, trace.layers[0].grad_w, trace.layers[0].grad_b, trace.layers[0].z, trace.layers[0].a)
(trace.cost, trace.example_costs)
first = trace
net   = descend(net, trace, eta)
relative_error = check_gradients(net, x, y).relative_error
run   = Run(net, x, y, eta=0.5, batch_size=4)
trace = run.seek(1000)
from backprop_explorer.scenario import Scenario, preset, read_link, write_link
scenario, notes = read_link({"preset": "or-gate-2-2-1", "step": "12"})
query = write_link(scenario)
trace = scenario.start().seek(12)
"""

GIVEN = {
    "weights": [[[0.27660583, 1.00106314], [0.34017727, 0.74990392]], [[1.095244, -0.22719165]]],
    "biases": [[1, 1], [1]],
    "x": [[0, 0, 1, 1], [0, 1, 0, 1]],
    "y": [[0, 1, 1, 1]],
    "eta": 3.0,
}


@pytest.fixture(scope="module")
def names():
    left_behind = dict(GIVEN)
    exec(CONTRACT, left_behind)
    return left_behind


def test_the_contract_runs_as_it_is_written(names):
    assert names["relative_error"] <= 1e-7
    assert (names["first"].cost, names["first"].layers[0].delta.shape) == (pytest.approx(0.09582875012647524), (2, 4))
    assert names["run"].seek(1000).step == 1000
    assert issubclass(names["ShapeError"], ValueError)


def test_a_link_to_step_twelve_leads_to_mini_batch_twelve_of_that_preset(names):
    assert isinstance(names["scenario"], names["Scenario"])
    assert (names["scenario"].step, names["notes"]) == (12, ())
    assert names["scenario"] == names["read_link"](names["query"])[0]
    assert all(isinstance(part, str) for pair in names["query"].items() for part in pair)
    assert names["query"] == {"preset": "or-gate-2-2-1", "step": "12", "phase": "batch"}


def test_the_scenario_of_the_link_learns_as_the_engine_does_by_itself(names):
    net, x, y = names["Network"].build(GIVEN["weights"], GIVEN["biases"]), GIVEN["x"], GIVEN["y"]
    for _ in range(12):
        net = names["descend"](net, names["backprop"](net, x, y), GIVEN["eta"])
    expected = names["backprop"](net, x, y)
    assert names["trace"].step == 12
    assert np.array_equal(names["trace"].flat, expected.flat)


def test_an_unknown_preset_is_refused_with_its_name_and_those_there_are(names):
    with pytest.raises(ValueError, match=r"and-gate.*or-gate-2-2-1"):
        names["preset"]("and-gate")
