"""The drawn network: its edges carry their numbers as colour and width, and it is right at every size."""

import colorsys
import re
from itertools import combinations, pairwise

import pytest

from backprop_explorer.scenario import preset
from tests.scenario.cases import KINDS, some

# The definition: grey at 0, blue for minus, orange for plus; 20 levels of each up to the largest number of its kind.
GREY, BLUE, ORANGE = (150, 153, 162), (31, 111, 178), (201, 101, 12)
LEVELS = 20

# px of the page at which the picture has to be right: a desktop, beside an open sidebar, a phone.
SIZES = some(((1440, 900), (1228, 900), (1280, 720), (390, 844)))


def drawn_edges(page):
    """Every edge that is drawn, (layer, j, k), with its line, by the neurons that it joins; drawn twice it fails."""
    picture = page.picture()
    neurons = {name: place for name, place in picture["marks"].items() if name.startswith("neuron-")}

    def neuron_at(x, y):
        (name,) = (name for name, place in neurons.items() if abs(place[0] - x) < 0.6 and abs(place[1] - y) < 0.6)
        return tuple(map(int, name.split("-")[1:]))

    found = {}
    for name, line in picture["edges"].items():
        source, target = (neuron_at(*end) for end in line["ends"])
        edge = (target[0], target[1], source[1])
        assert target[0] == source[0] + 1 and name == "w-{}-{}-{}".format(*edge)
        assert edge not in found
        found[edge] = line
    return found


def entries(values, name):
    """Every number of a kind by its edge: {(layer, j, k): w}."""
    return {
        (layer, j, k): number
        for layer in (1, 2)
        for j, row in enumerate(values[f"{name}-{layer}"])
        for k, number in enumerate(row)
    }


def largest(values, *names):
    sizes = [abs(number) for name in names for layer in (1, 2) for row in values[f"{name}-{layer}"] for number in row]
    return max(sizes)


def level(number, end):
    return round(LEVELS * number / end) if end else 0


def colour(number, end):
    """The stroke that a number has to have."""
    at = level(number, end)
    share = (abs(at) / LEVELS) ** 0.7
    pure = BLUE if at < 0 else ORANGE
    return [grey + (full - grey) * share for grey, full in zip(GREY, pure, strict=True)]


def channels(stroke):
    """Red, green and blue, 0 to 255, of "rgb(1, 2, 3)" or "color(srgb 0.1 0.2 0.3)"."""
    numbers = [float(part) for part in re.findall(r"[\d.]+", stroke)[:3]]
    return [255 * part for part in numbers] if stroke.startswith("color") else numbers


def looks(stroke):
    """Orange, blue or grey, as an eye would say that compares it with the grey of 0."""
    red, _, blue = channels(stroke)
    warmer = (red - blue) - (GREY[0] - GREY[2])
    return "orange" if warmer > 1 else "blue" if warmer < -1 else "grey"


def hue(stroke):
    """The place on the colour wheel, in degrees: orange is near 30, blue near 210."""
    return 360 * colorsys.rgb_to_hls(*(part / 255 for part in channels(stroke)))[0]


def assert_painted(edges, numbers, end):
    assert edges.keys() == numbers.keys()
    for edge, number in numbers.items():
        stroke, at = edges[edge]["stroke"], level(number, end)
        assert channels(stroke) == pytest.approx(colour(number, end), abs=1.5), f"edge {edge} of {number}"
        assert looks(stroke) == ("orange" if at > 0 else "blue" if at < 0 else "grey"), f"edge {edge} of {number}"
        if abs(at) > LEVELS / 4:
            assert hue(stroke) == pytest.approx(25 if number > 0 else 210, abs=10), f"edge {edge} of {number}"
        assert not edges[edge]["dashed"]
        assert edges[edge]["width"] == pytest.approx(1 + 5.5 * abs(at) / LEVELS)
    by_size = sorted(numbers, key=lambda edge: abs(numbers[edge]))
    for thin, wide in pairwise(by_size):
        assert edges[thin]["width"] <= edges[wide]["width"]
        if abs(numbers[wide]) - abs(numbers[thin]) > end / LEVELS:
            assert edges[thin]["width"] < edges[wide]["width"]


def test_edges_have_the_colours_and_widths_of_their_weights_at_first_and_after_200_steps(visit):
    page = visit(phase="update")
    strokes = []
    for step in (0, 200):
        page.go_to(step)
        numbers = page.values()
        # One scale for all phases, so that no colour changes before its number does: that of the update.
        end, weights = largest(numbers, "w", "b", "w_new", "b_new"), entries(numbers, "w")
        assert min(weights.values()) < 0 < max(weights.values())
        for phase in ("batch", "delta-1", "z-2", "update"):
            page.to_phase(phase)
            edges = drawn_edges(page)
            assert_painted(edges, weights, end)
        strokes.append(looks(edges[1, 1, 0]["stroke"]))
    # A weight that begins above 0 ends below.
    assert strokes == ["orange", "blue"]


def test_edges_can_show_the_gradient_and_are_dotted_and_grey_until_it_is_known(visit):
    page = visit(phase="update")
    page.show_edges("grad_w")
    for step in (0, 200):
        page.go_to(step)
        numbers = page.values()
        gradients, end = entries(numbers, "grad_w"), largest(numbers, "grad_w", "grad_b")
        assert_painted(drawn_edges(page), gradients, end)
        for phase, known in (("delta-1", {2}), ("delta-2", set()), ("update", {1, 2})):
            page.to_phase(phase)
            edges = drawn_edges(page)
            assert edges.keys() == gradients.keys()
            for edge, line in edges.items():
                assert line["dashed"] == (edge[0] not in known)
                if edge[0] in known:
                    assert channels(line["stroke"]) == pytest.approx(colour(gradients[edge], end), abs=1.5)
                else:
                    assert line["width"] == 1


