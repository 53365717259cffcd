"""What a drawn product means: where its matrices stand, over which sides its bars run, and what its one line says."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from backprop_explorer.figures import colours
from backprop_explorer.figures.columns import Columns
from backprop_explorer.figures.product.laid import Sheet
from backprop_explorer.figures.step import phase_panel
from backprop_explorer.lesson.phases import Phase

from ..lesson.pages import NOTATIONS, Page
from ..scenario.cases import PLACES
from .drawn import Drawn
from .html_tree import Element, cells, numbers, read, shape

NUMBER = re.compile(r"−?\d+(?:\.\d+)?(?:e[−-]?\d+)?")


def panel(page: Page, phase: Phase, form: str = "auto", heat: bool = False) -> Element:
    ends = colours.limits(page.values, page.values)
    return read(phase_panel(page.equation(phase), page.sentences(phase), Sheet(ends, heat, page.example, form)))


def lines(page: Page, form: str = "auto", heat: bool = False) -> list[tuple[str, Drawn]]:
    """All drawn lines of a mini-batch, with their phases."""
    return [
        (phase.id, Drawn(line)) for phase in page.phases for line in panel(page, phase, form, heat).find("div", "line")
    ]


def value(text: str) -> float:
    return float(text.replace("−", "-"))


def worked_out(words: str) -> Iterator[tuple[float, float]]:
    """The sides of each equals sign in "For …: 0.5 · 0.2 = 0.1, ÷ 4 = 0.025"; not where dots are terms."""
    before = ""
    for piece in words.rpartition(": ")[2].replace("−", "-").replace("·", "*").replace("÷", "/").split(", "):
        left, right = piece.split(" = ")
        if not re.search("[…σ]", left):
            yield eval(f"{before} {left}", {}), float(right)  # numbers and signs alone
        before = right


@pytest.mark.parametrize("notation", NOTATIONS[::6], ids=lambda n: n.orientation)
@pytest.mark.parametrize("place", ["or-gate-2-2-1", "xor-2-3-1", "three-classes"])
def test_in_a_corner_rows_run_on_from_the_left_and_columns_from_above(place, notation):
    page = replace(Page.of(PLACES[place]), notation=notation)
    corners = 0
    for phase, drawn in lines(page):
        corner = list(drawn.line.find("div", "corner"))
        if not corner:
            continue
        corners += 1
        left, right, made = (drawn.table(role) for role in ("left", "right", "made"))
        assert shape(left)[0] == shape(made)[0] and shape(right)[1] == shape(made)[1], phase
        assert shape(left)[1] == shape(right)[0] > 1, f"{phase}: one term needs no corner"
        np.testing.assert_allclose(numbers(left) @ numbers(right), numbers(made), rtol=1e-12, atol=1e-12)
        # The right factor and its name stand above, the left one and the product below.
        order = [table.attributes["data-role"] for table in corner[0].find("table")]
        assert order.index("right") < order.index("left") < order.index("made")
        summed = shape(left)[1]
        words = corner[0].one("div", "meet").text
        assert str(summed) in words and ("examples" in words) == phase.startswith("grad")
        # The number that is summed is the one that stands out in both names.
        assert [mark.text for mark in corner[0].find("i")] == [str(summed)] * 2
    assert corners >= 2 * page.depth - 1


@pytest.mark.parametrize("notation", NOTATIONS[::6], ids=lambda n: n.orientation)
@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2", "three-classes", "the sum over a batch"])
def test_the_entry_that_is_spelled_out_is_what_it_says(place, notation):
    page = replace(Page.of(PLACES[place]), notation=notation)
    checked = 0
    for phase, drawn in lines(page):
        for role in ("result", "ones-result"):
            table = drawn.table(role)
            for row in cells(table) if table else []:
                for cell in row:
                    words = cell.attributes.get("data-told", "")
                    if not words:
                        continue
                    assert value(words.rpartition("= ")[2]) == pytest.approx(
                        float(cell.attributes["data-value"]), rel=6e-4, abs=1e-300
                    ), f"{phase}: {words}"
                    # Terms are rounded to 4 digits, and may cancel.
                    size = max(abs(value(each)) for each in NUMBER.findall(words.rpartition(": ")[2]))
                    for computed, told in worked_out(words):
                        checked += 1
                        assert computed == pytest.approx(told, rel=4e-3, abs=4e-4 * size), f"{phase}: {words}"
    assert checked > 20


@pytest.mark.parametrize("form", ["corner", "line"])
def test_the_other_form_shows_the_same_numbers(form):
    page = Page.of(PLACES["xor-2-3-1"])

    def of(how: str) -> list[list[str]]:
        return [[table.attributes["data-operand"] for table in drawn.tables] for _, drawn in lines(page, how)]

    assert of(form) == of("auto")
    drawn = [
        drawn for _, drawn in lines(page, form) if drawn.table("left") and "small" not in drawn.work.attributes["class"]
    ]
    assert all(bool(list(each.line.find("div", "corner"))) == (form == "corner") for each in drawn)
    picks = {button.attributes["data-pick"] for each in drawn for button in each.line.find("button", data_pick="")}
    assert ("form:line" if form == "corner" else "form:corner") in picks


def test_one_term_is_drawn_in_one_line_and_says_that_nothing_is_added():
    page = Page.of(PLACES["or-gate-2-2-1"])
    (delta,) = [drawn for phase, drawn in lines(page) if phase == "delta-1"]
    assert not list(delta.line.find("div", "corner")) and delta.table("made") is None
    assert "1 neuron of layer 2: one term, nothing to add." in delta.line.one("p", "told").text


@pytest.mark.parametrize("place", ["three-classes", "a wide net", "six layers"])
def test_a_larger_net_shows_operands_as_colour_and_results_as_numbers(place):
    page = Page.of(PLACES[place])
    assert Columns(page.trace.network.sizes, page.trace.m).heat
    for phase, drawn in lines(page, heat=True):
        for table in drawn.work.find("table"):
            role, printed = table.attributes["data-role"], "hue" not in table.attributes["class"].split()
            small = "small" in drawn.work.attributes["class"].split()
            assert printed == (role in ("result", "ones-result") and not small), f"{phase}: {role}"
            for cell in (cell for row in cells(table) for cell in row):
                negative = float(cell.attributes["data-value"]) < 0
                # The colour of a number is never its only sign.
                assert ("n" in cell.attributes.get("class", "").split()) == negative
                assert printed or cell.attributes["title"].startswith("−") == negative


def test_what_a_wide_net_does_not_print_is_told_and_its_operands_are_pictures():
    page = Page.of(PLACES["a wide net"])
    found = panel(page, next(phase for phase in page.phases if phase.id == "z-1"), heat=True)
    assert list(found.find("img")) and all(
        img.attributes["src"].startswith("data:image/png") for img in found.find("img")
    )
    (cut,) = found.find("div", "cut")
    assert "rows 1–6 of" in cut.text


@pytest.mark.parametrize("notation", NOTATIONS[::6], ids=lambda n: n.orientation)
def test_the_underlined_example_is_the_one_that_is_looked_at(notation):
    page = replace(Page.of(PLACES["xor-2-3-1"]), notation=notation, example=2)
    for phase in page.phases:
        for table in panel(page, phase).find("table", data_role=""):
            marked = {
                (i, j)
                for i, row in enumerate(cells(table))
                for j, cell in enumerate(row)
                if "own" in cell.attributes.get("class", "").split()
            }
            if marked:
                axis = 0 if "lying" in table.attributes["class"].split() else 1
                assert {place[axis] for place in marked} == {2} and shape(table)[axis] == 4, phase.id
