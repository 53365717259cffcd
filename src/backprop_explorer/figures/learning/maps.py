"""Charts of what a network answers all over the space of its inputs, with the examples on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...engine.activations import Array
from ...lesson.classes import Classes
from ...lesson.curves import Data
from ...lesson.maps import Grid, NeuronMap
from ...lesson.notation import Notation
from .plotted import INK, LINE, MINUS, PAGE, PLUS, QUIET, SHADES, Figure, figure

DIGITS = 4  # significant ones of each number of a map: it is seen as a colour
SIGNS = ("circle", "square", "diamond", "triangle-up", "cross", "star", "pentagon", "hexagon", "x", "hourglass")
TINTS = (PLUS, MINUS, "#8a8f3c", "#a0569b", "#3a9a86", "#b7863a", "#6b6fc9", "#b5546b", "#5d8a3a", "#7a7a7a")
ACROSS = 4  # maps of neurons beside each other
MOST_NAMED = 12  # examples that carry their target as a word


def short(values: Array) -> list[Any]:
    """The numbers of a map with a few digits, as nested lists."""
    found = np.array([float(f"{value:.{DIGITS}g}") for value in values.ravel()]).reshape(values.shape)
    return list(found.tolist())


def plane(where: Grid, outputs: Array, data: Data, held: Data | None, classes: Classes | None) -> Figure:
    """The outputs `(n_L, points)` over two inputs, the line between the classes, and the examples."""
    if classes is not None and classes.middle is None:
        back = _regions(where, outputs, classes)
    else:
        back = _shaded(where, outputs, data[1], classes)
    marks = [_examples(data, classes, held=False)] + ([] if held is None else [_examples(held, classes, held=True)])
    return figure([*back, *marks], **_square(), hovermode="closest")


def _square() -> dict[str, Any]:
    """Both inputs on one scale, the names of both, and no lines."""
    bare = {"showgrid": False, "zeroline": False, "constrain": "domain", "ticks": ""}
    x = {**bare, "title": {"text": "x₁", "standoff": 6}}
    y = {**bare, "title": {"text": "x₂", "standoff": 6}, "scaleanchor": "x", "automargin": True}
    return {"xaxis": x, "yaxis": y}


def _shaded(where: Grid, outputs: Array, y: Array, classes: Classes | None) -> list[dict[str, Any]]:
    """The first output as a colour; where it names a class, the line at which it would name the other."""
    z = where.laid(outputs[0])
    at = {"x": short(where.axes[0]), "y": short(where.axes[1]), "z": short(z)}
    middle = classes.middle if classes and classes.middle is not None else 0.5 * float(y.min() + y.max())
    reach = float(max(y.max() - middle, middle - y.min())) or 1.0
    scale = {"zmin": middle - reach, "zmax": middle + reach, "colorscale": SHADES, "showscale": False, "opacity": 0.55}
    hover = "x₁ %{x:.3g}, x₂ %{y:.3g}: %{z:.4g}<extra></extra>"
    heat = {"type": "heatmap", "zsmooth": False, **at, **scale, "hovertemplate": hover, "name": "output"}
    if classes is None:
        return [heat]
    level = {"start": middle, "end": middle, "size": 1, "coloring": "none", "showlabels": False}
    style = {"color": INK, "width": 2}
    edge = {"type": "contour", **at, "contours": level, "line": style, "showscale": False, "hoverinfo": "skip"}
    return [heat, {**edge, "name": "boundary", "showlegend": False}]


def _regions(where: Grid, outputs: Array, classes: Classes) -> list[dict[str, Any]]:
    """The class of each point as a tint, and the lines between the classes."""
    found = where.laid(classes.of(outputs))
    z = found.tolist()
    at = {"x": short(where.axes[0]), "y": short(where.axes[1]), "z": z}
    steps: list[list[Any]] = []
    for number in range(classes.count):
        tint = TINTS[number % len(TINTS)]
        steps += [[number / classes.count, tint], [(number + 1) / classes.count, tint]]
    scale = {"zmin": -0.5, "zmax": classes.count - 0.5, "colorscale": steps, "showscale": False, "opacity": 0.35}
    heat = {"type": "heatmap", **at, **scale, "hoverinfo": "skip", "name": "class"}
    edges = []
    for number in range(classes.count):
        own = {**at, "z": (found == number).astype(int).tolist()}
        level = {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none", "showlabels": False}
        style = {"color": INK, "width": 1}
        edge = {"type": "contour", **own, "contours": level, "line": style, "showscale": False, "hoverinfo": "skip"}
        edges.append({**edge, "name": f"edge of class {classes.names[number]}", "showlegend": False})
    return [heat, *edges]


def _examples(data: Data, classes: Classes | None, held: bool) -> dict[str, Any]:
    """The examples as marks: the sign says the class; held-out ones are hollow and small."""
    x, y = data
    kind = None if classes is None else classes.of(y)
    names = [f"{value:.3g}" for value in y[0]] if classes is None or kind is None else [classes.names[c] for c in kind]
    few = x.shape[1] <= MOST_NAMED and not held
    signs = "circle" if kind is None or few else [SIGNS[c % len(SIGNS)] + ("-open" if held else "") for c in kind]
    mark: dict[str, Any] = {"symbol": signs, "size": 20 if few else 5 if held else 7}
    mark |= {"color": PAGE if few else INK, "line": {"color": INK if few or held else PAGE, "width": 1.5 if few else 1}}
    if held:
        mark["color"] = QUIET
    words = "held-out example" if held else "example"
    return {
        "type": "scatter",
        "mode": "markers+text" if few else "markers",
        "x": short(x[0]),
        "y": short(x[1]),
        "text": names,
        "textfont": {"color": INK},
        "marker": mark,
        "name": f"{words}s",
        "hovertemplate": words + ": target %{text}<extra></extra>",
    }


def over_the_input(where: Grid, outputs: Array, data: Data, held: Data | None) -> Figure:
    """The outputs `(n_L, points)` over a single input, and the targets of the examples."""
    x = short(where.axes[0])
    lines = [
        {"type": "scatter", "mode": "lines", "x": x, "y": short(row), "name": f"output {number}"}
        | {"line": {"color": INK, "width": 2, "dash": ("solid", "dash", "dot")[(number - 1) % 3]}}
        for number, row in enumerate(outputs[:3], start=1)
    ]
    marks = [_targets(data, held=False)] + ([] if held is None else [_targets(held, held=True)])
    bare = {"showgrid": False, "zeroline": False}
    axes = {"xaxis": {**bare, "title": {"text": "x₁"}}, "yaxis": {"gridcolor": LINE, "zeroline": False}}
    return figure([*marks, *lines], **axes, hovermode="closest")


def _targets(data: Data, held: bool) -> dict[str, Any]:
    x, y = data
    mark = {"symbol": "circle-open" if held else "circle", "size": 5, "color": QUIET}
    name = "held-out targets" if held else "targets"
    return {
        **{"type": "scatter", "mode": "markers", "x": short(x[0]), "y": short(y[0])},
        **{"name": name, "marker": mark},
    }


def small_maps(where: Grid, maps: Sequence[NeuronMap], notation: Notation) -> Figure:
    """Each hidden neuron's own map, side by side: grey is 0, orange above, blue below, as far as the largest."""
    across = min(ACROSS, len(maps))
    down = -(-len(maps) // across)
    data, names, axes = [], [], {}
    for number, each in enumerate(maps):
        row, column = divmod(number, across)
        at = "" if number == 0 else str(number + 1)
        left, top = column / across, 1 - row / down
        width, height = 1 / across, 1 / down
        end = float(np.abs(each.a).max()) or 1.0
        name = notation.entry(("a", each.layer), each.j)
        bare = {"visible": False, "constrain": "domain"}
        axes[f"xaxis{at}"] = {**bare, "domain": [left + 0.01, left + width - 0.02], "anchor": f"y{at}"}
        room = [max(0.0, top - height + 0.02), top - min(0.12, 0.3 * height)]
        axes[f"yaxis{at}"] = {**bare, "domain": room, "anchor": f"x{at}"}
        axes[f"yaxis{at}"] |= {"scaleanchor": f"x{at}", "constraintoward": "top"}
        data.append(
            {
                **{"type": "heatmap", "x": short(where.axes[0]), "y": short(where.axes[1]), "z": short(each.a)},
                **{"xaxis": f"x{at}", "yaxis": f"y{at}", "zmin": -end, "zmax": end, "colorscale": SHADES},
                **{"showscale": False, "name": name, "hovertemplate": "%{z:.4g}"},
            }
        )
        where_name = {"x": left + width / 2 - 0.005, "y": top, "xref": "paper", "yref": "paper", "xanchor": "center"}
        names.append({"text": name, "showarrow": False, "yanchor": "top", "font": {"color": INK}, **where_name})
    margin = {"l": 4, "r": 4, "t": 4, "b": 4}
    return figure(data, annotations=names, margin=margin, **axes)
