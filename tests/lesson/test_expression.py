"""The trees of the equations against the engine, and all that is read from them against the trees."""

from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.engine import Network, backprop
from backprop_explorer.engine.activations import softmax_jacobian
from backprop_explorer.lesson.expression import Expression, Rules, addends, code, laid, lights, value
from backprop_explorer.lesson.expression.tree import shape
from backprop_explorer.lesson.notation import QUANTITIES, RULED, Key, Notation

from ..engine.agreement import assert_agree
from ..engine.cases import Case, cases, steady
from ..scenario.cases import OR
from .by_hand import COST_SLOPE, sigma, sigma_prime
from .pages import NOTATIONS, Page, rule_pages


def rules_of(page: Page) -> Rules:
    return Rules.of_trace(page.trace, page.eta)


def equations(page: Page) -> Iterator[tuple[Key, Expression]]:
    """Every quantity that has an equation, with its right side."""
    rules = rules_of(page)
    for key in page.values:
        if (right := rules.of(key)) is not None:
            yield key, right


def column(page: Page, x: int) -> Mapping[Key, np.ndarray]:
    """What there is of example x alone, and the Jacobian of softmax there."""
    depth = page.depth
    one = {k: v[:, x : x + 1] if QUANTITIES[k[0]].axes[1] == "examples" else v for k, v in page.values.items()}
    return {**one, ("jacobian", depth): softmax_jacobian(one["a", depth][:, 0])}


def end_of_logs(page: Page, key: Key) -> float:
    """The floor of the comparison: ln a of a rounded a near 0, or ln(1 − a) of one near 1, knows fewer digits."""
    if key[0] != "example_cost" or page.trace.network.cost.gradient is not None:
        return 1e-3
    a = page.trace.layers[-1].a
    return 1e-3 + 1e-3 / min(a.min(), (1 - a).min())


@given(cases(most_examples=7), st.booleans(), st.sampled_from((0.5, 3.0)))
@steady(200)
def test_every_tree_of_a_random_network_gives_the_array_of_the_engine(case: Case, trained: bool, eta: float):
    assert_trees_are_the_engine(Page.of_case(Case(case.parts | {"train_biases": trained}, case.x, case.y), eta=eta))


@given(rule_pages())
@steady(150)
def test_every_tree_of_an_update_rule_gives_the_array_of_the_engine(page: Page):
    assert_trees_are_the_engine(page)


def assert_trees_are_the_engine(page: Page) -> None:
    rules, depth, found = rules_of(page), page.depth, set()
    jacobian = rules.through_jacobian and not rules.joined
    for key, right in equations(page):
        if key == ("delta", depth) and jacobian:  # it holds example by example
            made = np.hstack([value(right, column(page, x)) for x in range(page.trace.m)])
        else:
            made = value(right, page.values)
        assert_agree(made, page.values[key], 1e-12, floor=end_of_logs(page, key), name=str(key))
        found.add(key)
    given_before = {("x", 0), ("y", depth)} | {(name, number) for name in "wb" for number in range(1, depth + 1)}
    given_before |= {(f"{name}_{letter}", n) for name in page.trace.rule.state for letter, n in given_before}
    assert found == set(page.values) - given_before


@given(cases())
@steady(100)
def test_the_chain_rule_of_the_book_gives_the_same_error_as_the_short_form(case: Case):
    """Softmax with cross-entropy: Jᵀ(−y/a) is a − y; sigmoid with binary cross-entropy: ∇C ⊙ σ′ is a − y."""
    page = Page.of_case(case)
    rules, depth = rules_of(page), page.depth
    made = []
    for x in range(page.trace.m):
        one = column(page, x)
        if not rules.through_jacobian:
            one |= {("sigma_prime", depth): value(rules.of(("sigma_prime", depth)), one)}
        made.append(value(rules.chained(depth), one))
    assert_agree(np.hstack(made), page.values["delta", depth], 1e-9, floor=1e-3, name="δ")


@given(cases(), st.sampled_from(NOTATIONS))
@steady(80)
def test_the_line_of_code_of_every_tree_gives_its_numbers_in_every_notation(case: Case, n: Notation):
    assert_code_gives_the_numbers(Page.of_case(case, n))


@given(rule_pages())
@steady(80)
def test_the_line_of_code_of_every_tree_of_an_update_rule_gives_its_numbers(page: Page):
    assert_code_gives_the_numbers(page)


