"""What a learner does to understand a number: turn the notation, follow a chain, fold a batch."""

import math
from pathlib import Path

import pytest
from playwright.sync_api import Page

from backprop_explorer.lesson.export import numpy_script
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.scenario import preset

from ..scenario.cases import some
from .test_question import assert_in_sight, box

# A place to click on a mark: on the plate of an edge, or in the middle.
MARK = """(name) => {
  const places = [`[data-on="${name}"] rect`, `[data-mark="${name}"] .rim`, `[data-mark="${name}"] .square`];
  const mark = places.map((place) => document.querySelector(place)).find(Boolean);
  const { left, top, width, height } = mark.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""
SLIDE = """(slider, value) => {
  slider.value = value;
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}"""
ROWS = """(rows) => rows.map((row) => [row.dataset.change,
  [...row.querySelectorAll("td")].map((cell) => Number(cell.dataset.value))])"""
# What stands on each mark of the picture, and all its other words.
TEXTS = """() => {
  const text = (element) => element?.textContent ?? "";
  const words = [...document.querySelectorAll(".net .moved text")].map(text).join(" | ");
  const marks = [...document.querySelectorAll(".net [data-mark]")];
  return { words, ...Object.fromEntries(marks.map((mark) => [mark.dataset.mark, text(mark.querySelector(".value"))])) };
}"""
POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def printed(text: str) -> float:
    """A number as it is printed: "−0.015", "(−1.5)", "9.7·10⁻⁸"."""
    plain = text.strip().strip("()").replace("−", "-")
    mantissa, _, power = plain.partition("·10")
    return float(mantissa) * 10.0 ** int(power.translate(POWERS) or 0)


def last_digit(text: str) -> float:
    """What a 1 in the last printed place is worth."""
    digits, _, power = text.strip().strip("()").partition("·10")
    return 10.0 ** (int(power.translate(POWERS) or 0) - len(digits.partition(".")[2]))


def agree(found: float, expected: float, digits: int = 7) -> bool:
    return math.isclose(found, expected, rel_tol=10.0 ** (1 - digits))


def click_edge(browser: Page, name: str) -> None:
    browser.mouse.click(*browser.evaluate(MARK, name))
    browser.wait_for_selector(f'[data-chain="grad_{name}"]')


def test_one_click_on_an_edge_gives_its_chain_rule_which_multiplies_and_adds_up(visit):
    page = visit(phase="update")
    browser = page.page
    for name in ("w-2-0-1", "w-1-1-0"):
        click_edge(browser, name)
        rows = browser.locator(".chain .step.last tr").filter(has=browser.locator("td.factor")).all()
        assert len(rows) == 4
        addends = []
        for row in rows:
            first, second = (printed(text) for text in row.locator("td.factor").all_inner_texts())
            text = row.locator("td.product").inner_text()
            addends.append(printed(text))
            assert abs(first * second - addends[-1]) < 10 * last_digit(text)  # true to the last digit but one
        total, m, result = (printed(text) for text in browser.locator(".chain .step.last .number b").all_inner_texts())
        assert abs(sum(addends) - total) <= 1e-7 * max(map(abs, addends)) and m == 4
        assert agree(total / m, result)
        matrix, layer, j, k = name.split("-")
        assert agree(page.values()[f"grad_{matrix}-{layer}"][int(j)][int(k)], result)
        assert_in_sight(browser.locator(".chain .step.last .result"))


def test_a_click_on_a_neuron_opens_the_number_that_stands_on_it(visit):
    page = visit(phase="z-1")
    example = page.page.locator(".loop").get_attribute("data-example")
    for phase, neurons, mark, number in (
        ("z-1", "auto", "neuron-1-0", f"z-1-0-{example}"),
        ("a-1", "auto", "neuron-1-1", f"a-1-1-{example}"),
        ("update", "grad_b", "neuron-2-0", "grad_b-2-0-0"),
        ("update", "grad_b", "cost", "cost-2-0-0"),
    ):
        page.to_phase(phase)
        page.choose_for_picture("neurons", neurons)
        page.breathe()
        page.page.mouse.click(*page.page.evaluate(MARK, mark))
        page.page.wait_for_selector(f'[data-chain="{number}"]')


def test_the_path_of_a_selected_number_is_lit_in_the_picture(visit):
    page = visit(phase="update")
    click_edge(page.page, "w-2-0-1")
    assert {mark for mark in page.picture()["lit"] if mark[0] == "w"} == {"w-2-0-1"}
    band = "getComputedStyle(document.querySelector('[data-mark=\"w-2-0-1\"] .hit'))"
    assert page.page.evaluate(f"parseFloat({band}.strokeWidth)") >= 16, "the band is broader than any edge"
    assert page.page.evaluate(f"{band}.stroke") != "rgba(0, 0, 0, 0)"


def test_hovering_a_cell_lights_the_row_the_column_and_the_edges_that_made_it(visit):
    page = visit(phase="update")
    for view, row, column in (("columns", 1, 2), ("rows", 2, 1)):
        page.switch(f"view:{view}")
        page.page.locator('[data-matrix="z-1"] tr').nth(row).locator("td").nth(column).hover()
        lit = page.page.locator("[data-matrix] td.lit").evaluate_all(
            "(cells) => cells.map((cell) => [cell.closest('table').dataset.matrix, Number(cell.dataset.value)])"
        )
        values = page.values()
        w, x, b = ([n for name, n in lit if name == wanted] for wanted in ("w-1", "x-0", "b-1"))
        bias = values["b-1"][0][1] if view == "rows" else values["b-1"][1][0]
        assert len(lit) == 1 + 5 and b == [bias]
        total = sum(p * q for p, q in zip(w, x, strict=True)) + bias
        assert agree(values["z-1"][row][column], total, 12)
        assert {mark for mark in page.picture()["lit"] if mark[0] == "w"} == {"w-1-1-0", "w-1-1-1"}


# Where the dot stands, as a share of the curve's width, and how far it is from the curve.
DOT = """() => {
  const svg = document.querySelector(".nudge .curve"), dot = svg.querySelector("circle.there");
  const pairs = svg.querySelector("polyline.cost").getAttribute("points").split(" ");
  const points = pairs.map((pair) => pair.split(",").map(Number));
  const [x, y] = [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))];
  const share = (x - points[0][0]) / (points.at(-1)[0] - points[0][0]);
  return { share, away: Math.min(...points.map(([px, py]) => Math.hypot(px - x, py - y))) };
}"""


def test_a_nudge_moves_the_table_the_point_on_the_curve_and_the_picture(visit):
    page = visit(phase="update")
    for example in (2, 1):  # the page begins with the last of four
        page.page.get_by_label("example before").click()
        page.page.wait_for_selector(f'.loop[data-example="{example}"]')
    page.breathe()
    click_edge(page.page, "w-1-0-1")
    page.open_panel("nudge")
    slider, field = (
        page.page.locator('[type="range"][data-send="nudge"]'),
        page.page.locator('[type="number"][data-send="nudge"]'),
    )
    slider.wait_for()
    values = page.values()
    w, gradient = values["w-1"][0][1], values["grad_w-1"][0][1]
    steps = slider.get_attribute("data-steps").split(" ")
    for change, set_it in (("0.5", "field"), ("-0.01", "slider"), ("1", "slider"), ("-0.25", "field")):
        if set_it == "slider":
            slider.evaluate(SLIDE, str(steps.index(change)))
        else:
            field.fill(change)
            field.press("Enter")
        sign = "+" if change[0] != "-" else ""
        page.page.locator(".nudge .label").get_by_text(f"moved by {sign}{change.replace('-', '−')}").wait_for()
        assert field.input_value() == change
        rows = dict(page.page.locator("[data-change]").evaluate_all(ROWS))
        by = float(change)
        assert agree(rows["w-1-0-1"][1], w + by, 12) and rows["w-1-0-1"][2] == by
        assert agree(rows["z-1-0-1"][1], rows["z-1-0-1"][0] + by * values["x-0"][1][1], 12)
        cost = page.page.locator(".nudge tr", has_text="ΔC measured").locator("td").get_attribute("data-value")
        assert agree(float(cost), rows["cost-2-0-0"][1] - rows["cost-2-0-0"][0], 9)
        assert float(cost) * gradient * by > 0  # C goes the way of its gradient, here as far as the slider reaches
        dot = page.page.evaluate(DOT)
        assert abs(dot["share"] - (by + 1) / 2) < 1e-3 and dot["away"] < 0.05
        texts = page.page.evaluate(TEXTS)
        for mark, row in (("neuron-1-0", "a-1-0-1"), ("neuron-2-0", "a-2-0-1"), ("cost", "example_cost-2-0-1")):
            assert texts[mark] == f"{rows[row][1]:.4g}".ljust(6, "0"), (mark, change)
        assert f"moved by {sign}{change.replace('-', '−')}" in texts["words"]
    assert page.values() == values, "the matrices below are those of the network as it is"
    page.open_panel("phase")
    page.page.wait_for_function(f"() => !({TEXTS})().words.includes('moved by')")


def test_a_number_that_is_being_typed_stays_while_the_page_steps(visit):
    page = visit(phase="grad-1")
    page.open_panel("weight")
    field = page.page.locator('[type="number"][data-send="nudge"]')
    field.fill("0.5")  # without Enter
    page.page.evaluate("document.querySelector('[data-pick=\"phase:update\"]').click()")
    assert page.settle(0, "update") and field.input_value() == "0.5"
    field.press("Enter")
    page.page.locator(".nudge .label").get_by_text("moved by +0.5").wait_for()


def test_the_notation_turns_formulas_shapes_matrices_and_code_and_no_number_changes(visit):
    page = visit(phase="grad-1", preset="xor-2-3-1")
    before = page.values()
    page.switch("view:rows")
    page.page.wait_for_selector('[data-matrix="w-1"][data-shape="2x3"]')
    page.switch("letters:code")
    page.page.locator(".phase code").get_by_text("dW1 = X.T @ dZ1 / 4").wait_for()
    page.switch("numbering:one")
    page.page.locator(".phase code").get_by_text("dW2 = X.T @ dZ2 / 4").wait_for()
    page.page.locator(".phase .formula math").get_by_text("dW").first.wait_for()
    assert page.query["view"] == "rows" and page.query["letters"] == "code" and page.query["numbering"] == "one"
    after = page.values()
    assert before.keys() == after.keys()
    for name, rows in before.items():
        assert [list(column) for column in zip(*rows, strict=True)] == after[name], name
    page.page.reload()
    page.settle(0, "grad-1")
    assert page.values() == after


def test_the_question_is_answered_in_one_sight_example_by_example(visit):
    page = visit(question="delta-is-not-w")
    page.open_panel("batch")
    folding = page.page.locator(".folding")
    folding.wait_for()
    for words, count in (("(1 × 1)(1 × 2)", 4), ("(1 × 1)", 8)):
        assert folding.get_by_text(words).count() >= count // 2
    weights, biases, _ = folding.locator(".fold-row").all()
    for row, shape in ((weights, "1x2"), (biases, "1x1")):
        tables = row.locator("table").all()
        assert [table.get_attribute("data-shape") for table in tables] == [shape] * 6  # four, their sum, the gradient
        for table in tables:
            assert_in_sight(table)
        numbers = [[float(cell.get_attribute("data-value")) for cell in table.locator("td").all()] for table in tables]
        *terms, total, result = numbers
        assert all(agree(sum(column), t, 12) for column, t in zip(zip(*terms, strict=True), total, strict=True))
        assert all(agree(t / 4, r, 12) for t, r in zip(total, result, strict=True))
        assert "÷ 4" in row.inner_text()
    page.pick("sizes").click()
    page.settle(0, "grad-1")
    page.page.locator(".folding").get_by_text("(3 × 1)(1 × 2)").first.wait_for()
    assert "question" not in page.query and page.query["preset"] == "xor-2-3-1"


def test_a_dropped_transpose_turns_red_and_says_what_numpy_says(visit):
    page = visit(phase="delta-1", preset="xor-2-3-1")
    page.pick("dropped:0").click()
    dropped = page.page.locator(".dropped")
    dropped.wait_for()
    words = dropped.inner_text()
    assert "(1 neuron of layer 2 × 3 neurons of layer 1)(1 neuron of layer 2 × 4 examples) does not multiply" in words
    assert "mismatch in its core dimension 0" in words and "in the other direction" in words
    page.pick("dropped:0").click()
    dropped.wait_for(state="detached")


def test_the_script_that_is_kept_is_the_one_that_the_lesson_writes(visit):
    page = visit(step=3, phase="delta-1", view="torch")
    page.open_panel("code")
    page.page.locator(".export pre").wait_for()
    scenario = preset("or-gate-2-2-1")
    script = numpy_script(scenario.start().seek(3), scenario.eta, Notation("torch"))
    assert page.page.locator(".export pre").inner_text().strip() == script.strip()
    with page.page.expect_download() as download:
        page.page.get_by_text("download", exact=True).click()
    assert download.value.suggested_filename == "or-gate-2-2-1-step-3.py"
    assert Path(download.value.path()).read_text(encoding="utf-8") == script
    for name in ("torch", "latex", "csv", "json"):
        page.pick(f"script:{name}").click()
        page.page.wait_for_selector(f'[data-pick="script:{name}"][aria-pressed="true"]')


@pytest.mark.parametrize("panel", some(("weight", "nudge", "batch", "check", "doctor", "published", "code")))
def test_no_panel_scrolls_the_page_sideways_on_a_screen_or_a_phone(visit, panel):
    page = visit(phase="grad-2", preset="mazur-2-2-2" if panel == "published" else "three-classes")
    page.open_panel(panel)
    page.page.wait_for_selector(f'[data-pick="panel:{panel}"][aria-pressed="true"]')
    wide = "() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth - document.documentElement.clientWidth"
    for width, height in ((1440, 900), (390, 844)):
        page.page.set_viewport_size({"width": width, "height": height})
        page.breathe()
        assert page.page.evaluate(wide) <= 0, width
    assert box(page.page.locator('[data-slot="phase"]'))["width"] <= 390
