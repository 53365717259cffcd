"""Acceptance: every displayed shape is the array's shape in the displayed notation."""

import re
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_explorer.figures import colours
from backprop_explorer.figures.ledger import AllMatrices
from backprop_explorer.figures.step import phase_panel
from backprop_explorer.lesson.marks import Sym, Word
from backprop_explorer.lesson.notation import Axis, Key
from backprop_explorer.lesson.operands import Equation, Line, Operand
from backprop_explorer.lesson.phases import Phase
from backprop_explorer.lesson.written import PART, WHOLE

from ..engine.cases import cases, steady
from ..lesson.pages import NOTATIONS, Page
from ..scenario.cases import OR, PLACES
from .html_tree import Element, cells, numbers, read, shape

PARAMETERS_AND_BACK = ("w", "b", "z", "a", "delta", "grad_w", "grad_b")
NAMED = r"\(([^()×]+) × ([^()×]+)\)"
pages = st.builds(Page.of_case, cases(), st.sampled_from(NOTATIONS))


def matrices(page: Page, phase: Phase, opened: Collection[str] = ()) -> Element:
    ends = colours.limits(page.values, phase.known)
    return read(AllMatrices(page.values, phase, page.rules, page.notation, ends, opened).html())


def panel(page: Page, phase: Phase) -> Element:
    ends = colours.limits(page.values, phase.known)
    return read(phase_panel(page.equation(phase), page.sentences(phase), ends))


def key_of(table: Element) -> Key:
    name, _, layer = table.attributes["data-matrix"].rpartition("-")
    return name, int(layer)


def counts(words: str) -> tuple[int, ...]:
    """The two numbers of "2 neurons × 4 examples"."""
    first, second = words.split(" × ")
    return int(first.strip("[] ").split()[0]), int(second.strip("[] ").split()[0])


def printed(array: np.ndarray) -> np.ndarray:
    """The part of a matrix that is printed."""
    rows, columns = (n if n <= 12 else 6 for n in array.shape)
    return array[:rows, :columns]


def assert_matrices_are_right(page: Page) -> None:
    """All matrices at every phase: each once, in its shape, with its numbers if they are known and unfolded."""
    depth = page.depth
    for phase in page.phases:
        shelf = matrices(page, phase)
        tables = list(shelf.find("table"))
        names = [key_of(table) for table in tables]
        biased = [n for n, layer in enumerate(page.trace.layers, start=1) if layer.b is not None]
        expected = {("x", 0), ("y", depth)}
        new = ("w_new", "b_new") if phase.id == "update" else ()
        for layer in range(1, depth + 1):
            expected |= {(q, layer) for q in (*PARAMETERS_AND_BACK, *new) if "b" not in q.split("_") or layer in biased}
        assert sorted(names) == sorted(expected), phase.id
        for figure in shelf.find("figure"):
            assert_figure_is_right(page, phase, figure)


def assert_figure_is_right(page: Page, phase: Phase, figure: Element) -> None:
    """One matrix of the shelf: what it says of its shape, and its numbers."""
    table = figure.one("table")
    key = key_of(table)
    name = f"{phase.id}: {key}"
    array = page.notation.display(key, page.values[key])
    assert shape(table) == array.shape, name
    assert counts(figure.one("small").text) == array.shape, name
    assert figure.one("span", "name").text == page.notation.text(key), name
    classes = table.attributes["class"].split()
    found = numbers(table)
    if key not in phase.known:
        assert found is None and "ghost" in classes, name
    elif "fold" in classes:
        assert found is None, name
    else:
        assert np.array_equal(found, printed(array)), name
    if "fold" not in classes:
        grid = cells(table)
        assert (len(grid), len(grid[0])) == printed(array).shape, name
        assert_cut_is_told(figure, array.shape)
    in_use = key in phase.result or key in phase.operands
    assert not (in_use and "fold" in classes), f"{name} is in use and folded"
    assert figure.attributes["class"] == ("out" if key in phase.result else "in" if in_use else ""), name


def assert_cut_is_told(figure: Element, whole: tuple[int, int]) -> None:
    """What is left out of a large matrix is said in words, "rows 1–6 of 64"."""
    words = " ".join(note.text for note in figure.find("div", "cut"))
    for word, count in zip(("rows", "columns"), whole, strict=True):
        assert (f"{word} 1–6 of {count}" in words) == (count > 12), words


def assert_products_multiply(page: Page) -> None:
    """The shape line of every product: inner axes equal and marked, outer axes those of the result."""
    seen = 0
    for phase in page.phases:
        for number, line in enumerate(panel(page, phase).find("div", "line")):
            text = line.one("div", "shapes").text
            name = f"{phase.id}, line {number}: {text}"
            shapes = re.findall(NAMED, text)
            tables = list(line.find("table", data_operand=""))
            if not shapes:
                assert "each" in text and len({shape(table) for table in tables}) == 1, name
                assert counts(text.removeprefix("held fixed: ").removesuffix(", each")) == shape(tables[0]), name
                continue
            sizes = [counts(f"{first} × {second}") for first, second in shapes]
            assert sizes == [shape(table) for table in tables], name
            if re.search(r"\) ?\(", text):
                seen += 1
                (left, inner), (again, right) = shapes[:2]
                assert inner == again, name
                marked = [mark.text for mark in line.one("div", "shapes").find("b", "summed")]
                assert marked == ([] if inner.isdigit() else [inner, inner]), name
                assert (int(left.split()[0]), int(right.split()[0])) == sizes[-1], name
                if "neuron" in left or "example" in right:
                    assert left.split()[0] == shapes[-1][0].split()[0], name
            elif "Σ" in text:
                seen += 1
                (mark,) = line.one("div", "shapes").find("b", "summed")
                assert "example" in mark.text, f"{name}: something other than examples is summed away"
            else:
                assert not list(line.one("div", "shapes").find("b", "summed")), name
    assert seen >= 2 * page.depth + 1


