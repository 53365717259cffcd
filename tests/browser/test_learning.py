"""The group Learning as a person meets it: charts that come when they are opened, and lead to steps."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from backprop_explorer.scenario import preset

from ..scenario.cases import some
from .test_axe import FACES, VIOLATIONS
from .test_layout import DARK

STUCK = {"preset": "xor-2-3-1", "seed": "42", "compare": "seed:1", "panel": "learning"}
# All charts are drawn, and the curves reach this step.
DRAWN = """(step) => {
  const plots = [...document.querySelectorAll(".learning .plot")];
  return plots.length && plots.every((plot) => plot.dataset.drawn && plot.querySelector(".main-svg")) &&
    document.querySelector('[data-kept="cost"]').data.every(({ x }) => x.at(-1) >= step || x.length < 50 && step === 0);
}"""
LINES = '(name) => document.querySelector(`[data-kept="${name}"]`).data.map(({ name, x, y }) => [name, x, y])'
MARK = '(name) => document.querySelector(`[data-kept="${name}"]`).layout.shapes[0].x0'


def drawn(page, step=0):
    page.page.wait_for_function(DRAWN, arg=step, timeout=40_000)
    return page


def lines(page, name):
    return {line: dict(zip(x, y, strict=True)) for line, x, y in page.page.evaluate(LINES, name)}


def test_plotly_is_not_asked_for_before_a_chart_is_open(visit):
    page, asked = visit(preset="xor-2-3-1", step=20), []
    page.page.on("request", lambda request: asked.append(request.url))
    for panel in ("weight", "check", "code", "phase"):
        page.open_panel(panel)
    page.press("next_phase")
    assert not [url for url in asked if "plotly" in url]
    assert page.page.evaluate("() => window.Plotly === undefined")
    page.page.keyboard.press("5")
    drawn(page, 20)
    (script,) = [url for url in asked if "plotly" in url]
    page.open_panel("phase")
    page.open_panel("learning")
    drawn(page, 20)
    assert [url for url in asked if "plotly" in url] == [script]


def test_a_click_on_a_curve_moves_the_page_to_that_step_and_the_cursor_is_in_every_chart(visit):
    page = drawn(visit(preset="xor-2-3-1", step=600, phase="cost", panel="learning"), 600)
    steps = list(lines(page, "cost")["C of all examples"])
    box = page.page.locator('[data-kept="cost"] .nsewdrag').bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.page.wait_for_selector('[data-kept="cost"] .hoverlayer .hovertext')
    page.page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.page.wait_for_function("() => document.querySelector('#cursor').dataset.step < 600")
    place = page.settle()
    assert place.phase == "cost" and place.step in steps and abs(place.step - 200) < 40
    for name in ("cost", "gradient", "right", "weights"):
        page.page.wait_for_function(f"([name, step]) => ({MARK})(name) === step", arg=[name, place.step])
    assert page.query["until"] == "600" and page.query["step"] == str(place.step)
    # The numbers of the page are those of the curve.
    trace = preset("xor-2-3-1").start().seek(place.step)
    assert lines(page, "cost")["C of all examples"][place.step] == trace.cost
    assert page.values()["w-1"] == trace.layers[0].w.tolist()
    # Steps that the browser makes by itself move the cursor, too.
    place = page.strike("Shift+ArrowRight")
    page.page.wait_for_function(f"([name, step]) => ({MARK})(name) === step", arg=["cost", place.step])


def test_two_seeds_of_xor_are_side_by_side_on_one_link(visit):
    page = drawn(visit(**STUCK, step=1000), 1000)
    found = lines(page, "cost")
    assert found["seed 42"][1000] > 0.06 > 0.01 > found["seed 1"][1000]
    legend = page.page.locator('[data-kept="cost"] .legendtext').all_text_contents()
    assert legend == ["seed 42", "seed 1"]
    dashes = page.page.locator('[data-kept="cost"] .scatterlayer .js-line').evaluate_all(
        "(lines) => lines.map((line) => line.style.strokeDasharray)"
    )
    assert len(set(dashes)) == 2
    assert "seed 1: after 1000 updates" in page.page.locator('[data-kept="ends"]').inner_text()
    page.pick("again").click()
    page.settle(0, "batch")
    assert lines(page, "cost")["seed 42"][1000] == found["seed 42"][1000]


def test_each_chart_has_words_and_a_table_of_what_it_draws(visit):
    page = drawn(visit(preset="xor-2-3-1", step=40, panel="learning"), 40)
    for chart in page.page.locator(".learning .chart").all():
        name = chart.get_attribute("data-chart")
        assert len(chart.locator(".plot").get_attribute("aria-label")) > 10
        chart.locator("summary").click()
        chart.locator(".scrolled table").first.wait_for()
        assert len(chart.locator("details > p").inner_text()) > 30, name
    rows = page.page.locator('[data-chart="cost"] tbody tr').evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent))"
    )
    drawn_points = lines(page, "cost")["C of all examples"]
    assert {int(step): float(cost) for step, cost in rows} == drawn_points
    # A step of the table goes there, and the box stays open.
    page.page.locator('[data-chart="cost"] [data-pick="at:7"]').click()
    page.settle(7, "batch")
    assert page.page.locator('[data-chart="cost"] .scrolled table').is_visible()


def test_a_long_run_shows_its_progress_draws_its_curve_and_keeps_what_was_done_when_it_is_stopped(visit):
    page = drawn(visit(preset="three-classes", panel="learning", phase="cost"))
    page.set_out(20_000)
    page.page.wait_for_selector(".st-key-stop")
    page.page.wait_for_function("() => document.querySelector('[data-kept=\"cost\"]').data[1].x.at(-1) > 100")
    assert "going to step 20 000" in page.page.locator(".st-key-progress").inner_text().replace("\u202f", " ")
    reached = page.stop()
    assert 100 < reached.step < 20_000
    page.page.wait_for_function(f"(step) => ({LINES})('cost')[0][1].at(-1) === step", arg=reached.step, timeout=40_000)
    digest = lines(page, "cost")
    assert max(digest["C of a mini-batch"]) == reached.step
    page.page.wait_for_timeout(600)
    assert page.place == reached and lines(page, "cost") == digest
    run = preset("three-classes").start()
    assert digest["C of a mini-batch"][reached.step] == run.seek(reached.step).cost


# Presses stop, and gives how many charts were drawn until it was answered.
STOPPED = """() => new Promise((done) => {
  let drawn = 0;
  const seen = new MutationObserver((records) => (drawn += records.length)), attributeFilter = ["data-drawn"];
  seen.observe(document.querySelector(".learning"), { subtree: true, attributes: true, attributeFilter });
  document.querySelector(".st-key-stop button").click();
  const look = () => (document.querySelector(".st-key-stop") ? requestAnimationFrame(look) : done(drawn));
  look();
})"""


def test_a_press_of_stop_waits_for_one_chart_at_most(visit):
    page = drawn(visit(preset="three-classes", panel="learning"))
    page.page.evaluate("() => document.querySelector('.learning').scrollIntoView()")
    for goal in (100_000, 99_000, 98_000):
        page.set_out(goal)
        page.page.wait_for_selector(".st-key-stop")
        page.page.wait_for_timeout(700)
        assert page.page.evaluate(STOPPED) <= 1
        page.page.wait_for_timeout(300)


def test_a_page_plays_by_epochs_at_the_speed_that_is_chosen(visit):
    page = drawn(visit(preset="three-classes", panel="learning", phase="cost", play="epoch", speed="fast"))
    page.page.click(".st-key-play button")
    page.page.wait_for_function("() => document.querySelector('#cursor').dataset.step >= 75")
    page.page.click(".st-key-play button")
    page.page.locator(".st-key-play").get_by_text("play").wait_for()
    place = page.settle()
    assert place.step % 15 == 0 and place.phase == "cost"


def test_a_page_plays_by_mini_batches_without_leaving_one_out(visit):
    page = drawn(visit(preset="xor-2-3-1", panel="learning", phase="delta-1", play="batch", speed="quick"))
    page.page.evaluate(
        "() => { window.places = []; const mark = document.querySelector('#cursor'); new MutationObserver(() => "
        "places.push(mark.dataset.step + '/' + mark.dataset.phase)).observe(mark, { attributes: true }); }"
    )
    page.page.click(".st-key-play button")
    page.page.wait_for_function("() => document.querySelector('#cursor').dataset.step >= 6")
    page.page.click(".st-key-play button")
    seen = list(dict.fromkeys(page.page.evaluate("window.places")))
    assert [place for place in seen if place.endswith("/delta-1")][:6] == [f"{step}/delta-1" for step in range(6)]


def test_run_on_by_so_many_epochs(visit):
    page = drawn(visit(preset="three-classes", panel="learning"))
    page.pick("run:10").click()
    page.settle(150, "batch")
    field = page.page.get_by_label("run on by so many epochs")
    field.fill("2")
    field.press("Enter")
    page.settle(180, "batch")
    drawn(page, 165)


COLOURS = """() => {
  const stroke = (what) => getComputedStyle(document.querySelector(`[data-kept="cost"] ${what}`)).stroke;
  return [stroke(".js-line"), stroke(".shapelayer path")];
}"""


@pytest.mark.parametrize("preset_name", some(("xor-2-3-1", "three-classes")))
def test_axe_finds_nothing_in_the_charts_by_day_and_night_on_a_desk_and_a_phone(visit, preset_name):
    page, out, colours = drawn(visit(preset=preset_name, panel="learning", step=60), 45), {}, set()
    page.page.evaluate(AXE_SCRIPT)
    page.page.locator('[data-chart="cost"] summary').click()
    for width, height, scheme in FACES:
        page.page.emulate_media(color_scheme=scheme)
        page.page.wait_for_function(f"(dark) => ({DARK})() === dark", arg=scheme == "dark")
        page.page.set_viewport_size({"width": width, "height": height})
        page.page.wait_for_timeout(1500)
        colours.add(tuple(page.page.evaluate(COLOURS)))
        assert page.page.evaluate("() => document.querySelector('.stMain').scrollWidth <= innerWidth")
        found = page.page.evaluate(VIOLATIONS)
        if found:
            out[f"{scheme}, {width} px"] = found
    assert out == {}
    assert len(colours) == 2  # the lines have the colours of the page


def test_charts_that_cannot_be_loaded_say_so_and_come_at_the_next_attempt(visit):
    page = visit(preset="xor-2-3-1", step=5)
    page.page.evaluate("() => globalThis.caches?.delete('backprop-explorer-plotly')")
    page.page.reload()
    page.settle(5, "batch")
    page.page.route("**/plotly*", lambda route: route.abort())
    page.open_panel("learning")
    page.page.locator(".plot").get_by_text("could not be drawn").first.wait_for()
    page.page.unroute("**/plotly*")
    page.strike("Shift+ArrowRight")
    drawn(page, 6)
    page.complaints.clear()  # the browser says that it could not load the script
