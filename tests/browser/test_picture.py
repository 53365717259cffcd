"""The drawn network: its edges carry their numbers as colour and width, and its zoom outlives a step."""

import colorsys
import re
from itertools import pairwise

import pytest

# The definition: grey at 0, blue for minus, orange for plus; 20 levels of each up to the largest number of its kind.
GREY, BLUE, ORANGE = (150, 153, 162), (31, 111, 178), (201, 101, 12)
LEVELS = 20

SEGMENT = re.compile(r"M(-?[\d.]+),(-?[\d.]+)L(-?[\d.]+),(-?[\d.]+)")


def drawn_edges(page):
    """Every edge that is drawn, (layer, j, k), with its line; an edge drawn twice fails."""
    picture = page.picture()
    neurons = {name: place for name, place in picture["marks"].items() if name.startswith("neuron-")}

    def neuron_at(x, y):
        near = [name for name, place in neurons.items() if abs(place[0] - x) < 0.6 and abs(place[1] - y) < 0.6]
        return tuple(map(int, near[0].split("-")[1:])) if near else None

    found = {}
    for path in picture["paths"]:
        if "Q" in path["d"] or "Z" in path["d"]:
            continue  # an arrow of the way back
        for x0, y0, x1, y1 in SEGMENT.findall(path["d"]):
            source, target = neuron_at(float(x0), float(y0)), neuron_at(float(x1), float(y1))
            if source and target:
                edge = (target[0], target[1], source[1])
                assert target[0] == source[0] + 1
                assert edge not in found
                found[edge] = path
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
    return "rgb({}, {}, {})".format(
        *(round(grey + (full - grey) * share) for grey, full in zip(GREY, pure, strict=True))
    )


def looks(stroke):
    """Orange, blue or grey, as an eye would say that compares it with the grey of 0."""
    red, _, blue = map(int, re.findall(r"\d+", stroke))
    warmer = (red - blue) - (GREY[0] - GREY[2])
    return "orange" if warmer > 0 else "blue" if warmer < 0 else "grey"


def hue(stroke):
    """The place on the colour wheel, in degrees: orange is near 30, blue near 210."""
    return 360 * colorsys.rgb_to_hls(*(int(part) / 255 for part in re.findall(r"\d+", stroke)))[0]


def assert_painted(edges, numbers, end):
    assert edges.keys() == numbers.keys()
    for edge, number in numbers.items():
        stroke, at = edges[edge]["stroke"], level(number, end)
        assert stroke == colour(number, end), f"edge {edge} of {number}"
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
                    assert line["stroke"] == colour(gradients[edge], end)
                else:
                    assert line["width"] == 1


def test_weights_of_0_are_grey_and_thin(visit):
    page = visit()
    page.open_setup()
    page.choose("initial weights", "zeros")
    zero = {"dashed": False, "stroke": f"rgb{GREY}", "width": 1}
    edges = drawn_edges(page)
    assert [{name: line[name] for name in zero} for line in edges.values()] == [zero] * 6
    page.press("next_batch")
    weights = entries(page.values(), "w")
    assert [weights[1, j, k] for j in (0, 1) for k in (0, 1)] == [0, 0, 0, 0]
    page.to_phase("update")
    assert_painted(drawn_edges(page), weights, largest(page.values(), "w", "b", "w_new", "b_new"))


RANGES = "() => { const l = document.querySelector('.plot')._fullLayout; return [l.xaxis.range, l.yaxis.range]; }"


def test_a_zoom_that_was_drawn_with_the_mouse_outlives_steps(visit):
    page = visit()
    whole, marks = page.page.evaluate(RANGES), page.picture()["marks"]
    box = page.page.locator(".plot").bounding_box()
    x, y, mouse = box["x"] + 60, box["y"] + 70, page.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 120, y + 90, steps=4)
    mouse.move(x + 240, y + 200, steps=4)
    mouse.up()
    page.page.wait_for_function(f"(whole) => JSON.stringify(({RANGES})()) !== JSON.stringify(whole)", arg=whole)
    page.page.wait_for_timeout(500)  # Plotly moves into the zoom
    zoomed, near = page.page.evaluate(RANGES), page.picture()["marks"]
    for (low, high), (first, last) in zip(zoomed, whole, strict=True):
        assert first < low < high < last
    apart = [abs(at["neuron-1-0"][0] - at["neuron-0-0"][0]) for at in (marks, near)]
    assert apart[1] > 1.5 * apart[0]
    page.press("next_phase")
    assert page.page.evaluate(RANGES) == zoomed
    assert page.picture()["marks"]["neuron-1-0"] == near["neuron-1-0"]
    page.strike("Shift+ArrowRight")
    page.go_to(20_000)  # the row with the stop button comes and goes above
    assert page.page.evaluate(RANGES) == zoomed
