"""What stands in the panels is read as a person reads it: names, rows that line up, and whose numbers they are."""

from itertools import accumulate

import pytest

from backprop_explorer.figures.chain import chain_panel
from backprop_explorer.figures.check import check_panel
from backprop_explorer.figures.predict import summary
from backprop_explorer.lesson.check import checked, choices
from backprop_explorer.lesson.marks import text
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.predict.desk import Desk, Place

from ..lesson.pages import Page
from ..lesson.test_chain import chain_of, selections
from ..scenario.cases import CLASSES, OR, PLACES
from .html_tree import Element, read


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
    layer = found.story.layer
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
