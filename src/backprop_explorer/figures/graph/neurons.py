"""The marks of the picture: neurons, the squares of their biases, and C."""

from __future__ import annotations

from typing import Any, NamedTuple

from .. import colours
from ..numbers import number
from .geometry import Node
from .scene import Scene


class Shown(NamedTuple):
    """What one neuron shows: a name, a number (None while it is not known), and its place on a scale."""

    name: str
    value: float | None
    end: float


class Mark(NamedTuple):
    """A circle or square with what it says."""

    x: float
    y: float
    id: str
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
        "customdata": [mark.id for mark in marks],
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
    marks = []
    for node in scene.geometry.nodes():
        shown = _shown(scene, node)
        fill = colours.neuron_colour(shown.value or 0.0, shown.end, scene.theme)
        name = f"neuron-{node.layer}-{node.j}"
        hover = _neuron_text(scene, node)
        marks.append(
            Mark(
                *scene.geometry.place(node),
                name,
                _label(scene, shown),
                hover,
                fill,
                scene.geometry.diameter,
                node.layer in lit,
            )
        )
    return marks


def _label(scene: Scene, shown: Shown) -> str:
    value = "·" if shown.value is None else f"<b>{number(shown.value)}</b>"
    if scene.geometry.diameter >= 44:
        return f"<i>{shown.name}</i><br>{value}"
    return value if scene.geometry.diameter >= 34 else ""


def _neuron_text(scene: Scene, node: Node) -> str:
    which = f"input {node.j + 1}" if node.layer == 0 else f"neuron {node.j + 1}"
    layer = f"layer {scene.notation.number(node.layer)}, " if node.layer else ""
    lines = [f"{layer}{which}, example {scene.example + 1}"]
    names = ("x",) if node.layer == 0 else ("b", "z", "a", "delta", "grad_b")
    for name in names:
        key = (name, node.layer)
        if key in scene.phase.known:
            column = 0 if name in ("b", "grad_b") else scene.example
            lines.append(f"{scene.entry(key, node.j)} = {number(scene.values[key][node.j, column])}")
    return "<br>".join(lines)


def _shown(scene: Scene, node: Node) -> Shown:
    """What a neuron carries, for the chosen example."""
    names = {"a": ("a",), "delta": ("delta",), "grad_b": ("grad_b",)}.get(scene.neurons, ("delta", "a", "z"))
    if node.layer == 0:
        names = ("x",)
    for name in names:
        key = (name, node.layer)
        if key in scene.phase.known:
            array = scene.values[key]
            column = 0 if name == "grad_b" else scene.example
            kind = {"x": "a", "grad_b": "grad"}.get(name, name)
            return Shown(scene.entry(key, node.j), float(array[node.j, column]), scene.ends[kind])
    name = "a" if scene.neurons == "auto" else names[0]
    return Shown(scene.entry((name, node.layer), node.j), None, 1.0)


def _roomy(scene: Scene) -> bool:
    """Whether a mark with its number fits below each neuron."""
    return scene.geometry.spacing >= scene.geometry.diameter + 26


def _bias_marks(scene: Scene) -> list[Mark]:
    """A small square at each neuron: the edge from a constant 1."""
    roomy = _roomy(scene)
    drop = scene.geometry.diameter / 2 + (13 if roomy else 1)
    size = 11 if roomy else max(3.0, min(8.0, scene.geometry.diameter / 4))
    marks = []
    for node in scene.geometry.nodes():
        if ("b", node.layer) not in scene.values:
            continue
        b = float(scene.values["b", node.layer][node.j, 0])
        x, y = scene.geometry.place(node)
        fill = colours.edge_colour(colours.level(b, scene.ends["w"]), scene.theme)
        hover = f"{scene.entry(('b', node.layer), node.j)} = {number(b)}, the bias of neuron {node.j + 1}"
        text = f"b {number(b)}" if roomy else ""
        name = f"b-{node.layer}-{node.j}"
        marks.append(Mark(x, y - drop, name, text, hover, fill, size, False, "square", "middle right"))
    return marks


def _cost_mark(scene: Scene) -> Mark:
    known = ("cost", scene.geometry.depth) in scene.phase.known
    cost = number(scene.trace.example_costs[scene.example])
    hover = f"C of example {scene.example + 1}" + (f" = {cost}" if known else ": not computed yet")
    text = f"<i>C</i><br><b>{cost}</b>" if known else "<i>C</i><br>·"
    lit = scene.lit()[2] and known
    return Mark(*scene.geometry.cost(), "cost", text, hover, scene.theme.background, 50.0, lit)
