import json
import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from backprop_explorer.figures import colours
from backprop_explorer.figures.colours import THEMES
from backprop_explorer.figures.graph.choices import EDGES, NEURONS
from backprop_explorer.figures.network_graph import NetworkGraph
from backprop_explorer.figures.numbers import number
from backprop_explorer.lesson.phases import Phase
from backprop_explorer.scenario import PRESETS

from ..lesson.pages import Page
from ..scenario.cases import PLACES

MOST_EDGES = 400


def draw(page: Page, phase: Phase, edges: str = "w", neurons: str = "auto", theme: str = "light") -> dict[str, Any]:
    ends = colours.limits(page.values, phase.known)
    return NetworkGraph(
        page.trace, page.values, phase, page.notation, ends, page.eta, THEMES[theme], edges, neurons, page.example
    ).figure()


def every_view(page: Page) -> Iterator[tuple[Phase, str, str, dict[str, Any]]]:
    """All phases with all that edges and neurons can show."""
    for phase, edges, neurons in product(page.phases, EDGES, NEURONS):
        yield phase, edges, neurons, draw(page, phase, edges, neurons)


def points(figure: dict[str, Any], prefix: str, field: str) -> dict[tuple[int, ...], Any]:
    """A field of every mark whose name begins with `prefix`, by the numbers in its name: "w-1-0-1"."""
    named = (trace for trace in figure["data"] if "customdata" in trace and field in trace)
    return {
        tuple(map(int, name.split("-")[1:])): value
        for trace in named
        for name, value in zip(trace["customdata"], trace[field], strict=True)
        if name.startswith(prefix)
    }


def places(figure: dict[str, Any], prefix: str) -> dict[tuple[int, ...], tuple[float, float]]:
    """Where those marks stand."""
    across, up = points(figure, prefix, "x"), points(figure, prefix, "y")
    return {name: (across[name], up[name]) for name in across}


def said(figure: dict[str, Any]) -> str:
    """All words of the picture that are not on a mark."""
    return " | ".join(text for trace in figure["data"] if trace["mode"] == "text" for text in trace["text"])


def lines(figure: dict[str, Any]) -> dict[tuple[float, ...], list[dict[str, Any]]]:
    """Every straight line by its two ends, with the shapes that draw it."""
    found: dict[tuple[float, ...], list[dict[str, Any]]] = {}
    for shape in figure["layout"]["shapes"]:
        for segment in re.findall(r"M([^MLQZ]+),([^MLQZ]+)L([^MLQZ]+),([^MLQZ]+)(?=M|$)", shape["path"]):
            found.setdefault(tuple(round(float(end), 2) for end in segment), []).append(shape)
    return found


@pytest.mark.parametrize("place", PRESETS)
def test_plotly_accepts_every_picture(place):
    page = Page.of(PLACES[place])
    accepted = set()
    for theme, phase, edges, neurons in product(THEMES, page.phases, EDGES, NEURONS):
        figure = draw(page, phase, edges, neurons, theme)
        text = json.dumps(figure, allow_nan=False)
        if text not in accepted:  # before the gradients are known many views look alike
            go.Figure(data=figure["data"], layout=figure["layout"])
            accepted.add(text)
    assert len(accepted) >= 8 * len(page.phases)


def test_plotly_accepts_the_picture_of_a_network_with_more_edges_than_are_drawn():
    page = Page.of(PLACES["a wide net"])
    for phase in (page.phases[0], page.phases[-1]):
        figure = draw(page, phase, "change", "grad_b", "dark")
        go.Figure(data=figure["data"], layout=figure["layout"])


