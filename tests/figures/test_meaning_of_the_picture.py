"""The picture is read without the code that drew it: arrows by their heads, words by the place they stand at."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backprop_explorer.figures.numbers import number

from ..lesson.pages import NOTATIONS, Page
from ..scenario.cases import OR, PLACES, XOR
from .test_matrices import matrices
from .test_network_graph import draw, places, points

NUMBER = r"(-?[\d.]+)"
TAIL = re.compile(rf"^M{NUMBER},{NUMBER}Q")
HEAD = re.compile(rf"^M{NUMBER},{NUMBER}L{NUMBER},{NUMBER}L{NUMBER},{NUMBER}Z$")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
FIRST = {"zero": 1, "one": 2, "question": 0}  # what the first layer with weights is called
UNEQUAL = replace(XOR, sizes=(2, 5, 3, 4, 1), activations=("tanh",) * 4)


def arrows(figure: dict[str, Any]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Every arrow: where its line begins, and its tip. The tip lies away from the base of its head."""
    shapes = [shape["path"] for shape in figure["layout"]["shapes"]]
    tails = [np.array(found.groups(), float) for found in map(TAIL.match, shapes) if found]
    heads = [np.array(found.groups(), float).reshape(3, 2) for found in map(HEAD.match, shapes) if found]
    assert len(tails) == len(heads)
    return [(tail, head[0]) for tail, head in zip(tails, heads, strict=True)]


def bases(figure: dict[str, Any]) -> list[float]:
    """How far each head points to the right; to the left it is less than 0."""
    shapes = [shape["path"] for shape in figure["layout"]["shapes"]]
    heads = [np.array(found.groups(), float).reshape(3, 2) for found in map(HEAD.match, shapes) if found]
    return [float(head[0, 0] - head[1:, 0].mean()) for head in heads]


@pytest.mark.parametrize("scenario", [OR, XOR, replace(XOR, sizes=(2, 3, 2, 2, 1), activations=("tanh",) * 4)])
def test_the_arrows_of_the_error_lead_back_along_every_edge_to_the_layer_whose_delta_is_computed(scenario):
    page = Page.of(scenario)
    seen = 0
    for phase in page.phases:
        figure = draw(page, phase)
        drawn, neurons = arrows(figure), places(figure, "neuron-")
        if not phase.id.startswith("delta"):
            assert not drawn, f"{phase.id} sends nothing back"
            continue
        if phase.layer == page.depth:
            (cost,) = places(figure, "cost").values()
            ways = {(j,): (cost, neurons[phase.layer, j]) for j in range(page.trace.network.sizes[-1])}
        else:
            sizes = page.trace.network.sizes
            ways = {
                (j, k): (neurons[phase.layer + 1, j], neurons[phase.layer, k])
                for j in range(sizes[phase.layer + 1])
                for k in range(sizes[phase.layer])
            }
        assert all(head < 0 for head in bases(figure)), f"{phase.id}: a head points forwards"
        seen += len(drawn)
        assert sorted(nearest(*arrow, ways) for arrow in drawn) == sorted(ways), phase.id
    assert seen


def nearest(tail: np.ndarray, tip: np.ndarray, ways: dict) -> tuple[int, ...]:
    """The way that an arrow takes: its tail lies on it, nearer to where it begins, its tip nearer to where it ends."""

    def off(way: tuple[int, ...]) -> float:
        start, stop = (np.array(end) for end in ways[way])
        along = (tail[0] - start[0]) / (stop[0] - start[0])
        beyond = (tip[0] - start[0]) / (stop[0] - start[0])
        if not 0 < along < 0.5 < beyond < 1:
            return np.inf
        return abs(tail[1] - (start[1] + along * (stop[1] - start[1]))) + abs(
            tip[1] - (start[1] + beyond * (stop[1] - start[1]))
        )

    best = min(ways, key=off)
    assert np.isfinite(off(best)), "an arrow leads the wrong way"
    return best


def words(figure: dict[str, Any]) -> list[tuple[float, float, str]]:
    (trace,) = (trace for trace in figure["data"] if trace["mode"] == "text")
    return list(zip(trace["x"], trace["y"], trace["text"], strict=True))


