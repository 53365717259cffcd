"""The small pictures below the answers: their numbers against plain NumPy, and what they light."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from backprop_explorer.figures.exhibits import EXHIBITS, Exhibited
from backprop_explorer.lesson.notation import ORIENTATIONS, Notation
from backprop_explorer.scenario import custom, preset
from backprop_explorer.scenario.presets import PRESETS

from ..scenario.cases import some
from .html_tree import read

EACH_WAY = pytest.mark.parametrize("way", ORIENTATIONS)
X = np.array([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]])  # one row per example
Y = np.array([[0.1, 0.9], [0.8, 0.3], [0.5, 0.6]])
W1 = np.array([[0.3, -0.4], [0.7, 0.2], [-0.5, 0.6]])
W2 = np.array([[0.4, -0.1, 0.9], [-0.8, 0.35, 0.15]])
B1, B2 = np.array([[0.1], [-0.2], [0.05]]), np.array([[0.3], [-0.6]])
ETA, M = 0.7, 3


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


class ByHand:
    """One mini-batch through the 2-3-2 net of this file, written out; columns are examples."""

    def __init__(self, x=X.T, y=Y.T, w1=W1, w2=W2, half=0.5):
        self.x, self.y, self.w1, self.w2 = x, y, w1, w2
        self.m = x.shape[1]
        self.z1 = w1 @ x + B1
        self.a1 = sigmoid(self.z1)
        self.z2 = w2 @ self.a1 + B2
        self.a2 = sigmoid(self.z2)
        self.slope1, self.slope2 = self.a1 * (1 - self.a1), self.a2 * (1 - self.a2)
        self.cost = half * ((self.a2 - y) ** 2).sum() / self.m
        self.delta2 = 2 * half * (self.a2 - y) * self.slope2
        self.back = w2.T @ self.delta2
        self.delta1 = self.back * self.slope1
        self.grad1, self.grad2 = self.delta1 @ x.T / self.m, self.delta2 @ self.a1.T / self.m
        self.bias1, self.bias2 = (delta.mean(axis=1, keepdims=True) for delta in (self.delta1, self.delta2))


HAND = ByHand()


def scenario(way="columns", **changed):
    found = custom(X, Y, [W1, W2], [B1.ravel(), B2.ravel()], eta=ETA)
    return replace(found, notation=Notation(way), **changed)


def drawn(identity, of):
    """The picture of a question, read back."""
    return read(EXHIBITS[identity](Exhibited(of.start().seek(of.step), of)))


def grid(root, name):
    """The full numbers of a table."""
    table = root.one("table", data_operand=name)
    rows = [[float(cell.attributes["data-value"]) for cell in row.find("td")] for row in table.find("tr")]
    return np.array([row for row in rows if row])


def ringed(root, name, kind="seen"):
    """Which cells of a table are ringed."""
    table = root.one("table", data_operand=name)
    rows = [[kind in cell.attributes.get("class", "").split() for cell in row.find("td")] for row in table.find("tr")]
    return np.array([row for row in rows if row])


def turned(way, name, array):
    """A matrix as an orientation shows it."""
    lies = way == "rows" or (way == "torch" and name not in ("w", "grad_w"))
    return array.T if lies else array


def same(found, expected, within=1e-12):
    np.testing.assert_allclose(found, expected, rtol=within, atol=1e-300)


# --- all of them


@pytest.mark.parametrize("way, letters", [("columns", "book"), ("rows", "code"), ("torch", "book")])
@pytest.mark.parametrize("name", some(PRESETS, 2))
def test_every_picture_can_be_drawn_of_every_preset_and_says_what_its_evidence_is(name, way, letters):
    every_one_is_whole(replace(preset(name), notation=Notation(way, "question", letters)))


@pytest.mark.parametrize("cost", ["quadratic", "binary-cross-entropy"])
@pytest.mark.parametrize("size", [1e3, 1e100])
def test_every_picture_can_be_drawn_of_numbers_at_the_ends_of_what_a_double_holds(size, cost):
    of = custom(X * size, np.round(Y), [W1 * size, W2 * 1e3], [B1.ravel(), B2.ravel()], eta=1e5, cost=cost)
    every_one_is_whole(of)


def every_one_is_whole(of):
    """All pictures of a scenario: what is not empty names its evidence, and has each number once."""
    for identity in EXHIBITS:
        root = drawn(identity, of)
        if not root.children:
            continue
        picture = root.one("section", data_exhibit=identity)
        assert picture.attributes["aria-label"]
        lit = list(picture.find(data_evidence=""))
        assert lit and all(place.attributes["title"] for place in lit)
        names = [table.attributes["data-operand"] for table in picture.find("table")]
        assert len(set(names)) == len(names), f"{identity} has a name twice: {names}"
        assert not list(picture.find(data_matrix=""))
        assert all(
            "data-value" in cell.attributes for cell in picture.find("td") if cell.attributes.get("class") != "says"
        )


# --- products


@EACH_WAY
def test_the_three_orientations_show_one_product_with_the_same_number_ringed(way):
    root = drawn("maths-or-code", scenario(way))
    product, found = HAND.w1 @ HAND.x, []
    for each in ORIENTATIONS:
        factors = [turned(each, name, array) for name, array in (("w", HAND.w1), ("x", HAND.x))]
        made = grid(root, f"product-in-{each}")
        same(made, turned(each, "z", product))
        operands = [
            table.attributes["data-operand"] for table in root.find("table") if each in table.attributes["data-operand"]
        ]
        left, right, _ = (grid(root, name) for name in operands)
        same(left @ right, made)
        assert any(np.array_equal(left, factor) or np.array_equal(left, factor.T) for factor in factors)
        found.append(made[ringed(root, f"product-in-{each}")])
    assert [len(one) for one in found] == [1, 1, 1]
    same(np.concatenate(found), [product[0, 2]] * 3)  # the largest number of neuron 1
    assert "neuron 1, example 3" in root.text


@EACH_WAY
def test_the_shapes_under_the_operands_are_theirs_and_decide_the_sign(way):
    root = drawn("hadamard-or-matmul", scenario(way))
    results = {"delta-2": HAND.delta2, "grad_w-2": HAND.grad2, "delta-1": HAND.delta1}
    panels = list(root.find("div", "panel"))
    assert len(panels) == 3
    for panel, (name, array) in zip(panels, results.items(), strict=True):
        tables = [grid(panel, table.attributes["data-operand"]) for table in panel.find("table")]
        sizes = [size.text for size in panel.find("b", "size")]
        assert sizes == [" × ".join(map(str, table.shape)) for table in tables]
        same(tables[-1], turned(way, name[:-2], array))
        title = panel.one("div", "title").text
        if "matrix product" in title:
            assert tables[0].shape[1] == tables[1].shape[0]
            assert f"inner sides {tables[0].shape[1]} and {tables[1].shape[0]}" in title
        if "⊙" in title:
            product = tables[0] @ tables[1] if "matrix" in title else tables[0]
            assert product.shape == tables[-2].shape == tables[-1].shape
            same(product * tables[-2], tables[-1])
        assert ("·" in _signs(panel), "⊙" in _signs(panel)) == ("matrix product" in title, "⊙" in title)


def _signs(panel):
    return [sign.text for sign in panel.find("span", "sign")]


@EACH_WAY
def test_each_gradient_stands_under_its_own_weight(way):
    root = drawn("layout", scenario(way))
    for layer, w, gradient in ((1, HAND.w1, HAND.grad1), (2, HAND.w2, HAND.grad2)):
        name = f"w-{layer}-over-grad_w-{layer}-shown"
        rows = grid(root, name)
        same(rows[0::2], turned(way, "w", w))
        same(rows[1::2], turned(way, "grad_w", gradient))
        names = [[small.text for small in row.find("small")] for row in root.one("table", data_operand=name).find("tr")]
        # The small numbers are those of the row and the column, whichever way w lies.
        digits = str.maketrans("123", "₁₂₃")
        places = [[f"{i + 1}{c + 1}".translate(digits) for c in range(len(row))] for i, row in enumerate(names[0::2])]
        assert [[one.removeprefix(f"w{'¹²'[layer - 1]}") for one in row] for row in names[0::2]] == places
        for over, under in zip(names[0::2], names[1::2], strict=True):
            assert [f"∂C/∂{one}" for one in over] == under


def test_a_wrong_order_is_red_at_its_first_pair_that_does_not_fit():
    for way in ORIENTATIONS:
        root = drawn("product-order", scenario(way))
        tiles = list(root.find("div", "movable"))
        shapes = [tuple(int(tile.attributes[f"data-{side}"]) for side in ("rows", "columns")) for tile in tiles]
        assert shapes == [grid(tile, tile.one("table").attributes["data-operand"]).shape for tile in tiles]
        misfits = [at for at, (left, right) in enumerate(pairwise(shapes)) if left[1] != right[0]]
        marked = [tile.attributes["class"] for tile in tiles]
        expected = ["movable"] * len(tiles)
        expected[misfits[0]], expected[misfits[0] + 1] = "movable ends", "movable begins"
        assert marked == expected
        said = root.one("p", role="status").text
        left, right = tiles[misfits[0]], tiles[misfits[0] + 1]
        assert f"Columns of {left.attributes['data-name']}: {shapes[misfits[0]][1]}" in said
        assert f"Rows of {right.attributes['data-name']}: {shapes[misfits[0] + 1][0]}" in said


@EACH_WAY
def test_the_factors_in_the_right_order_give_the_gradient_of_the_example(way):
    root = drawn("product-order", scenario(way))
    example = 0
    alone = ByHand(X.T[:, :1], Y.T[:, :1])
    same(grid(root, "grad_w-1-example-wanted"), turned(way, "grad_w", alone.grad1))
    factors = [np.diag(HAND.slope1[:, example]), HAND.w2.T, HAND.delta2[:, :1], HAND.x[:, :1].T]
    same(factors[0] @ factors[1] @ factors[2] @ factors[3], alone.grad1)
    tiles = [grid(tile, tile.one("table").attributes["data-operand"]) for tile in root.find("div", "movable")]
    if way == "rows":
        factors = [factor.T for factor in factors]
    for factor in factors:
        assert sum(tile.shape == factor.shape and np.allclose(tile, factor, rtol=1e-12) for tile in tiles) == 1


# --- the way back


@EACH_WAY
def test_the_lit_weights_are_those_that_leave_the_neuron_and_the_sum_stands_before_the_slope(way):
    root = drawn("what-wT-does", scenario(way))
    lit = grid(root, "w-2-leaving")[ringed(root, "w-2-leaving")]
    same(lit, HAND.w2[:, 0])
    assert ringed(root, "w-2-leaving").sum() == 2
    back = turned(way, "delta", HAND.back[:, :1])
    same(grid(root, "product-back"), back)
    assert back[ringed(root, "product-back")] == pytest.approx(HAND.w2[:, 0] @ HAND.delta2[:, 0], rel=1e-12)
    same(grid(root, "sigma_prime-1-back"), turned(way, "delta", HAND.slope1[:, :1]))
    same(grid(root, "delta-1-back"), turned(way, "delta", HAND.delta1[:, :1]))
    same(grid(root, "product-shown"), HAND.w2.T @ HAND.w2)
    same(grid(root, "unit-shown"), np.eye(3))
    texts = [text.text for text in root.one("svg").find("text")]
    assert f"{HAND.back[0, 0]:.4f}" in texts


@EACH_WAY
def test_old_and_new_weights_give_the_two_costs_of_mazur(way):
    of = replace(preset("mazur-2-2-2"), notation=Notation(way))
    root = drawn("old-or-new-w", of)
    x, y = np.array([[0.05], [0.10]]), np.array([[0.01], [0.99]])
    w1, w2 = np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]])

    def forward(w1, w2):
        a1 = sigmoid(w1 @ x + 0.35)
        return a1, sigmoid(w2 @ a1 + 0.60)

    a1, a2 = forward(w1, w2)
    delta2 = (a2 - y) * a2 * (1 - a2)
    new = w2 - 0.5 * delta2 @ a1.T
    for tail, through in (("old", w2), ("new", new)):
        delta1 = (through.T @ delta2) * a1 * (1 - a1)
        after = forward(w1 - 0.5 * delta1 @ x.T, new)[1]
        key = "w-2-old" if tail == "old" else "w_new-2-new"
        same(grid(root, key), turned("columns" if way == "torch" else way, "w", through))
        same(grid(root, f"delta-1-{tail}"), turned(way, "delta", delta1))
        same(grid(root, f"cost-{tail}"), [[0.5 * ((after - y) ** 2).sum()]])
    texts = [root.one("table", data_operand=f"cost-{tail}").one("td").text for tail in ("old", "new")]
    assert texts == ["0.29102777", "0.29102792"]
    assert "prints C = 0.291027924: this is the number with the mistake" in root.text


# --- two costs, and two ways to put examples together


@EACH_WAY
def test_the_slope_stays_with_the_quadratic_cost_and_cancels_with_cross_entropy(way):
    root = drawn("sigma-prime-or-not", scenario(way))
    off = HAND.a2 - HAND.y
    for cost, gradient, delta in (
        ("quadratic", off, off * HAND.slope2),
        ("binary-cross-entropy", off / (HAND.a2 * (1 - HAND.a2)), off),
    ):
        same(grid(root, f"cost_gradient-2-{cost}"), turned(way, "delta", gradient))
        same(grid(root, f"sigma_prime-2-{cost}"), turned(way, "delta", HAND.slope2))
        same(grid(root, f"delta-2-{cost}"), turned(way, "delta", delta))


@EACH_WAY
def test_without_the_half_each_error_is_twice_as_large(way):
    root = drawn("half-or-two", scenario(way, cost="mean-squared-error"))
    same(grid(root, "delta-2-quadratic"), turned(way, "delta", HAND.delta2))
    same(grid(root, "delta-2-squared-error"), 2 * turned(way, "delta", HAND.delta2))


@EACH_WAY
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_sum_and_the_mean_take_the_same_step_with_two_etas(way, reduction):
    root = drawn("sum-or-mean", scenario(way, reduction=reduction))
    total = turned(way, "grad_w", HAND.delta2 @ HAND.a1.T)
    same(grid(root, "sum-grad_w-2-again-compared"), total)
    same(grid(root, "sum-grad_w-2-mean-compared"), total / M)
    eta_sum = ETA / M if reduction == "mean" else ETA
    same(grid(root, "step-2-stepped"), eta_sum * total)
    written = [sign for sign in _signs(root) if sign.endswith("×")]
    assert [float(sign.split()[-2]) for sign in written] == pytest.approx([eta_sum, eta_sum * M], rel=1e-5)


@EACH_WAY
def test_the_whole_jacobian_gives_output_minus_target(way):
    of = replace(preset("dead-relu"), notation=Notation(way))
    root = drawn("softmax-jacobian", of)
    z = np.array([[0.4332], [-0.228], [0.228]])
    p = np.exp(z) / np.exp(z).sum()
    y = np.array([[0.0], [0.0], [1.0]])
    jacobian = np.diag(p.ravel()) - p @ p.T
    columns = way == "columns"
    same(grid(root, "jacobian-2-transposed-whole" if columns else "jacobian-2-whole"), jacobian, 1e-9)
    same(grid(root, "product-whole"), turned(way, "delta", jacobian.T @ (-y / p)), 1e-9)
    same(grid(root, "delta-2-short"), turned(way, "delta", p - y), 1e-9)
    shown = [
        [cell.text for cell in root.one("table", data_operand=name).find("td")]
        for name in ("product-whole", "delta-2-short")
    ]
    assert shown[0] == shown[1]


# --- updates


def test_the_examples_alone_in_turn_and_together_land_where_they_do_by_hand():
    root = drawn("four-updates", scenario())
    spots = [(0, 0), (0, 1), (0, 2), (1, 0)]

    def listed(arrays):
        return np.array([[array[spot] for spot in spots] for array in arrays])

    singles = [ByHand(X.T[:, x : x + 1], Y.T[:, x : x + 1]) for x in range(M)]
    gradients = [single.grad2 for single in singles]
    same(grid(root, "four-updates-gradients"), listed([*gradients, sum(gradients), HAND.grad2]))
    w1, w2, b1, b2 = W1, W2, B1, B2
    for x in range(M):
        a1 = sigmoid(w1 @ X.T[:, x : x + 1] + b1)
        a2 = sigmoid(w2 @ a1 + b2)
        delta2 = (a2 - Y.T[:, x : x + 1]) * a2 * (1 - a2)
        delta1 = (w2.T @ delta2) * a1 * (1 - a1)
        w2, b2 = w2 - ETA * delta2 @ a1.T, b2 - ETA * delta2
        w1, b1 = w1 - ETA * delta1 @ X.T[:, x : x + 1].T, b1 - ETA * delta1
    alone = [W2 - ETA * gradient for gradient in gradients]
    same(grid(root, "four-updates-landings"), listed([W2, *alone, w2, W2 - ETA * HAND.grad2]), 1e-9)
    assert ringed(root, "four-updates-landings")[-1].all()
    assert not ringed(root, "four-updates-landings")[:-1].any()


def test_a_check_watches_the_cost_and_not_the_output():
    root = drawn("check-the-cost", scenario())
    rows = grid(root, "check-by-hand")
    epsilon = 5e-4
    for row, (layer, spot, gradient) in zip(
        rows,
        [(2, (0, 0), HAND.grad2), (2, (1, 2), HAND.grad2), (1, (0, 0), HAND.grad1), (1, (2, 1), HAND.grad1)],
        strict=True,
    ):
        ends = []
        for step in (-epsilon, epsilon):
            moved = [W1.copy(), W2.copy()]
            moved[layer - 1][spot] += step
            ends.append(ByHand(w1=moved[0], w2=moved[1]))
        costs, outputs = [end.cost for end in ends], [end.a2.sum() / M for end in ends]
        slopes = [(high - low) / (2 * epsilon) for low, high in (costs, outputs)]
        same(row, [(W1, W2)[layer - 1][spot], *costs, slopes[0], gradient[spot], slopes[1]], 1e-9)
        assert slopes[0] == pytest.approx(gradient[spot], rel=1e-4)
    assert ringed(root, "check-by-hand")[:, 3].all()
    assert ringed(root, "check-by-hand", "bad")[:, 5].all()
    assert not ringed(root, "check-by-hand", "bad")[:, :5].any()


# --- slopes


@EACH_WAY
def test_the_slope_at_z_and_the_slope_at_a_are_two_numbers(way):
    root = drawn("prime-of-z-or-a", scenario(way))
    wrong = sigmoid(HAND.a2) * (1 - sigmoid(HAND.a2))
    for name, array in (("z-2", HAND.z2), ("a-2", HAND.a2), ("sigma_prime-2", HAND.slope2), ("prime-of-a-2", wrong)):
        same(grid(root, f"{name}-slope"), turned(way, "z", array))


def test_a_z_of_50_has_a_slope_that_the_code_rounds_away():
    of = custom([[1.0]], [[0.0]], [[[50.0]]], [[0.0]])
    root = drawn("saturation", of)
    true = np.exp(-50.0) / (1 + np.exp(-50.0)) ** 2
    same(grid(root, "saturation-numbers").ravel(), [50.0, 1.0, true, 0.0, 1.0, 0.0])
    assert "1.929e−22" in root.one("table").text
    assert "z¹₁ = 50" in root.one("svg").text


def test_tanh_has_its_own_true_slope():
    of = custom([[1.0]], [[0.0]], [[[20.0]]], [[0.0]], activations="tanh")
    rows = grid(drawn("saturation", of), "saturation-numbers").ravel()
    same(rows[2], 1 / np.cosh(20.0) ** 2)


@EACH_WAY
def test_a_dead_neuron_is_dead_for_every_example_although_an_error_reaches_it(way):
    x = np.array([[1.0, 2.0], [2.0, 1.0], [1.5, 0.5], [0.3, 1.0]])
    y = np.array([[1.0], [0.0], [1.0], [0.0]])
    w1, w2 = np.array([[0.5, -0.3], [-0.4, -0.2]]), np.array([[0.7, 0.8]])
    b1, b2 = np.array([[0.9], [-0.5]]), np.array([[0.2]])
    of = custom(x, y, [w1, w2], [b1.ravel(), b2.ravel()], activations=["relu", "sigmoid"], batch_size=2)
    root = drawn("dead-relu", replace(of, notation=Notation(way)))
    z1 = w1 @ x.T + b1
    a2 = sigmoid(w2 @ np.maximum(z1, 0) + b2)
    back = w2.T @ ((a2 - y.T) * a2 * (1 - a2))
    rows = grid(root, "dead-relu-examples")
    same(rows, np.stack([z1[1], 0 * z1[1], back[1], 0 * z1[1]], axis=1))
    assert (rows[:, 0] < 0).all() and (rows[:, 2] != 0).all()
    gradient = (back * (z1 > 0)) @ x / 4
    same(grid(root, "grad_w-1-dead"), turned(way, "grad_w", gradient))
    assert grid(root, "grad_w-1-dead")[ringed(root, "grad_w-1-dead")].tolist() == [0.0, 0.0]
    assert "neuron 2 of layer 1 is dead" in root.text


def test_a_picture_is_empty_where_there_is_nothing_of_the_kind_to_show():
    one_layer = preset("two-inputs-one-output")
    for identity in ("what-wT-does", "old-or-new-w", "hadamard-or-matmul", "dead-relu", "softmax-jacobian"):
        assert drawn(identity, one_layer).children == []
