"""What the stage shows: the picture, what stands beside it, and all matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..engine import Trace
from ..engine.activations import Array
from ..figures import colours
from ..figures.matrices import all_matrices, phase_panel
from ..figures.network_graph import NetworkGraph
from ..figures.strip import phase_strip, pickers, tabs
from ..lesson.equations import Writer
from ..lesson.narration import Narrator
from ..lesson.notation import Key, Notation
from ..lesson.phases import Phase, cost_after, phases, quantities
from .session import Session
from .transport import position


@dataclass(frozen=True, eq=False)
class Stage:
    """One phase of one mini-batch, as this session looks at it."""

    session: Session
    theme: colours.Theme

    @cached_property
    def trace(self) -> Trace:
        """The mini-batch at the cursor."""
        return self.session.trace

    @cached_property
    def stages(self) -> tuple[Phase, ...]:
        """All phases of the mini-batch."""
        return phases(self.trace, self.eta)

    @cached_property
    def phase(self) -> Phase:
        """The phase at the cursor."""
        return next(stage for stage in self.stages if stage.id == self.session.scenario.phase)

    @cached_property
    def values(self) -> Mapping[Key, Array]:
        """Every matrix of the mini-batch."""
        return quantities(self.trace, self.eta)

    @cached_property
    def ends(self) -> dict[str, float]:
        """Where the colour scales end."""
        return colours.limits(self.values, self.phase.known)

    @property
    def eta(self) -> float:
        """The learning rate."""
        return self.session.scenario.eta

    @property
    def notation(self) -> Notation:
        """The notation of the page."""
        return self.session.scenario.notation

    def pieces(self) -> dict[str, Any]:
        """All that the browser needs to draw the stage."""
        scenario, view = self.session.scenario, self.session.scenario.view
        biased = any(layer.b is not None for layer in self.trace.layers)
        return {
            "strip": phase_strip(self.stages, self.phase, self.notation, position(self.session)),
            "pickers": pickers(self.notation, view.edges, view.neurons, view.example, self.trace.m, biased),
            "tabs": tabs(view.panel),
            "phase": self._panel(),
            "matrices": all_matrices(self.values, self.phase, self.notation, self.ends, self.session.opened),
            "figure": self._figure(),
            "place": f"{scenario.step}/{scenario.phase}",
            "lit": [],
        }

    def _figure(self) -> dict[str, Any]:
        view, session = self.session.scenario.view, self.session
        # What the question calls the edges of each layer, on the question's page.
        marks = {1: "yellow in the question", 2: "red in the question"} if session.scenario.question else None
        return NetworkGraph(
            self.trace,
            self.values,
            self.phase,
            self.notation,
            self.ends,
            self.eta,
            self.theme,
            view.edges,
            view.neurons,
            view.example,
            marks,
        ).figure()

    def _panel(self) -> str:
        """What stands beside the picture."""
        return self._this_phase()

    def _this_phase(self) -> str:
        after = cost_after(self.trace, self.eta) if self.phase.id == "update" else None
        sentences = Narrator(self.trace, self.notation, self.eta).tell(self.phase, after)
        example = self.session.scenario.view.example
        equation = Writer(self.trace, self.values, self.notation, self.eta, example).write(self.phase)
        return phase_panel(equation, self.stages.index(self.phase), sentences, self.ends)
