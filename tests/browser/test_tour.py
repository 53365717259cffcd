"""The tour: five sentences, each beside the place that it speaks of, on a screen and on a phone."""

import pytest

# The place that is lit, the card, and whether the card lies in the window.
SEEN = """() => {
  const box = (name) => document.querySelector(name).getBoundingClientRect();
  const frame = box(".bx-shade"), card = box(".bx-card");
  return {
    frame: [frame.left, frame.top, frame.right, frame.bottom], size: [frame.width, frame.height],
    inside: card.left >= 0 && card.top >= 0 && card.right <= innerWidth && card.bottom <= innerHeight,
    focus: document.activeElement.textContent,
  };
}"""


@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (320, 640)])
def test_each_of_five_sentences_lights_its_place_and_the_keyboard_leads_through_them(visit, size):
    page = visit(phase="grad-2")
    page.page.set_viewport_size({"width": size[0], "height": size[1]})
    page.page.keyboard.press("?")
    page.page.get_by_role("button", name="Show me around", exact=True).click()
    card = page.page.get_by_role("dialog", name="The page in five sentences")
    said, frames = [], []
    for number in range(1, 6):
        card.get_by_text(f"{number} of 5").wait_for()
        seen = page.page.evaluate(SEEN)
        assert seen["inside"] and min(seen["size"]) > 20, (number, seen)
        assert seen["focus"] == ("done" if number == 5 else "next")
        left, top, right, bottom = seen["frame"]
        assert left >= 0 and top >= 0 and right <= size[0] and bottom <= size[1], "the place is in sight"
        said.append(card.locator("p").inner_text())
        frames.append(tuple(seen["frame"]))
        page.page.keyboard.press("ArrowRight" if number % 2 else "Enter")
    card.wait_for(state="detached")
    assert len(set(said)) == len(set(frames)) == 5
    assert page.place == (0, "grad-2"), "the arrows did not step the page"
    page.page.set_viewport_size({"width": 1440, "height": 900})
    assert page.strike("ArrowRight") == (0, "delta-1")


def test_esc_ends_the_tour_and_it_is_remembered_that_it_was_seen(visit):
    page = visit()
    offered = page.pick("tour")
    offered.click()
    card = page.page.get_by_role("dialog", name="The page in five sentences")
    card.get_by_role("button", name="next").click()
    card.get_by_role("button", name="back").click()
    card.get_by_text("1 of 5").wait_for()
    page.page.keyboard.press("Escape")
    page.page.locator(".bx-shade").wait_for(state="detached")
    assert card.count() == 0
    offered.wait_for(state="hidden")
    page.page.reload()
    page.page.wait_for_selector(".bx-toured", state="attached")
    assert not offered.is_visible(), "it is remembered"
