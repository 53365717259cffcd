import math
import re

import pytest

from backprop_explorer.engine import Network, backprop
from backprop_explorer.lesson.glossary import GLOSSARY, MARKED
from backprop_explorer.lesson.narration import divergence_notice, saturation_notice
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.lesson.phases import Phase, cost_after

from ..scenario.cases import PLACES
from .pages import NOTATIONS, Page

BRACKETS = {"(": ")", "[": "]", "{": "}", "“": "”"}


def everything_said() -> dict[str, str]:
    """All sentences of every phase, by place and phase."""
    pages = {place: Page.of(scenario) for place, scenario in PLACES.items()}
    return {f"{at} {phase.id}": " ".join(page.sentences(phase)) for at, page in pages.items() for phase in page.phases}


SAID = everything_said()


def numbers_in(text: str) -> list[float]:
    """The numbers of a sentence, in order; a raised or lowered digit is none."""
    return [float(found.replace("−", "-")) for found in re.findall(r"−?\d+(?:\.\d+)?(?:e[-−]?\d+)?", text)]


def assert_balanced(text: str) -> None:
    """Every bracket and quotation mark is closed, in order."""
    open_ones: list[str] = []
    for sign in text:
        if sign in BRACKETS:
            open_ones.append(BRACKETS[sign])
        elif sign in BRACKETS.values():
            assert open_ones and open_ones.pop() == sign, text
    assert not open_ones, text


def test_every_marked_word_is_explained():
    words = {word for text in SAID.values() for word in re.findall(r"\[\[(.+?)\]\]", text)}
    assert words <= MARKED
    assert {"δ", "σ′", "η", "mini-batch", "bias"} <= words


def test_an_explanation_marks_no_further_words():
    assert not [word for word, tip in GLOSSARY.items() if "[[" in tip]


def test_every_sentence_is_whole():
    for place, text in SAID.items():
        assert_balanced(text)
        assert text.endswith((".", "?")), place
        assert "  " not in text, place


@pytest.mark.parametrize("slip", ["!", "None", "nan", "inf", "{", "Key(", "<", "\\", " ,", " ."])
def test_no_sentence_shows_what_belongs_to_the_machine(slip):
    assert not [f"{place}: {text}" for place, text in SAID.items() if slip in text]


@pytest.mark.parametrize("place", PLACES)
def test_an_error_is_told_with_its_name_and_how_many_neurons_and_examples_it_has(place):
    page = Page.of(PLACES[place])
    phase = next(phase for phase in page.phases if phase.equation == "output_error")
    text = " ".join(page.sentences(phase))
    n, m = page.trace.layers[-1].delta.shape
    assert f"{n} neuron{'s' if n > 1 else ''}" in text
    assert f"{m} example{'s' if m > 1 else ''}" in text
    assert page.notation.text(("delta", page.depth)) in text


@pytest.mark.parametrize("place", PLACES)
def test_the_update_is_told_with_the_learning_rate_and_the_cost_before_and_after_it(place):
    page = Page.of(PLACES[place])
    found = numbers_in(" ".join(page.sentences(page.phases[-1])))
    for expected in (page.eta, page.trace.cost, cost_after(page.trace, page.eta)):
        assert any(math.isclose(number, expected, rel_tol=1e-4) for number in found), f"{expected} is not in {found}"


@pytest.mark.parametrize("place", PLACES)
def test_a_gradient_is_told_per_edge_and_per_neuron_with_what_its_sum_is_divided_by(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        if phase.equation == "gradients":
            text = " ".join(page.sentences(phase))
            assert "edge" in text and "example" in text
            assert ("bias" in text) == (("b", phase.layer) in page.values)
            divided = page.trace.network.reduction == "mean" and page.trace.m > 1
            assert ("divided by" in text) == divided
            assert not divided or page.trace.m in numbers_in(text.partition("divided by")[2])


@pytest.mark.parametrize("notation", NOTATIONS, ids=lambda notation: f"{notation.orientation}-{notation.numbering}")
def test_every_name_in_a_sentence_carries_the_displayed_number_of_its_layer(notation):
    page = Page(Page.of(PLACES["or-gate-2-2-1"]).trace, 3.0, notation, 0)
    for phase in page.phases:
        raised = set(re.findall(r"(?<=[wbzaδ])[⁰¹²³]", " ".join(page.sentences(phase))))
        shown = {notation.text(("z", layer))[-1] for layer in layers_of(phase)}
        assert raised <= shown, phase.id


def layers_of(phase: Phase) -> set[int]:
    return {layer for _, layer in (*phase.operands, *phase.result)}


def test_the_question_counts_layers_from_the_first_that_computes():
    notation = Notation(numbering="question")
    assert [notation.text(key) for key in (("w", 1), ("delta", 2), ("grad_w", 2), ("a", 0))] == [
        "w⁰",
        "δ¹",
        "∂C/∂w¹",
        "x",
    ]
    assert notation.text(("delta", 2)) != Notation().text(("delta", 2)) == "δ²"


@pytest.mark.parametrize(
    ("j", "k", "entry"), [(0, 1, "w²₁₂"), (8, 8, "w²₉₉"), (0, 9, "w²₁,₁₀"), (9, 0, "w²₁₀,₁"), (11, 11, "w²₁₂,₁₂")]
)
def test_an_entry_names_the_neuron_it_leads_to_first_and_two_indices_never_run_together(j, k, entry):
    assert Notation().entry(("w", 2), j, k) == entry


def test_a_divergence_is_told_with_the_quantity_and_both_steps():
    text = divergence_notice(2, "z", 41, Notation(numbering="question"))
    assert "z¹" in text and "step 42" in text and "step 41" in text
    assert "C" in divergence_notice(2, "cost", 41, Notation())
    assert "-1" not in divergence_notice(1, "z", -1, Notation())


def test_only_a_saturated_batch_is_said_to_be_saturated():
    net = Network.build([[[1000.0]]])
    assert saturation_notice(backprop(net, [[1.0]], [[1.0]]), Notation()) is None
    stuck = saturation_notice(backprop(net, [[1.0]], [[0.0]]), Notation())
    assert stuck is not None and numbers_in(stuck)[-1] == 0.5
    assert "smaller than any number" in stuck
    assert set(re.findall(r"\[\[(.+?)\]\]", stuck)) <= MARKED


@pytest.mark.parametrize(
    ("activation", "z", "slope"), [("sigmoid", 50.0, "1.93e−22"), ("sigmoid", -800.0, ""), ("tanh", 30.0, "3.5e−26")]
)
def test_a_saturated_batch_says_the_true_slope_beside_the_zero_that_is_computed(activation, z, slope):
    """σ′(50) = e^−50/(1 + e^−50)² ≈ 1.93e−22, tanh′(30) = 1/cosh²(30) ≈ 3.5e−26; as a(1 − a) and 1 − a² both are 0."""
    trace = backprop(Network.build([[[z]]], activations=activation), [[1.0]], [[0.5]])
    assert trace.layers[-1].sigma_prime.item() == 0 or z < 0
    text = saturation_notice(trace, Notation())
    assert text is None if trace.layers[-1].delta.any() else slope in text and "gives 0" in text
