"""The picture is read without the code that drew it: arrows by their heads, words by the place they stand at."""

import re
from dataclasses import replace
from itertools import product

import pytest

from backprop_explorer.figures.numbers import number

from ..lesson.pages import NOTATIONS, Page
from ..scenario.cases import OR, PLACES, XOR, some
from .html_tree import Element
from .loop.drawn import (
    Place,
    draw,
    ends,
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
from .test_matrices import matrices

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
FIRST = {"zero": 1, "one": 2, "question": 0}  # what the first layer with weights is called
UNEQUAL = replace(XOR, sizes=(2, 5, 3, 4, 1), activations=("tanh",) * 4)


def heads(drawn: Element) -> list[tuple[Place, Place]]:
    """Every arrow: where it begins, and where its head points to."""
    return [ends(line) for line in drawn.find("line", marker_end="")]


@pytest.mark.parametrize("scenario", [OR, XOR, replace(XOR, sizes=(2, 3, 2, 2, 1), activations=("tanh",) * 4)])
def test_the_arrows_of_the_error_lead_back_along_every_edge_to_the_layer_whose_delta_is_computed(scenario):
    page = Page.of(scenario)
    seen, sizes = 0, page.trace.network.sizes
    for phase in page.phases:
        drawn = draw(page, phase)
        arrows, neurons = heads(drawn), places(drawn, "neuron")
        if not phase.id.startswith("delta"):
            assert not arrows, f"{phase.id} sends nothing back"
            continue
        if phase.layer == page.depth:
            (cost,) = places(drawn, "cost").values()
            ways = [(cost, neurons[phase.layer, j]) for j in range(sizes[-1])]
        else:
            between = product(range(sizes[phase.layer + 1]), range(sizes[phase.layer]))
            ways = [(neurons[phase.layer + 1, j], neurons[phase.layer, k]) for j, k in between]
        assert all(stop[0] < start[0] for start, stop in arrows), f"{phase.id}: a head points forwards"
        assert sorted(arrows) == sorted(ways), phase.id
        seen += len(arrows)
    assert seen


def test_the_head_of_an_arrow_points_where_its_line_leads_and_ends_at_the_rim_of_the_ring():
    page = Page.of(OR)
    marker = draw(page, page.phases[6]).one("marker")
    assert marker.attributes["orient"] == "auto", "turned as the line is, at every width"
    pairs = re.findall(r"([\d.]+) ([\d.]+)", marker.one("path").attributes["d"][1:])
    corners = [tuple(map(float, pair)) for pair in pairs]
    tip, base = max(corners), min(corners)
    assert tip[0] > base[0], "the tip is the part that lies farthest along the line"
    scale = float(marker.attributes["markerwidth"]) / float(marker.attributes["viewbox"].split()[2])
    gap = scale * (float(marker.attributes["refx"]) - tip[0])
    radius = scene(page, page.phases[6]).plan.radius(1)
    assert radius <= gap <= radius + 4


def layers_named(text: str) -> set[int]:
    """Every layer that the names in a text carry as a raised number."""
    return {int(found.translate(RAISED)) for found in re.findall("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", text)}


@pytest.mark.parametrize("notation", some(NOTATIONS, 5), ids=str)
def test_what_is_written_over_edges_and_neurons_names_that_layer_and_its_own_sizes(notation):
    page = replace(Page.of(UNEQUAL), notation=notation)
    sizes, first = page.trace.network.sizes, FIRST[notation.numbering]
    for phase in page.phases:
        drawn = draw(page, phase)
        for layer, over in over_edges(drawn).items():
            shape = sizes[layer - 1 : layer + 1] if notation.orientation == "rows" else (sizes[layer], sizes[layer - 1])
            assert layers_named(over) == {layer - 1 + first}, over
            assert re.findall(r"(\d+) × (\d+)", over) == [tuple(map(str, shape))]
        assert over_edges(drawn).keys() == set(range(1, page.depth + 1))
        for layer, over in over_neurons(drawn).items():
            assert layers_named(over) == ({layer - 1 + first} if layer else set()), over
            assert re.match("[xX]", over) or layer


@pytest.mark.parametrize("notation", some(NOTATIONS, 5), ids=str)
def test_a_number_in_the_picture_is_called_by_its_layer_and_its_place(notation):
    page = replace(Page.of(OR), notation=notation)
    first = FIRST[notation.numbering]
    for phase in page.phases:
        drawn = draw(page, phase)
        for (layer, j), mark in marks(drawn, "neuron").items():
            name, text = mark.one("text", "letter").text, hover(mark)
            assert name.endswith("₁₂₃"[j]) and layers_named(name) == ({layer - 1 + first} if layer else set()), name
            where = f"layer {layer - 1 + first}, neuron {j + 1}, " if layer else f"input {j + 1}, "
            assert text.startswith(where), text
            assert layers_named(text) <= {layer - 1 + first}
        for (layer, j, k), edge in marks(drawn, "w").items():
            text, order = hover(edge), f"{k + 1}{j + 1}" if notation.orientation == "rows" else f"{j + 1}{k + 1}"
            assert layers_named(text) == {layer - 1 + first}
            assert {found.translate(LOWERED) for found in re.findall("[₀₁₂₃₄₅₆₇₈₉]+", text)} == {order}, text
        for (layer, j), mark in marks(drawn, "b").items():
            text = hover(mark)
            assert f"neuron {j + 1}" in text and "₁₂₃"[j] in text and layers_named(text) == {layer - 1 + first}


@pytest.mark.parametrize("place", ["or-gate-2-2-1", "mazur-2-2-2", "the OR gate at step 12"])
def test_the_number_on_an_edge_is_its_own_stands_on_it_and_is_named_above_it(place):
    page = Page.of(PLACES[place])
    for edges, name, called in (("w", "w", "w"), ("grad_w", "grad_w", "∂C/∂w"), ("change", "grad_w", "−η ∂C/∂w")):
        drawn = draw(page, page.phases[-1], edges)
        assert all(re.match(f"{called}[⁰¹²³] ", over) for over in over_edges(drawn).values()), over_edges(drawn)
        plates = {percent(plate, "x", "y"): plate.one("text").text for plate in on_edges(drawn).values()}
        lines = {edge: ends(line(mark)) for edge, mark in marks(drawn, "w").items()}
        assert len(plates) == len(lines)
        for at, text in plates.items():
            layer, j, k = min(lines, key=lambda edge, at=at: off(at, *lines[edge], (13.0, 1.0)))
            value = getattr(page.trace.layers[layer - 1], name)[j, k] * (-page.eta if edges == "change" else 1)
            shown = float(text.replace("−", "-"))
            assert shown == pytest.approx(value, rel=6e-3, abs=5e-4), (edges, layer, j, k)


@pytest.mark.parametrize("notation", some(NOTATIONS, 5), ids=str)
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
        drawn = draw(page, phase)

        def bright(kind: str, drawn: Element = drawn) -> set[tuple[int, ...]]:
            states = {name: mark.attributes["class"].split() for name, mark in marks(drawn, kind).items()}
            assert all(("rest" in state) != bool({"used", "now"} & set(state)) for state in states.values())
            return {name for name, state in states.items() if "rest" not in state}

        assert {layer for layer, _ in bright("neuron")} == neurons, phase.id
        assert {layer for layer, *_ in bright("w")} == edges, phase.id
        assert bool(bright("cost")) == cost
        ringed = [mark.attributes["data-mark"].split("-") for mark in drawn.find("svg", "now")]
        made = {int(name[1]) for name in ringed if name[0] == "neuron"}
        assert made == {layer for name, layer in phase.result if name in ("z", "a", "delta")}, "its result is ringed"


@pytest.mark.parametrize("neurons", ["auto", "a", "delta", "grad_b"])
@pytest.mark.parametrize("place", ["mazur-2-2-2", "the OR gate at step 12", "xor-2-3-1"])
def test_a_mark_says_the_number_that_a_click_on_it_opens(place, neurons):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        drawn = draw(page, phase, neurons=neurons)
        for mark in drawn.find(data_mark=""):
            name, *place_of_it = mark.attributes["data-pick"].removeprefix("cell:").split("-")
            layer, row, column = map(int, place_of_it)
            if name == "cost":
                continue
            value = number(page.values[name, layer][row, column])
            known = (name, layer) in page.phases[0].known or (name, layer) in phase.known
            entry = page.notation.entry((name, layer), row, column if mark.tag == "g" else None)
            assert (f"{entry} = {value}" in hover(mark)) == known, (phase.id, name, hover(mark))
            assert mark.attributes["aria-label"].split(",")[0] in hover(mark), "who hears it is told the same"
            assert written(mark) in (None, value if known else "·")
