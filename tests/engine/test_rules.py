"""The update rules against PyTorch's optimisers, and the gradients of the cost with its L2 term."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import (
    DESCENT,
    EQUATIONS,
    Network,
    Rule,
    Run,
    backprop,
    check_gradients,
    descend,
    initial_parameters,
    updated,
)

from .agreement import assert_agree
from .cases import OR_X, OR_Y, cases, or_net, steady

torch = pytest.importorskip("torch")

RULES = {"descent": DESCENT, "momentum": Rule("momentum", momentum=0.8), "adam": Rule("adam", beta1=0.85, beta2=0.99)}
ETAS = {"descent": 0.3, "momentum": 0.1, "adam": 0.01}
STEPS = 100


def optimiser(rule: Rule, eta: float, l2: float, weights: list, biases: list) -> "torch.optim.Optimizer":
    """PyTorch's own: the weights are one group, with weight_decay, and the biases another one."""
    groups = [{"params": weights, "weight_decay": l2}, {"params": biases, "weight_decay": 0.0}]
    if rule.name == "adam":
        return torch.optim.Adam(groups, lr=eta, betas=(rule.beta1, rule.beta2), eps=rule.epsilon)
    return torch.optim.SGD(groups, lr=eta, momentum=rule.momentum if rule.name == "momentum" else 0.0)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("l2", [0.0, 0.02])
@pytest.mark.parametrize("name", RULES)
def test_a_hundred_updates_are_those_of_pytorch(name, l2, seed):
    random, rule, eta = np.random.default_rng(seed), RULES[name], ETAS[name]
    sizes = [(2, 3, 1), (4, 5, 3, 2), (3, 2), (2, 6, 6, 3)][seed]
    start, offsets = initial_parameters(sizes, "xavier", seed)
    hidden, trained = ["tanh"] * (len(sizes) - 2), seed != 1
    x, y = random.standard_normal((sizes[0], 7)), random.random((sizes[-1], 7))
    net = Network.build(start, offsets, [*hidden, "sigmoid"], "squared-error", train_biases=trained, l2=l2)
    run = Run(net, x, y, eta, batch_size=3, rule=rule)
    weights = [torch.tensor(w, requires_grad=True) for w in start]
    biases = [torch.tensor(b, requires_grad=trained) for b in offsets]
    moves = optimiser(rule, eta, l2, weights, biases if trained else [torch.zeros(1, requires_grad=True)])
    for step in range(STEPS):
        chosen = run.indices(step)
        a, target = torch.tensor(x[:, chosen]), torch.tensor(y[:, chosen])
        for number, (w, b) in enumerate(zip(weights, biases, strict=True), start=1):
            a = (torch.sigmoid if number == len(sizes) - 1 else torch.tanh)(w @ a + b)
        moves.zero_grad()
        ((a - target) ** 2).sum(axis=0).mean().backward()
        moves.step()
    for number, (layer, w, b) in enumerate(zip(run.seek(STEPS).layers, weights, biases, strict=True), start=1):
        assert np.abs(layer.w - w.detach().numpy()).max() <= 1e-10, f"w of layer {number}"
        assert np.abs(layer.b - b.detach().numpy()).max() <= 1e-10, f"b of layer {number}"


@given(cases(), st.sampled_from((1e-3, 0.1, 5.0)))
@steady(150)
def test_the_gradients_with_an_l2_term_agree_with_central_differences(case, l2):
    check = check_gradients(replace(case.net, l2=l2), case.x, case.y)
    assert check.relative_error <= 1e-7, [(part.quantity, part.layer, part.error) for part in check.matrices]
    assert {part.quantity for part in check.matrices} <= {"total_w", "grad_b"}


@pytest.mark.parametrize("l2", [0.3, 2.0])
def test_the_check_of_l2_differs_the_whole_cost_one_weight_at_a_time(l2):
    net = or_net(l2=l2)

    def whole_cost(layer: int, at: tuple[int, int], change: float) -> float:
        weights = [each.w.copy() for each in net.layers]
        weights[layer][at] += change
        data = backprop(Network.build(weights, [each.b for each in net.layers]), OR_X, OR_Y).cost
        return data + l2 / 2 * sum((w**2).sum() for w in weights)

    trace = backprop(net, OR_X, OR_Y)
    assert trace.cost + trace.penalty == pytest.approx(whole_cost(0, (0, 0), 0.0), rel=1e-14)
    for number, layer in enumerate(trace.layers):
        found = np.zeros(layer.w.shape)
        for at in np.ndindex(found.shape):
            found[at] = (whole_cost(number, at, 6e-6) - whole_cost(number, at, -6e-6)) / 12e-6
        assert_agree(layer.total_w, found, 1e-7, name=f"∂C_λ/∂w of layer {number + 1}")


def test_the_check_finds_an_l2_term_with_a_wrong_derivative():
    def doubled(layer, share):
        EQUATIONS.gradients(layer, share)
        layer.grad_w[...] += 0.1 * layer.w

    wrong = replace(EQUATIONS, gradients=doubled)
    assert check_gradients(or_net(l2=0.1), OR_X, OR_Y, wrong).relative_error > 1e-3


@pytest.mark.parametrize("name", RULES)
def test_without_l2_the_totals_are_the_gradients_themselves(name):
    trace = backprop(or_net(), OR_X, OR_Y, rule=RULES[name])
    assert all(layer.total_w.base is layer.grad_w.base for layer in trace.layers) and trace.penalty == 0
    assert all(np.array_equal(layer.totals, layer.gradients) for layer in trace.layers)


@pytest.mark.parametrize("name", RULES)
def test_l2_leaves_the_biases_out(name):
    trace = backprop(or_net(l2=0.5), OR_X, OR_Y, rule=RULES[name])
    assert all(np.array_equal(layer.totals[:, -1], layer.gradients[:, -1]) for layer in trace.layers)


def test_the_first_step_of_adam_has_the_size_eta_whatever_the_gradient():
    net = or_net()
    after = descend(net, backprop(net, OR_X, OR_Y, rule=Rule("adam")), 0.25)
    for old, new in zip(net.layers, after.layers, strict=True):
        np.testing.assert_allclose(np.abs(new.w - old.w), 0.25, rtol=1e-4)


def test_an_update_gives_back_the_state_that_the_next_mini_batch_has():
    run = Run(or_net(l2=0.1), OR_X, OR_Y, 0.1, 3, rule=RULES["adam"])
    now, then = run.seek(6), run.seek(7)
    after = updated(now.network, now, 0.1)
    assert (now.count, then.count) == (6, 7)
    for name in ("moment", "square"):
        for mine, theirs in zip(after.state[name], then.state[name], strict=True):
            assert np.array_equal(mine.w, theirs.w) and np.array_equal(mine.b, theirs.b)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "newton"}, "there are descent, momentum, adam"),
        ({"momentum": 1.0}, "μ is 1.0"),
        ({"beta2": -0.1}, "β₂ is -0.1"),
        ({"epsilon": 0.0}, "ε is 0.0"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_a_sentence(wrong, words):
    with pytest.raises(ValueError, match=words):
        Rule(**wrong)


@pytest.mark.parametrize("l2", [-0.1, float("nan"), float("inf")])
def test_an_l2_below_0_is_refused(l2):
    with pytest.raises(ValueError, match="L2 term needs a finite number from 0 on"):
        or_net(l2=l2)