def layers_named(text: str) -> set[int]:
    """Every layer that the names in a text carry as a raised number."""
    return {int(found.translate(RAISED)) for found in re.findall("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", text)}


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_what_is_written_over_a_layer_and_below_it_names_that_layer_and_its_own_sizes(notation):
    page = replace(Page.of(UNEQUAL), notation=notation)
    sizes, first = page.trace.network.sizes, FIRST[notation.numbering]
    for phase in page.phases:
        said = words(draw(page, phase))
        for layer in range(1, page.depth + 1):
            (over,) = (text for x, _, text in said if x == layer - 0.5 and "edge" in text)
            shape = (
                (sizes[layer - 1], sizes[layer]) if notation.orientation == "rows" else (sizes[layer], sizes[layer - 1])
            )
            assert layers_named(over) == {layer - 1 + first}, over
            assert re.findall(r"(\d+) × (\d+)", over) == [tuple(map(str, shape))]
            (below,) = (text for x, _, text in said if x == layer and "neuron" in text)
            assert layers_named(below) == {layer - 1 + first}, below
            assert set(re.findall(r": (\d+)", below)) == {str(sizes[layer])}
        (inputs,) = (text for x, y, text in said if x == 0 and "per example" in text)
        assert re.search(r"[xX]: 2\b", inputs) and not layers_named(inputs)
        (remark,) = (text for _, _, text in said if "depends only" in text)
        assert layers_named(remark) == {page.depth - 1 + first}


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_a_number_in_the_picture_is_called_by_its_layer_and_its_place(notation):
    page = replace(Page.of(OR), notation=notation)
    first = FIRST[notation.numbering]
    for phase in page.phases:
        figure = draw(page, phase)
        for (layer, j), label in points(figure, "neuron-", "text").items():
            name = re.sub("<br>.*|</?i>", "", label)
            assert name.endswith("₁₂₃"[j]) and layers_named(name) == ({layer - 1 + first} if layer else set()), label
        for (layer, j), text in points(figure, "neuron-", "hovertext").items():
            where = f"layer {layer - 1 + first}, neuron {j + 1}, " if layer else f"input {j + 1}, "
            assert text.startswith(where), text
            assert layers_named(text) <= {layer - 1 + first}
        for (layer, j, k), text in points(figure, "w-", "hovertext").items():
            order = f"{k + 1}{j + 1}" if notation.orientation == "rows" else f"{j + 1}{k + 1}"
            assert layers_named(text) == {layer - 1 + first}
            assert {found.translate(LOWERED) for found in re.findall("[₀₁₂₃₄₅₆₇₈₉]+", text)} == {order}, text
        for (layer, j), text in points(figure, "b-", "hovertext").items():
            assert f"neuron {j + 1}" in text and "₁₂₃"[j] in text and layers_named(text) == {layer - 1 + first}


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2", "the OR gate at step 12"])
def test_the_number_on_an_edge_is_its_own_and_stands_on_it(place):
    page = Page.of(PLACES[place])
    for edges, name in (("w", "w"), ("grad_w", "grad_w"), ("change", "grad_w")):
        figure = draw(page, page.phases[-1], edges)
        said = words(figure)
        for (layer, j, k), (x, y) in places(figure, "w-").items():
            value = getattr(page.trace.layers[layer - 1], name)[j, k] * (-page.eta if edges == "change" else 1)
            near = min(said, key=lambda word, x=x, y=y: 1000 * abs(word[0] - x) + abs(word[1] - y))
            shown = float(near[2].replace("−", "-"))
            assert shown == pytest.approx(value, rel=6e-3, abs=5e-4), (edges, layer, j, k)


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_each_part_of_the_ledger_names_the_layer_whose_matrices_it_holds(notation):
    page = replace(Page.of(UNEQUAL), notation=notation)
    first = FIRST[notation.numbering]
    for phase in page.phases:
        inputs, *sections, targets = matrices(page, phase).find("section", "layer")
        assert (inputs.one("h4").text, targets.one("h4").text) == ("inputs", "targets")
        assert len(sections) == page.depth
        for section in sections:
            (layer,) = {int(table.attributes["data-matrix"].rpartition("-")[2]) for table in section.find("table")}
            assert section.one("h4").text == f"layer {layer - 1 + first}"
            for figure in section.find("figure"):
                raised = [mark.text for mark in figure.one("figcaption").find("mn")]
                assert raised == [str(layer - 1 + first)]
                assert f" of layer {layer - 1 + first}, " in figure.one("caption").text


LIT = {  # what takes part in a phase of a network with three layers: neurons, edges, and C
    "z-2": ({1, 2}, {2}, False),
    "a-2": ({2}, set(), False),
    "cost": ({3}, set(), True),
    "delta-3": ({3}, set(), True),
    "grad-3": ({2, 3}, {3}, False),
    "delta-2": ({2, 3}, {3}, False),
    "grad-2": ({1, 2}, {2}, False),
    "delta-1": ({1, 2}, {2}, False),
    "grad-1": ({0, 1}, {1}, False),
    "update": ({0, 1, 2, 3}, {1, 2, 3}, False),
}


def test_just_the_neurons_and_edges_that_take_part_in_a_phase_are_bright():
    page = Page.of(replace(XOR, sizes=(2, 3, 2, 1), activations=("tanh",) * 3))
    for phase in page.phases:
        if phase.id not in LIT:
            continue
        neurons, edges, cost = LIT[phase.id]
        figure = draw(page, phase)
        marks = next(trace for trace in figure["data"] if "neuron-0-0" in trace.get("customdata", []))
        thick = {
            name for name, width in zip(marks["customdata"], marks["marker"]["line"]["width"], strict=True) if width > 1
        }
        assert {int(name.split("-")[1]) for name in thick if name.startswith("neuron")} == neurons, phase.id
        assert ("cost" in thick) == cost
        at = places(figure, "neuron-")
        for layer in (1, 2, 3):
            x, y = at[layer - 1, 0]
            starts = [s for s in figure["layout"]["shapes"] if f"M{x:g},{y:g}L{layer:g}," in s["path"]]
            assert starts and all((shape["opacity"] == 1) == (layer in edges) for shape in starts), (phase.id, layer)


@pytest.mark.parametrize("neurons", ["auto", "a", "delta", "grad_b"])
@pytest.mark.parametrize("place", ["mazur-2-2-2", "the OR gate at step 12", "xor-2-3-1"])
def test_a_mark_says_the_number_that_a_click_on_it_opens(place, neurons):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        (marks, edges, _) = draw(page, phase, neurons=neurons)["data"]
        for text, hover, opened in zip(
            [*marks["text"], *[""] * len(edges["meta"])],
            [*marks["hovertext"], *edges["hovertext"]],
            [*marks["meta"], *edges["meta"]],
            strict=True,
        ):
            name, *place_of_it = opened.split("-")
            layer, row, column = map(int, place_of_it)
            if name == "cost":
                continue
            value = number(page.values[name, layer][row, column])
            known = (name, layer) in page.phases[0].known or (name, layer) in phase.known
            entry = page.notation.entry((name, layer), row, column if opened in edges["meta"] else None)
            assert (f"{entry} = {value}" in hover) == known, (phase.id, opened, hover)
            if "<b>" in text:
                assert f"<b>{value}</b>" in text, (phase.id, opened, text)
