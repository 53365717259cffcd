from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.attempt import attempt_panel
from backprop_explorer.lesson.notation import ORIENTATIONS, Notation
from backprop_explorer.scenario import SetupError, is_custom, preset
from backprop_explorer.scenario.attempt import (
    ATTEMPTS,
    attempt_from,
    button_words,
    filled,
    first_attempt,
    missing,
    missing_biases,
    why,
)
from backprop_explorer.scenario.own import own_weights, typed_rows

from ..engine.cases import steady
from ..figures.html_tree import cells, read
from .cases import MAZUR, ONE_NEURON, OR, XOR
from .test_own import hostile, notations, scenarios


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_first_attempt_lacks_three_of_six_edges(orientation):
    attempt = ATTEMPTS["first-attempt"](Notation(orientation))
    assert missing(attempt) == [(1, 0, 1), (1, 1, 1), (2, 0, 1)]
    assert missing_biases(attempt) == []
    assert [laid.cells for laid in attempt.weights] == [((0.3, None), (0.4, None)), ((0.1, None),)]
    assert [laid.cells for laid in attempt.biases] == [((1.0,), (1.0,)), ((1.0,),)]


def test_the_first_attempt_says_why_it_fails():
    first, second = why(first_attempt())
    assert first == (
        "w¹ joins 2 inputs to 2 neurons: 4 edges, so 2 × 2 numbers, one per edge. This list has 2, one per neuron. "
        "Each is laid on the edge from the first input of its neuron. 2 edges have no number."
    )
    assert second.startswith("w² joins 2 inputs to 1 neuron: 2 edges, so 1 × 2 numbers, one per edge.")
    (turned, _) = why(first_attempt(Notation("rows", "question", "code")))
    assert turned.startswith("W⁰ joins 2 inputs to 2 neurons")


def test_the_button_says_what_it_fills_in_and_fills_in_that():
    attempt = first_attempt()
    words = button_words(attempt)
    assert words == "fill in 3 missing weights from the OR gate: 1.00106314, 0.74990392, −0.22719165"
    scenario = filled(attempt)
    assert scenario.weights == (((0.3, 1.00106314), (0.4, 0.74990392)), ((0.1, -0.22719165),))
    assert scenario.biases == ((1.0, 1.0), (1.0,))
    assert (scenario.title, is_custom(scenario)) == ("Own numbers", True)
    assert scenario.data()[0].tolist() == OR.data()[0].tolist()
    assert np.isfinite(scenario.start().seek(50).cost)


CASES = [
    ("[[1, 2, 3], [4, 5, 6]]\n\n[[7]]", "", {1: [[1, 2], [4, 5]], 2: [[7, None]]}, {1: 2, 2: 0}),
    ("[1, 2, 3]\n\n[5, 6]", "", {1: [[1, 2], [3, None]], 2: [[5, 6]]}, {1: 0, 2: 0}),
    ("[1, 2, 3, 4, 5]\n\n[5, 6, 7]", "", {1: [[1, 2], [3, 4]], 2: [[5, 6]]}, {1: 1, 2: 1}),
    ("[[1, 2], [3, 4]]", "", {1: [[1, 2], [3, 4]], 2: [[None, None]]}, {1: 0, 2: 0}),
    ("[[1], [2], [3]]\n\n[[1], [2]]", "", {1: [[1, None], [2, None]], 2: [[1, None]]}, {1: 1, 2: 1}),
]


@pytest.mark.parametrize(("weights", "biases", "laid", "over"), CASES)
def test_numbers_are_laid_where_they_were_typed(weights, biases, laid, over):
    attempt = attempt_from(weights, biases, OR)
    for part in attempt.weights:
        assert [list(row) for row in part.cells] == laid[part.layer]
        assert part.over == over[part.layer]
    assert attempt.biases == () and filled(attempt).biases is None


def test_rows_are_filled_as_they_are_displayed():
    start = replace(OR, notation=Notation("rows"))
    attempt = attempt_from("[1, 2, 3]\n\n[5, 6]", "", start)
    assert attempt.weights[0].cells == ((1.0, 3.0), (2.0, None))
    assert attempt_from("[1, 2, 3]\n\n[5, 6]", "", replace(OR, notation=Notation("torch"))).weights[0].cells == (
        (1.0, 2.0),
        (3.0, None),
    )


def test_a_bias_list_that_is_too_short_leaves_a_neuron_without_its_number():
    attempt = attempt_from("[[1, 2], [3, 4]]\n\n[[5, 6]]", "[[7], [8]]", OR)
    assert missing(attempt) == [] and missing_biases(attempt) == [(1, 1)]
    assert filled(attempt).biases == ((7.0, 1.0), (8.0,))
    assert "1 missing bias from the OR gate: 1" in button_words(attempt)
    assert any(sentence.startswith("b¹ has one number per neuron") for sentence in why(attempt))


def test_lists_beyond_the_last_layer_are_told_of():
    assert "1 list more" in why(attempt_from("[[1, 2], [3, 4]]\n\n[[1, 2]]\n\n[[1]]", "", OR))[-1]


@given(scenarios())
@steady(60)
def test_what_fits_lacks_nothing_and_fills_to_what_was_typed(scenario):
    typed = typed_rows(scenario)
    attempt = attempt_from(typed["weights"], typed["biases"], scenario)
    assert (missing(attempt), missing_biases(attempt), why(attempt)) == ([], [], ())
    new = filled(attempt)
    assert (new.weights, new.biases) == (scenario.weights, scenario.biases)


@given(st.sampled_from([OR, ONE_NEURON, MAZUR, XOR, preset("dead-relu")]), notations, hostile, hostile)
@steady(200)
def test_whatever_is_typed_is_laid_or_refused_with_sentences(start, notation, first, second):
    scenario = replace(start, notation=notation)
    try:
        attempt = attempt_from(first, second, scenario)
    except SetupError as error:
        assert error.sentences and error.sentences.keys() <= {"weights", "biases"}
        return
    page = read(attempt_panel(attempt))
    tables = list(page.find("table", data_attempt=""))
    assert len(tables) == scenario.depth * (2 if attempt.biases else 1)
    gaps = sum("data-value" not in cell.attributes for table in tables for row in cells(table) for cell in row)
    assert gaps == len(missing(attempt)) + len(missing_biases(attempt))
    try:
        new = filled(attempt).network()
    except SetupError as error:
        assert list(error.sentences) == [""]
    else:
        assert new.sizes == scenario.sizes
    try:
        own_weights(scenario, first, second)
    except SetupError as error:
        assert why(attempt) or "" in error.sentences
    else:
        assert not why(attempt)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_page_shows_question_marks_in_the_missing_cells(orientation):
    attempt = first_attempt(Notation(orientation))
    page = read(attempt_panel(attempt))
    turned = orientation == "rows"
    first, second = (page.one("table", data_attempt=f"w-{layer}") for layer in (1, 2))
    assert first.attributes["data-shape"] == "2x2"
    assert second.attributes["data-shape"] == ("2x1" if turned else "1x2")
    texts = [[cell.text for cell in row] for row in cells(first)]
    assert texts == ([["0.3000", "0.4000"], ["?", "?"]] if turned else [["0.3000", "?"], ["0.4000", "?"]])
    assert all(("data-value" in cell.attributes) == (cell.text != "?") for row in cells(first) for cell in row)
    assert page.one("button", data_pick="fill:attempt").text == button_words(attempt)
    assert all(sentence in page.text for sentence in why(attempt))
