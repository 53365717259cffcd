"""What all marks of the picture share: where they stand, how they are coloured, and how a number fits into them."""

from __future__ import annotations

from .. import colours
from ..html import Html, h
from ..numbers import number
from .scene import Scene

DIGIT, NARROW = 7.0, 3.6  # px that a character of a number takes at most, and a point


def brief(value: float) -> str:
    """A number in two decimals or one digit, for a ring that has no room for more: "−0.05", "3e−4", "12.3"."""
    size = abs(value)
    if size == 0 or 0.005 <= size < 99.5:
        return f"{value:.{1 if size >= 9.95 else 2}f}".removesuffix(".00").replace("-", "−")
    if 99.5 <= size < 999.5:
        return f"{value:.0f}".replace("-", "−")
    mantissa, _, power = f"{value:.0e}".partition("e")
    return f"{mantissa}e{int(power)}".replace("-", "−") if power else number(value)


def at(x: float, y: float, *parts: str, **attributes: str | float | bool | None) -> Html:
    """Parts drawn in px around a place that is given in %."""
    return h("svg", *parts, x=f"{x:.2f}%", y=f"{y:.2f}%", width=1, height=1, overflow="visible", **attributes)


def hue(value: float, end: float) -> tuple[str, float]:
    """The class that says the sign of a number, and its size as a share of its scale."""
    share = colours.position(value, end)
    return ("minus" if share < 0 else "plus"), abs(share)


def rim(scene: Scene, layer: int) -> str | None:
    """The radius of a layer's rings, where the style of the page does not set it."""
    return None if scene.plan.roomy else f"--r:{scene.plan.radius(layer):.1f}px"


def squeezed(text: str, room: float, y: float) -> Html:
    """A number in the middle of a ring, squeezed where it would take more than so many px."""
    width = sum(NARROW if letter in ".·" else DIGIT for letter in text)
    fit = (None, None) if width <= room else (f"{room:g}", "spacingAndGlyphs")
    return h("text", text, class_="value", y=y, textLength=fit[0], lengthAdjust=fit[1])
