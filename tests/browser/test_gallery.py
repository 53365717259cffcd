"""The front door in the browser: by the mouse, by the keyboard, on a phone, in a frame, and back again."""

from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from backprop_explorer.scenario import PRESETS, QUESTIONS, preset

from ..scenario.cases import KINDS, some
from .test_axe import VIOLATIONS
from .test_layout import DARK, WIDE

FOCUSED = "() => document.activeElement.closest('.gallery a')?.getAttribute('href') ?? null"
LOW = "() => [...document.querySelectorAll('.gallery a')].filter((a) => a.offsetHeight < 44).length"
LINKS = "() => [...document.querySelectorAll('.gallery a')].map((a) => [a.getAttribute('href'), a.innerText])"


def enter(visit, **more):
    """The gallery, opened from the address alone."""
    page = visit()
    page.page.goto(f"{page.address}/?gallery=1" + "".join(f"&{name}={value}" for name, value in more.items()))
    page.page.locator(".gallery").wait_for()
    return page


def test_each_card_opens_its_preset(visit):
    page = enter(visit)
    links = {href.removeprefix("?preset="): href for href, _ in page.page.evaluate(LINKS) if "preset=" in href}
    assert links.keys() == PRESETS.keys()
    for name in some(KINDS, 2):
        href = links[name]
        page.page.locator(f'.gallery a[href="{href}"]').click()
        page.settle(0, "batch")
        assert page.page.locator(".top > b").inner_text() == preset(name).title
        assert parse_qs(urlsplit(page.page.url).query)["preset"] == [name]
        page.page.go_back()
        page.page.locator(".gallery").wait_for()


@pytest.mark.parametrize("name", some(QUESTIONS, 10))
def test_a_question_opens_with_its_heading(visit, name):
    page = enter(visit)
    page.page.locator(f'.gallery a[href="?question={name}"]').click()
    page.settle()
    page.page.locator(f'[data-question="{name}"]').get_by_text(QUESTIONS[name].heading).first.wait_for()


def test_one_press_from_the_page_and_one_press_back_to_the_same_place(visit):
    page = visit(preset="xor-2-3-1", step=12, phase="delta-1")
    page.press("next_phase")
    place, before = page.place, page.values()
    page.page.get_by_role("link", name="Gallery").click()
    page.page.locator(".gallery").wait_for()
    page.page.get_by_role("link", name="back to the page").press("Enter")
    page.settle(*place)
    assert page.values() == before


def test_the_way_back_from_a_link_to_the_gallery_is_the_first_page(visit):
    page = enter(visit)
    page.page.reload()
    page.page.evaluate("() => Object.defineProperty(document, 'referrer', { value: '' })")
    page.page.get_by_role("link", name="back to the page").click()
    page.settle(0, "batch")
    assert page.page.locator(".top > b").inner_text() == "OR gate"


def test_own_numbers_open_with_the_boxes_to_paste_into(visit):
    page = enter(visit)
    page.page.get_by_role("link", name="Your own numbers").click()
    page.settle(0, "batch")
    box = page.page.get_by_label("inputs x, an example a row or a column")
    box.wait_for()
    assert box.is_visible() and box.bounding_box()["y"] < 900
    assert "own=" not in page.page.url


def test_the_keyboard_reaches_every_link_in_the_order_of_the_page(visit):
    page = enter(visit)
    wanted = [href for href, _ in page.page.evaluate(LINKS)]
    found = []
    page.page.evaluate("() => document.activeElement.blur()")
    for _ in range(3 * len(wanted)):
        page.page.keyboard.press("Tab")
        found.append(
            page.page.evaluate("() => document.activeElement.closest('.gallery a')?.getAttribute('href') ?? null")
        )
        if len(list(filter(None, found))) == len(wanted):
            break
    assert list(filter(None, found)) == wanted
    page.page.locator('.gallery a[href="?preset=moons"]').focus()
    page.page.keyboard.press("Enter")
    page.settle(0, "batch")
    assert page.page.locator(".top > b").inner_text() == "Two moons"


def test_in_a_frame_it_stays_in_the_frame(visit):
    page = enter(visit, embed="true")
    assert all("embed=true" in href for href, _ in page.page.evaluate(LINKS))
    page.page.locator('.gallery a[href^="?preset=blobs"]').click()
    page.settle(0, "batch")
    assert "embed=true" in page.page.url


def test_axe_finds_nothing_and_nothing_scrolls_sideways_by_day_or_night(visit):
    page, out = enter(visit), {}
    page.page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.page.emulate_media(color_scheme=scheme)
        page.page.wait_for_function(f"(dark) => ({DARK})() === dark", arg=scheme == "dark")
        for width, height in some(((1440, 900), (768, 1024), (390, 844)), 2):
            page.page.set_viewport_size({"width": width, "height": height})
            page.page.wait_for_timeout(500)
            found = page.page.evaluate(VIOLATIONS) + page.page.evaluate(WIDE)
            if found:
                out[f"{scheme}, {width} px"] = found
    assert out == {}
    assert page.page.evaluate(LOW) == 0, "on a phone every link is tall enough for a thumb"
