"""Every matrix of the mini-batch, layer by layer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..engine.activations import Array
from ..lesson.expression import Rules, lights
from ..lesson.notation import QUANTITIES, Key, Notation
from ..lesson.phases import Phase
from . import numbers
from .cells import folded, ghost, name_html, shape, table
from .html import Html, fragment, h

OPEN_CELLS = 260  # matrices with more cells than that, all together, are folded where the phase does not use them

ROWS = ("w", "b", "z", "a", "delta", "grad_w", "grad_b")
NEW = ("w_new", "b_new")
KINDS = tuple(dict.fromkeys(QUANTITIES[name].kind for name in ROWS))
HINT = h(
    "div",
    "Keys: → and ← move by a phase, with Shift by a mini-batch. Click a phase above to go there. Drag a box in the "
    "picture to zoom in, double-click to zoom out.",
    class_="hint",
)


@dataclass(frozen=True, eq=False)
class AllMatrices:
    """Every matrix of the mini-batch, a row per layer; what is not computed by the end of `phase` as a ghost.

    `opened` are the ids of the matrices that were opened. Of what is `hidden` not even the shape is shown.
    """

    values: Mapping[Key, Array]
    phase: Phase
    rules: Rules
    notation: Notation
    ends: Mapping[str, float]
    opened: Collection[str] = ()
    hidden: Collection[Key] = ()

    def html(self) -> Html:
        """All of them, below the colour scales."""
        depth = max(layer for _, layer in self.values)
        layers = range(1, depth + 1)
        new = [(name, layer) for layer in layers for name in NEW if (name, layer) in self.phase.known]
        data = self.row("data, new" if new else "data", [("x", 0), ("y", depth), *new], "layer data")
        rows = (
            self.row(
                f"layer {self.notation.number(layer)}", [(name, layer) for name in ROWS if (name, layer) in self.values]
            )
            for layer in layers
        )
        head = h("div", h("h3", "All matrices"), _keys(self.phase, self.notation, self.ends), class_="head")
        return h("div", head, data, *rows, HINT, class_="all")

    @cached_property
    def everything(self) -> bool:
        """Whether all matrices together are small enough to stand open."""
        return sum(array.size for (name, _), array in self.values.items() if name in ("x", "y", *ROWS)) <= OPEN_CELLS

    def row(self, label: str, keys: Sequence[Key], kind: str = "layer") -> Html:
        """The matrices of one layer."""
        return h("div", h("b", label, class_="label"), h("div", *map(self.figure, keys), class_="row"), class_=kind)

    def figure(self, key: Key) -> Html:
        """One matrix with its name and shape: open, folded or a ghost; or a name alone, if it is hidden."""
        identity, name = f"{key[0]}-{key[1]}", name_html(self.notation.text(key))
        used = key in self.phase.result or key in self.phase.operands
        role = "out" if key in self.phase.result else "in" if used else ""
        if key in self.hidden:
            return h("figure", h("figcaption", name, h("small", "?")), class_=role, data_hidden=identity)
        sides = h("small", shape(self.notation.axes(key, self.values[key].shape)))
        caption = h("figcaption", name, self._agreement(key), sides)
        fold = {} if self.everything or used else {"data_pick": f"open:{identity}", "role": "button", "tabindex": "0"}
        whole = self.everything or used or identity in self.opened
        return h("figure", caption, self._picture(key, identity, whole), class_=role, **fold)

    def _picture(self, key: Key, identity: str, whole: bool) -> Html:
        array = self.notation.display(key, self.values[key])
        known, end = key in self.phase.known, self.ends.get(QUANTITIES[key[0]].kind, 0.0)
        attributes = {"data_matrix": identity, "data_made": self._made_from(key)}
        if self.notation.turned(key[0]):
            attributes["data_turned"] = ""
        rows, columns = array.shape
        if not whole:
            return folded(array if known else None, (rows, columns), end, **attributes)
        return table(array, end, **attributes) if known else ghost((rows, columns), **attributes)

    def _made_from(self, key: Key) -> str:
        """The cells that entry (j, c) is made from, "w-1:j:* x-0:*:c", with columns as examples.

        A slope σ′ is not in sight: the z that it belongs to stands for it. A parameter and its gradient, which have
        one number per edge, point at each other.
        """
        right = self.rules.of(key)
        found = list(lights(right)) if right is not None else []
        name, layer = key
        if name in ("w", "b"):
            found.append(((f"grad_{name}", layer), "j", "c"))
        elif name in ("grad_w", "grad_b"):
            found.append(((name[-1], layer), "j", "c"))
        shown = {"sigma_prime": "z"}
        return " ".join(f"{shown.get(q, q)}-{number}:{row}:{column}" for (q, number), row, column in found)

    def _agreement(self, key: Key) -> str:
        """The line that says what a gradient's shape agrees with."""
        name, layer = key
        if name not in ("grad_w", "grad_b") or key not in self.phase.known:
            return ""
        same = self.values[key].shape == self.values[name[-1], layer].shape
        return h("span", f"shape of {self.notation.text((name[-1], layer))} ✓", class_="ok") if same else ""


def _keys(phase: Phase, notation: Notation, ends: Mapping[str, float]) -> Html:
    """The colour scales, each with the size at its ends."""
    known = {QUANTITIES[name].kind for name, _ in phase.known}
    names_of = {kind: [name for name in ("x", "y", *ROWS) if QUANTITIES[name].kind == kind] for kind in KINDS}
    return fragment(
        *(
            h("span", name_html(" ".join(map(notation.word, names))), *_scale(ends[kind]), class_="key")
            for kind, names in names_of.items()
            if kind in known and np.isfinite(ends.get(kind, np.nan))
        )
    )


def _scale(end: float) -> tuple[str, Html, str]:
    written = numbers.number(end)
    return f" −{written}", h("i", class_="bar"), written
