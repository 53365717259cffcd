"""A place looks the same however it is come to."""

import json

import pytest

from ..scenario.cases import some

LOOKS = """() => {
  const slots = [...document.querySelector(".loop").closest(".bx").querySelectorAll("[data-slot]")];
  // The order in which attributes were set is nobody's business.
  const looks = (node) => node.nodeType !== Node.ELEMENT_NODE ? node.data
    : [node.nodeName, [...node.attributes].map(({ name, value }) => `${name}=${value}`).sort(),
       ...[...node.childNodes].map(looks)];
  return Object.fromEntries(slots.map((slot) => [slot.dataset.slot, JSON.stringify(looks(slot))]));
}"""


def looks(page):
    page.page.wait_for_selector(".phase h2")
    return page.page.evaluate(LOOKS)


@pytest.mark.parametrize(
    ("start", "count"),
    some(
        (
            ({"preset": "or-gate-2-2-1", "phase": "grad-2"}, 6),  # into the second mini-batch
            # Over the end of an epoch, after which the examples come in a new order.
            ({"preset": "three-classes", "step": 14, "phase": "grad-1"}, 3),
        ),
        2,
    ),
)
def test_phases_on_back_and_on_again_show_the_same_page_at_each_place(visit, start, count):
    page = visit(**start)
    seen = {page.place: looks(page)}
    assert {"loop", "phase", "matrices"} < seen[page.place].keys()
    for _ in range(count):
        place = page.strike("ArrowRight")
        assert place not in seen
        seen[place] = looks(page)
    assert len({json.dumps(look) for look in seen.values()}) == count + 1  # no two places look alike
    *_, end = back = list(reversed(seen))
    for place in back[1:]:
        assert page.strike("ArrowLeft") == place
        assert looks(page) == seen[place], f"{place} on the way back"
    assert page.place == end
    for place in back[-2::-1]:
        assert page.strike("ArrowRight") == place
        assert looks(page) == seen[place], f"{place} on the second way on"
    for there in (end, back[0]):
        fresh = visit(whose="another", **{**start, "step": there.step, "phase": there.phase})
        assert fresh.place == there
        assert looks(fresh) == seen[there], f"{there} opened at once"


def test_a_phase_that_is_chosen_with_the_keyboard_keeps_the_focus(visit):
    page = visit(preset="or-gate-2-2-1")
    page.pick("phase:delta-2").focus()
    page.strike("Enter")
    assert page.page.evaluate("document.activeElement.dataset.pick") == "phase:delta-2"
