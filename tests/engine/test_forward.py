"""The way forwards alone gives what a whole mini-batch gives."""

import numpy as np
import pytest

from backprop_explorer.engine import backprop, evaluate, forward
from backprop_explorer.engine.forward import TOGETHER

from ..scenario.cases import PLACES


@pytest.mark.parametrize("name", PLACES)
def test_outputs_and_the_mean_cost_are_those_of_one_large_mini_batch(name):
    net, (x, y) = PLACES[name].network(), PLACES[name].data()
    whole = backprop(net, x, y)
    cost, outputs = evaluate(net, x, y)
    assert cost == pytest.approx(whole.example_costs.mean(), rel=1e-12)
    assert np.allclose(outputs, whole.layers[-1].a, rtol=1e-12, atol=0)
    for found, layer in zip(forward(net, x), whole.layers, strict=True):
        assert np.array_equal(found.z, layer.z) and np.array_equal(found.a, layer.a)


def test_more_examples_than_are_taken_together_keep_their_order():
    scenario = PLACES["three-classes"]
    net, (x, y) = scenario.network(), scenario.data()
    many = np.tile(x, 2 * TOGETHER // x.shape[1] + 1)
    _, outputs = evaluate(net, many, np.tile(y, many.shape[1] // y.shape[1]))
    single = [evaluate(net, many[:, [at]], y[:, [0]])[1] for at in (0, TOGETHER - 1, TOGETHER, many.shape[1] - 1)]
    assert np.allclose(np.hstack(single), outputs[:, [0, TOGETHER - 1, TOGETHER, -1]], rtol=1e-12)
