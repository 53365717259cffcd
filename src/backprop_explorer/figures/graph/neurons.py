"""The marks of the picture: neurons, the squares of their biases, and C."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...lesson.notation import QUANTITIES
from ...lesson.selection import Selection
from .. import colours
from ..numbers import number
from .choices import NEURONS
from .geometry import Node
from .scene import Scene


class Mark(NamedTuple):
    """A circle or square: `place` names it, as "neuron-1-0", and `number` is what stands on it."""

    x: float
    y: float
    place: str
    number: Selection
    text: str
    hover: str
    fill: str
    size: float
    lit: bool
    symbol: str = "circle"
    side: str = "middle center"


def marks(scene: Scene) -> dict[str, Any]:
    """Neurons, the small squares of their biases, and C, as one trace: each trace costs time at every step."""
    marks = [*_bias_marks(scene), *_neurons(scene), _cost_mark(scene)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [mark.x for mark in marks],
        "y": [mark.y for mark in marks],
        "text": [mark.text for mark in marks],
        "textposition": [mark.side for mark in marks],
        "textfont": {"size": 11.5 if scene.geometry.diameter >= 44 else 10, "color": scene.theme.text},
        "customdata": [mark.place for mark in marks],
        "meta": [mark.number.id for mark in marks],
        "hovertext": [mark.hover for mark in marks],
        "hoverinfo": "text",
        "marker": {
            "size": [mark.size for mark in marks],
            "symbol": [mark.symbol for mark in marks],
            "color": [mark.fill for mark in marks],
            "opacity": 1,
            "line": {
                "color": [scene.theme.accent if mark.lit else scene.theme.quiet for mark in marks],
                "width": [2.5 if m.lit else 1 for m in marks],
            },
        },
    }


def _neurons(scene: Scene) -> list[Mark]:
    lit = scene.lit()[0] if scene.phase.equation != "mini_batch" else set()
    return [_neuron(scene, node, node.layer in lit) for node in scene.geometry.nodes()]


def _neuron(scene: Scene, node: Node, lit: bool) -> Mark:
    shown = _shown(scene, node)
    value, end = None, 1.0
    if shown.key in scene.phase.known:
        value = float(scene.values[shown.key][shown.row, shown.column])
        end = scene.ends[QUANTITIES[shown.name].kind]
    return Mark(
        *scene.geometry.place(node),
        f"neuron-{node.layer}-{node.j}",
        shown,
        _label(scene, scene.notation.entry(shown.key, node.j), value),
        _neuron_text(scene, node),
        colours.neuron_colour(value or 0.0, end, scene.theme),
        scene.geometry.diameter,
        lit,
    )


def _shown(scene: Scene, node: Node) -> Selection:
    """The number that a neuron shows, for the chosen example."""
    choice = NEURONS[scene.neurons]
    quantities, waiting = (("x",), "x") if node.layer == 0 else choice[:2]
    name = next((name for name in quantities if (name, node.layer) in scene.phase.known), waiting)
    return Selection(name, *node, scene.column(name))


def _label(scene: Scene, name: str, value: float | None) -> str:
    said = "·" if value is None else f"<b>{number(value)}</b>"
    if scene.geometry.diameter >= 44:
        return f"<i>{name}</i><br>{said}"
    return said if scene.geometry.diameter >= 34 else ""


def _neuron_text(scene: Scene, node: Node) -> str:
    which = f"input {node.j + 1}" if node.layer == 0 else f"neuron {node.j + 1}"
    layer = f"layer {scene.notation.number(node.layer)}, " if node.layer else ""
    lines = [f"{layer}{which}, example {scene.example + 1}"]
    for name in ("x",) if node.layer == 0 else ("b", "z", "a", "delta", "grad_b"):
        key = (name, node.layer)
        if key in scene.phase.known:
            lines.append(
                f"{scene.notation.entry(key, node.j)} = {number(scene.values[key][node.j, scene.column(name)])}"
            )
    return "<br>".join(lines)


def _bias_marks(scene: Scene) -> list[Mark]:
    """A small square at each neuron: the edge from a constant 1."""
    roomy = scene.geometry.spacing >= scene.geometry.diameter + 26  # a mark with its number fits below each neuron
    drop = scene.geometry.diameter / 2 + (13 if roomy else 1)
    size = 11 if roomy else max(3.0, min(8.0, scene.geometry.diameter / 4))
    marks = []
    for node in scene.geometry.nodes():
        if ("b", node.layer) not in scene.values:
            continue
        b = float(scene.values["b", node.layer][node.j, 0])
        x, y = scene.geometry.place(node)
        fill = colours.edge_colour(colours.level(b, scene.ends["w"]), scene.theme)
        hover = f"{scene.notation.entry(('b', node.layer), node.j)} = {number(b)}, the bias of neuron {node.j + 1}"
        text = f"b {number(b)}" if roomy else ""
        place, shown = f"b-{node.layer}-{node.j}", Selection("b", *node, 0)
        marks.append(Mark(x, y - drop, place, shown, text, hover, fill, size, False, "square", "middle right"))
    return marks


def _cost_mark(scene: Scene) -> Mark:
    """The cost C_x of the chosen example; a click opens C of the mini-batch, which it is a part of."""
    depth = scene.geometry.depth
    known = ("cost", depth) in scene.phase.known
    cost, name = number(scene.trace.example_costs[scene.example]), scene.cost_name
    hover = f"{name}, the cost of example {scene.example + 1}" + (f" = {cost}" if known else ": not computed yet")
    text = f"<i>{name}</i><br>" + (f"<b>{cost}</b>" if known else "·")
    lit, fill = scene.lit()[2] and known, scene.theme.background
    return Mark(*scene.geometry.cost(), "cost", Selection("cost", depth, 0, 0), text, hover, fill, 50.0, lit)
