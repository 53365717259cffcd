"""From the examples to the batch as HTML: full numbers, shapes, and dots for what is not computed yet."""

from dataclasses import replace

import numpy as np
import pytest

from backprop_explorer.figures.folding import folding_panel

from ..lesson.pages import NOTATIONS, Page
from ..lesson.test_folding import folding_of
from ..scenario.cases import OR, PLACES
from .html_tree import Element, numbers, read, shape
from .test_matrices import counts, printed


def panel(page: Page, layer: int, phase: int = -1) -> Element:
    return read(folding_panel(folding_of(page, layer, phase)))


def assert_row_adds_up(row: Element) -> None:
    """The tables of one gradient: all up to the last "=" add to the sum, which gives the gradient."""
    tables = [numbers(table) for table in row.find("table")]
    *terms, total, result = tables
    signs = [sign.text for sign in row.find("span", "sign")]
    assert signs[: len(terms) - 1] == ["+"] * (len(terms) - 1) and signs[len(terms) - 1] == "="
    assert np.allclose(sum(terms), total, rtol=1e-9, atol=1e-12)  # type: ignore[arg-type]
    (divide,) = [sign for sign in signs if "÷" in sign] or [""]
    divisor = float(divide.removeprefix("÷ ")) if divide else 1.0
    assert np.allclose(total / divisor, result, rtol=1e-9, atol=1e-12)  # type: ignore[operator,arg-type]


@pytest.mark.parametrize("name", PLACES)
def test_the_displayed_matrices_add_up(name: str) -> None:
    for number, notation in enumerate(NOTATIONS[::4]):
        page = replace(Page.of(PLACES[name]), notation=notation)
        layer = 1 + number % page.depth
        found = panel(page, layer)
        assert not list(found.find(data_matrix="")), "the name of a matrix belongs to All matrices"
        rows = list(found.find("div", "fold-row"))
        assert len(rows) == 2 + (page.trace.layers[layer - 1].b is not None)
        for row in rows[:-1]:
            assert_row_adds_up(row)
        result = rows[0].one("figure", "result")
        truth = notation.display(("grad_w", layer), page.values["grad_w", layer])
        assert np.array_equal(numbers(result.one("table")), printed(truth))  # type: ignore[arg-type]
        names = [table.attributes["data-operand"] for table in found.find("table")]
        assert len(names) == len(set(names))
        for figure in found.find("figure"):
            words = figure.one("small").text
            if ")(" not in words and "(" not in words:
                assert counts(words) == shape(figure.one("table"))


def test_before_the_gradients_there_are_dots_of_the_right_shape() -> None:
    page = Page.of(OR)
    ids = [phase.id for phase in page.phases]
    for layer in (1, 2):
        after = panel(page, layer)
        before = panel(page, layer, ids.index(f"grad-{layer}") - 1)
        assert not list(before.find(data_value="")) and "Not computed yet" in before.text
        pairs = zip(before.find("table"), after.find("table"), strict=True)
        assert all(shape(ghost) == shape(full) for ghost, full in pairs)
        assert list(panel(page, layer, ids.index(f"grad-{layer}")).find(data_value=""))
