"""A lesson as a person meets it: stepped, framed, printed, on a phone, and heard."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from backprop_explorer.scenario import preset
from tests.browser.test_axe import VIOLATIONS

from .files import READY, Opened

PHASES = preset("or-gate-2-2-1").phase_ids
KEYS = ("ArrowRight", "ArrowRight", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowLeft", "Home", "End", "e", "a", "v")
KEYS += ("1", "2", "3", "4", "p", "b", "Escape", "Tab", "Enter", "?", "w", " ")
MOVES = 400 if os.environ.get("EVERY") else 100
FOCUS = "Blocked autofocusing on a <input> element"
# A click on something that can be seen, by its number among all of them.
CLICK = """(draw) => {
  const found = [...document.querySelectorAll("[data-pick], button, select[data-send], td, summary")].filter((each) =>
    each.checkVisibility() && !each.disabled && !each.closest("[data-pick^=print]"));
  const one = found[Math.floor(draw * found.length)];
  if (one?.localName === "select") {
    one.selectedIndex = Math.floor(draw * 1000) % one.options.length;
    one.dispatchEvent(new Event("change", { bubbles: true }));
  } else one?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page\b(?!s)")
A4_LYING = re.compile(rb"/MediaBox\s*\[\s*0 0 84[12][.\d]* 59[45][.\d]*\s*\]")


def test_random_moves_do_no_harm(lesson: Opened) -> None:
    chance = random.Random(3)
    places = set()
    for _ in range(MOVES):
        if chance.random() < 0.6:
            lesson.page.keyboard.press(chance.choice(KEYS))
        else:
            lesson.page.evaluate(CLICK, chance.random())
        places.add(lesson.place)
    lesson.rest()
    assert lesson.wrong == []
    assert len(places) > 6  # of 22


def test_a_question_is_asked_before_its_phase_and_closed_by_its_answer(lesson: Opened) -> None:
    page = lesson.page
    page.click('[data-pick="predict:on"]')
    page.click('[data-pick="phase:delta-2"]')
    page.wait_for_selector(".question .prompt")
    assert page.locator('[data-matrix="delta-2"] [data-value]').count() == 0
    page.click('[data-pick="answer:hint"]')
    page.wait_for_selector(".question .hinted")
    page.click('.question button:text-is("1 × 4")')  # with examples as rows δ² is 4 × 1
    page.wait_for_selector(".question .verdict.wrong")
    page.click('.question button:text-is("4 × 1")')
    page.wait_for_selector(".question .verdict.right")
    assert page.locator(".question .score").inner_text() == "· 1 right at the second try"
    assert page.locator('[data-matrix="delta-2"] [data-value]').count() == 4
    page.click('[data-pick="predict:off"]')
    page.wait_for_selector(".question", state="detached")


def test_it_ends_where_its_mini_batches_end(lesson: Opened) -> None:
    first = '.st-key-previous_phase button[aria-disabled="true"]'
    last = '.st-key-next_phase button[aria-disabled="true"]'
    assert lesson.page.locator(first).count() == 1
    for _ in range(2 * len(PHASES) + 3):
        lesson.page.keyboard.press("ArrowRight")
        lesson.rest()
    assert lesson.place == (1, "update")
    assert lesson.page.locator(last).count() == 1
    lesson.page.keyboard.press("Home")
    lesson.rest()
    assert lesson.place == (0, "batch")


def test_its_address_leads_to_a_place(browser: Browser, gate: Path, lesson: Opened) -> None:
    lesson.page.keyboard.press("Shift+ArrowRight")
    lesson.page.keyboard.press("ArrowRight")
    lesson.page.wait_for_function("() => location.hash === '#step=1&phase=z-1'")
    lesson.page.reload()
    lesson.page.wait_for_function(READY)
    assert lesson.place == (1, "z-1")


def test_it_works_in_a_frame_that_may_only_run_scripts(browser: Browser, gate: Path) -> None:
    host = gate.parent / "host.html"
    host.write_text(f'<iframe sandbox="allow-scripts" src="{gate.name}" width="1200" height="800"></iframe>')
    page = browser.new_context(offline=True).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    # The field for a step would have the focus first in its box; Chromium says that a frame may not do that by itself.
    page.on(
        "console", lambda said: wrong.append(said.text) if said.type == "error" and FOCUS not in said.text else None
    )
    page.goto(host.as_uri())
    frame = page.frames[1]
    frame.wait_for_function(READY)
    for phase in PHASES[1:]:
        frame.click(".st-key-next_phase button")
        frame.wait_for_function(f"() => document.querySelector('#cursor').dataset.phase === '{phase}'")
    frame.click('[data-pick="panel:weight"]')
    frame.wait_for_selector("[data-chain]")
    page.wait_for_timeout(400)  # the place is written into the address a little later
    page.context.close()
    assert [said for said in wrong if FOCUS not in said] == []


def test_all_phases_are_printed_one_on_each_page(lesson: Opened) -> None:
    lesson.page.evaluate("() => { window.print = () => {}; }")
    lesson.page.click('[data-pick="print-all"]')
    printed = lesson.page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PAGE_OF_A_PDF.findall(printed)) == 2 * len(PHASES)
    assert len(A4_LYING.findall(printed)) == 2 * len(PHASES)


def test_one_phase_is_printed_on_one_page(lesson: Opened) -> None:
    lesson.page.click('[data-pick="phase:grad-1"]')
    lesson.rest()
    assert len(PAGE_OF_A_PDF.findall(lesson.page.pdf(prefer_css_page_size=True))) == 1


PANELS = ("phase", "weight", "check", "code") if os.environ.get("EVERY") else ("check",)


@pytest.mark.parametrize("panel", PANELS)
def test_axe_finds_no_violation_and_nothing_is_wider_than_a_phone(lesson: Opened, panel: str) -> None:
    lesson.page.click('[data-pick="phase:grad-1"]')
    if panel != "phase":
        lesson.page.click(f'[data-pick="panel:{panel}"]')
    lesson.rest()
    lesson.page.evaluate(AXE_SCRIPT)
    found = {}
    for scheme in ("light", "dark"):
        lesson.page.emulate_media(color_scheme=scheme)
        for width, height in ((1440, 900), (390, 844)):
            lesson.page.set_viewport_size({"width": width, "height": height})
            lesson.page.wait_for_timeout(700)  # colours that change slowly have come to rest
            assert lesson.page.evaluate(SIDEWAYS) <= 0
            said = lesson.page.evaluate(VIOLATIONS)
            if said:
                found[f"{scheme}, {width} px"] = said
    assert found == {}
