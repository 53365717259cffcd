"""What lights up while the pointer is on a number is just what moves that number when it is changed a little."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from ..lesson.what_moves import Cell, equations, moved_by, partner
from .test_reading import agree, printed

EDGES = ("w", "grad_w", "w_new")  # one number for each edge

# Puts the pointer on every cell of All matrices, one after the other; tells what is lit then, with the place that
# each cell has on the page, and the lit lines of the picture.
HOVER_ALL = """() => {
  const over = (cell) => cell.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
  const place = (cell) => [cell.closest("table").dataset.matrix, cell.parentElement.rowIndex, cell.cellIndex];
  return [...document.querySelectorAll("table.m[data-matrix] td")].map((cell) => {
    over(cell);
    const [lines, rings] = ["line", "circle"].map((kind) => [...document.querySelectorAll(`svg.lit ${kind}`)]);
    return [place(cell), [...document.querySelectorAll("td.lit")].map(place),
      lines.map((line) => ["x1", "y1", "x2", "y2"].map((name) => Number(line.getAttribute(name)))),
      rings.map((ring) => ["cx", "cy"].map((name) => Number(ring.getAttribute(name))))];
  });
}"""


VIEWS = {  # what each shows turned over
    "columns": (),
    "rows": ("x", "y", "w", "b", "z", "a", "delta", "grad_w", "grad_b", "w_new", "b_new"),
    "torch": ("x", "y", "b", "z", "a", "delta", "grad_b", "b_new"),
}


def kind(cell: Cell) -> str:
    return cell[0].rpartition("-")[0]


@pytest.mark.parametrize("classes", [False, True], ids=["sigmoid", "softmax"])
def test_a_number_lights_just_what_it_is_computed_from_and_its_own_edges(visit, classes):
    depth = 3 if classes else 2
    page = visit(preset="three-classes" if classes else "xor-2-3-1")
    if classes:
        page.open_setup()
        page.enter("layer sizes", "2-4-2-3")
        page.enter("batch size", "5")
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

    marks = page.picture()["marks"]
    found = page.page.evaluate(HOVER_ALL)
    hovered = [(engine(cell), {*map(engine, lit)}, lines, rings) for cell, lit, lines, rings in found]
    shapes: dict[str, tuple[int, int]] = {}
    for (name, row, column), *_ in hovered:
        rows, columns = shapes.get(name, (0, 0))
        shapes[name] = max(rows, row + 1), max(columns, column + 1)
    known = equations(depth, classes)
    expected = {cell: moves for name in known for cell, moves in moved_by(known[name], name, shapes).items()}
    assert expected.keys() <= {cell for cell, *_ in hovered}
    for cell, lit, lines, rings in hovered:
        assert lit - partner(cell) == expected.get(cell, set()) - partner(cell), f"{view}: {cell}"
        taking_part = {cell} | lit
        edges = {(int(one[0].rpartition("-")[2]), *one[1:]) for one in taking_part if kind(one) in EDGES}
        assert {edge(line, marks) for line in lines} == edges, f"{view}: {cell}"
        neurons = {f"neuron-{one[0].rpartition('-')[2]}-{one[1]}" for one in taking_part if kind(one) not in EDGES}
        own = {f"neuron-{cell[0].rpartition('-')[2]}-{cell[1]}"} if kind(cell) not in EDGES else set()
        assert own <= near(rings, marks) <= neurons, f"{view}: {cell}"


def edge(line: list[float], marks: Mapping[str, list[float]]) -> tuple[int, int, int]:
    """The edge that a line in the picture runs along: (layer, j, k)."""

    def off(pair: tuple[str, str]) -> float:
        (ax, ay), (bx, by) = marks[pair[0]], marks[pair[1]]
        share = [(line[i] - ax) / (bx - ax) for i in (0, 2)]
        if not -0.05 < share[0] < share[1] < 1.05:
            return np.inf
        return sum(abs(line[i + 1] - ay - s * (by - ay)) for i, s in zip((0, 2), share, strict=True))

    neurons = [name for name in marks if name.startswith("neuron-")]
    layer_of = {name: int(name.split("-")[1]) for name in neurons}
    pairs = [(a, b) for a in neurons for b in neurons if layer_of[b] == layer_of[a] + 1]
    start, stop = min(pairs, key=off)
    assert off((start, stop)) < 3, "a line lies on no edge"
    return layer_of[stop], int(stop.split("-")[2]), int(start.split("-")[2])


def near(rings: list[list[float]], marks: Mapping[str, list[float]]) -> set[str]:
    return {min(marks, key=lambda name: abs(marks[name][0] - x) + abs(marks[name][1] - y)) for x, y in rings}


@pytest.mark.parametrize("view", VIEWS)
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
