from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from backprop_explorer.engine import Network, Run, ShapeError, backprop, descend

from .cases import HIDDEN, OR_X, OR_Y, OUTPUTS, or_net

W1, W2 = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[1.0, 2.0, 3.0]]


def shape_error(call, *args, **options) -> ShapeError:
    with pytest.raises(ShapeError) as caught:
        call(*args, **options)
    return caught.value


def test_the_sizes_are_read_from_the_weights():
    assert Network.build([W1, W2]).sizes == (2, 3, 1)


def test_every_part_stands_where_it_was_given():
    net = Network.build([W1, W2], [[7, 8, 9], None], ["tanh", "sigmoid"], "binary-cross-entropy", "sum", False)
    first, second = net.layers
    assert (first.w.tolist(), first.b.tolist()) == (W1, [[7.0], [8.0], [9.0]])
    assert (second.w.tolist(), second.b) == (W2, None)
    assert [layer.activation.name for layer in net.layers] == ["tanh", "sigmoid"]
    assert (net.cost.name, net.reduction, net.train_biases) == ("binary-cross-entropy", "sum", False)


@pytest.mark.parametrize("bias", [[7, 8, 9], [[7], [8], [9]], (7.0, 8.0, 9.0), np.array([[7], [8], [9]])])
def test_a_bias_may_be_flat_or_a_column(bias):
    assert Network.build([W1], [bias]).layers[0].b.tolist() == [[7.0], [8.0], [9.0]]


@pytest.mark.parametrize("biases", [None, [None, None]])
def test_biases_may_be_left_out(biases):
    assert [layer.b for layer in Network.build([W1, W2], biases).layers] == [None, None]


@pytest.mark.parametrize(
    ("weights", "biases", "layer", "quantity", "found", "needed"),
    [
        pytest.param([[0.3, 0.4], [0.1]], [[1, 1], [1]], 1, "w", (2,), (2, None), id="one weight per neuron"),
        pytest.param([[0.3, 0.4]], None, 1, "w", (2,), (None, None), id="a flat list"),
        pytest.param([W1, [[1.0, 2.0]]], None, 2, "w", (1, 2), (None, 3), id="too few edges"),
        pytest.param([W1, [[1.0], [2.0], [3.0]]], None, 2, "w", (3, 1), (None, 3), id="transposed"),
        pytest.param([W1], [[1, 2]], 1, "w", (3, 2), (2, None), id="rows and biases differ"),
        pytest.param([W1, W2], [[1, 2, 3], [1, 2]], 2, "w", (1, 3), (2, 3), id="neither fits"),
        pytest.param([W1], [[[1, 2, 3]]], 1, "b", (1, 3), (None, 1), id="a bias row"),
        pytest.param([W1], [5], 1, "b", (), (None, 1), id="a lone number"),
        pytest.param([W1], [[]], 1, "b", (0,), (None, 1), id="an empty bias"),
        pytest.param([[[]]], None, 1, "w", (1, 0), (None, None), id="empty weights"),
        pytest.param([[[[1.0]]]], None, 1, "w", (1, 1, 1), (None, None), id="three axes"),
    ],
)
def test_a_wrong_shape_is_named_with_what_is_needed(weights, biases, layer, quantity, found, needed):
    error = shape_error(Network.build, weights, biases)
    assert (error.layer, error.quantity, error.found, error.needed) == (layer, quantity, found, needed)
    assert str(error).startswith(f"{quantity}^{layer} has the shape {found}, but (")


@pytest.mark.parametrize(
    ("x", "y", "layer", "quantity", "found", "needed"),
    [
        pytest.param(OR_X.T, OR_Y, 0, "x", (4, 2), (2, None), id="rows for columns"),
        pytest.param([0, 1], [[1]], 0, "x", (2,), (2, None), id="a flat example"),
        pytest.param(np.empty((2, 0)), np.empty((1, 0)), 0, "x", (2, 0), (2, None), id="no example"),
        pytest.param(OR_X, OR_Y.T, 2, "y", (4, 1), (1, 4), id="targets as a column"),
        pytest.param(OR_X, [0, 1, 1, 1], 2, "y", (4,), (1, 4), id="flat targets"),
        pytest.param(OR_X, [[0, 1, 1]], 2, "y", (1, 3), (1, 4), id="a target missing"),
    ],
)
@pytest.mark.parametrize("use", [backprop, lambda net, x, y: Run(net, x, y, eta=1.0, batch_size=1)])
def test_data_of_a_wrong_shape_are_named_with_what_is_needed(use, x, y, layer, quantity, found, needed):
    error = shape_error(use, or_net(), x, y)
    assert (error.layer, error.quantity, error.found, error.needed) == (layer, quantity, found, needed)
    assert str(error).startswith(f"{quantity} has the shape {found}, but (")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"weights": []}, "no layer of weights"),
        ({"biases": [[1, 1]]}, "2 weight matrices but 1 bias lists"),
        ({"activations": ["tanh"]}, "2 layers but 1 activations"),
        ({"activations": "sigmoids"}, "'sigmoids' is not known; there are sigmoid, tanh"),
        ({"cost": "log"}, "'log' is not known; there are quadratic"),
        ({"reduction": "median"}, "'median'; it has to be 'mean' or 'sum'"),
        ({"activations": ["softmax", "sigmoid"]}, "hidden layer"),
        ({"activations": ["sigmoid", "softmax"]}, "1 output neuron; it needs 2 or more"),
        ({"weights": [[[1, 2], [3]], [[1, 2]]]}, r"w\^1 is not a rectangle of numbers"),
        ({"weights": [[["one", 2]], [[1]]]}, r"w\^1 is not a rectangle of numbers"),
        ({"weights": [[[1, None]], [[1]]]}, r"w\^1 holds a number that is not finite"),
        ({"weights": [[[1, float("nan")]], [[1]]]}, r"w\^1 holds a number that is not finite"),
        ({"weights": [[[1, 1]], [[float("-inf")]]]}, r"w\^2 holds a number that is not finite"),
        ({"biases": [[1, float("inf")], [1]]}, r"b\^1 holds a number that is not finite"),
        ({"weights": [[[10**400, 1]], [[1]]]}, r"w\^1"),
    ],
)
def test_what_makes_no_network_is_refused_with_a_sentence(options, sentence):
    usual = {"biases": None} if "weights" in options else {}
    with pytest.raises(ValueError, match=sentence):
        or_net(**usual, **options)


