"""The wrong equations of the mistakes against the engine, which makes the mistakes itself."""

from collections import Counter
from collections.abc import Mapping
from itertools import product

import numpy as np
import pytest
from hypothesis import given

from backprop_explorer.engine import Trace
from backprop_explorer.engine.activations import Array, softmax_jacobian
from backprop_explorer.lesson.expression import Expression, Rules, formula, laid, text, value
from backprop_explorer.lesson.mistakes import MISTAKES, Mistake, ShapeStory, applies, wrong_step
from backprop_explorer.lesson.mistakes.trees import WRONG, changed_equations
from backprop_explorer.lesson.notation import QUANTITIES, Key
from backprop_explorer.lesson.phases import quantities

from ..engine.cases import Case, cases, steady
from ..scenario.cases import PLACES, SHOWN
from .pages import NOTATIONS, Page, rule_pages

ETA = 0.75
MADE = ("z", "a", "delta", "grad_w", "grad_b", "total_w", "w_new", "b_new")


def made_wrong(trace: Trace, mistake: Mistake, eta: float) -> tuple[Mapping[Key, Array], Mapping[Key, Array]] | None:
    """All numbers of the engine's step with the mistake, and what each of their equations is computed from."""
    step = wrong_step(trace, mistake, eta)
    if isinstance(step, ShapeStory):
        return None
    wrong, after = step
    found = dict(quantities(wrong, eta))
    for number, layer in enumerate(after.layers, start=1):
        found["w_new", number] = layer.w
        if layer.b is not None:
            found["b_new", number] = layer.b
    operands = dict(quantities(wrong, eta))
    for number, layer in enumerate(wrong.layers, start=1):
        if layer.sigma_prime is not None:  # the engine may have written a wrong slope there
            operands["sigma_prime", number] = layer.activation.slope(layer.z, layer.a)
    return found, operands


def evaluated(e: Expression, operands: Mapping[Key, Array], rules: Rules, key: Key) -> Array:
    """The numbers of a tree; one that goes through a Jacobian holds example by example."""
    if key != ("delta", rules.depth) or not rules.through_jacobian:
        return value(e, operands)
    columns = []
    for x in range(rules.m):
        one = {k: v[:, x : x + 1] if QUANTITIES[k[0]].axes[1] == "examples" else v for k, v in operands.items()}
        one["jacobian", rules.depth] = softmax_jacobian(one["a", rules.depth][:, 0])
        columns.append(value(e, one))
    return np.hstack(columns)


def test_every_mistake_of_the_catalogue_has_its_wrong_equation():
    assert set(WRONG) == set(MISTAKES)


def test_every_wrong_equation_gives_the_wrong_numbers_of_the_engine_and_all_others_are_the_right_ones():
    seen: Counter[str] = Counter()

    @given(cases())
    @steady(200)
    def look_at(case: Case) -> None:
        look_at_all(Page.of_case(case, eta=ETA), seen)

    look_at()
    assert {mistake for mistake in MISTAKES if not seen[mistake]} <= {"bias-not-summed"}, seen
    assert seen["bias-not-summed: shapes"] and seen["no-transpose: shapes"] and seen["hadamard: shapes"], seen


@given(rule_pages())
@steady(60)
def test_every_wrong_equation_gives_the_wrong_numbers_with_every_update_rule(page: Page):
    look_at_all(page, Counter())


def look_at_all(page: Page, seen: Counter[str]) -> None:
    """Compare the equations of every mistake with the engine; count in `seen` where it changes a number."""
    rules = page.rules
    for mistake in MISTAKES.values():
        if not mistake.forms[0].layers(rules.network):
            continue
        trees, made = changed_equations(mistake, rules), made_wrong(page.trace, mistake, page.eta)
        if made is None:
            seen[f"{mistake.id}: shapes"] += 1
            continue
        found, operands = made
        for key, array in found.items():
            right = rules.of(key)
            if key[0] not in MADE or right is None:
                continue
            computed = evaluated(trees[key].wrong if key in trees else right, operands, rules, key)
            room = 1e-9 * max(1e-3, float(np.abs(array).max()))
            assert np.abs(np.broadcast_to(computed, array.shape) - array).max() <= room, (mistake.id, key)
            if key in trees:
                true = np.broadcast_to(evaluated(right, operands, rules, key), array.shape)
                seen[mistake.id] += bool(np.abs(true - array).max() > room)


@pytest.mark.parametrize("name", [*SHOWN, "the sum over a batch", "rectifiers"])
def test_a_wrong_equation_never_reads_like_the_right_one(name):
    page = Page.of(PLACES[name])
    rules = Rules(page.trace.network, page.trace.m, page.eta)
    possible = [mistake for mistake in MISTAKES.values() if applies(mistake, page.trace.network)]
    for mistake, n in product(possible, NOTATIONS[::5]):
        trees = changed_equations(mistake, rules)
        assert {layer for _, layer in trees} == set(mistake.forms[0].layers(rules.network)), (mistake.id, trees)
        for key, pair in trees.items():
            assert pair.right == rules.of(key)
            written = [text(formula(laid(e, n, n.turned(key[0])), n)) for e in pair]
            assert written[0] != written[1], (mistake.id, key, written)


def test_the_equations_that_a_mistake_changes_follow_the_calculation():
    page = Page.of(PLACES["xor-2-3-1"])
    rules = Rules(page.trace.network, page.trace.m, page.eta)
    found = {name: list(changed_equations(MISTAKES[name], rules)) for name in ("no-bias", "sigma-for-prime", "ascent")}
    assert found == {
        "no-bias": [("z", 1), ("z", 2)],
        "sigma-for-prime": [("delta", 2), ("delta", 1)],
        "ascent": [("w_new", 1), ("b_new", 1), ("w_new", 2), ("b_new", 2)],
    }
