"""The ledger by keyboard alone, copied, and its blocks of colour opened and closed."""

import pytest

from ..scenario.cases import some
from .test_reading import agree, printed

FOCUSED = """() => { const at = document.activeElement;
  return [at.closest("table")?.dataset.matrix, at.parentElement.rowIndex, at.cellIndex, at.ariaLabel]; }"""
COPIED = """(table) => { const range = document.createRange(); range.selectNodeContents(table.tBodies[0]);
  getSelection().removeAllRanges(); getSelection().addRange(range); return getSelection().toString(); }"""

# Whatever sticks out to the right and does not scroll in a box of its own.
OUT = """() => [...document.querySelectorAll(".all *:not(caption, .opened table, .opened table *)")]
  .filter((element) => element.getBoundingClientRect().right > innerWidth + 1).map((element) => element.outerHTML)"""


@pytest.mark.parametrize(("view", "named"), [("columns", "neuron 2, example 3"), ("rows", "example 2, neuron 2")])
def test_a_number_is_reached_and_opened_by_keyboard_alone_and_no_arrow_steps(visit, view, named):
    page = visit(phase="update", view=view)
    browser, keys = page.page, page.page.keyboard
    browser.locator('table[data-matrix="delta-1"]').focus()
    keys.press("Enter")
    for key in ("ArrowRight", "ArrowDown", "ArrowRight") if view == "columns" else ("ArrowDown", "ArrowRight"):
        keys.press(key)
    name, row, column, words = browser.evaluate(FOCUSED)
    assert (name, row, column) == ("delta-1", 1, 2 if view == "columns" else 1)
    value = page.values()["delta-1"][row][column]
    assert words.startswith(named) and agree(printed(words.rpartition(": ")[2]), value, 4)
    assert browser.locator("td.lit").count() > 0, "what it is made from is lit"
    keys.press("Escape")
    assert browser.evaluate("() => document.activeElement.dataset.matrix") == "delta-1"
    assert page.settle() == (0, "update")
    keys.press("Enter")
    keys.press("Enter")
    browser.wait_for_selector('[data-chain="delta-1-0-0"]')


def test_what_is_copied_from_a_matrix_has_the_power_that_stands_at_its_name(visit):
    page = visit(phase="delta-1")
    table = page.page.locator('table[data-matrix="delta-1"]')
    assert page.page.locator("figure").filter(has=table).locator(".power").inner_text() == "×10⁻³"
    copied = [[printed(text) for text in line.split()] for line in table.evaluate(COPIED).strip().split("\n")]
    for row, values in zip(copied, page.values()["delta-1"], strict=True):
        assert all(agree(text, value, 4) for text, value in zip(row, values, strict=True))


def test_a_block_tells_the_number_that_is_pointed_at_opens_and_closes(visit):
    page = visit(preset="three-classes", phase="delta-2")
    cell = page.page.locator('table.hue[data-matrix="z-1"] tr').nth(3).locator("td").nth(6)
    value = page.values()["z-1"][3][6]
    cell.hover()
    words, told = cell.get_attribute("data-tip").split(": ")
    assert words == "neuron 4, example 7" and agree(printed(told), value, 4)
    cell.click()
    table = page.page.locator('.opened table[data-matrix="z-1"]')
    table.wait_for()
    assert page.values()["z-1"][3][6] == value
    page.page.locator(".opened .close").click()
    table.wait_for(state="detached")
    assert page.values()["z-1"][3][6] == value


@pytest.mark.parametrize("width", some((320, 390, 768, 1140, 1440), 4))
def test_the_ledger_never_scrolls_the_page_sideways(visit, width):
    for preset, view in (("xor-2-3-1", "rows"), ("three-classes", "columns"), ("mazur-2-2-2", "torch")):
        page = visit(preset=preset, phase="update", view=view)
        page.page.set_viewport_size({"width": width, "height": 844})
        page.breathe()
        out = page.page.evaluate(OUT)
        assert out == [], (preset, view)