@pytest.mark.parametrize("place", PLACES)
def test_hovering_an_edge_says_where_it_leads_and_its_weight(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        for (layer, j, k), text in points(draw(page, phase), "w-", "hovertext").items():
            source = "input" if layer == 1 else "neuron"
            assert f"to neuron {j + 1} from {source} {k + 1}" in text
            views = page.trace.layers[layer - 1]
            assert f"= {number(views.w[j, k])}," in text
            gradient = f"= {number(views.grad_w[j, k])}"
            assert (gradient in text.partition("<br>")[2]) == (("grad_w", layer) in phase.known)


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes", "the question", "six layers", "a wide net"])
def test_an_edge_is_drawn_between_its_two_neurons_and_answers_the_pointer_on_its_line(place):
    page = Page.of(PLACES[place])
    figure = draw(page, page.phases[0])
    neurons, drawn = places(figure, "neuron-"), lines(figure)
    assert len(neurons) == sum(page.trace.network.sizes)
    for (layer, j, k), grip in places(figure, "w-").items():
        start, stop = np.array(neurons[layer - 1, k]), np.array(neurons[layer, j])
        along = (grip[0] - start[0]) / (stop[0] - start[0])
        assert 0.2 < along < 0.8
        assert grip[1] == pytest.approx(start[1] + along * (stop[1] - start[1]))
        assert len(drawn[tuple(round(float(f"{end:g}"), 2) for end in (*start, *stop))]) == 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("edges", EDGES)
@pytest.mark.parametrize("place", ["or-gate-2-2-1", "three-classes"])
def test_an_edge_has_the_colour_of_its_own_number_and_none_while_that_is_unknown(place, edges, theme):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        figure = draw(page, phase, edges, theme=theme)
        neurons, drawn = places(figure, "neuron-"), lines(figure)
        for layer, j, k in places(figure, "w-"):
            ends = (*neurons[layer - 1, k], *neurons[layer, j])
            (shape,) = drawn[tuple(round(float(f"{end:g}"), 2) for end in ends)]
            views = page.trace.layers[layer - 1]
            matrix = {"w": views.w, "grad_w": views.grad_w, "change": -page.eta * views.grad_w}[edges]
            if edges == "w" or ("grad_w", layer) in phase.known:
                largest = max(np.abs(other).max() for other in scale_of(page, phase, edges))
                at = colours.level(matrix[j, k], largest)
                assert shape["line"]["color"] == colours.edge_colour(at, THEMES[theme])
                assert "dash" not in shape["line"]
            else:
                assert shape["line"]["dash"] == "dot"


def scale_of(page: Page, phase: Phase, edges: str) -> list[np.ndarray]:
    """All matrices known by then that share a colour scale with the edges."""
    names = ("w", "b", "w_new", "b_new") if edges == "w" else ("grad_w", "grad_b")
    known = [array for key, array in page.values.items() if key[0] in names and key in phase.known]
    return [page.eta * gradient for gradient in known] if edges == "change" else known


@pytest.mark.parametrize("neurons", NEURONS)
@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2", "the question", "a smaller last batch", "no biases"])
def test_a_neuron_shows_a_number_of_the_chosen_example_never_a_mean(place, neurons):
    page = Page.of(PLACES[place])
    for example in {0, page.trace.m // 2, page.trace.m - 1}:
        page = Page(page.trace, page.eta, page.notation, example)
        for phase in page.phases:
            figure = draw(page, phase, neurons=neurons)
            hovers = points(figure, "neuron-", "hovertext")
            for (layer, j), label in points(figure, "neuron-", "text").items():
                name, value = expected_label(page, phase, neurons, layer, j)
                shown = "·" if value is None else number(value)
                if label:
                    assert re.sub(r"<.+?>", " ", label).split()[-1] == shown, f"{phase.id}: {label}"
                    assert name in label or "<i>" not in label, "a small circle has room for the number alone"
                assert value is None or f"= {shown}" in hovers[layer, j]
                assert f"example {example + 1}" in hovers[layer, j]


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


def numbered(figure: dict[str, Any]) -> Iterator[tuple[str, str, tuple[float, float], str]]:
    """Every mark that answers a click: its place, the id of its number, where it is, and what is written on it."""
    for trace in figure["data"]:
        if "meta" in trace:
            texts = trace.get("text", [""] * len(trace["x"]))
            where = zip(trace["x"], trace["y"], strict=True)
            yield from zip(trace["customdata"], trace["meta"], where, texts, strict=True)


@pytest.mark.parametrize("place", [*PRESETS, "the question", "a smaller last batch", "no biases", "six layers"])
def test_a_mark_carries_the_id_of_the_number_that_is_written_on_it(place):
    page, written = Page.of(PLACES[place]), set()
    for phase, edges, neurons, figure in every_view(page):
        words = next(trace for trace in figure["data"] if trace["mode"] == "text")
        beside = dict(zip(zip(words["x"], words["y"], strict=True), words["text"], strict=True))
        for mark, identity, (x, y), text in numbered(figure):
            name, layer, row, column = re.fullmatch(r"([a-z_]+)-(\d+)-(\d+)-(\d+)", identity).groups()
            layer, row, column = int(layer), int(row), int(column)
            label = re.sub(r"<.+?>", " ", text or beside.get((x, y + 3), "")).split()
            known = (name, layer) in phase.known
            if name == "cost":
                value = page.trace.example_costs[page.example]  # a part of C, which has the id
            else:
                array = page.trace.x if name == "x" else getattr(page.trace.layers[layer - 1], name)
                value = array[row, column] if known else None
            if mark.startswith("w-"):
                assert (layer, row, column) == tuple(map(int, mark.split("-")[1:]))
                assert name == ("w" if edges == "w" else "grad_w")
                value = -page.eta * value if edges == "change" and known else value
            elif mark != "cost":
                assert (layer, row) == tuple(map(int, mark.split("-")[1:]))
                assert column == (0 if name in ("b", "grad_b") else page.example)
            if label:
                assert label[-1] == (number(value) if known else "·"), (phase.id, edges, neurons, mark, identity)
                written.add(name)
    everything = {"x", "z", "a", "delta", "cost", "w", "b", "grad_w", "grad_b"}
    assert written == everything if place == "or-gate-2-2-1" else written >= {"x", "z", "a", "delta", "cost"}


@pytest.mark.parametrize("place", PLACES)
def test_every_number_that_a_neuron_tells_on_hovering_is_its_own_and_known_by_then(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        for (layer, j), text in points(draw(page, phase), "neuron-", "hovertext").items():
            told = dict(line.split(" = ") for line in text.split("<br>")[1:])
            expected = {}
            for name in ("x", "b", "z", "a", "delta", "grad_b"):
                if (name, layer) in phase.known:
                    column = 0 if name in ("b", "grad_b") else page.example
                    array = page.trace.x if name == "x" else getattr(page.trace.layers[layer - 1], name)
                    expected[page.notation.text((name, layer))] = number(array[j, column])
            assert {name.rstrip("₀₁₂₃₄₅₆₇₈₉"): value for name, value in told.items()} == expected


@pytest.mark.parametrize("place", [*PRESETS, "the question", "six layers", "no biases"])
def test_the_shapes_are_written_over_edges_and_neurons_at_every_phase_and_in_every_view(place):
    page = Page.of(PLACES[place])
    for phase, edges, neurons, figure in every_view(page):
        text = said(figure)
        for number_of, layer in enumerate(page.trace.layers, start=1):
            n, n_prev = layer.w.shape
            name = page.notation.text
            over = next(part for part in text.split(" | ") if name(("w", number_of)) in part and "edge" in part)
            assert f"{n} × {n_prev}" in over and name(("grad_w", number_of)) in over
            below = next(part for part in text.split(" | ") if name(("delta", number_of)) in part and "example" in part)
            assert f": {n}" in below
            assert ("one per neuron" in below) == (layer.b is not None), f"{phase.id}, {edges}, {neurons}"
            assert (name(("grad_b", number_of)) in below) == (layer.b is not None)


def test_the_or_gate_says_two_by_two_one_per_edge():
    page = Page.of(PLACES["or-gate-2-2-1"])
    for phase in page.phases:
        text = said(draw(page, phase))
        for words in ("2 × 2", "1 × 2", "one per edge", "one per neuron", "per example", "depends only"):
            assert words in text, phase.id


def test_a_network_without_biases_has_no_bias_in_its_picture():
    page = Page.of(PLACES["no biases"])
    for phase in page.phases:
        for neurons in ("auto", "a", "delta"):
            figure = draw(page, phase, neurons=neurons)
            assert not points(figure, "b-", "x")
            assert not re.search(r"bias|b[⁰¹²]", json.dumps(figure, ensure_ascii=False)), phase.id


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2"])
def test_a_bias_tells_its_own_number(place):
    page = Page.of(PLACES[place])
    for (layer, j), text in points(draw(page, page.phases[0]), "b-", "hovertext").items():
        assert f"= {number(page.trace.layers[layer - 1].b[j, 0])}" in text and f"neuron {j + 1}" in text


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2", "three-classes"])
def test_the_picture_has_the_targets_and_the_cost_of_the_chosen_example(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        figure = draw(page, phase)
        for target in page.trace.y[:, page.example]:
            assert f"= {number(target)}" in said(figure)
        (cost,) = points(figure, "cost", "text").values()
        value = number(page.trace.example_costs[page.example])
        assert (value in cost) == (("cost", page.depth) in phase.known)


def test_at_most_four_hundred_edges_are_drawn_the_strongest_and_the_rest_are_counted():
    page = Page.of(PLACES["a wide net"])
    weights = {(n, j, k): abs(w) for n, v in enumerate(page.trace.layers, 1) for (j, k), w in np.ndenumerate(v.w)}
    assert len(weights) == 2 * 64 + 64 * 64 + 64
    for phase in page.phases:
        figure = draw(page, phase)
        kept = set(places(figure, "w-"))
        assert len(kept) == MOST_EDGES
        assert min(weights[edge] for edge in kept) >= max(weights[edge] for edge in weights.keys() - kept)
        assert f"{MOST_EDGES} of {len(weights)}" in said(figure)
        neurons = places(figure, "neuron-")
        ends = {(*neurons[layer - 1, k], *neurons[layer, j]) for layer, j, k in weights}
        ends = {tuple(round(float(f"{end:g}"), 2) for end in pair) for pair in ends}
        assert sum(len(shapes) for pair, shapes in lines(figure).items() if pair in ends) == MOST_EDGES
    assert "edges are drawn" not in said(draw(Page.of(PLACES["three-classes"]), page.phases[0]))


def test_no_two_marks_of_a_layer_stand_on_one_another():
    for place in ("or-gate-2-2-1", "three-classes", "six layers", "a wide net"):
        page = Page.of(PLACES[place])
        figure = draw(page, page.phases[0])
        marks = next(trace for trace in figure["data"] if "neuron-0-0" in trace.get("customdata", []))
        size = marks["marker"]["size"][marks["customdata"].index("neuron-0-0")]
        at = places(figure, "neuron-")
        for layer, n in enumerate(page.trace.network.sizes):
            heights = [at[layer, j][1] for j in range(n)]
            assert heights == sorted(heights, reverse=True), "neuron 1 stands at the top"
            assert all(one - other > size for one, other in pairwise(heights))
            assert all(0 < height < figure["layout"]["height"] for height in heights)


def test_the_picture_of_the_or_gate_stays_small_on_the_wire():
    page = Page.of(PLACES["or-gate-2-2-1"])
    assert max(len(json.dumps(figure)) for *_, figure in every_view(page)) < 20_000
