"""From the examples to the batch: what is added up gives the gradient, whatever the notation."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.lesson.equations import Writer
from backprop_explorer.lesson.folding import Fold, Folding, Term, fold
from backprop_explorer.lesson.marks import text
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.operands import Operand

from ..engine.cases import Case, cases, steady
from ..scenario.cases import CLASSES, OR, PLACES
from .pages import NOTATIONS, Page


def writer_of(page: Page) -> Writer:
    return Writer(page.trace, page.values, page.notation, page.eta, page.example)


def shapes_of(term: Term) -> list[tuple[int, int]]:
    return [] if term.line is None else [operand.array.shape for operand in term.line.operands]


def folding_of(page: Page, layer: int, phase: int = -1, batch_size: int | None = None) -> Folding:
    return fold(writer_of(page), layer, page.phases[phase], batch_size)


def per_example(page: Page, layer: int, turned: bool) -> list[np.ndarray]:
    """δ_j a_k of each example, entry by entry, as the notation lays it out."""
    record = page.trace.layers[layer - 1]
    found = []
    for x in range(page.trace.m):
        grid = [[delta * a for a in record.a_prev[:, x]] for delta in record.delta[:, x]]
        found.append(np.array(grid).T if turned else np.array(grid))
    return found


def assert_sum_is_true(part: Fold, m: int, mean: bool) -> None:
    """The addends add to the sum, and the sum, divided or not, is the gradient."""
    total = sum(term.operand.array for term in part.terms)
    size = 1e-12 * max([1.0, *(float(abs(term.operand.array).max()) for term in part.terms)])
    assert np.allclose(total, part.total.array, rtol=1e-9, atol=size)
    assert part.divisor == (m if mean else None)
    assert np.allclose(part.total.array / (m if mean else 1), part.result.array, rtol=1e-9, atol=size)
    assert len(part.terms) == min(m, 8)
    shapes = {term.operand.array.shape for term in part.terms} | {part.total.array.shape, part.result.array.shape}
    assert len(shapes) == 1, "what is added up has one shape, that of the parameters"
    for operand in (*(term.operand for term in part.terms), part.total, part.result):
        assert tuple(axis.size for axis in operand.axes) == operand.array.shape


def assert_folding_is_true(page: Page, layer: int) -> None:
    found = folding_of(page, layer)
    mean = page.trace.network.reduction == "mean"
    turned = page.notation.turned("grad_w")
    assert found.known
    assert_sum_is_true(found.folds[0], page.trace.m, mean)
    assert np.array_equal(
        found.folds[0].result.array, page.notation.display(("grad_w", layer), page.values["grad_w", layer])
    )
    examples = per_example(page, layer, turned)
    for x, term in enumerate(found.folds[0].terms):
        last = page.trace.m > 8 and x == 7
        truth = sum(examples[7:]) if last else examples[x]
        assert np.allclose(term.operand.array, truth, rtol=1e-12, atol=1e-14)
        rows, columns = examples[0].shape
        assert shapes_of(term) == ([] if last else [(rows, 1), (1, columns)])
    assert (len(found.folds) == 1) == (page.trace.layers[layer - 1].b is None)
    for biases in found.folds[1:]:
        assert_sum_is_true(biases, page.trace.m, mean)
    left, right = [part for part in found.step if isinstance(part, Operand)]
    etas = [float(part.removesuffix(" ×")) for part in found.step if isinstance(part, str) and part != "="]
    assert np.allclose(etas[0] * left.array, etas[1] * right.array, rtol=1e-4, atol=1e-12)
    assert etas[1] == pytest.approx(etas[0] * page.trace.m, rel=1e-5)
    assert (page.eta if mean else page.eta * page.trace.m) == pytest.approx(etas[1], rel=1e-5)


@pytest.mark.parametrize("notation", NOTATIONS[::3], ids=str)
@pytest.mark.parametrize("name", PLACES)
def test_the_examples_add_up_to_the_gradient(name: str, notation: Notation) -> None:
    page = replace(Page.of(PLACES[name]), notation=notation)
    for layer in range(1, page.depth + 1):
        assert_folding_is_true(page, layer)


@steady(60)
@given(cases(most_examples=12), st.sampled_from(NOTATIONS))
def test_any_batch_adds_up(case: Case, notation: Notation) -> None:
    page = Page.of_case(case, notation)
    for layer in range(1, page.depth + 1):
        assert_folding_is_true(page, layer)


def test_the_founding_question_is_answered() -> None:
    """δ² is 1 × 1 for an example, a¹ᵀ 1 × 2: four matrices 1 × 2, added up, divided by 4."""
    found = folding_of(Page.of(OR), 2)
    assert [shapes_of(term) for term in found.folds[0].terms] == [[(1, 1), (1, 2)]] * 4
    assert text(found.folds[0].formula) == "∂C/∂w² = (1/m) Σₓ δ²ₓ (a¹ₓ)ᵀ"
    assert [shapes_of(term) for term in found.folds[1].terms] == [[(1, 1)]] * 4
    words = " ".join(found.sentences)
    assert "runs over the examples" in words and "never runs over the components" in words
    assert "3 ÷ 4 = 0.75" in found.step_caption


@pytest.mark.parametrize(
    ("orientation", "formula", "shapes"),
    [
        ("columns", "∂C/∂w¹ = (1/m) Σₓ δ¹ₓ (a⁰ₓ)ᵀ", [(3, 1), (1, 2)]),
        ("rows", "∂C/∂w¹ = (1/m) Σₓ (a⁰ₓ)ᵀ δ¹ₓ", [(2, 1), (1, 3)]),
        ("torch", "∂C/∂w¹ = (1/m) Σₓ (δ¹ₓ)ᵀ a⁰ₓ", [(3, 1), (1, 2)]),
    ],
)
def test_the_outer_product_turns_with_the_notation(orientation: str, formula: str, shapes: list) -> None:
    page = replace(Page.of(PLACES["xor-2-3-1"]), notation=Notation(orientation))
    found = folding_of(page, 1)
    assert text(found.folds[0].formula) == formula
    assert all(shapes_of(term) == shapes for term in found.folds[0].terms)


def test_a_batch_of_more_than_eight_shows_seven_and_the_rest() -> None:
    found = folding_of(Page.of(CLASSES), 3)
    assert [term.caption for term in found.folds[0].terms][-2:] == ["example 7", "the other 3 examples, added up"]


def test_a_smaller_last_batch_says_its_size() -> None:
    page = Page.of(PLACES["a last batch of one"])
    found = folding_of(page, 2, batch_size=3)
    assert found.title == "layer 2, a batch of 1 example, a smaller last batch: the others have 3"
    assert "÷ 1 = 3. A batch of another size" in found.step_caption
    assert "smaller" not in folding_of(Page.of(OR), 2, batch_size=4).title


def test_a_sum_is_not_divided_and_says_what_the_mean_would_be() -> None:
    page = Page.of(PLACES["the sum over a batch"])
    found = folding_of(page, 2)
    assert found.folds[0].divisor is None and "A mean would be divided by 4" in found.step_caption
    right = next(part for part in reversed(found.step) if isinstance(part, Operand))
    assert np.allclose(right.array * 4, page.values["grad_w", 2], rtol=1e-14)


def test_nothing_is_known_before_the_gradients_have_their_phase() -> None:
    page = Page.of(OR)
    for number, phase in enumerate(page.phases):
        for layer in (1, 2):
            assert folding_of(page, layer, number).known == (("grad_w", layer) in phase.known)
