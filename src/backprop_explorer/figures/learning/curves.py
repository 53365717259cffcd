"""Charts of a run over its updates: cost, right answers, size of the gradient, weights."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from ...lesson.curves import Curves, Epoch
from ...lesson.notation import Notation
from .plotted import DASHES, FAINT, INK, QUIET, Figure, line, over_updates

GAP = 0.085  # of the height of a chart: from the middle of one name at the end of a line to that of the next
SECOND = {"color": QUIET, "dash": "dash", "width": 2.5}


def cost_chart(runs: Sequence[Curves]) -> Figure:
    """C of the mini-batches and of all examples; of a second run, of all examples alone, where that is another line."""
    own, *others = runs
    traces = [*_costs(own)]
    for other in others:
        traces.append(_whole_cost(other, other.name, SECOND))
    return over_updates(traces, {"rangemode": "tozero"})


def _costs(own: Curves) -> list[dict[str, Any]]:
    x, y = [point.step for point in own.points], [point.cost for point in own.points]
    if own.batches == 1:
        return [line(x, y, own.name or "C of all examples"), *_held(own)]
    single = line(x, y, "C of a mini-batch", line={"color": FAINT, "width": 1})
    return [single, _whole_cost(own, own.name or "C of all examples"), *_held(own)]


def _whole_cost(run: Curves, name: str, how: dict[str, Any] | None = None) -> dict[str, Any]:
    """C of all training examples: where they are one mini-batch, at every step that is kept."""
    if run.batches == 1:
        return line([point.step for point in run.points], [point.cost for point in run.points], name, line=how or {})
    return _of_epochs(run, name, lambda epoch: epoch.cost, line=how or {})


def _held(run: Curves) -> list[dict[str, Any]]:
    if not run.epochs or run.epochs[0].held_cost is None:
        return []
    return [_of_epochs(run, "held-out data", lambda epoch: epoch.held_cost, "dot")]


def _of_epochs(
    run: Curves, name: str, value: Callable[[Epoch], float | None], dash: str = "solid", **changes: Any
) -> dict[str, Any]:
    return line([each.step for each in run.epochs], [value(each) for each in run.epochs], name, dash, **changes)


def right_chart(runs: Sequence[Curves]) -> Figure:
    """The share of right answers at the beginning of each epoch."""
    own, *others = runs
    percent = {"hovertemplate": "%{y:.1%}"}
    traces = [_of_epochs(own, own.name or "training", lambda epoch: epoch.right, **percent)]
    if own.epochs and own.epochs[0].held_right is not None:
        traces.append(_of_epochs(own, "held-out data", lambda epoch: epoch.held_right, "dot", **percent))
    for other in others:
        traces.append(_of_epochs(other, other.name, lambda epoch: epoch.right, line=SECOND, **percent))
    return over_updates(traces, {"range": [-0.03, 1.05], "tickformat": ".0%"})


def gradient_chart(own: Curves, notation: Notation) -> Figure:
    """How large ∂C/∂w of each layer is, on a scale on which a tenth is as far as ten times; 0 has no place there."""
    x = [point.step for point in own.points]
    traces = []
    for at in range(len(own.points[0].sizes)):
        sizes = [point.sizes[at] or None for point in own.points]
        traces.append(line(x, sizes, notation.text(("grad_w", at + 1)), DASHES[at]))
    drawn = [size for trace in traces for size in trace["y"] if size]
    decades = math.log10(max(drawn) / min(drawn)) if drawn else 0.0
    ticks = {"dtick": math.ceil(decades / 6)} if decades > 1 else {"nticks": 4}
    return over_updates(traces, {"type": "log", "exponentformat": "power", **ticks})


def weights_chart(own: Curves, notation: Notation) -> Figure:
    """The weights that are followed, each with its name at its end; the layers differ in their dashes."""
    x = [point.step for point in own.points]
    traces, ends = [], []
    for at, (layer, j, k) in enumerate(own.followed):
        y = [point.weights[at] for point in own.points]
        name = notation.entry(("w", layer), j, k)
        colour = INK if at % 2 == 0 else QUIET
        traces.append(line(x, y, name, DASHES[layer - 1], line={"color": colour, "width": 1.6}))
        ends.append((y[-1], name))
    every = [value for trace in traces for value in trace["y"]]
    low, high = min(every), max(every)
    room = 0.06 * (high - low) or 0.5
    names = [_name(text, at) for text, at in _spread(ends, low - room, high + room)]
    margin = {"l": 48, "r": 44, "t": 8, "b": 38}
    y_axis = {"range": [low - room, high + room]}
    return over_updates(traces, y_axis, annotations=names, showlegend=False, margin=margin, hovermode="closest")


def _name(text: str, at: float) -> dict[str, Any]:
    where = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": at, "yanchor": "middle"}
    return {"text": text, "showarrow": False, "font": {"color": INK}, **where}


def _spread(ends: Sequence[tuple[float, str]], low: float, high: float) -> list[tuple[str, float]]:
    """The names at the height of their lines' ends, moved apart until none lies on another."""
    ordered = sorted(ends)
    gap = min(GAP, 1 / max(1, len(ordered))) * (high - low)
    heights = [value for value, _ in ordered]
    for at in range(1, len(heights)):
        heights[at] = max(heights[at], heights[at - 1] + gap)
    over = heights[-1] - (high - gap / 2)
    if over > 0:
        heights[-1] -= over
        for at in range(len(heights) - 2, -1, -1):
            heights[at] = min(heights[at], heights[at + 1] - gap)
    return [(name, height) for (_, name), height in zip(ordered, heights, strict=True)]