def assert_panel_shows_whole_doubles(page: Page) -> None:
    """The tables of every panel hold the operands' own numbers and never bear the names of the shelf."""
    for phase in page.phases:
        found = panel(page, phase)
        assert not list(found.find(data_matrix="")), phase.id
        operands = [operand for line in page.equation(phase).lines for operand in line.operands]
        tables = list(found.find("table", data_operand=""))
        assert [table.attributes["data-operand"] for table in tables] == [operand.place for operand in operands]
        for table, operand in zip(tables, operands, strict=True):
            name = f"{phase.id}: {operand.data}"
            assert shape(table) == operand.array.shape, name
            assert np.array_equal(numbers(table), printed(operand.array)), name


@pytest.mark.parametrize("place", PLACES)
def test_every_matrix_has_its_array_s_shape_and_numbers_at_every_phase(place):
    assert_matrices_are_right(Page.of(PLACES[place]))


@pytest.mark.parametrize("place", PLACES)
def test_the_shape_line_of_every_product_multiplies(place):
    assert_products_multiply(Page.of(PLACES[place]))


@pytest.mark.parametrize("place", PLACES)
def test_the_tables_of_a_phase_hold_the_very_numbers_of_its_equation(place):
    assert_panel_shows_whole_doubles(Page.of(PLACES[place]))


@given(pages)
@settings(steady, max_examples=25)
def test_the_shapes_and_numbers_of_any_network_are_right(page: Page):
    assert_matrices_are_right(page)
    assert_products_multiply(page)
    assert_panel_shows_whole_doubles(page)


def test_the_question_is_answered_by_the_shapes_on_its_page():
    page = Page.of(PLACES["the question"])
    phase = next(phase for phase in page.phases if phase.id == "grad-2")
    shelf, found = matrices(page, phase), panel(page, phase)
    said = {key_of(table): shape(table) for table in shelf.find("table")}
    assert (said["delta", 2], said["w", 2], said["grad_w", 2], said["grad_b", 2]) == ((1, 4), (1, 2), (1, 2), (1, 1))
    lines = [" ".join(line.one("div", "shapes").text.split()) for line in found.find("div", "line")]
    assert any("(1 × 1)(1 × 2) = (1 × 2)" in line for line in lines)
    assert any(
        "(1 neuron of layer 1 × [4 examples])([4 examples] × 2 neurons of layer 0) ÷ 4 = "
        "(1 neuron of layer 1 × 2 neurons of layer 0)" in line
        for line in lines
    )
    assert shelf.one("table", data_matrix="delta-2") is not None
    captions = [figure.one("span", "name").text for figure in shelf.find("figure")]
    assert "δ¹" in captions and "δ²" not in captions


def test_a_folded_matrix_opens_when_it_is_asked_for():
    page = Page.of(PLACES["a wide net"])
    phase = page.phases[0]
    closed, opened = matrices(page, phase), matrices(page, phase, {"w-2"})
    assert "fold" in closed.one("table", data_matrix="w-2").attributes["class"]
    table = opened.one("table", data_matrix="w-2")
    assert np.array_equal(numbers(table), page.trace.layers[1].w[:6, :6])
    assert {figure.attributes["data-pick"] for figure in closed.find("figure", data_pick="")} >= {
        "open:w-2",
        "open:z-1",
    }


def test_AllMatrices_of_the_small_nets_are_open():
    for place in ("or-gate-2-2-1", "two-inputs-one-output", "mazur-2-2-2", "xor-2-3-1"):
        page = Page.of(PLACES[place])
        for phase in page.phases:
            assert not list(matrices(page, phase).find("table", "fold")), f"{place}, {phase.id}"


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "a wide net", "no biases"])
def test_a_gradient_is_said_to_have_the_shape_of_its_parameter_once_it_is_known(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        for figure in matrices(page, phase).find("figure"):
            name, layer = key_of(figure.one("table"))
            said = "".join(mark.text for mark in figure.find("span", "ok"))
            if name.startswith("grad_") and (name, layer) in phase.known:
                assert page.notation.text((name[-1], layer)) in said and "✓" in said
            else:
                assert said == ""


def test_the_numbers_of_the_or_gate_stay_small_on_the_wire():
    page = Page.of(PLACES["or-gate-2-2-1"])
    for phase in page.phases:
        ends = colours.limits(page.values, phase.known)
        assert len(AllMatrices(page.values, phase, page.rules, page.notation, ends).html().encode()) < 25_000, phase.id


def test_a_matrix_beyond_twelve_is_cut_to_its_first_six():
    assert (WHOLE, PART) == (12, 6)
    for columns, shown in ((12, 12), (13, 6)):
        page = Page.of(replace(OR, sizes=(2, columns, 1), weights=None, biases=None))
        table = matrices(page, page.phases[0], {"w-2"}).one("table", data_matrix="w-2")
        assert shape(table) == (1, columns)
        assert numbers(table).shape == (1, shown)


def test_nothing_in_an_equation_becomes_markup():
    bad = '"><script>alert(1)</script>'
    sides = (Axis(1, bad), Axis(1, "", summed=True))
    operand = Operand(bad, bad, np.array([[1.0]]), sides, "z")
    equation = Equation(bad, ((Sym(bad), Word(bad)),), (Line(bad, (operand, bad, operand)),), (bad,))
    root = read(phase_panel(equation, [bad], {"z": 1.0}))
    assert not list(root.find("script"))
    assert {table.attributes["data-operand"] for table in root.find("table")} == {bad}
    assert root.text.count(bad) >= 7
