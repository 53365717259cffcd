"""The presenter: each phase fits a projector, → shows a step first and its result when asked, and Esc leaves."""

import pytest

from backprop_explorer.lesson.notation import phase_ids

from ..scenario.cases import some

TOO_LARGE = """() => {
  const main = document.querySelector('[data-testid="stMain"]');
  const parts = [...document.querySelectorAll('[data-slot="phase"] *')];
  const low = Math.max(...parts.map((each) => each.getBoundingClientRect().bottom));
  return [main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth, Math.round(low)];
}"""
SHOWN = """() => [...document.querySelectorAll('[data-slot="phase"] .result td')].every(
  (cell) => getComputedStyle(cell).color !== "rgba(0, 0, 0, 0)")"""


@pytest.mark.parametrize(("preset", "depth"), some((("three-classes", 3), ("or-gate-2-2-1", 2)), 2))
def test_every_phase_fits_a_projector_without_scrolling(visit, preset, depth):
    page = visit(preset=preset, present=1)
    page.page.set_viewport_size({"width": 1280, "height": 720})
    for phase in phase_ids(depth):
        page.settle(0, phase)
        page.breathe()
        down, aside, low = page.page.evaluate(TOO_LARGE)
        assert down <= 0 and aside <= 0 and low <= 720, (phase, down, aside, low)
        page.page.locator(".st-key-next_phase button").click()
    assert page.query["present"] == "1", "stepping keeps it"


def test_a_result_is_hidden_until_it_is_asked_for_and_back_again(visit):
    page = visit(phase="a-1", present=1)
    strike, shown = page.page.keyboard.press, lambda: page.page.evaluate(SHOWN)
    assert shown()
    for forth, back in (("ArrowRight", "ArrowLeft"), ("PageDown", "PageUp")):
        strike(forth)
        page.settle(0, "z-2")
        assert not shown()
        strike(forth)
        assert page.place == (0, "z-2") and shown()
        strike(back)
        assert page.place == (0, "z-2") and not shown()
        strike(back)
        page.settle(0, "a-1")
        assert shown()


def test_the_screen_goes_blank_the_address_remembers_and_esc_leaves(visit):
    page = visit(step=2, phase="delta-1")
    strike, title = page.page.keyboard.press, page.page.locator(".top > b")
    strike("p")
    assert page.query["present"] == "1"
    strike("b")
    title.wait_for(state="hidden")
    strike("b")
    title.wait_for()
    page.page.locator(".position .term").first.dispatch_event("click")
    page.page.wait_for_selector(".bx-tip:popover-open")
    strike("b")
    title.wait_for(state="hidden")
    strike("Escape")
    title.wait_for()  # whatever is open behind a blank screen
    assert page.query["present"] == "1"
    page.page.reload()
    page.settle(2, "delta-1")
    page.page.wait_for_selector(".bx-extras", state="attached")
    assert page.page.evaluate("document.documentElement.classList.contains('bx-present')")
    assert page.notes() == [], "the address is understood"
    strike("?")
    page.page.get_by_role("dialog", name="Keys").wait_for()
    strike("Escape")
    assert page.query["present"] == "1", "Esc closes one thing at a time"
    strike("Escape")
    assert "present" not in page.query
    page.page.locator("[data-slot='matrices'] table").first.wait_for()
    assert page.strike("ArrowRight") == (2, "grad-1")


def test_in_a_frame_the_result_is_in_sight_and_a_link_leads_to_the_whole_page(visit):
    page = visit(embed="true", phase="a-2", step=1)
    page.page.set_viewport_size({"width": 780, "height": 600})
    for phase in ("delta-2", "grad-2", "delta-1"):
        page.to_phase(phase)
        page.page.locator('[data-slot="phase"] .result').last.wait_for()
    matrices = page.page.locator('[data-matrix="w-1"]')
    assert matrices.count() == 1 and not matrices.is_visible(), "they stay in the document"
    for key in ("previous_phase", "next_phase", "play"):
        assert page.page.locator(f".st-key-{key} button").is_visible()
    assert not page.page.locator(".st-key-next_epoch button").is_visible()
    page.page.keyboard.press("Tab")
    link = page.page.get_by_text("open the page").get_attribute("href")
    assert "embed" not in link and "step=1" in link and "phase=delta-1" in link
