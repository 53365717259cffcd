"""Every action has a key, and every symbol an explanation that no edge of the window cuts."""

from itertools import product

import pytest

from ..scenario.cases import some

OPEN = ".bx-tip:popover-open"
# Brings each term into sight as a finger or the Tab key would, and says which of their boxes leave the window.
EVERY_TERM = """async () => {
  const inside = (tip) => {
    const { left, right, top, bottom } = tip.getBoundingClientRect(), whole = tip.scrollWidth <= tip.clientWidth + 1;
    return whole && left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
  };
  const terms = [...document.querySelectorAll("[data-term]")].filter(
    (term) => term.checkVisibility() && !term.closest("button, [data-pick]")); // a tap there does something else
  const cut = [];
  for (const term of terms) {
    term.scrollIntoView({ block: "nearest" });
    await new Promise(requestAnimationFrame);
    term.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    const tip = document.querySelector(".bx-tip:popover-open");
    if (!tip || !inside(tip) || tip.textContent.length < 20) cut.push([term.dataset.term, tip?.textContent]);
  }
  return [terms.length, cut];
}"""


def test_a_lesson_is_walked_through_with_keys_alone(visit):
    page = visit(phase="z-1")
    strike = page.page.keyboard.press
    assert page.strike("End") == (0, "update")
    assert page.strike("ArrowRight") == (1, "batch")
    assert page.strike("Home") == (0, "batch")
    for key, panel in (("2", "weight"), ("3", "check"), ("4", "code"), ("1", "phase")):
        strike(key)
        page.page.wait_for_selector(f'[data-pick="panel:{panel}"][aria-pressed="true"]')
    page.strike("ArrowRight")
    for key, chosen in (
        ("v", "view:rows"), ("v", "view:torch"), ("v", "view:columns"), ("n", "numbering:one"), ("l", "letters:code"),
        ("a", "alone:one"), ("a", "alone:all"),
    ):  # fmt: skip
        strike(key)
        page.page.wait_for_selector(f'[data-pick="{chosen}"][aria-pressed="true"]', state="attached")
    for key, back in (("e", 3), ("e", 0), ("Shift+E", 3), ("Shift+E", 2)):
        strike(key)
        page.page.wait_for_selector(f'[data-pick="example:{back}"][aria-label="example before"]')
    strike("g")
    page.page.keyboard.type("12")
    strike("Enter")
    page.settle(12, "z-1")
    page.page.evaluate("document.activeElement.blur()")
    strike(" ")
    page.settle(12, "a-1")
    strike(" ")
    page.page.locator(".st-key-play").get_by_text("play", exact=True).wait_for()
    strike("q")
    page.settle(0, "grad-2")


def test_the_keys_are_listed_by_a_key_and_do_nothing_else_while_the_list_is_open(visit):
    page = visit(step=1, phase="z-1")
    strike = page.page.keyboard.press
    strike("?")
    box = page.page.get_by_role("dialog", name="Keys")
    box.get_by_text("next mini-batch").wait_for()
    for keys in ("ArrowRight", "Shift+ArrowRight", "End", "v", "?"):
        strike(keys)
    for _ in range(5):
        strike("Tab")
        assert page.page.evaluate("document.activeElement.matches('body, dialog *')")
    assert page.page.get_by_role("dialog").count() == 1
    box.get_by_role("button", name="Words and symbols").click()
    words = page.page.get_by_role("dialog", name="Words and symbols")
    words.get_by_text("the error of a neuron").wait_for()
    strike("Escape")
    words.wait_for(state="detached")
    assert page.place == (1, "z-1") and "view" not in page.query
    assert page.strike("ArrowRight") == (1, "a-1"), "no key above was kept for later"


def test_letters_are_typed_and_are_not_keys_in_a_field_or_with_ctrl(visit):
    page = visit(step=2, phase="z-1")
    page.open_setup()
    page.page.get_by_label("layer sizes", exact=True).press("v")
    page.page.evaluate("document.activeElement.blur()")
    page.page.keyboard.press("Alt+v")
    assert page.strike("ArrowRight") == (2, "a-1")
    assert "view" not in page.query


def test_an_explanation_comes_by_pointer_and_by_focus_can_be_pointed_at_and_goes_with_esc(visit):
    page = visit(phase="delta-1")
    tip = page.page.locator(OPEN)
    page.page.locator('.formula [data-term="σ′"]').first.hover()
    tip.get_by_text("how fast a grows when z grows").wait_for()
    tip.hover()
    page.page.wait_for_timeout(500)
    assert tip.count() == 1, "it stays while the pointer is on it"
    page.page.keyboard.press("Escape")
    tip.wait_for(state="detached")
    page.page.mouse.move(5, 850)
    word = page.page.locator(".phase .term", has_text="transposed")
    word.focus()
    tip.wait_for()
    assert word.get_attribute("aria-describedby") == tip.get_attribute("id")
    page.page.keyboard.press("Escape")
    tip.wait_for(state="detached")
    assert page.page.evaluate("document.activeElement.textContent") == "transposed"
    assert page.place == (0, "delta-1")


@pytest.mark.parametrize(("phase", "letters"), some(product(("cost", "delta-1", "grad-2", "update"), ("book", "code"))))
def test_on_a_narrow_phone_no_explanation_leaves_the_window(visit, phase, letters):
    page = visit(phase=phase, letters=letters, preset="three-classes")
    page.page.set_viewport_size({"width": 320, "height": 640})
    page.breathe()
    count, cut = page.page.evaluate(EVERY_TERM)
    assert count > 8 and cut == []
