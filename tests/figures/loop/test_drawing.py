"""Every number of the picture stands on the mark that it belongs to, at every phase and in every view."""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from backprop_explorer.figures import colours
from backprop_explorer.figures.loop.choices import EDGES, NEURONS
from backprop_explorer.figures.loop.loop import loop
from backprop_explorer.figures.loop.marks import brief
from backprop_explorer.figures.numbers import number
from backprop_explorer.lesson.phases import Phase

from ...lesson.pages import Page
from ...scenario.cases import PLACES, SHOWN, some
from ..html_tree import Element
from .drawn import (
    draw,
    ends,
    every_view,
    hover,
    line,
    marks,
    off,
    on_edges,
    over_edges,
    over_neurons,
    percent,
    places,
    scene,
    written,
)

MOST_EDGES = 400
WIDTHS = (1352, 1140, 322)  # px of the picture on a desktop, beside the sidebar, and on a phone


def fits(text: str, value: float) -> bool:
    """Whether a text is this number with four digits, or, in a small ring, with two decimals or one digit."""
    if text == number(value):
        return True
    shown = float(text.replace("−", "-"))
    return abs(shown - value) <= 0.00501 if "e" not in text else shown == float(f"{value:.0e}")


@pytest.mark.parametrize("place", [*SHOWN, "no biases"])
def test_hovering_an_edge_says_where_it_leads_and_its_weight(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        for (layer, j, k), edge in marks(draw(page, phase), "w").items():
            source, text = "input" if layer == 1 else "neuron", hover(edge)
            assert f"to neuron {j + 1} from {source} {k + 1}" in text
            views = page.trace.layers[layer - 1]
            assert f"= {number(views.w[j, k])}," in text
            gradient = f"= {number(views.grad_w[j, k])}"
            assert (gradient in text.partition("\n")[2]) == (("grad_w", layer) in phase.known)


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes", "the question", "six layers", "a wide net"])
def test_an_edge_is_drawn_between_its_two_neurons(place):
    page = Page.of(PLACES[place])
    drawn = draw(page, page.phases[0])
    neurons = marks(drawn, "neuron")
    assert len(neurons) == sum(page.trace.network.sizes)

    def middle(mark: Element) -> tuple[float, float]:
        x, y = percent(mark, "x", "y")
        return (x, y) if mark.tag == "svg" else (x, y + percent(mark, "height")[0] / 2)  # a tick has a height

    for (layer, j, k), edge in marks(drawn, "w").items():
        expected = middle(neurons[layer - 1, k]), middle(neurons[layer, j])
        assert np.allclose(ends(line(edge)), expected, atol=0.03 if max(page.trace.network.sizes) < 20 else 0.9)


@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes"])
def test_an_edge_has_the_look_of_its_own_number_and_none_while_that_is_unknown(place, edges):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        for (layer, j, k), edge in marks(draw(page, phase, edges), "w").items():
            look, views = line(edge).attributes, page.trace.layers[layer - 1]
            if edges != "w" and ("grad_w", layer) not in phase.known:
                assert look["class"] == "unknown" and "style" not in look
                continue
            value = {"w": views.w, "grad_w": views.grad_w, "change": -page.eta * views.grad_w}[edges][j, k]
            level = abs(value) / max(np.abs(other).max() for other in scale_of(page, phase, edges))
            assert look["class"] == ("minus" if value < 0 else "plus")
            tint = int(look["style"].removeprefix("--t:").removesuffix("%"))
            assert abs((tint / 100) ** (1 / 0.7) - level) < 0.04
            assert float(look["stroke-width"]) >= 0.6


def scale_of(page: Page, phase: Phase, edges: str) -> list[np.ndarray]:
    """All matrices known by then that share a colour scale with the edges."""
    names = ("w", "b", "w_new", "b_new") if edges == "w" else ("grad_w", "grad_b")
    known = [array for key, array in page.values.items() if key[0] in names and key in phase.known]
    return [page.eta * gradient for gradient in known] if edges == "change" else known


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes", "a wide net"])
def test_a_larger_weight_never_has_a_thinner_or_fainter_line(place):
    page = Page.of(PLACES[place])
    drawn = marks(draw(page, page.phases[0]), "w")
    by_size = sorted(drawn, key=lambda edge: abs(page.trace.layers[edge[0] - 1].w[edge[1:]]))
    for small, large in pairwise(by_size):
        first, second = line(drawn[small]).attributes, line(drawn[large]).attributes
        assert float(first["stroke-width"]) <= float(second["stroke-width"])
        assert int(first["style"][4:-1]) <= int(second["style"][4:-1])


@pytest.mark.parametrize("neurons", NEURONS)
@pytest.mark.parametrize("place", some(("or-gate-2-2-1", "a smaller last batch", "no biases", "the question"), 2))
def test_a_neuron_shows_a_number_of_the_chosen_example_never_a_mean(place, neurons):
    page = Page.of(PLACES[place])
    for example in {0, page.trace.m // 2, page.trace.m - 1}:
        page = Page(page.trace, page.eta, page.notation, example)
        for phase in page.phases:
            drawn = draw(page, phase, neurons=neurons)
            for (layer, j), mark in marks(drawn, "neuron").items():
                name, value = expected_label(page, phase, neurons, layer, j)
                text = written(mark)
                assert text == "·" if value is None else fits(text, value), f"{phase.id}: {text}"
                letters = [letter.text for letter in mark.find("text", "letter")]
                assert all(name in letter for letter in letters) and name in over_neurons(drawn)[layer]
                assert value is None or f"= {number(value)}" in hover(mark)
                assert f"example {example + 1}" in hover(mark)


def expected_label(page: Page, phase: Phase, neurons: str, layer: int, j: int) -> tuple[str, float | None]:
    """What a neuron has to show: its quantity's name, and its number in the chosen example."""
    if layer == 0:
        return "x", page.trace.x[j, page.example]
    views = page.trace.layers[layer - 1]
    for name in ("delta", "a", "z") if neurons == "auto" else (neurons,):
        if (name, layer) in phase.known:
            column = 0 if name == "grad_b" else page.example
            return page.notation.text((name, layer)), getattr(views, name)[j, column]
    return "", None


def numbered(drawn: Element) -> Iterator[tuple[str, str, str | None]]:
    """Every mark that answers a click: its name, the id of the number that it opens, and what is written on it."""
    plates = {f"w-{'-'.join(map(str, name))}": plate.one("text").text for name, plate in on_edges(drawn).items()}
    for mark in drawn.find(data_mark=""):
        name, pick = mark.attributes["data-mark"], mark.attributes["data-pick"].removeprefix("cell:")
        words = [text.text.removeprefix("bias ") for text in mark.find("text", "words")] if name[0] == "b" else []
        yield name, pick, plates.get(name) or (words[0] if words else written(mark))


@pytest.mark.parametrize("place", some(("mazur-2-2-2", "dead-relu", "a last batch of one", "no biases"), 2))
def test_a_mark_carries_the_id_of_the_number_that_is_written_on_it(place):
    page, seen = Page.of(PLACES[place]), set()
    for phase, edges, neurons, drawn in every_view(page):
        for mark, identity, text in numbered(drawn):
            name, layer, row, column = re.fullmatch(r"([a-z_]+)-(\d+)-(\d+)-(\d+)", identity).groups()
            layer, row, column = int(layer), int(row), int(column)
            known = (name, layer) in phase.known
            if name == "cost":
                value = page.trace.example_costs[page.example]  # a part of C, which has the id
            else:
                array = page.trace.x if name == "x" else getattr(page.trace.layers[layer - 1], name)
                value = array[row, column] if known else 0.0
            if mark.startswith("w-"):
                assert (layer, row, column) == tuple(map(int, mark.split("-")[1:]))
                assert name == ("w" if edges == "w" else "grad_w")
                value = -page.eta * value if edges == "change" else value
            elif mark != "cost":
                assert (layer, row) == tuple(map(int, mark.split("-")[1:]))
                assert column == (0 if name in ("b", "grad_b") else page.example)
            if text:
                right = fits(text, value) if known else text == "·"
                assert right, (phase.id, edges, neurons, mark, identity, text)
                seen.add(name)
    everything = {"x", "z", "a", "delta", "cost", "w", "b", "grad_w", "grad_b"}
    assert seen == everything if place == "or-gate-2-2-1" else seen >= {"x", "z", "a", "delta", "cost"}


@pytest.mark.parametrize("place", [*SHOWN, "no biases"])
def test_every_number_that_a_neuron_tells_on_hovering_is_its_own_and_known_by_then(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        for (layer, j), mark in marks(draw(page, phase), "neuron").items():
            told = dict(line.split(" = ") for line in hover(mark).split("\n")[1:])
            expected = {}
            for name in ("x", "b", "z", "a", "delta", "grad_b"):
                if (name, layer) in phase.known:
                    column = 0 if name in ("b", "grad_b") else page.example
                    array = page.trace.x if name == "x" else getattr(page.trace.layers[layer - 1], name)
                    expected[page.notation.text((name, layer))] = number(array[j, column])
            assert {name.rstrip("₀₁₂₃₄₅₆₇₈₉"): value for name, value in told.items()} == expected


@pytest.mark.parametrize("place", [*SHOWN, "the question", "six layers", "no biases"])
def test_over_the_edges_stands_their_shape_and_over_the_neurons_what_they_show(place):
    page = Page.of(PLACES[place])
    for phase, drawn in ((phase, draw(page, phase, "change", "delta")) for phase in page.phases):
        for layer, views in enumerate(page.trace.layers, start=1):
            text, (n, n_prev) = over_edges(drawn)[layer], views.w.shape
            assert f"{n} × {n_prev}, one per edge" in text and page.notation.text(("w", layer)) in text
            gradient = page.notation.text(("grad_w", layer))
            assert (gradient in text) == (("grad_w", layer) in phase.known)
        assert over_neurons(drawn).keys() == set(range(page.depth + 1))


def test_a_network_without_biases_has_no_bias_in_its_picture():
    page = Page.of(PLACES["no biases"])
    for phase in page.phases:
        for neurons in ("auto", "a", "delta"):
            assert not re.search(r"bias|b[⁰¹²]", loop(scene(page, phase, "w", neurons), page.phases, phase, ""))


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2"])
def test_a_bias_tells_its_own_number(place):
    page = Page.of(PLACES[place])
    found = marks(draw(page, page.phases[0]), "b")
    assert len(found) == sum(page.trace.network.sizes[1:])
    for (layer, j), mark in found.items():
        assert f"= {number(page.trace.layers[layer - 1].b[j, 0])}" in hover(mark) and f"neuron {j + 1}" in hover(mark)


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2", "three-classes"])
def test_the_picture_has_the_targets_and_the_cost_of_the_chosen_example_and_of_the_batch(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        drawn = draw(page, phase)
        targets = [target.text.split(" = ")[1] for target in drawn.find("svg", "target")]
        assert targets == [number(target) for target in page.trace.y[:, page.example]]
        (cost,) = marks(drawn, "cost").values()
        known = ("cost", page.depth) in phase.known
        assert written(cost) == (number(page.trace.example_costs[page.example]) if known else "·")
        words = [text.text for text in cost.find("text", "words")]
        batch = ["C of the batch", number(page.trace.cost)] if known else []
        assert words == ([f"of example {page.example + 1}", *batch] if page.trace.m > 1 else [])


def test_at_most_four_hundred_edges_are_drawn_the_strongest_of_each_layer_and_the_rest_are_counted():
    page = Page.of(PLACES["a wide net"])
    sizes = [2 * 64, 64 * 64, 64]
    for phase in page.phases:
        drawn = draw(page, phase)
        kept = set(marks(drawn, "w"))
        assert len(kept) == MOST_EDGES
        assert f"{MOST_EDGES} of {sum(sizes):,}" in drawn.one("p", "missing").text
        for layer, views in enumerate(page.trace.layers, start=1):
            chosen = np.zeros(views.w.shape, dtype=bool)
            for j, k in (edge[1:] for edge in kept if edge[0] == layer):
                chosen[j, k] = True
            if not chosen.all():
                assert np.abs(views.w[chosen]).min() >= np.abs(views.w[~chosen]).max()
            assert chosen.sum() >= min(views.w.size, MOST_EDGES // 3), "no layer is left without its edges"
    assert not list(draw(Page.of(PLACES["three-classes"]), page.phases[0]).find("p", "missing"))


def px(page: Page, phase: Phase, width: int) -> tuple[float, float]:
    """How many px one % is, across and down."""
    plan = scene(page, phase).plan
    return width / 100, (plan.height - sum(plan.inset)) / 100


def test_no_two_marks_of_a_layer_stand_on_one_another():
    for place in (*SHOWN, "six layers", "a wide net"):
        page = Page.of(PLACES[place])
        drawn, plan = draw(page, page.phases[0]), scene(page, page.phases[0]).plan
        at, (_, tall) = places(drawn, "neuron"), px(page, page.phases[0], 1352)
        for layer, n in enumerate(page.trace.network.sizes):
            heights = [at[layer, j][1] for j in range(n)]
            assert heights == sorted(heights), "neuron 1 stands at the top"
            assert -0.01 <= heights[0] and heights[-1] <= 100.01
            if n <= 20:
                gaps = [tall * (other - one) for one, other in pairwise(heights)]
                assert all(gap > 2 * plan.radius(layer) for gap in gaps), f"{place}: {gaps}"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("place", SHOWN)
def test_the_number_of_an_edge_is_nearer_to_its_own_edge_than_to_any_other(place, width):
    page = Page.of(PLACES[place])
    drawn, scale = draw(page, page.phases[0]), px(page, page.phases[0], width)
    edges = {name: ends(line(edge)) for name, edge in marks(drawn, "w").items()}
    plates = on_edges(drawn)
    assert len(plates) == sum(views.w.size for views in page.trace.layers if views.w.size <= 6)
    for name, plate in plates.items():
        distance = {other: off(percent(plate, "x", "y"), *edges[other], scale) for other in edges}
        assert distance.pop(name) < 0.5
        assert min(distance.values()) > (9 if width > 400 else 7), f"{name} at {width}"


def test_a_number_in_a_small_ring_is_short_and_keeps_its_sign_and_its_size():
    values = (0, 1, -1, 0.25, -0.0499, 0.0051, -0.004, 3.2e-7, 9.949, 9.96, -12.34, 99.4, 314, -999, 12345, 1e300)
    texts = [brief(value) for value in values]
    assert texts == "0 1 −1 0.25 −0.05 0.01 −4e−3 3e−7 9.95 10.0 −12.3 99.4 314 −999 1e4 1e300".split()
    assert all(len(brief(value)) <= 6 for value in (*values, *(-value for value in values)))


def test_a_colour_scale_has_as_many_steps_as_can_be_told_apart():
    page = Page.of(PLACES["a wide net"])
    widths = {line(edge).attributes["stroke-width"] for edge in marks(draw(page, page.phases[0]), "w").values()}
    assert len(widths) <= colours.LEVELS + 1


def test_the_picture_of_the_or_gate_stays_small_on_the_wire():
    page = Page.of(PLACES["or-gate-2-2-1"])
    assert max(len(loop(scene(page, phase), page.phases, phase, "")) for phase in page.phases) < 14_000
