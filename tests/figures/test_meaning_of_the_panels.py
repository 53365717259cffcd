"""What stands in the panels is read as a person reads it: names, rows that line up, and whose numbers they are."""

import re
from dataclasses import replace
from itertools import accumulate

import numpy as np
import pytest

from backprop_explorer.figures.chain import chain_panel
from backprop_explorer.figures.check import check_panel
from backprop_explorer.figures.nudge import nudge_panel
from backprop_explorer.figures.predict import summary
from backprop_explorer.figures.product.laid import Sheet
from backprop_explorer.figures.step import phase_panel
from backprop_explorer.lesson.check import checked, choices
from backprop_explorer.lesson.doctor import diagnose
from backprop_explorer.lesson.marks import text
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.nudge import nudge
from backprop_explorer.lesson.predict.desk import Desk, Place
from backprop_explorer.lesson.selection import Selection

from ..lesson.pages import Page
from ..lesson.test_chain import chain_of, selections
from ..lesson.test_predict import ask
from ..scenario.cases import CLASSES, OR, PLACES, some
from .html_tree import Element, read
from .loop.drawn import draw, places


def widths(table: Element) -> set[int]:
    """The columns of each row, a cell that spans several counted as many times."""
    rows = ([child for child in row.children if isinstance(child, Element)] for row in table.find("tr"))
    return {[*accumulate(int(cell.attributes.get("colspan", 1)) for cell in row)][-1] for row in rows}


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes", "six layers", "softmax with the quadratic cost"])
def test_every_row_of_a_calculation_reaches_across_its_table(place: str) -> None:
    page = Page.of(PLACES[place])
    for name in selections(page, most=2):
        for table in read(chain_panel(chain_of(page, name), page.notation)).find("table", "sum"):
            assert len(widths(table)) == 1, f"{name}: {table.text}"


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("delta-1-1-2", "δ¹₂ = ∂Cₓ/∂z¹₂ = w²₁₂ δ²₁ · σ′(z¹₂)"),
        ("delta-2-0-3", "δ²₁ = ∂Cₓ/∂z²₁ = (a²₁ − y₁) · σ′(z²₁)"),
        ("z-1-1-0", "z¹₂ = w¹₂₁ x₁ + w¹₂₂ x₂ + b¹₂"),
        ("a-1-1-0", "a¹₂ = σ(z¹₂)"),
        ("sigma_prime-1-1-0", "σ′(z¹₂) = a¹₂ · (1 − a¹₂)"),
        ("grad_b-1-1-0", "∂C/∂b¹₂ = (1/m) Σₓ δ¹₂"),
        ("w_new-1-1-0", "new w¹₂₁ = w¹₂₁ − η ∂C/∂w¹₂₁"),
        ("cost-2-0-0", "C = (1/m) Σₓ Cₓ"),
    ],
)
def test_the_equation_of_one_number_names_its_own_neuron(name: str, formula: str) -> None:
    assert text(chain_of(Page.of(OR), name).formulas[-1]) == formula


def test_a_single_addend_is_called_the_product_and_several_the_sum() -> None:
    page = Page.of(OR)
    for name, called in (("delta-1-0-0", "their product"), ("z-1-0-0", "the sum"), ("w-2-0-0", "the sum")):
        last = list(read(chain_panel(chain_of(page, name), page.notation)).find("div", "step"))[-1]
        assert next(last.find("span", "number")).one("small").text == called, name


@pytest.mark.parametrize("notation", ["columns", "rows", "torch"])
def test_a_product_that_does_not_fit_names_the_matrices_of_its_own_layer(notation: str) -> None:
    page, run = Page.of(PLACES["xor-2-3-1"]), PLACES["xor-2-3-1"].start()
    found = checked(page.trace, run, "hadamard")
    assert found.story is not None
    sides = [name for name, _ in found.story.sides(Notation(notation))]
    layer = int(found.story.phase.partition("-")[2])
    assert sides == [f"delta{layer}", "x" if layer == 1 else f"a{layer - 1}"] or sides == [
        f"w{layer}",
        f"grad_w{layer}",
    ]
    panel = read(check_panel(found, choices(page.trace.network, Notation(notation)), Notation(notation)))
    assert f"{sides[0]} {found.story.sign} {sides[1]}" in panel.text


def test_the_summary_says_whose_answers_it_holds() -> None:
    assert next(read(summary("the mini-batch of step 3", ())).find("div", "label")).text == (
        "Your answers · the mini-batch of step 3"
    )


