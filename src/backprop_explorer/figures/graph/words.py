"""The words of the picture: edge values, shape legends, targets and remarks."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...lesson.nudge import moved_by
from ...lesson.selection import Selection, entry
from ..numbers import number
from .geometry import Node
from .scene import Edge, Scene

LABELLED = 6  # edges of one layer up to which each carries its number


class Word(NamedTuple):
    """A few words in the picture; `side` is where they stand as seen from their point."""

    x: float
    y: float
    text: str
    colour: str
    side: str = "top center"


def words(scene: Scene, kept: list[Edge]) -> dict[str, Any]:
    """All words and edge values as one trace: annotations cost several times as much at every step."""
    found = [*_edge_labels(scene, kept), *_legends(scene), *_targets(scene), *_missing(scene, kept), *_moved(scene)]
    halo = ", ".join([f"0 0 3px {scene.theme.background}"] * 4)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [word.x for word in found],
        "y": [word.y for word in found],
        "text": [word.text for word in found],
        "textposition": [word.side for word in found],
        "textfont": {"size": 12, "color": [word.colour for word in found], "shadow": halo},
        "hoverinfo": "skip",
    }


def _edge_labels(scene: Scene, kept: list[Edge]) -> list[Word]:
    lit = scene.lit()[1]
    labels = []
    for layer, j, k in kept:
        matrix, _ = scene.edge_values(layer)
        nudged = scene.nudge is not None and scene.nudge.selection == Selection("w", layer, j, k)
        if matrix is not None and scene.w(layer).size <= LABELLED and not nudged:
            colour = scene.theme.text if layer in lit else scene.theme.quiet
            x, y = scene.geometry.grip(layer, j, k)
            labels.append(Word(x, y + 3, number(matrix[j, k]), colour))
    return labels


def _legends(scene: Scene) -> list[Word]:
    """What has one number per edge, above the edges; what has one per neuron, below the neurons."""
    text, quiet = scene.notation.text, scene.theme.quiet
    found = [Word(0, 2, f"<b>{text(('x', 0))}: {scene.geometry.sizes[0]}</b><br>per example", quiet)]
    for layer in range(1, scene.geometry.depth + 1):
        n, n_prev = scene.geometry.sizes[layer], scene.geometry.sizes[layer - 1]
        mark = f"<br>{scene.marked[layer]}" if scene.marked else ""
        rows, columns = (n_prev, n) if scene.notation.turned("w") else (n, n_prev)
        names = ", ".join(_shown(scene, layer, "w", "grad_w"))
        top = f"<b>{names}</b><br><b>{rows} × {columns}</b>, one per edge{mark}"
        found.append(Word(layer - 0.5, scene.geometry.height - 2, top, quiet, "bottom center"))
        own = ", ".join(_shown(scene, layer, "b", "grad_b"))
        each = " ".join(_shown(scene, layer, "z", "a", "delta"))
        lines = [f"<b>{own}: {n}</b><br>one per neuron"] if own else []
        lines += [f"{each}: {n}<br>per example"] if each else []
        found.append(Word(layer, 2, "<br>".join(lines), quiet))
    return found


def _shown(scene: Scene, layer: int, *names: str) -> list[str]:
    """The written names of those quantities of a layer that there are and that are not hidden."""
    keys = [(name, layer) for name in names]
    return [scene.notation.text(key) for key in keys if key in scene.values and key not in scene.hidden]


def _targets(scene: Scene) -> list[Word]:
    """The targets beside the outputs, and the remark that no weight leads to the cost."""
    geometry, quiet = scene.geometry, scene.theme.quiet
    depth, radius = geometry.depth, geometry.diameter / 2
    x, y = geometry.cost()
    last, target = scene.notation.text(("a", depth)), scene.notation.text(("y", depth))
    whose = f"of example {scene.example + 1}<br>" if scene.trace.m > 1 else ""
    remark = f"{whose}{scene.cost_name} depends only<br>on {last} and {target}"
    found = [Word(x, y - 27, remark, quiet, "bottom center")]
    outputs = geometry.sizes[-1]
    if outputs > 8:
        return found
    places = [geometry.place(Node(depth, j)) for j in range(outputs)]
    roomy = outputs == 1 or places[0][1] - places[1][1] > 2 * radius + 40
    for j, (_, height) in enumerate(places):
        words = f"{scene.notation.entry(('y', depth), j)} = {number(scene.trace.y[j, scene.example])}"
        found.append(
            Word(depth, height + radius + 1, words, quiet) if roomy else Word(depth + 0.36, height, words, quiet)
        )
    return found


def _missing(scene: Scene, kept: list[Edge]) -> list[Word]:
    count = sum(scene.w(layer).size for layer in range(1, scene.geometry.depth + 1))
    if count == len(kept):
        return []
    words = f"{len(kept)} of {count} edges are drawn: those with the largest weights"
    return [Word(scene.geometry.depth / 2, scene.geometry.height - 48, words, scene.theme.quiet)]


def _moved(scene: Scene) -> list[Word]:
    """Which number was nudged, its new value and by how much: beside its edge or below its bias."""
    nudge, geometry = scene.nudge, scene.geometry
    if nudge is None:
        return []
    name, layer, j, k = nudge.selection.name, nudge.selection.layer, nudge.selection.row, nudge.selection.column
    new = number(scene.values[name, layer][j, k])
    words = f"<b>{entry(scene.notation, nudge.selection)} = {new}</b><br>{moved_by(nudge.change)}"
    if name == "w":
        start, stop = geometry.ends(layer, j, k)
        side = "top center" if start[1] == stop[1] else "bottom right" if start[1] < stop[1] else "top right"
        return [Word(*geometry.grip(layer, j, k), words, scene.theme.accent, side)]
    x, y = geometry.place(Node(layer, j))
    return [Word(x, y - geometry.diameter / 2 - 22, words, scene.theme.accent, "bottom center")]
