"""What one picture is about: the numbers, the phase, and the choices of who looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...engine import Trace
from ...engine.activations import Array
from ...lesson.notation import QUANTITIES, Key, Notation
from ...lesson.nudge import Nudge
from ...lesson.phases import Phase
from ..colours import Theme
from .choices import EDGES
from .geometry import Geometry

Edge = tuple[int, int, int]
"""An edge by its layer, the neuron j it leads to and the neuron k it comes from, both from 0."""

MOST_EDGES = 400


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """One phase of one mini-batch, as it is to be drawn.

    `edges` is one of EDGES and `neurons` one of NEURONS; `example` is the column whose values the neurons carry,
    never a mean over the examples. `marked` are words to stand over the edges of a layer. Of what is `hidden` not
    even the shape is written. `nudge` is what made this network from another: its parameter is marked.
    """

    trace: Trace
    values: Mapping[Key, Array]
    phase: Phase
    notation: Notation
    ends: Mapping[str, float]
    eta: float
    theme: Theme
    edges: str = "w"
    neurons: str = "auto"
    example: int = 0
    marked: Mapping[int, str] | None = None
    hidden: Collection[Key] = ()
    nudge: Nudge | None = None

    @property
    def geometry(self) -> Geometry:
        """Where everything stands."""
        return Geometry(self.trace.network.sizes)

    def w(self, layer: int) -> Array:
        """The weights of the edges into `layer`."""
        return self.values["w", layer]

    def column(self, name: str) -> int:
        """The column of the chosen example in a quantity of neurons; biases have one column."""
        return self.example if QUANTITIES[name].axes[1] == "examples" else 0

    @property
    def cost_name(self) -> str:
        """The cost of the chosen example: "C₁"."""
        return self.notation.cost_of(self.example)

    def lit(self) -> tuple[set[int], set[int], bool]:
        """The lit layers of neurons, the lit layers of edges, and whether C is lit."""
        layer, everything = self.phase.layer, set(range(self.geometry.depth + 1))
        return {
            "mini_batch": (everything, everything, True),
            "weighted_input": ({layer - 1, layer}, {layer}, False),
            "activation": ({layer}, set(), False),
            "cost": ({self.geometry.depth}, set(), True),
            "output_error": ({self.geometry.depth}, set(), True),
            "gradients": ({layer - 1, layer}, {layer}, False),
            "hidden_error": ({layer, layer + 1}, {layer + 1}, False),
            "update": (everything, everything, False),
        }[self.phase.equation]

    def edge_values(self, layer: int) -> tuple[Array | None, float]:
        """The matrix that colours the edges into `layer`, or None while it is not known, and its scale's end."""
        quantity, change = EDGES[self.edges]
        key = (quantity, layer)
        if key not in self.phase.known:
            return None, 1.0
        values, end = self.values[key], self.ends[QUANTITIES[quantity].kind]
        with np.errstate(over="ignore"):
            return (-self.eta * values, self.eta * end) if change else (values, end)

    def kept_edges(self) -> list[Edge]:
        """The edges that are drawn, (layer, j, k): all of them, or those with the largest weights."""
        edges = [
            (layer, j, k) for layer in range(1, self.geometry.depth + 1) for j, k in np.ndindex(*self.w(layer).shape)
        ]
        if len(edges) <= MOST_EDGES:
            return edges
        return sorted(sorted(edges, key=lambda e: -abs(self.w(e[0])[e[1], e[2]]))[:MOST_EDGES])


def path(svg: str, line: dict[str, Any], opacity: float) -> dict[str, Any]:
    """A drawn path under the neurons, as a Plotly shape in the picture's own coordinates."""
    return {"type": "path", "path": svg, "line": line, "opacity": opacity, "layer": "below"}