@pytest.mark.parametrize(
    ("scenario", "place", "letters"),
    [
        (OR, Place(("delta", 1), 0, 1), "δ¹₁ = w²₁₁ δ²₁ · σ′(z¹₁), with σ′(z¹₁) = a¹₁ · (1 − a¹₁)"),
        (OR, Place(("z", 2), 0, 1), "z²₁ = w²₁₁ a¹₁ + w²₁₂ a¹₂ + b²₁"),
        (OR, Place(("cost", 2), 0, 0), "C = (1/m) Σₓ Cₓ, with Cₓ = (1/2) Σⱼ (a²ⱼ − yⱼ)²"),
        (CLASSES, Place(("delta", 3), 0, 1), "δ³₁ = a³₁ − y₁"),
    ],
)
def test_a_hint_spells_the_equation_and_the_part_that_is_not_printed(scenario, place: Place, letters: str) -> None:
    page = Page.of(scenario)
    assert Desk(page.trace, page.values, page.notation, page.eta, 0).letters(place) == letters


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes", "six layers", "a wide net"])
def test_the_picture_runs_from_the_inputs_on_the_left_to_the_cost_on_the_right(
    place: str,
) -> None:
    page = Page.of(PLACES[place])
    drawn = draw(page, page.phases[0])
    at, (cost,) = places(drawn, "neuron"), places(drawn, "cost").values()
    across = [0.0, *(at[layer, 0][0] for layer in range(page.depth + 1)), cost[0], 100.0]
    assert across == sorted(across) and len(set(across)) == len(across)
    assert all(-0.01 <= y <= 100.01 for _, y in at.values())
    first = [at[0, k][1] for k in range(page.trace.x.shape[0])]
    assert first == sorted(first), "the first input stands on top"


def test_leaving_out_the_factor_of_the_cost_is_named_as_that() -> None:
    """Schiendorfer's cost has no ½, so δ² is 2 (a − y) σ′; who works out (a − y) σ′ has left out the 2."""
    page = Page.of(PLACES["schiendorfer-batch-of-two"])
    output = page.trace.layers[-1]
    for step in range(40):
        asked = ask(page, step)["delta-2"]
        for question in (each for each in asked if each.kind == "value"):
            j, x = np.argwhere(output.delta == float(question.answer))[0]
            without = (output.a[j, x] - page.trace.y[j, x]) * output.sigma_prime[j, x]
            named = [slip.message for slip in question.slips if slip.value == pytest.approx(without, rel=1e-12)]
            assert any("leaves out a factor" in message for message in named), question.prompt


def test_one_number_alone_is_offered_as_one_by_one() -> None:
    for place in ("xor-2-3-1", "three-classes", "mazur-2-2-2"):
        page = Page.of(PLACES[place])
        for phase in page.phases[1:]:
            for seed in range(6):
                asked = ask(page, seed).get(phase.id, ())
                for choice in (choice for each in asked if each.kind == "shape" for choice in each.choices):
                    if choice.meaning.startswith("one number,"):
                        assert choice.value == "1x1", choice


def words_of(page: Page, seed: int = 0) -> str:
    """All sentences and labels of all phases, numbers and questions of a page, as they are read."""
    panels = [phase_panel(page.equation(phase), page.sentences(phase), Sheet()) for phase in page.phases]
    panels += [chain_panel(chain_of(page, name), page.notation) for name in selections(page, most=1)]
    asked = [question for each in ask(page, seed).values() for question in each]
    said = [part for each in asked for part in (each.prompt, each.told, *each.hints, *map(str, each.choices))]
    return " ".join([*(read(panel).text for panel in panels), *said])


@pytest.mark.parametrize("place", some(PLACES, 4))
def test_no_sentence_holds_a_piece_of_python(place: str) -> None:
    for seed, notation in enumerate((Notation(), Notation("rows", "one", "code"), Notation("torch", "question"))):
        words = words_of(replace(Page.of(PLACES[place]), notation=notation), seed)
        assert not re.search(r"\bNone\b|\bnan\b|<function|\{\w*\}|Traceback", words), words


def test_a_sum_of_three_is_written_out_and_one_of_four_has_dots() -> None:
    page = Page.of(PLACES["xor-2-3-1"])
    assert text(chain_of(page, "z-2-0-0").formulas[-1]) == "z²₁ = w²₁₁ a¹₁ + w²₁₂ a¹₂ + w²₁₃ a¹₃ + b²₁"
    wide = Page.of(replace(PLACES["xor-2-3-1"], sizes=(2, 4, 1)))
    assert text(chain_of(wide, "z-2-0-0").formulas[-1]) == "z²₁ = w²₁₁ a¹₁ + … + w²₁₄ a¹₄ + b²₁"


