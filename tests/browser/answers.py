"""What the evidence of each question has to show, computed again in plain NumPy from the numbers that are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from backprop_explorer.scenario import Scenario, question_scenario
from backprop_explorer.scenario.questions import outer

Shown = Mapping[str, Any]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def slope(z):
    small = np.exp(-np.abs(z))  # nothing is lost here where a is rounded to 1
    return small / (1 + small) ** 2


def given(scenario: Scenario):
    """The numbers that a calculation begins with; the weights of a seed are taken as they are."""
    layers, data = scenario.network().layers, (np.array(scenario.x).T, np.array(scenario.y).T)
    return *data, [layer.w for layer in layers], [layer.b for layer in layers]


def two_layers(scenario: Scenario):
    """A mini-batch through two layers of sigmoid with the quadratic cost: (a − y) ⊙ σ′ at the output."""
    x, y, (w1, w2), (b1, b2) = given(scenario)
    return worked(x, y, w1, w2, b1, b2)


def worked(x, y, w1, w2, b1, b2):
    m = x.shape[1]
    z1 = w1 @ x + b1
    a1 = sigmoid(z1)
    z2 = w2 @ a1 + b2
    a2 = sigmoid(z2)
    d2 = (a2 - y) * slope(z2)
    back = w2.T @ d2
    d1 = back * slope(z1)
    cost = ((a2 - y) ** 2).sum() / 2 / m
    g1, g2, h1, h2 = d1 @ x.T / m, d2 @ a1.T / m, d1.mean(1, keepdims=True), d2.mean(1, keepdims=True)
    return SimpleNamespace(**locals())


def delta_is_not_w() -> Shown:
    n, one = two_layers(question_scenario("delta-is-not-w")), two_layers(outer())
    return {"delta-2": n.d2, "grad_w-2": n.g2, "grad_w-1-of-0-outer": np.outer(one.d1, one.x)}


def row_or_column() -> Shown:
    n = two_layers(question_scenario("row-or-column"))
    return {"w-1-in-three-orientations": [[n.w1[1, 0]]] * 3}


def maths_or_code() -> Shown:
    n = two_layers(question_scenario("maths-or-code"))
    product = np.array([[sum(n.w1[j, k] * n.x[k, i] for k in range(2)) for i in range(4)] for j in range(3)])
    return {"product-in-columns": product, "product-in-rows": product.T, "product-in-torch": product.T}


def what_w_t_does() -> Shown:
    n = two_layers(question_scenario("what-wT-does"))
    back = [[sum(n.w2[j, k] * n.d2[j, 0] for j in range(2))] for k in range(2)]
    columns = [[sum(n.w2[:, i] * n.w2[:, k]) for k in range(2)] for i in range(2)]
    return {"w-2-leaving": n.w2, "product-back": back, "product-shown": columns}


def hadamard_or_matmul() -> Shown:
    n = two_layers(question_scenario("hadamard-or-matmul"))
    return {"delta-2-for-delta-2": n.d2, "grad_w-2-for-grad_w-2": n.g2, "delta-1-for-delta-1": n.d1}


def product_order() -> Shown:
    n = two_layers(question_scenario("product-order"))
    last = slice(3, 4)
    return {
        "delta-2-tile": n.d2[:, last],
        "w-2-transposed-tile": n.w2.T,
        "diagonal-1-tile": np.diag(slope(n.z1[:, 3])),
        "x-0-transposed-tile": n.x[:, last].T,
    }


def layout() -> Shown:
    n = two_layers(question_scenario("layout"))

    def under(w, g):
        return np.array([row for pair in zip(w, g, strict=True) for row in pair])

    return {"w-1-over-grad_w-1-shown": under(n.w1, n.g1), "w-2-over-grad_w-2-shown": under(n.w2, n.g2)}


def bias_gradient() -> Shown:
    n = two_layers(question_scenario("bias-gradient"))
    return {"delta-1-whole": n.d1, "grad_b-1-folded": sum(n.d1[:, i : i + 1] for i in range(4)) / 4}


def sum_or_mean() -> Shown:
    n = two_layers(question_scenario("sum-or-mean"))
    total = n.d2 @ n.a1.T
    return {
        "sum-grad_w-2-again-compared": total,
        "sum-grad_w-2-mean-compared": total / 4,
        "step-2-stepped": 3 * total / 4,
    }


def four_updates() -> Shown:
    scenario = question_scenario("four-updates")
    n, eta = two_layers(scenario), 3.0
    alone = [n.d2[:, i] * n.a1[:, i] for i in range(4)]
    now = (n.w1, n.w2, n.b1, n.b2)
    for i in range(4):
        one = worked(n.x[:, i : i + 1], n.y[:, i : i + 1], *now)
        changes = (one.g1, one.g2, one.h1, one.h2)
        now = tuple(p - eta * change for p, change in zip(now, changes, strict=True))
    start = n.w2[0]
    landings = [start, *(start - eta * g for g in alone), now[1][0], start - eta * np.mean(alone, 0)]
    return {"four-updates-gradients": [*alone, np.sum(alone, 0), np.mean(alone, 0)], "four-updates-landings": landings}


def half_or_two() -> Shown:
    n = two_layers(question_scenario("half-or-two"))
    return {"delta-2-quadratic": n.d2, "delta-2-squared-error": 2 * (n.a2 - n.y) * slope(n.z2)}


def where_is_the_bias() -> Shown:
    return {"b-1": [[1.0], [1.0]]}


def one_sum() -> list[str]:
    n = two_layers(question_scenario("where-is-the-bias"))
    assert n.z1[0, 3] == n.w1[0, 0] + n.w1[0, 1] + 1, "example 4 has two inputs of 1"
    return [f"{n.w1[0, 0]:.4f} · 1 + {n.w1[0, 1]:.3f} · 1 = {n.z1[0, 3] - 1:.3f}, + 1 = {n.z1[0, 3]:.3f}"]


def both_ends() -> list[str]:
    """The costs after 2,000 updates from either seed."""
    start = question_scenario("xor-sticks")
    found = []
    for seed in (0, 2):
        n = two_layers(replace(start, seed=seed))
        for _ in range(2000):
            moved = (n.w1 - 5 * n.g1, n.w2 - 5 * n.g2, n.b1 - 5 * n.h1, n.b2 - 5 * n.h2)
            n = worked(n.x, n.y, *moved)
        found.append(n)
    stuck, learned = found
    assert np.isclose(stuck.a2, 0.5, atol=0.01).any() and stuck.cost > 100 * learned.cost
    small = f"{learned.cost:.3e}".replace("e-0", "e−")  # 3.356e−4
    return [f"seed 0: after 2000 updates C is {stuck.cost:.5f}", f"seed 2: after 2000 updates C is {small}"]


def old_or_new_w() -> Shown:
    n, eta = two_layers(question_scenario("old-or-new-w")), 0.5
    new = n.w2 - eta * n.g2
    wrong = (new.T @ n.d2) * slope(n.z1)

    def after(d1):
        return worked(n.x, n.y, n.w1 - eta * d1 @ n.x.T, new, n.b1, n.b2).cost  # Mazur's biases stay

    assert abs(after(n.d1) - 0.29102777) < 5e-9 and abs(after(wrong) - 0.29102792) < 5e-9, "as published"
    return {"delta-1-old": n.d1, "cost-old": [[after(n.d1)]], "delta-1-new": wrong, "cost-new": [[after(wrong)]]}


def sigma_prime_or_not() -> Shown:
    n = two_layers(question_scenario("sigma-prime-or-not"))
    return {"delta-2-quadratic": n.d2, "delta-2-binary-cross-entropy": n.a2 - n.y}


def softmax_jacobian() -> Shown:
    x, y, (w,), (b,) = given(question_scenario("softmax-jacobian"))
    z = w @ x[:, :1] + b
    p = np.exp(z) / np.exp(z).sum()
    return {"product-whole": (np.diag(p[:, 0]) - p @ p.T) @ (-y[:, :1] / p), "delta-1-short": p - y[:, :1]}


def prime_of_z_or_a() -> Shown:
    n = two_layers(question_scenario("prime-of-z-or-a"))
    return {"sigma_prime-2-slope": n.a2 * (1 - n.a2), "prime-of-a-2-slope": slope(n.a2)}


def saturation() -> Shown:
    a = float(sigmoid(50.0))
    return {"saturation-numbers": [[50], [a], [np.exp(-50) / (1 + np.exp(-50)) ** 2], [a * (1 - a)], [a - 0], [0]]}


def check_the_cost() -> Shown:
    n, eps = two_layers(question_scenario("check-the-cost")), 0.0005
    rows = []
    for name, grad, j, k in (("w2", n.g2, 0, 0), ("w2", n.g2, 0, 1), ("w1", n.g1, 0, 0), ("w1", n.g1, 1, 1)):
        found = []
        for change in (-eps, eps):
            moved = {each: getattr(n, each).copy() for each in ("w1", "w2")}
            moved[name][j, k] += change
            found.append(worked(n.x, n.y, moved["w1"], moved["w2"], n.b1, n.b2))
        low, high = found
        slopes = (high.cost - low.cost) / (2 * eps), grad[j, k], (high.a2 - low.a2).mean() / (2 * eps)
        rows.append([getattr(n, name)[j, k], low.cost, high.cost, *slopes])
    return {"check-by-hand": rows}


def dead_relu() -> Shown:
    x, y, (w1, w2), (b1, b2) = given(question_scenario("dead-relu"))
    z1 = w1 @ x + b1
    back = w2.T @ (w2 @ np.maximum(z1, 0) + b2 - y)
    d1 = back * (z1 > 0)
    assert (z1[1] < 0).all() and (back[1] != 0).all(), "dead for every example, while the error reaches it"
    examples = np.stack([z1[1], 0 * z1[1], back[1], d1[1]], axis=1)
    return {"dead-relu-examples": examples, "grad_w-1-dead": d1 @ x.T / 4}


ANSWERS: Mapping[str, Callable[[], Shown]] = {
    "delta-is-not-w": delta_is_not_w,
    "row-or-column": row_or_column,
    "maths-or-code": maths_or_code,
    "what-wT-does": what_w_t_does,
    "hadamard-or-matmul": hadamard_or_matmul,
    "product-order": product_order,
    "layout": layout,
    "bias-gradient": bias_gradient,
    "sum-or-mean": sum_or_mean,
    "four-updates": four_updates,
    "half-or-two": half_or_two,
    "where-is-the-bias": where_is_the_bias,
    "old-or-new-w": old_or_new_w,
    "sigma-prime-or-not": sigma_prime_or_not,
    "softmax-jacobian": softmax_jacobian,
    "prime-of-z-or-a": prime_of_z_or_a,
    "saturation": saturation,
    "check-the-cost": check_the_cost,
    "dead-relu": dead_relu,
    "xor-sticks": dict,
}
"""The tables of the evidence, by their names, as they are shown where examples are columns."""

SAID: Mapping[str, Callable[[], list[str]]] = {"where-is-the-bias": one_sum, "xor-sticks": both_ends}
"""What the evidence says in words."""
