"""The curve of σ or of its slope as SVG, with marked points; its colours come from the style sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...engine.activations import Array
from ..html import Html, fragment, h
from ..numbers import number
from ..sketch import sketch

WIDTH, HEIGHT = 380, 168
LEFT, RIGHT, TOP, BOTTOM = 40, 16, 14, 26
POINTS = 161


class Point(NamedTuple):
    """A marked point: its place, its name, and whether the name stands below it; `kind` is "right" or "wrong"."""

    x: float
    y: float
    name: str
    kind: str = "right"
    below: bool = False


def samples(points: Sequence[Point], least: float = 6.0) -> Array:
    """The x at which a curve is drawn, so that all points stand on it."""
    end = max(least, *(1.2 * abs(point.x) for point in points))
    return np.linspace(-end, end, POINTS)


def curve(x: Array, y: Array, points: Sequence[Point], across: str, up: str, label: str) -> Html:
    """The curve `y` over `x` with its points; `across` and `up` name the axes."""
    low, high = min(0.0, float(y.min())), float(y.max())

    def spot(at: float, height: float) -> tuple[float, float]:
        right = LEFT + (at - x[0]) / (x[-1] - x[0]) * (WIDTH - LEFT - RIGHT)
        return right, HEIGHT - BOTTOM - (height - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    line = " ".join("{:.1f},{:.1f}".format(*spot(*pair)) for pair in zip(x.tolist(), y.tolist(), strict=True))
    return sketch(
        label,
        _axes(x, low, high, spot(0.0, 0.0), across, up),
        h("polyline", class_="cost", points=line),
        *(_point(point, spot(point.x, point.y)) for point in points),
        kind="curve",
        size=(WIDTH, HEIGHT),
    )


def _axes(x: Array, low: float, high: float, zero: tuple[float, float], across: str, up: str) -> Html:
    floor, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    words = (
        (LEFT, floor + 15, "start", number(float(x[0]))),
        (zero[0], floor + 15, "middle", "0"),
        (right, floor + 15, "end", number(float(x[-1]))),
        ((zero[0] + right) / 2, floor + 19, "middle", across),
        (LEFT - 5, TOP + 6, "end", number(high)),
        (LEFT - 5, floor, "end", number(low)),
        (LEFT - 5, (TOP + floor) / 2, "end", up),
    )
    texts = (h("text", text, x=f"{at:.1f}", y=f"{y:.1f}", text_anchor=anchor) for at, y, anchor, text in words)
    return fragment(h("path", class_="axis", d=f"M{LEFT} {TOP}V{floor}H{right}"), *texts)


def _point(point: Point, at: tuple[float, float]) -> Html:
    """A dot, hollow and dashed if it is a wrong one, with its name at the side where there is room."""
    x, y = at
    beyond = x > 0.72 * WIDTH
    name = h(
        "text",
        point.name,
        class_="named",
        x=f"{x + (-9 if beyond else 9):.1f}",
        y=f"{y + (16 if point.below else -6):.1f}",
        text_anchor="end" if beyond else "start",
    )
    return h("circle", class_=f"dot {point.kind}", cx=f"{x:.1f}", cy=f"{y:.1f}", r=4.5) + name
