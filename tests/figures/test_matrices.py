"""Acceptance: every displayed shape is the array's shape in the displayed notation."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures import colours
from backprop_explorer.figures.ledger import AllMatrices
from backprop_explorer.figures.product.laid import Sheet
from backprop_explorer.figures.step import phase_panel
from backprop_explorer.lesson.marks import Sym, Word
from backprop_explorer.lesson.notation import Axis, Key
from backprop_explorer.lesson.operands import Equation, Line, Operand
from backprop_explorer.lesson.phases import Phase
from backprop_explorer.lesson.written import PART, WHOLE

from ..engine.cases import cases, steady
from ..lesson.pages import NOTATIONS, Page
from ..scenario.cases import CLASSES, OR, PLACES, some
from .drawn import Drawn
from .html_tree import Element, cells, numbers, read, shape

PARAMETERS_AND_BACK = ("w", "b", "z", "a", "delta", "grad_w", "grad_b")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NAMED = r"\(([^()×]+) × ([^()×]+)\)"
pages = st.builds(Page.of_case, cases(), st.sampled_from(NOTATIONS))


def matrices(page: Page, phase: Phase, opened: Collection[str] = ()) -> Element:
    ends = colours.limits(page.values, phase.known)
    return read(ledger(page, phase, ends, opened).html())


def ledger(page: Page, phase: Phase, ends: Mapping[str, float], opened: Collection[str] = ()) -> AllMatrices:
    return AllMatrices(page.values, phase, page.rules, page.notation, ends, page.columns, opened, example=page.example)


def panel(page: Page, phase: Phase) -> Element:
    ends = colours.limits(page.values, phase.known)
    return read(phase_panel(page.equation(phase), page.sentences(phase), Sheet(ends)))


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
    """All matrices at every phase: each once, in its shape and its column, with its numbers if they are known."""
    depth = page.depth
    for phase in page.phases:
        shelf = matrices(page, phase)
        tables = list(shelf.find("table", data_matrix=""))
        names = [key_of(table) for table in tables]
        assert len(names) == len(set(names)), "a matrix stands there twice"
        biased = [n for n, layer in enumerate(page.trace.layers, start=1) if layer.b is not None]
        expected = {("x", 0), ("y", depth)}
        new = ("w_new", "b_new") if phase.id == "update" else ()
        for layer in range(1, depth + 1):
            expected |= {(q, layer) for q in (*PARAMETERS_AND_BACK, *new) if "b" not in q.split("_") or layer in biased}
        used = {*phase.operands, *phase.result} & expected
        assert used <= set(names) <= expected, phase.id
        assert page.columns.folded or set(names) == expected, phase.id
        for figure in shelf.find("figure"):
            for table in figure.find("table", data_matrix=""):
                assert_table_is_right(page, phase, figure, table)
        if not page.columns.folded:
            assert_stand_in_their_columns(page, shelf)


def assert_stand_in_their_columns(page: Page, shelf: Element) -> None:
    """Each group says once the shape of all that stands in it, and what has one number of it."""
    stacks = [stack for section in shelf.find("section") for stack in section.children if stack.tag == "div"]
    assert len(stacks) == len(page.columns.widths)
    for number, stack in enumerate(stacks):
        keys = [key_of(table) for table in stack.find("table", data_matrix="")]
        assert {page.columns.place(key) for key in keys} <= {number}
        if keys:
            said = " × ".join(map(str, page.notation.display(keys[0], page.values[keys[0]]).shape))
            assert stack.one("div", "sh").one("b").text == said
            assert {table.attributes["data-shape"].replace("x", " × ") for table in stack.find("table")} == {said}


def assert_table_is_right(page: Page, phase: Phase, figure: Element, table: Element) -> None:
    """One matrix of the ledger: what it says of its shape, and its numbers."""
    key = key_of(table)
    name = f"{phase.id}: {key}"
    array = page.notation.display(key, page.values[key])
    assert shape(table) == array.shape, name
    assert counts(table.one("caption").text.rpartition(", ")[2]) == array.shape, name
    assert table.one("caption").text.split(" of ")[0].split(",")[0] == page.notation.word(key[0]), name
    classes, in_use = table.attributes["class"].split(), key in phase.result or key in phase.operands
    small, found = max(array.shape) <= 12, numbers(table)
    if key not in phase.known:
        assert found is None and "ghost" in classes, name
        assert not table.text.removeprefix(table.one("caption").text), "a ghost is empty"
    elif small or in_use:
        assert np.array_equal(found, printed(array)), name
        assert_digits_are_true(figure, table, found)
    if page.columns.blocks and not small and not in_use:
        assert found is None and "pixels" in classes, name
    else:
        assert (len(cells(table)), len(cells(table)[0])) == (printed(array).shape if found is not None else array.shape)
    if "hue" not in classes:
        assert_cut_is_told(figure, array.shape)
    role = "out" if key in phase.result else "in" if in_use else ""
    assert figure.attributes["class"].removesuffix("ghosted").strip() == role, name


def assert_digits_are_true(figure: Element, table: Element, found: np.ndarray) -> None:
    """What is printed, times the power at the name, is the number to four digits; so is what is copied."""
    if "hue" in table.attributes["class"].split():
        assert not table.text.removeprefix(table.one("caption").text), "a cell of colour is empty"
        return
    powers = [power.text for power in figure.one("figcaption").find("small", "power")]
    scale = 10.0 ** int(powers[0].removeprefix("×10").translate(RAISED)) if powers else 1.0
    for row, values in zip(cells(table), found, strict=True):
        for cell, value in zip(row, values, strict=True):
            shown = "".join(part for part in cell.children if isinstance(part, str))
            for text, times in ((shown, scale), (cell.text, 1.0)):
                assert float(text.replace("−", "-")) * times == pytest.approx(value, rel=5.1e-4, abs=0), text
            assert not ("e" in shown and powers), "two notations in one matrix"


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
            tables = Drawn(line).tables
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
        lines = page.equation(phase).lines
        gradients = [
            line.beside for line in lines if line.operands[-1].kind == "grad"
        ]  # of biases, drawn with those of w
        operands = [operand for line in lines if line not in gradients for operand in line.operands]
        tables = [table for line in found.find("div", "line") for table in Drawn(line).tables]
        assert [table.attributes["data-operand"] for table in tables] == [operand.place for operand in operands]
        for table, operand in zip(tables, operands, strict=True):
            name = f"{phase.id}: {operand.data}"
            assert shape(table) == operand.array.shape, name
            assert np.array_equal(numbers(table), printed(operand.array)), name


@pytest.mark.parametrize("place", some(PLACES))
def test_every_matrix_has_its_array_s_shape_and_numbers_at_every_phase(place):
    assert_matrices_are_right(Page.of(PLACES[place]))


@pytest.mark.parametrize("place", some(PLACES))
def test_the_shape_line_of_every_product_multiplies(place):
    assert_products_multiply(Page.of(PLACES[place]))


@pytest.mark.parametrize("place", some(PLACES))
def test_the_tables_of_a_phase_hold_the_very_numbers_of_its_equation(place):
    assert_panel_shows_whole_doubles(Page.of(PLACES[place]))


@given(pages)
@steady(25)
def test_the_shapes_and_numbers_of_any_network_are_right(page: Page):
    assert_matrices_are_right(page)
    assert_products_multiply(page)
    assert_panel_shows_whole_doubles(page)


def test_the_question_is_answered_by_the_shapes_on_its_page():
    page = Page.of(PLACES["the question"])
    phase = next(phase for phase in page.phases if phase.id == "grad-2")
    shelf, found = matrices(page, phase), panel(page, phase)
    said = {key_of(table): shape(table) for table in shelf.find("table", data_matrix="")}
    assert (said["delta", 2], said["w", 2], said["grad_w", 2], said["grad_b", 2]) == ((1, 4), (1, 2), (1, 2), (1, 1))
    lines = [" ".join(line.one("div", "shapes").text.split()) for line in found.find("div", "line")]
    assert any("(1 × 1)(1 × 2) = (1 × 2)" in line for line in lines)
    assert any(
        "(1 neuron of layer 1 × [4 examples])([4 examples] × 2 neurons of layer 0) ÷ 4 = "
        "(1 neuron of layer 1 × 2 neurons of layer 0)" in line
        for line in lines
    )
    assert shelf.one("table", data_matrix="delta-2") is not None
    names = [figure.one("figcaption").one("math").text for figure in shelf.find("figure")]
    assert "δ1" in names and "δ2" not in names


def test_a_block_opens_as_numbers_in_a_row_below_its_layer_and_closes_again():
    page = Page.of(CLASSES)
    for name, phase in (("z-1", page.phases[-1]), ("grad_w-2", page.phases[-1]), ("b-3", page.phases[0])):
        closed, opened = matrices(page, phase), matrices(page, phase, {name})
        assert "hue" in closed.one("table", data_matrix=name).attributes["class"]
        below = opened.one("div", "opened")
        table = below.one("table", data_matrix=name)
        assert "hue" not in table.attributes["class"] and opened.one("table", data_matrix=name) is table
        parts = opened.one("div", "ledger").children
        assert parts[parts.index(below) - 1].attributes["data-layer"] == name[-1]
        assert below.one("button").attributes["data-pick"] == f"open:{name}"
        (opens,) = {button.attributes["data-pick"] for button in closed.find("button", data_pick=f"open:{name}")}
        assert opens == f"open:{name}"


def test_a_deep_network_folds_to_the_names_of_its_layers_and_each_of_them_opens():
    page = Page.of(replace(CLASSES, sizes=(2, *[64] * 5, 3), activations=("tanh",) * 5 + ("softmax",), batch_size=32))
    phase = next(phase for phase in page.phases if phase.id == "grad-4")
    folded = matrices(page, phase)
    line = list(folded.one("div", "layers").find("button"))
    assert [button.attributes["data-pick"] for button in line] == [
        "open:x-0", *(f"open:layer-{layer}" for layer in range(1, 7)), "open:y-6"
    ]  # fmt: skip
    assert [button.text for button in line if "live" in button.attributes.get("class", "")] == [
        "layer 364 × 64", "layer 464 × 64"
    ]  # fmt: skip
    assert {key_of(table) for table in folded.find("table", data_matrix="")} == {*phase.operands, *phase.result}
    for opened, key in ({"layer-2"}, ("z", 2)), ({"layer-2", "w-2"}, ("w", 2)), ({"x-0"}, ("x", 0)):
        table = matrices(page, phase, opened).one("table", data_matrix=f"{key[0]}-{key[1]}")
        assert shape(table) == page.values[key].shape
        assert (numbers(table) is not None) == (f"{key[0]}-{key[1]}" in opened)


def test_the_matrices_of_the_small_nets_are_numbers_in_every_orientation():
    for place in ("or-gate-2-2-1", "two-inputs-one-output", "mazur-2-2-2", "xor-2-3-1"):
        for notation in NOTATIONS[:: len(NOTATIONS) // 3]:
            page = replace(Page.of(PLACES[place]), notation=notation)
            for phase in page.phases:
                assert not list(matrices(page, phase).find("table", "hue")), f"{place}, {phase.id}"


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "a wide net", "no biases"])
def test_a_gradient_is_said_to_have_the_shape_of_its_parameter_once_it_is_known(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        shelf = matrices(page, phase, () if not page.columns.folded else {"layer-1", "layer-2", "layer-3"})
        known = [key for key in sorted(phase.known) if key[0].startswith("grad_")]
        words = [page.notation.text((name[-1], layer)) for name, layer in known]
        assert sorted(mark.text for mark in shelf.find("span", "ok")) == sorted(f"shape of {w}\u00a0✓" for w in words)


@pytest.mark.parametrize("example", [0, 2])
def test_the_chosen_example_is_underlined_in_every_matrix_that_has_examples(example):
    for notation in NOTATIONS[:: len(NOTATIONS) // 3]:
        page = replace(Page.of(OR), notation=notation, example=example)
        shelf = matrices(page, page.phases[-1])
        assert [mark.text for mark in shelf.find("small", "which")] == [f"ex. {example + 1}"]
        for table in shelf.find("table", data_matrix=""):
            grid, turned = cells(table), "data-turned" in table.attributes
            marked = [(j, k) for j, row in enumerate(grid) for k, cell in enumerate(row) if "class" in cell.attributes]
            lines = [j for j, row in enumerate(table.find("tr")) if "class" in row.attributes]
            of_examples = key_of(table)[0] in ("x", "y", "z", "a", "delta")
            assert marked == ([(len(grid) - 1, example)] if of_examples and not turned else []), key_of(table)
            assert lines == ([example] if of_examples and turned else []), key_of(table)


def test_the_phases_of_a_mini_batch_share_what_is_drawn_of_it_and_look_as_if_they_did_not():
    for place in ("or-gate-2-2-1", "three-classes", "a wide net"):
        page = Page.of(PLACES[place])
        ends = colours.limits(page.values, page.values)
        shared = ledger(page, page.phases[0], ends, {"z-1"})
        for phase in (*page.phases, *page.phases[::-1]):
            assert replace(shared, phase=phase).html() == ledger(page, phase, ends, {"z-1"}).html(), phase.id


def test_the_numbers_of_the_or_gate_stay_small_on_the_wire():
    page = Page.of(PLACES["or-gate-2-2-1"])
    for phase in page.phases:
        ends = colours.limits(page.values, phase.known)
        assert len(ledger(page, phase, ends).html().encode()) < 25_000, phase.id


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
    root = read(phase_panel(equation, [bad], Sheet({"z": 1.0})))
    assert not list(root.find("script"))
    assert {table.attributes["data-operand"] for table in root.find("table")} == {bad}
    assert root.text.count(bad) >= 7