def assert_code_gives_the_numbers(page: Page) -> None:
    n = page.notation
    rules = rules_of(page)
    for key, right in equations(page):
        if key[0] == "delta" and key[1] == page.depth and rules.through_jacobian and not rules.joined:
            continue
        names = {n.code(k): n.display(k, v) for k, v in page.values.items()} | {"log": np.log}
        names[n.code(("example_cost", page.depth))] = page.trace.example_costs
        for layer in page.trace.layers:
            name = layer.activation.name
            turned = n.turned("z")

            def shown(of, name=name, turned=turned):
                return lambda z: of(name, z.T).T if turned else of(name, z)

            names[name.replace("-", "_")] = shown(sigma)
            names[f"{name.replace('-', '_')}_prime"] = shown(sigma_prime)
        made = eval(code(laid(right, n, n.turned(key[0])), n), names)
        expected = n.display(key, page.values[key])
        flat = key[0] in ("cost", "example_cost", "total_cost")
        assert_agree(np.ravel(made) if flat else made, expected.ravel() if flat else expected, 1e-9, floor=1e-3)


@given(cases())
@steady(60)
def test_the_addends_of_an_entry_are_products_of_its_cells_and_add_up_to_it(case: Case):
    page = Page.of_case(case)
    for key, right in equations(page):
        if key[0] != "z" and (key[0] != "delta" or key[1] == page.depth):
            continue
        for j, c in np.ndindex(*page.values[key].shape):
            terms = addends(right, page.values, j, c)
            made = sum(np.prod([page.values[k][row, at] for k, row, at in term]) for term in terms)
            assert made == pytest.approx(page.values[key][j, c], rel=1e-9, abs=1e-12)


@given(cases(most_examples=3))
@steady(40)
def test_the_lit_cells_are_just_those_that_move_the_number(case: Case):
    """Each cell of each quantity is moved by itself: the entry moves with those that are lit, and with no other."""
    assert_lit_cells_move_the_number(Page.of_case(case))


@given(rule_pages(most_examples=3))
@steady(40)
def test_the_lit_cells_of_an_update_rule_are_just_those_that_move_the_number(page: Page):
    assert_lit_cells_move_the_number(page, rule_alone=True)


def assert_lit_cells_move_the_number(page: Page, rule_alone: bool = False) -> None:
    rules = rules_of(page)
    for key, right in equations(page):
        if rule_alone and not key[0].startswith((*RULED, "total")) and not key[0].endswith("_new"):
            continue
        if key[0] == "cost" or (key[0] == "delta" and key[1] == page.depth and rules.through_jacobian):
            continue
        if key[0] == "sigma_prime" and page.trace.layers[key[1] - 1].activation.name == "linear":
            continue  # the slope of z itself is 1 everywhere
        j, c = (n - 1 for n in page.values[key].shape)
        at = {"j": j, "c": c, "0": 0}
        lit = {
            (k, row, col)
            for k, r, s in lights(right)
            for row, col in np.ndindex(*page.values[k].shape)
            if (r == "*" or at[r] == row) and (s == "*" or at[s] == col)
        }
        moving = {
            (k, row, col)
            for k in {k for k, _, _ in lights(right)}
            for row, col in np.ndindex(*page.values[k].shape)
            if moves(right, page.values, (k, row, col), j, c)
        }
        assert moving <= lit, key
        assert all(idle_by_chance(right, page.values, cell, j, c) for cell in lit - moving), key


def moves(right: Expression, values: Mapping[Key, np.ndarray], cell, j: int, c: int) -> bool:
    """Whether entry (j, c) changes when one cell does."""
    key, row, col = cell
    moved = values[key].copy()
    moved[row, col] += 0.37
    with np.errstate(all="ignore"):  # a moved output may leave the range of its logarithm
        return value(right, {**values, key: moved})[j, c] != value(right, values)[j, c]


def idle_by_chance(right: Expression, values: Mapping[Key, np.ndarray], cell, j: int, c: int) -> bool:
    """Whether a lit cell moves the entry with other numbers: here it meets a 0, or lies on a flat part of its σ."""
    random = np.random.default_rng(0)
    for _ in range(200):
        other = {key: 2 * random.standard_normal(array.shape) for key, array in values.items()}
        if moves(right, other, cell, j, c):
            return True
    return False


@pytest.mark.parametrize("cost", COST_SLOPE)
def test_the_gradient_of_each_squared_cost_is_that_of_calculus(cost: str):
    page = Page.of(OR)
    net = page.trace.network
    other = Network.build([layer.w for layer in net.layers], [layer.b for layer in net.layers], cost=cost)
    trace = backprop(other, page.trace.x, page.trace.y)
    right = Rules(other, trace.m, 1.0).of(("cost_gradient", 2))
    made = value(right, {("a", 2): trace.layers[-1].a, ("y", 2): trace.y})
    assert_agree(made, COST_SLOPE[cost](trace.layers[-1].a, trace.y), 1e-14)


@given(rule_pages())
@steady(40)
def test_the_shape_of_a_tree_is_that_of_its_numbers(page: Page):
    for key, right in equations(page):
        if key != ("delta", page.depth) or not rules_of(page).through_jacobian:
            assert shape(right, page.values) == value(right, page.values).shape, key
