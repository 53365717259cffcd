"""The picture read back from its SVG, by the names that its marks carry and the places they stand at."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import product

import numpy as np

from backprop_explorer.figures import colours
from backprop_explorer.figures.loop.choices import EDGES, NEURONS
from backprop_explorer.figures.loop.loop import loop
from backprop_explorer.figures.loop.plan import Plan
from backprop_explorer.figures.loop.scene import Scene
from backprop_explorer.lesson.notation import Key
from backprop_explorer.lesson.phases import Phase

from ...lesson.pages import Page
from ..html_tree import Element, read

Place = tuple[float, float]


def scene(page: Page, phase: Phase, edges: str = "w", neurons: str = "auto", hidden: Collection[Key] = ()) -> Scene:
    trace = page.trace
    plan = Plan(page.columns, tuple(layer.w for layer in trace.layers), page.notation)
    ends = colours.limits(page.values, phase.known)
    return Scene(plan, trace, page.values, phase, ends, page.eta, edges, neurons, page.example, hidden=hidden)


def draw(page: Page, phase: Phase, edges: str = "w", neurons: str = "auto") -> Element:
    return read(loop(scene(page, phase, edges, neurons), page.phases, phase, f"0/{phase.id}"))


def every_view(page: Page) -> Iterator[tuple[Phase, str, str, Element]]:
    """All phases with all that edges and neurons can show."""
    for phase, edges, neurons in product(page.phases, EDGES, NEURONS):
        yield phase, edges, neurons, draw(page, phase, edges, neurons)


def marks(drawn: Element, kind: str) -> Mapping[tuple[int, ...], Element]:
    """Every mark of a kind, "w", "b", "neuron" or "cost", by the numbers in its name: "w-1-0-1"."""
    named = [mark for mark in drawn.find(data_mark="") if mark.attributes["data-mark"].split("-")[0] == kind]
    found = {tuple(map(int, mark.attributes["data-mark"].split("-")[1:])): mark for mark in named}
    assert len(found) == len(named), "a mark is drawn twice"
    return found


def percent(element: Element, *names: str) -> tuple[float, ...]:
    found = [re.fullmatch(r"(-?[\d.]+)%", element.attributes[name]) for name in names]
    return tuple(float(match[1]) for match in found if match)


def places(drawn: Element, kind: str) -> dict[tuple[int, ...], Place]:
    """Where those marks stand, in % of the width and of the height."""
    return {name: percent(mark, "x", "y") for name, mark in marks(drawn, kind).items()}


def hover(mark: Element) -> str:
    return mark.one("title").text


def written(mark: Element) -> str | None:
    """The number that stands in a ring, or None where it has no room."""
    values = [text.text for text in mark.find("text", "value")]
    return values[0] if values else None


def line(edge: Element) -> Element:
    """The visible line of an edge."""
    (found,) = (line for line in edge.find("line") if line.attributes.get("class") != "hit")
    return found


def ends(line: Element) -> tuple[Place, Place]:
    x1, y1, x2, y2 = percent(line, "x1", "y1", "x2", "y2")
    return (x1, y1), (x2, y2)


def over_edges(drawn: Element) -> dict[int, str]:
    """What stands over the edges of each layer."""
    return {int(each.attributes["data-layer"]): each.text for each in drawn.find("svg", "shape")}


def over_neurons(drawn: Element) -> dict[int, str]:
    """What stands over each column of neurons."""
    captions = [each for each in drawn.find("svg", "caption") if "shape" not in each.attributes["class"].split()]
    return {int(each.attributes["data-layer"]): each.text for each in captions}


def on_edges(drawn: Element) -> dict[tuple[int, ...], Element]:
    """The plates with the numbers of the edges."""
    return {tuple(map(int, each.attributes["data-on"].split("-")[1:])): each for each in drawn.find(data_on="")}


def off(place: Place, start: Place, stop: Place, scale: tuple[float, float]) -> float:
    """How many px a place is off a straight line, where one % is so many px."""
    p, a, b = (np.array(each) * scale for each in (place, start, stop))
    share = np.clip(np.dot(p - a, b - a) / np.dot(b - a, b - a), 0, 1)
    return float(np.linalg.norm(p - a - share * (b - a)))
