"""What all Plotly charts of the page have in common: a figure is a plain dict, `data` and `layout`.

Colours are names of the style sheet, "var(--ink)": the browser puts its own in their place, by day or by night.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Figure = dict[str, Any]
"""`data`, a list of traces, and `layout`, as Plotly takes them."""

DASHES = ("solid", "dot", "dash", "dashdot", "longdash", "longdashdot")
INK, QUIET, FAINT, LINE = "var(--ink)", "var(--quiet)", "var(--faint)", "var(--line)"
PLUS, MINUS, ZERO, PAGE = "var(--plus)", "var(--minus)", "var(--zero)", "var(--page)"
SHADES: Sequence[Sequence[Any]] = ((0, MINUS), (0.5, ZERO), (1, PLUS))
"""The colour scale of all numbers on the page."""


def figure(data: Sequence[Mapping[str, Any]], **layout: Any) -> Figure:
    """A figure: no frame, no background of its own, and nothing but the data to be looked at."""
    common = {
        "margin": {"l": 48, "r": 12, "t": 8, "b": 38},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": QUIET},
        "hoverlabel": {"bgcolor": PAGE, "bordercolor": QUIET, "font": {"color": INK}},
        "showlegend": False,
        "uirevision": "kept",  # a zoom outlives the next step
    }
    return {"data": list(data), "layout": common | layout}


def over_updates(data: Sequence[Mapping[str, Any]], y: Mapping[str, Any], **layout: Any) -> Figure:
    """Lines over the updates. A point belongs to a step, and a click on it goes there."""
    upright = {"title": {"text": "updates so far", "standoff": 6}, "showgrid": False, "zeroline": False}
    level = {"gridcolor": LINE, "zeroline": False, "automargin": True}
    several = sum(trace.get("showlegend", True) for trace in data) > 1
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"color": INK}}
    margin = {"l": 48, "r": 12, "t": 30 if several else 8, "b": 38}
    how: dict[str, Any] = {"hovermode": "x", "hoverdistance": -1, "showlegend": several, "legend": legend}
    axes = {"xaxis": {**upright, "linecolor": LINE, "rangemode": "tozero"}, "yaxis": level | dict(y)}
    return figure(data, **{**how, **axes, "margin": margin, **layout})


def line(x: Sequence[int], y: Sequence[float | None], name: str, dash: str = "solid", **changes: Any) -> dict[str, Any]:
    """One line, over the updates; what is None leaves a gap."""
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": list(x),
        "y": list(y),
        "name": name,
        "line": {"color": INK, "dash": dash, "width": 2},
        "hovertemplate": "%{y:.4g}",
    }
    trace["line"] |= changes.pop("line", {})
    if len(x) == 1:  # a line of one point is not seen
        trace |= {"mode": "lines+markers", "marker": {"color": trace["line"]["color"], "size": 6}}
    return trace | changes
