"""What lights up while the pointer is on a number is just what moves that number when it is changed a little."""

from typing import Any

import pytest

from ..lesson.what_moves import Cell, equations, moved_by, partner
from ..scenario.cases import some
from .test_reading import agree, printed

EDGES = ("w", "grad_w", "w_new")  # one number for each edge

# Puts the pointer on every cell of All matrices, one after the other; tells what is lit then, with the place that
# each cell has on the page, and the lit marks of the picture.
HOVER_ALL = """() => {
  const over = (cell) => cell.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  const place = (cell) => [cell.closest("table").dataset.matrix, cell.parentElement.rowIndex, cell.cellIndex];
  return [...document.querySelectorAll("table.m[data-matrix] td")].map((cell) => {
    over(cell);
    return [place(cell), [...document.querySelectorAll("table.m[data-matrix] td.lit")].map(place),
      [...document.querySelectorAll(".net .lit[data-mark]")].map((mark) => mark.dataset.mark)];
  });
}"""


VIEWS = {  # what each shows turned over
    "columns": (),
    "rows": ("x", "y", "w", "b", "z", "a", "delta", "grad_w", "grad_b", "w_new", "b_new"),
    "torch": ("x", "y", "b", "z", "a", "delta", "grad_b", "b_new"),
}


def kind(cell: Cell) -> str:
    return cell[0].rpartition("-")[0]


@pytest.mark.parametrize("classes", some((True, False), 2))
def test_a_number_lights_just_what_it_is_computed_from_and_its_own_edges(visit, classes):
    depth = 3 if classes else 2
    page = visit(preset="three-classes" if classes else "xor-2-3-1")
    if classes:
        page.open_setup()
        page.enter("layer sizes", "2-4-2-3")
        page.enter("batch size", "5")
        page.page.wait_for_selector('[data-matrix="x-0"][data-shape="2x5"]')
    page.to_phase("update")
    for view in VIEWS:
        page.switch(f"view:{view}")
        page.breathe()
        assert_lights_what_moves_it(page, depth, classes, view)


def assert_lights_what_moves_it(page, depth: int, classes: bool, view: str) -> None:
    def engine(place: list[Any]) -> Cell:
        """The place of a cell in the matrix as the engine has it."""
        name, row, column = place
        return (name, column, row) if name.rpartition("-")[0] in VIEWS[view] else (name, row, column)

    found = page.page.evaluate(HOVER_ALL)
    hovered = [(engine(cell), {*map(engine, lit)}, set(marks)) for cell, lit, marks in found]
    shapes: dict[str, tuple[int, int]] = {}
    for (name, row, column), *_ in hovered:
        rows, columns = shapes.get(name, (0, 0))
        shapes[name] = max(rows, row + 1), max(columns, column + 1)
    known = equations(depth, classes)
    expected = {cell: moves for name in known for cell, moves in moved_by(known[name], name, shapes).items()}
    assert expected.keys() <= {cell for cell, *_ in hovered}
    for cell, lit, marks in hovered:
        assert cell in lit
        lit.discard(cell)
        assert lit - partner(cell) == expected.get(cell, set()) - partner(cell), f"{view}: {cell}"
        taking_part = {cell} | lit
        edges = {f"w-{one[0].rpartition('-')[2]}-{one[1]}-{one[2]}" for one in taking_part if kind(one) in EDGES}
        neurons = {f"neuron-{one[0].rpartition('-')[2]}-{one[1]}" for one in taking_part if kind(one) not in EDGES}
        assert marks == edges | neurons, f"{view}: {cell}"


@pytest.mark.parametrize("view", some(VIEWS, 2))
def test_a_click_on_a_number_opens_that_number_whichever_way_its_matrix_lies(visit, view):
    page = visit(preset="xor-2-3-1", phase="update", view=view)
    browser = page.page
    for name, row, column in (("z-1", 1, 2), ("grad_w-1", 1, 0), ("delta-1", 0, 1), ("a-1", 2, 2)):
        rows, columns = map(int, browser.get_attribute(f'[data-matrix="{name}"]', "data-shape").split("x"))
        cell = browser.locator(f'[data-matrix="{name}"] tr').nth(row % rows).locator("td").nth(column % columns)
        value = float(cell.get_attribute("data-value"))
        cell.click()
        turn = name.rpartition("-")[0] in VIEWS[view]
        j, k = (column % columns, row % rows) if turn else (row % rows, column % columns)
        browser.wait_for_selector(f'[data-chain="{name}-{j}-{k}"]')
        shown = printed(browser.locator(".chain .step.last .result b").inner_text())
        assert agree(shown, value), (name, shown, value)
