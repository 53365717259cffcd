"""The edges: lines coloured and thick by value, and the places on them that answer the pointer."""

from __future__ import annotations

from typing import Any

from ...lesson.selection import Selection
from .. import colours
from ..numbers import number
from .choices import EDGES
from .geometry import Node, arrow, line
from .scene import Edge, Scene, path

Shape = dict[str, Any]

DIM = 0.25  # what is not part of the phase
ARROWS = 6  # arrows of one way back up to which they are drawn


def edge_lines(scene: Scene, kept: list[Edge]) -> list[Shape]:
    """Lines in buckets of one colour, the dim ones first."""
    lit = scene.lit()[1]
    buckets: dict[tuple[bool, int | None], list[Edge]] = {}
    for layer, j, k in kept:
        matrix, end = scene.edge_values(layer)
        at = None if matrix is None else colours.level(matrix[j, k], end)
        buckets.setdefault((layer in lit, at), []).append((layer, j, k))
    ordered = sorted(buckets.items(), key=lambda item: (item[0][0], abs(item[0][1] or 0)))
    return [_bucket(scene, edges, bright, at) for (bright, at), edges in ordered]


def _bucket(scene: Scene, edges: list[Edge], bright: bool, at: int | None) -> Shape:
    svg = "".join(line(*scene.geometry.ends(*edge)) for edge in edges)
    style: dict[str, Any] = {"color": scene.theme.quiet, "width": 1, "dash": "dot"}
    if at is not None:
        style = {"color": colours.edge_colour(at, scene.theme), "width": colours.edge_width(at)}
    return path(svg, style, 1.0 if bright else DIM)


def cost_lines(scene: Scene) -> Shape:
    """Dashed lines from the outputs to C: they carry no weight."""
    geometry = scene.geometry
    svg = "".join(line(geometry.place(Node(geometry.depth, j)), geometry.cost()) for j in range(geometry.sizes[-1]))
    style = {"color": scene.theme.quiet, "width": 1.5, "dash": "dash"}
    return path(svg, style, 1.0 if scene.lit()[2] else 0.5)


def way_back(scene: Scene) -> list[Shape]:
    """Dotted arrows along which δ comes back, for a phase that sends it."""
    geometry, layer = scene.geometry, scene.phase.layer
    if scene.phase.equation == "hidden_error":
        w = scene.w(layer + 1)
        ends = [geometry.ends(layer + 1, j, k) for j in range(w.shape[0]) for k in range(w.shape[1])]
        pairs = [(stop, start) for start, stop in ends]
    elif scene.phase.equation == "output_error":
        pairs = [(geometry.cost(), geometry.place(Node(layer, j))) for j in range(geometry.sizes[-1])]
    else:
        return []
    return [] if len(pairs) > ARROWS else [shape for start, stop in pairs for shape in _arrow(scene, start, stop)]


def _arrow(scene: Scene, start: tuple[float, float], stop: tuple[float, float]) -> list[Shape]:
    curve, head = arrow(start, stop)
    accent = scene.theme.accent
    solid = {**path(head, {"color": accent, "width": 1}, 1.0), "fillcolor": accent}
    return [path(curve, {"color": accent, "width": 2, "dash": "dot"}, 1.0), solid]


def edge_hits(scene: Scene, kept: list[Edge]) -> dict[str, Any]:
    """Invisible marks on the edges: lines answer neither hover nor click.

    `customdata` names each edge, `meta` the number that it shows: for a change the gradient that it is made from.
    """
    grips = [scene.geometry.grip(*edge) for edge in kept]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _ in grips],
        "y": [y for _, y in grips],
        "opacity": 0,
        "marker": {"size": 22},
        "customdata": [f"w-{layer}-{j}-{k}" for layer, j, k in kept],
        "meta": [Selection(EDGES[scene.edges].quantity, *edge).id for edge in kept],
        "hovertext": [_hover(scene, *edge) for edge in kept],
        "hoverinfo": "text",
    }


def _hover(scene: Scene, layer: int, j: int, k: int) -> str:
    source = "input" if layer == 1 else "neuron"
    text = f"{scene.notation.entry(('w', layer), j, k)} = {number(scene.w(layer)[j, k])}, "
    text += f"to neuron {j + 1} from {source} {k + 1}"
    gradient = ("grad_w", layer)
    if gradient in scene.phase.known:
        text += f"<br>{scene.notation.entry(gradient, j, k)} = {number(scene.values[gradient][j, k])}"
    return text