def test_each_step_says_what_it_works_out() -> None:
    page = Page.of(PLACES["xor-2-3-1"])
    said = {
        name: chain_of(page, name).steps[-1].caption for name in ("z-2-0-1", "a-1-2-0", "delta-1-1-3", "delta-2-0-3")
    }
    assert said == {
        "z-2-0-1": "the weighted input of neuron 1 of layer 2 in example 2: one row per incoming edge",
        "a-1-2-0": "σ is sigmoid",
        "delta-1-1-3": "example 4: one row per edge that leaves neuron 2 of layer 1; errors come back along these "
        "edges",
        "delta-2-0-3": "example 4",
    }
    classes = Page.of(CLASSES)
    assert chain_of(classes, "a-3-1-2").steps[-1].caption == "the output of neuron 2 of layer 3 in example 3"
    jacobian = Page.of(PLACES["softmax with the quadratic cost"])
    depth = jacobian.depth
    assert chain_of(jacobian, f"delta-{depth}-0-0").steps[-1].caption == (
        "example 1: one row per output: with softmax, each output depends on every z"
    )


def test_a_dropped_transpose_shows_both_factors_and_where_it_multiplies_their_product() -> None:
    page = Page.of(PLACES["mazur-2-2-2"])
    phase = next(phase for phase in page.phases if phase.id == "delta-1")
    panel = read(phase_panel(page.equation(phase), (), Sheet(), dropped=0))
    shown = [table.attributes["data-operand"] for table in panel.one("div", "dropped").find("table")]
    assert shown == ["w-2", "delta-2", "wrong"]
    assert panel.one("div", "dropped").one("div", "parts").one("span", "sign").text == "="


def test_one_right_number_agrees_and_several_agree() -> None:
    page = Page.of(OR)
    assert diagnose(page.trace, "cost", "0.0958287501", 3.0).message == "Right: C agrees to the digits typed."
    assert "all 2 numbers of ∂C/∂w² agree" in diagnose(page.trace, "grad_w-2", "[[0.0088487, 0.0089986]]", 3.0).message


def test_the_curve_of_a_nudge_stays_within_its_axes_and_passes_through_both_marks() -> None:
    page = Page.of(OR)
    made = nudge(page.trace, Selection("w", 2, 0, 0), 0.5)
    drawn = next(read(nudge_panel(made, page.notation, page.phases[-1])).find("svg", "curve"))
    box = drawn.attributes.get("viewbox") or drawn.attributes["viewBox"]  # the reader of HTML writes it small
    width, height = map(float, box.split()[2:])
    left, top, floor, right = map(float, re.findall(r"[\d.]+", drawn.one("path", "axis").attributes["d"]))
    assert 0 < left < right < width and 0 < top < floor < height
    points = drawn.one("polyline", "cost").attributes["points"].split()
    curve = [tuple(map(float, point.split(","))) for point in points]
    marks = [(float(dot.attributes["cx"]), float(dot.attributes["cy"])) for dot in drawn.find("circle")]
    assert all(left - 1 <= x <= right + 1 and top - 1 <= y <= floor + 1 for x, y in curve + marks)
    for x, y in marks:
        before, after = max(p for p in curve if p[0] <= x + 1e-6), min(p for p in curve if p[0] >= x - 1e-6)
        assert min(before[1], after[1]) - 1 <= y <= max(before[1], after[1]) + 1


def test_a_bias_moved_by_the_error_of_each_example_is_named() -> None:
    page = Page.of(OR)
    layer = page.trace.layers[1]
    wrong = layer.b - 3.0 * layer.delta
    assert diagnose(page.trace, "b-2", str(wrong.tolist()), 3.0).mistakes == ("bias-not-summed",)


def test_the_sigmoid_of_a_softmax_input_is_named() -> None:
    page = Page.of(CLASSES)
    output = page.trace.layers[-1]
    told = "That is sigmoid; softmax divides by the sum over all neurons of the example."
    seen = 0
    for seed in range(30):
        for question in (each for each in ask(page, seed).get("a-3", ()) if each.kind == "value"):
            j, x = np.argwhere(output.a == float(question.answer))[0]
            (slip,) = (slip for slip in question.slips if slip.message == told)
            assert slip.value == pytest.approx(1 / (1 + np.exp(-output.z[j, x])), rel=1e-12)
            seen += 1
    assert seen
