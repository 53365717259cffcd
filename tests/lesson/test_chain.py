"""The chain rule of one number: what can be selected, and that its factors give the engine's number."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.lesson.chain import Chain, chain
from backprop_explorer.lesson.chain.parts import SHOWN, Step
from backprop_explorer.lesson.marks import text
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.operands import Pen
from backprop_explorer.lesson.phases import Phase
from backprop_explorer.lesson.selection import Selection, read_selection

from ..engine.cases import Case, cases, steady
from ..scenario.cases import CLASSES, OR, PLACES
from .by_hand import COST, SIGMA, SIGMA_PRIME, sigma
from .pages import NOTATIONS, Page

HOSTILE = ("", "w", "w-2", "w-2-0-2", "w-3-0-0", "w-0-0-0", "w-2-1-0", "w--1-0-0", "w-2-0-1 ", "w-02-0-1", "q-1-0-0",
           "a-0-0-0", "delta-1-0-4", "w-2-0-1-0", "w-²-0-1", "w-2-0-1\n", "W-2-0-1", "cost-1-0-0", "cost-2-0-1",
           "<script>-1-0-0", "w-99999999999999999999-0-0", None, 7, ["w-2-0-1"])  # fmt: skip


def pen_of(page: Page) -> Pen:
    return Pen(page.trace, page.values, page.notation, page.eta, page.example)


def chain_of(page: Page, text: str, phase: Phase | None = None) -> Chain:
    """The chain of a selection, at the last phase unless another is asked for."""
    selection = read_selection(text, page.values)
    assert selection is not None, text
    return chain(selection, pen_of(page), phase or page.phases[-1])


def selections(page: Page, most: int = 3) -> list[str]:
    """The corners of every matrix and the cost, as selections."""
    found = [f"cost-{page.depth}-0-0"]
    for (name, layer), array in page.values.items():
        places = {(0, 0), (array.shape[0] - 1, array.shape[1] - 1), (0, array.shape[1] - 1)}
        found += [f"{name}-{layer}-{j}-{k}" for j, k in sorted(places)[:most]]
    return found


def true_result(page: Page, selection: Selection) -> float:
    return float(page.values[selection.key][selection.row, selection.column])


def worked_out(step: Step) -> float:
    """What the rows and operations of a step give, in doubles."""
    value = step.total if step.rows else 0.0
    if step.rows:
        made = [math.exp(*row.factors) if step.rule == "exp" else math.prod(row.factors) for row in step.rows]
        for row, product in zip(step.rows, made, strict=True):
            assert not row.factors or row.product == pytest.approx(product, rel=1e-12, abs=1e-300)
        assert sum(row.product for row in step.rows) == pytest.approx(value, rel=1e-9, abs=1e-12)
    for operation in step.operations:
        number = operation.value
        value = {
            "": lambda: number,  # noqa: B023
            "+": lambda: value + number,  # noqa: B023
            "−": lambda: value - number,  # noqa: B023
            "×": lambda: value * number,  # noqa: B023
            "÷": lambda: value / number,  # noqa: B023
            **{name: lambda name=name: SIGMA[name](number) for name in SIGMA},  # noqa: B023
            **{f"{name}′": lambda name=name: SIGMA_PRIME[name](number) for name in SIGMA},  # noqa: B023
        }[operation.sign]()
    return value if step.operations or step.rows else step.total


def assert_chain_is_true(page: Page, text: str) -> None:
    found = chain_of(page, text)
    assert found.waits is None and found.steps
    assert found.steps[-1].result == true_result(page, found.selection), text
    for step in found.steps:
        sizes = [abs(row.product) for row in step.rows] + [abs(operation.value) for operation in step.operations]
        assert worked_out(step) == pytest.approx(step.result, rel=1e-9, abs=1e-13 * max([1.0, *sizes])), (text, step)
        assert len(step.rows) <= SHOWN + 1
    edges = {edge[0] for edge in found.edges}
    assert all(0 <= layer <= page.depth for layer, _ in found.neurons) and edges <= set(range(1, page.depth + 1))


@pytest.mark.parametrize("name", PLACES)
def test_the_factors_of_every_kind_of_number_give_it(name: str) -> None:
    page = Page.of(PLACES[name])
    for name_of in selections(page):
        assert_chain_is_true(page, name_of)


@steady(40)
@given(cases(most_examples=12), st.sampled_from(NOTATIONS))
def test_the_factors_of_any_network_give_its_numbers(case: Case, notation: Notation) -> None:
    page = Page.of_case(case, notation)
    for name_of in selections(page, most=2):
        assert_chain_is_true(page, name_of)


def test_an_edge_has_the_chain_rule_of_the_book() -> None:
    """Nielsen, equation BP4, written out: δ to whose neuron the edge goes, times a that it comes from."""
    page = Page.of(OR)
    found = chain_of(page, "w-2-0-1")
    assert text(found.formulas[-1]) == "∂C/∂w²₁₂ = (1/m) Σₓ δ²₁ a¹₂"
    assert found.title == "∂C/∂w²₁₂: to neuron 1 of layer 2, from neuron 2 of layer 1"
    step = found.steps[-1]
    assert [row.factors for row in step.rows] == [
        (page.trace.layers[1].delta[0, x], page.trace.layers[0].a[1, x]) for x in range(4)
    ]
    assert [(operation.sign, operation.value) for operation in step.operations] == [("÷", 4.0)]
    assert found.edges == ((2, 0, 1),) and set(found.neurons) == {(2, 0), (1, 1)}


def test_the_names_turn_with_the_notation() -> None:
    page = Page.of(OR)
    rows = Page(page.trace, page.eta, Notation("rows", "one", "code"), 0)
    found = chain_of(rows, "w-2-0-1")
    assert text(found.formulas[-1]) == "dW³₂₁ = (1/m) Σₓ dZ³₁ A²₂"
    assert found.title == "dW³₂₁: to neuron 1 of layer 3, from neuron 2 of layer 2"


def test_an_error_in_a_hidden_layer_sums_over_the_edges_that_leave_its_neuron() -> None:
    page = Page.of(CLASSES)
    found = chain_of(page, "delta-1-2-3")
    assert found.edges == tuple((2, i, 2) for i in range(6))
    weights, errors = page.values["w", 2][:, 2], page.values["delta", 2][:, 3]
    assert [row.factors for row in found.steps[-1].rows] == list(zip(weights, errors, strict=True))


def test_more_than_eight_examples_are_added_up_in_one_row() -> None:
    step = chain_of(Page.of(CLASSES), "b-1-0-0").steps[-1]
    assert [row.label for row in step.rows][-2:] == ["example 8", "the other 2 examples, added up"]
    delta = Page.of(CLASSES).trace.layers[0].delta[0]
    assert step.rows[-1].product == pytest.approx(delta[8] + delta[9], rel=1e-15)


@pytest.mark.parametrize("name", ["or-gate-2-2-1", "three-classes", "six layers", "no biases"])
def test_nothing_is_shown_before_its_phase(name: str) -> None:
    page = Page.of(PLACES[name])
    known = {phase.id: phase.known for phase in page.phases}
    for name_of in selections(page, most=1):
        for phase in page.phases:
            found = chain_of(page, name_of, phase)
            key = found.selection.key
            key = ("delta", key[1]) if key[0] == "sigma_prime" else key
            assert bool(found.steps) == (key in phase.known), (name_of, phase.id)
            if found.waits is not None:
                made = {*found.waits.result, ("example_cost", page.depth)}
                assert key in known[found.waits.id] and key in made, (name_of, found.waits.id)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_number_of_the_mini_batch_is_no_selection(text: object) -> None:
    assert read_selection(text, Page.of(OR).values) is None


@steady(100)
@given(st.text(max_size=30) | st.from_regex(r"[a-z_]{1,7}(-[0-9]{1,3}){2,4}", fullmatch=True))
def test_any_text_is_a_selection_that_says_itself_or_none(text: str) -> None:
    page = Page.of(OR)
    found = read_selection(text, page.values)
    assert found is None or (found.id == text and np.isfinite(true_result(page, found)))


def moved(page: Page, key: tuple[str, int], place: tuple[int, int], above: tuple[str, int]) -> np.ndarray:
    """∂above/∂key[place] by central differences: the layers after `key` are worked out anew, by hand."""

    def forward(step: float) -> np.ndarray:
        values = {k: np.array(v) for k, v in page.values.items()}
        values[key][place] += step
        name, layer = key
        for number in range(layer, page.depth + 1):
            if number > layer or name in ("w", "b"):
                below = values["a", number - 1] if number > 1 else values["x", 0]
                values["z", number] = values["w", number] @ below + values.get(("b", number), 0)
            if number > layer or name != "a":
                values["a", number] = sigma(page.trace.layers[number - 1].activation.name, values["z", number])
        a, y = values["a", page.depth], page.trace.y
        cost = COST[page.trace.network.cost.name]
        values["example_cost", page.depth] = np.array([[cost(p, t) for p, t in zip(a.T, y.T, strict=True)]])
        return values[above]

    h = 1e-5
    return (forward(h) - forward(-h)) / (2 * h)


@pytest.mark.parametrize(
    "place", ["or-gate-2-2-1", "mazur-2-2-2", "three-classes", "binary cross-entropy", "xor-2-3-1"]
)
def test_each_factor_of_the_whole_chain_is_the_derivative_that_its_head_names(place: str) -> None:
    """∂z²/∂a¹ in a row is how fast z² of that path grows with its a¹, found by moving a¹ and going forwards again."""
    page = Page.of(PLACES[place])
    for name in ("w", "b"):
        for layer in range(1, page.depth + 1):
            found = chain_of(page, f"{name}-{layer}-0-0")
            whole = found.steps[0]
            assert whole.result == pytest.approx(math.fsum(row.product for row in whole.rows), rel=1e-12)
            for row in whole.rows:
                if not row.factors:
                    continue
                path = [int(part) - 1 for part in row.label.split(" → ")] if row.label else [0]
                for head, factor in zip(whole.columns, row.factors, strict=True):
                    over, under = (key_in(part, page.depth) for part in head.split("/"))
                    column = page.example if under[0] in ("a", "z") else 0
                    at = (path[under[1] - layer], column) if under[0] in ("a", "z") else (0, 0)
                    slopes = moved(page, under, at, over)
                    row_of = 0 if over[0] == "example_cost" else path[over[1] - layer]
                    assert factor == pytest.approx(slopes[row_of, page.example], rel=1e-6, abs=1e-9), head


def key_in(part: str, depth: int) -> tuple[str, int]:
    """The quantity in "∂z²" or "∂Cₓ"."""
    letter, raised = part[1], part[2:].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
    return ("example_cost", depth) if letter == "C" else (letter, int(raised))


@pytest.mark.parametrize("name", ["softmax with the quadratic cost", "three-classes", "or-gate-2-2-1"])
def test_the_error_of_an_output_lights_the_neurons_that_it_depends_on(name):
    page = Page.of(PLACES[name])
    lit = chain_of(page, f"delta-{page.depth}-0-1").neurons
    softmax = page.trace.network.layers[-1].activation.name == "softmax"
    outputs = range(page.trace.y.shape[0]) if softmax else (0,)
    assert {j for layer, j in lit if layer == page.depth} == set(outputs)
