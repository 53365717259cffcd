"""What one picture is about: the numbers, the phase, and the choices of who looks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...engine import Trace
from ...engine.activations import Array
from ...lesson.notation import QUANTITIES, Key, Notation
from ...lesson.nudge import Nudge
from ...lesson.phases import Phase
from ...lesson.selection import Selection
from ...lesson.updates import OF_THE_RULE
from .choices import EDGES, NEURONS
from .plan import Plan


@dataclass(frozen=True, eq=False)
class Scene:
    """One phase of one mini-batch, as it is to be drawn.

    `edges` is one of EDGES and `neurons` one of NEURONS; `example` is the column whose values the neurons carry,
    never a mean over the examples. `marked` are words to stand over the edges of a layer. Of what is `hidden` not
    even the shape is written. `nudge` is what made this network from another: its parameter is marked. `lit` are the
    marks of the number that is selected or asked about: "w-2-0-1", "neuron-1-0".
    """

    plan: Plan
    trace: Trace
    values: Mapping[Key, Array]
    phase: Phase
    ends: Mapping[str, float]
    eta: float
    edges: str = "w"
    neurons: str = "auto"
    example: int = 0
    marked: Mapping[int, str] | None = None
    hidden: Collection[Key] = ()
    nudge: Nudge | None = None
    lit: Collection[str] = ()

    @property
    def notation(self) -> Notation:
        """How it is written."""
        return self.plan.notation

    def column(self, name: str) -> int:
        """The column of the chosen example in a quantity of neurons; biases have one column."""
        return self.example if QUANTITIES[name].axes[1] == "examples" else 0

    def shown(self, layer: int, j: int) -> Selection:
        """The number that a neuron shows, for the chosen example."""
        choice = NEURONS[self.neurons]
        quantities, waiting = (("x",), "x") if layer == 0 else choice[:2]
        name = next((name for name in quantities if (name, layer) in self.phase.known), waiting)
        return Selection(name, layer, j, self.column(name))

    @property
    def cost_name(self) -> str:
        """The cost of the chosen example: "C₁"."""
        return self.notation.cost_of(self.example)

    @property
    def knows_cost(self) -> bool:
        """Whether C is computed."""
        return ("cost", self.plan.depth) in self.phase.known

    @cached_property
    def live(self) -> tuple[set[int], set[int], bool]:
        """The layers of neurons that take part, those of edges, and whether C does."""
        layer, depth = self.phase.layer, self.plan.depth
        everything = set(range(depth + 1))
        return {
            "mini_batch": (everything, everything, True),
            "weighted_input": ({layer - 1, layer}, {layer}, False),
            "activation": ({layer}, set[int](), False),
            "cost": ({depth}, set[int](), True),
            "output_error": ({depth}, set[int](), True),
            "gradients": ({layer - 1, layer}, {layer}, False),
            "hidden_error": ({layer, layer + 1}, {layer + 1}, False),
            "decay": (everything, everything, True),
            **dict.fromkeys(OF_THE_RULE[1:], (everything, everything, False)),
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
