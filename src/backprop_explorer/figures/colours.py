"""Blue for minus, orange for plus, grey for zero: one scale per kind of quantity."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from ..engine.activations import Array
from ..lesson.notation import QUANTITIES, Key

LEVELS = 20  # edges are drawn in 2 × 20 + 1 colours and widths: a change too small to see changes nothing


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
        found: Array = np.clip(array / end, -1.0, 1.0)
    return np.where(np.isnan(found), 0.0, found)


def position(value: float, end: float) -> float:
    """The place of a value on the scale, from −1 to 1."""
    if not np.isfinite(value):
        return 0.0 if np.isnan(value) else float(np.sign(value))
    return max(-1.0, min(1.0, value / end)) if end > 0 else 0.0