def test_weights_of_0_are_grey_and_thin(visit):
    page = visit()
    page.open_setup()
    page.choose("initial weights", "zeros")
    edges = drawn_edges(page)
    assert [(line["dashed"], line["width"]) for line in edges.values()] == [(False, 1)] * 6
    assert all(channels(line["stroke"]) == pytest.approx(GREY, abs=1) for line in edges.values())
    page.press("next_batch")
    weights = entries(page.values(), "w")
    assert [weights[1, j, k] for j in (0, 1) for k in (0, 1)] == [0, 0, 0, 0]
    page.to_phase("update")
    assert_painted(drawn_edges(page), weights, largest(page.values(), "w", "b", "w_new", "b_new"))


# The boxes of all stops, and the numbers that stand in rings with the room that their ring has at their height.
BOXES = """() => [...document.querySelectorAll(".stop")].map((stop) => {
  const boxes = stop.matches(".grad:not(.now)") ? [...stop.children].filter((name) => name.offsetWidth) : [stop];
  const edges = ({ left, top, right, bottom }) => [left, top, right, bottom];
  return boxes.map((box) => edges(box.getBoundingClientRect()));
}).flat()"""
RINGS = """() => [...document.querySelectorAll(".net :is(.neuron, .cost) :is(.value, .letter)")].map((text) => {
  const ring = text.closest("[data-mark]").querySelector(".rim").getBoundingClientRect();
  const { left, right, top, bottom } = text.getBoundingClientRect();
  const [x, y, r] = [ring.left + ring.width / 2, ring.top + ring.height / 2, ring.width / 2];
  // What stands above and below the middle of a line of text is air: digits fill about 0.7 of it.
  const air = 0.15 * (bottom - top);
  const far = Math.max(...[left, right].flatMap((a) => [top + air, bottom - air].map((b) => Math.hypot(a - x, b - y))));
  return [text.textContent, far / r, parseFloat(getComputedStyle(text).fontSize)];
})"""


@pytest.mark.parametrize("name", some(KINDS, 2))
def test_no_two_stops_overlap_and_each_number_stays_in_its_ring_at_every_size(visit, name):
    page = visit(preset=name)
    for phase in ("batch", "a-1", "cost", "delta-1", "grad-1", "update"):
        page.to_phase(phase)
        for width, height in SIZES:
            page.page.set_viewport_size({"width": width, "height": height})
            page.breathe()
            boxes = page.page.evaluate(BOXES)
            assert len(boxes) >= 4 * preset(name).depth + 3
            for (l1, t1, r1, b1), (l2, t2, r2, b2) in combinations(boxes, 2):
                apart = l1 >= r2 - 0.5 or l2 >= r1 - 0.5 or t1 >= b2 - 0.5 or t2 >= b1 - 0.5
                assert apart, f"{phase} at {width} × {height}: {(l1, t1, r1, b1)}, {(l2, t2, r2, b2)}"
            for text, reach, size in page.page.evaluate(RINGS):
                assert reach <= 1.02 and size >= 12, f"{text} at {width} × {height} in {phase}"
            left, *_, right = sorted(edge for box in boxes for edge in (box[0], box[2]))
            assert left >= 0 and right <= width


def test_every_mark_can_be_reached_and_opened_with_the_keyboard_and_is_lit_while_it_has_the_focus(visit):
    page = visit(phase="update")
    page.pick("phase:update").focus()
    seen = []
    for _ in range(6 + 3 + 5 + 1):
        page.page.keyboard.press("Tab")
        mark = page.page.evaluate("document.activeElement.dataset.mark")
        assert page.page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert mark in page.picture()["lit"]
        seen.append(mark)
    assert set(seen) == {*page.picture()["marks"], *page.picture()["edges"]}
    page.page.locator('[data-mark="w-2-0-1"]').focus()
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector('[data-chain="grad_w-2-0-1"]')


def test_pointing_at_a_mark_or_a_name_lights_its_numbers_or_its_marks(visit):
    page = visit(phase="update")
    cells = (
        "(cells) => cells.map((c) => `${c.closest('table').dataset.matrix}/${c.parentElement.rowIndex}/${c.cellIndex}`)"
    )
    page.page.locator('[data-on="w-2-0-1"]').hover()
    lit = set(page.page.locator("td.lit").evaluate_all(cells))
    assert {"w-2/0/1", "grad_w-2/0/1", "w_new-2/0/1"} <= lit
    page.page.locator('[data-mark="neuron-1-1"]').hover()
    lit = set(page.page.locator("td.lit").evaluate_all(cells))
    example = page.page.locator(".loop").get_attribute("data-example")
    assert {f"{name}-1/1/{example}" for name in ("z", "a", "delta")} <= lit and not any(
        cell.startswith("w") for cell in lit
    )
    page.page.mouse.move(2, 2)
    assert page.page.locator("td.lit").count() == 0 == len(page.picture()["lit"])


def test_the_picture_is_the_same_in_the_dark_but_for_its_colours(visit):
    page = visit(phase="delta-1")
    html = "document.querySelector('.loop').outerHTML"
    before, light = page.page.evaluate(html), drawn_edges(page)
    page.page.emulate_media(color_scheme="dark")
    page.breathe()
    page.page.wait_for_function("getComputedStyle(document.querySelector('.loop .edge line:last-child')).stroke !== ''")
    dark = drawn_edges(page)
    assert page.page.evaluate(html) == before
    assert all(dark[edge]["stroke"] != light[edge]["stroke"] for edge in light)
