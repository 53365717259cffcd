"""What fits on which screen."""

import pytest

from backprop_explorer.scenario import preset

from ..scenario.cases import some

SIZES = [(390, 844), (768, 1024), (1440, 900)]

# Everything that sticks out to the side and does not scroll in a box of its own; and whatever scrolls sideways.
WIDE = """async () => {
  await new Promise(requestAnimationFrame);
  const names = (element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}`;
  const main = document.querySelector('[data-testid="stMain"]'), width = document.documentElement.clientWidth;
  const outer = [document.documentElement, document.body, main].filter((box) => box.scrollWidth > box.clientWidth);
  const boxed = (element) => {
    for (let box = element.parentElement; box !== main; box = box.parentElement) {
      const { right } = box.getBoundingClientRect();
      if (["auto", "scroll"].includes(getComputedStyle(box).overflowX) && right <= width + 1) return true;
    }
    return false;
  };
  const out = [...main.querySelectorAll(".bx *, .stButton, .stNumberInput")].filter((element) => {
    const { left, right, width: own } = element.getBoundingClientRect();
    return own > 0 && (right > width + 1 || left < -1) && !boxed(element);
  });
  return [...outer, ...out].map(names);
}"""

# Whether the page's background is a dark one.
DARK = """() => {
  const colour = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
  return colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) < 200;
}"""

# The lower edges, in px, of what has to be in sight.
BOTTOMS = """() => Object.fromEntries([["loop", document.querySelector(".loop")],
  ["phase", document.querySelector('[data-slot="phase"] .phase')],
  ...[...document.querySelectorAll("[data-matrix]")].map((table) => [table.dataset.matrix, table])].map(
    ([name, element]) => { const box = element.getBoundingClientRect(); return [name, [box.top, box.bottom]]; }))"""


# One of each kind of picture: small, wide outputs without biases, deep with many examples.
@pytest.mark.parametrize("name", some(("or-gate-2-2-1", "two-inputs-one-output", "three-classes", "dead-relu"), 2))
def test_nothing_scrolls_sideways_on_a_phone_a_tablet_or_a_desk_by_day_or_night(visit, name):
    page = visit(preset=name)
    for scheme in some(("light", "dark")):
        page.page.emulate_media(color_scheme=scheme)
        page.page.wait_for_function(f"(dark) => ({DARK})() === dark", arg=scheme == "dark")
        for phase in ("z-1", f"grad-{preset(name).depth}", "update"):
            page.to_phase(phase)
            for width, height in SIZES:
                page.page.set_viewport_size({"width": width, "height": height})
                assert page.page.evaluate(WIDE)[:5] == [], f"{name} in {phase} at {width} × {height}, {scheme}"


def test_a_phone_gives_its_width_to_the_page(visit):
    page = visit()
    page.page.set_viewport_size({"width": 390, "height": 844})
    assert page.page.locator(".loop").evaluate("(loop) => loop.parentElement.clientWidth") > 390 - 2 * 16


# The parts of a line that are crossed by others, by what stands in them.
CROSSED = """() => {
  const box = (it) => it.getBoundingClientRect(), line = box(document.querySelector(".bx .position"));
  const others = [...document.querySelectorAll(".note, .stButton button, .top *, .tabs *")];
  const over = ({ left, right, top, bottom }) =>
    left < line.right && right > line.left && top < line.bottom && bottom > line.top;
  return others.filter((it) => box(it).width && over(box(it))).map((it) => it.textContent.slice(0, 40));
}"""


def test_the_line_that_says_where_the_page_stands_keeps_clear_of_notices(visit):
    page = visit(momentous="yes")  # a parameter that is not known, so that a notice says so
    page.page.wait_for_selector(".note")
    for width, height in SIZES:
        page.page.set_viewport_size({"width": width, "height": height})
        page.breathe()
        assert page.page.evaluate(CROSSED) == [], f"at {width} × {height}"


@pytest.mark.parametrize("question", [{}, {"question": "delta-is-not-w"}])
def test_graph_phase_and_all_matrices_of_the_or_gate_are_in_sight_in_every_phase(visit, question):
    page = visit(**question)
    page.press("first") if question else None
    out = {}
    for number in range(11):
        if number:
            page.press("next_phase")
        page.page.wait_for_selector(".phase h2")
        edges = page.page.evaluate(BOTTOMS)
        assert len(edges) == 2 + 16 + (4 if number == 10 else 0)
        assert len(page.page.locator("table.hue").all()) == 0
        low = {name: bottom for name, (top, bottom) in edges.items() if top < 0 or bottom > 900}
        if low:
            out[page.place.phase] = low
    assert out == {}
