"""Blue for minus, orange for plus, grey for zero: one scale per kind of quantity."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ..engine.activations import Array
from ..lesson.notation import QUANTITIES, Key

RGB = tuple[int, int, int]

BLUE: RGB = (31, 111, 178)
ORANGE: RGB = (201, 101, 12)
GREY: RGB = (128, 132, 142)
LEVELS = 20  # edges are drawn in 2 × 20 + 1 colours, so that edges of one colour share a trace


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours that differ between a light and a dark page."""

    background: str
    text: str
    quiet: str
    accent: str
    zero: RGB  # the grey of a weight of 0, visible on the background
    neuron: RGB  # the fill of a neuron whose value is 0


# The backgrounds are those of .streamlit/config.toml.
LIGHT = Theme("#ffffff", "#1c1f26", "#5b6170", "#5b21b6", (150, 153, 162), (238, 239, 242))
DARK = Theme("#14161b", "#f3f4f6", "#a8adba", "#b79cff", (128, 132, 142), (48, 51, 60))
THEMES: Mapping[str, Theme] = MappingProxyType({"light": LIGHT, "dark": DARK})

# The tints of cells, from −1 to 1, for the style sheet: the hue says the sign, its strength the size. A number that is
# not 0 has at least a tenth of the hue, so that its sign is seen.
TINTS: tuple[str, ...] = tuple(
    f"{np.sign(i) * (0.1 + 0.9 * abs(i) / 100):.3g}".replace("0.", ".") for i in range(-100, 101)
)


def limits(values: Mapping[Key, Array], known: Collection[Key]) -> dict[str, float]:
    """The largest size of each kind of quantity among those that are known: where its colour scale ends.

    With all of `values` as `known` one scale serves all phases. While a result is asked for, a scale that went by
    numbers still to come would tell of them; a kind without a known number then has no scale.
    """
    found: dict[str, float] = {}
    for (name, layer), array in values.items():
        if (name, layer) not in known:
            continue
        kind = QUANTITIES[name].kind
        found[kind] = max(found.get(kind, 0.0), limit(array))
    return found


def limit(array: Array) -> float:
    """The largest finite size in an array, or 0."""
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max()) if finite.size else 0.0


def tints(array: Array, end: float) -> list[list[str]]:
    """The tint of each cell on a scale from −end to end: what the style sheet takes as --v."""
    places = np.rint(100 * positions(array, end))
    return [[TINTS[place] for place in row] for row in (places + 100).astype(int).tolist()]


def positions(array: Array, end: float) -> Array:
    """The place of each number on the scale, from −1 to 1; that of a nan is 0."""
    if not end > 0:
        return np.where(np.isinf(array), np.sign(array), 0.0)
    with np.errstate(over="ignore"):
        found: Array = np.nan_to_num(np.clip(array / end, -1.0, 1.0))
    return found


def position(value: float, end: float) -> float:
    """The place of a value on the scale, from −1 to 1."""
    if not np.isfinite(value):
        return 0.0 if np.isnan(value) else float(np.sign(value))
    return max(-1.0, min(1.0, value / end)) if end > 0 else 0.0


def level(value: float, end: float) -> int:
    """The place of an edge on its scale, from −LEVELS to LEVELS."""
    return round(LEVELS * position(value, end))


def edge_colour(at: int, theme: Theme) -> str:
    """The colour of an edge at a level."""
    return _tinted(theme.zero, at, (abs(at) / LEVELS) ** 0.7)


def edge_width(at: int) -> float:
    """The width of an edge at a level, in px, never thinner than 1."""
    return 1.0 + 5.5 * abs(at) / LEVELS


def neuron_colour(value: float, end: float, theme: Theme) -> str:
    """The fill of a neuron."""
    at = position(value, end)
    return _tinted(theme.neuron, at, 0.75 * abs(at))


def _tinted(grey: RGB, at: float, share: float) -> str:
    """A grey with this share of the hue that says the sign of `at`."""
    hue = BLUE if at < 0 else ORANGE
    return "rgb({}, {}, {})".format(*(round(p + (q - p) * share) for p, q in zip(grey, hue, strict=True)))