@pytest.mark.parametrize("cost", OUTPUTS)
@pytest.mark.parametrize("output", [*HIDDEN, "softmax"])
def test_a_cost_is_built_with_the_outputs_that_go_with_it_and_no_other(cost, output):
    weights = [[[1.0], [2.0]]]
    if output in OUTPUTS[cost]:
        assert Network.build(weights, activations=output, cost=cost).cost.name == cost
    else:
        with pytest.raises(
            ValueError, match=f"The cost {cost} needs (sigmoid|softmax) outputs, and these are {output}"
        ):
            Network.build(weights, activations=output, cost=cost)


@pytest.mark.parametrize(
    ("cost", "output", "y", "sentence"),
    [
        ("binary-cross-entropy", "sigmoid", [[0.5], [1.1]], "outside 0 to 1"),
        ("binary-cross-entropy", "sigmoid", [[-0.1], [1.0]], "outside 0 to 1"),
        ("cross-entropy", "softmax", [[-0.5], [1.5]], "outside 0 to 1"),
        ("cross-entropy", "softmax", [[0.5], [0.6]], "do not sum to 1"),
        ("quadratic", "linear", [[0.5], [float("nan")]], "y holds a number that is not finite"),
    ],
)
def test_targets_that_the_cost_is_not_made_for_are_refused(cost, output, y, sentence):
    net = Network.build([[[1.0], [2.0]]], activations=output, cost=cost)
    with pytest.raises(ValueError, match=sentence):
        backprop(net, [[1.0]], y)


@pytest.mark.parametrize("x", [[[float("inf")]], [["one"]], [[10**400]]])
def test_an_input_that_is_no_finite_number_is_refused(x):
    with pytest.raises(ValueError, match=r"^x "):
        backprop(Network.build([[[1.0]]]), x, [[1.0]])


def test_a_network_is_frozen():
    net = or_net()
    for record, name in ((net, "reduction"), (net, "layers"), (net.layers[0], "w"), (net.cost, "name")):
        with pytest.raises(FrozenInstanceError):
            setattr(record, name, None)


def test_a_trace_is_frozen():
    trace = backprop(or_net(), OR_X, OR_Y)
    for record, name in ((trace, "cost"), (trace, "x"), (trace.layers[0], "delta")):
        with pytest.raises(FrozenInstanceError):
            setattr(record, name, None)


TRACES = {
    "backprop": lambda: backprop(or_net(), OR_X, OR_Y),
    "seek": lambda: Run(or_net(), OR_X, OR_Y, eta=1.0, batch_size=3).seek(5),
}


@pytest.mark.parametrize("source", TRACES)
def test_no_array_of_a_trace_can_be_written(source):
    trace = TRACES[source]()
    arrays = [trace.x, trace.y, trace.example_costs, trace.flat]
    for layer in trace.layers:
        names = ("w", "b", "a_prev", "z", "a", "sigma_prime", "delta", "grad_w", "grad_b")
        arrays += [getattr(layer, name) for name in (*names, "parameters", "inputs", "gradients")]
    arrays += [array for layer in trace.network.layers for array in (layer.w, layer.b)]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@pytest.mark.parametrize("made", ["build", "descend"])
def test_no_array_of_a_network_can_be_written(made):
    net = or_net()
    if made == "descend":
        net = descend(net, backprop(net, OR_X, OR_Y), 1.0)
    for array in (array for layer in net.layers for array in (layer.w, layer.b)):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_a_callers_arrays_are_copied_and_stay_writable():
    w, b, x, y = np.array(W1), np.ones(3), np.ones((2, 2)), np.ones((3, 2))
    net = Network.build([w], [b])
    run = Run(net, x, y, eta=1.0, batch_size=2)
    before = backprop(net, x, y).cost
    for array in (w, b, x, y):
        array[...] = 5.0
    assert net.layers[0].w.tolist() == W1
    assert net.layers[0].b.tolist() == [[1.0]] * 3
    assert run.seek(0).cost == before
