"""What the stage shows: the picture, what stands beside it, and all matrices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..engine import Trace
from ..engine.activations import Array
from ..figures import colours
from ..figures.chain import chain_panel
from ..figures.code import code_panel
from ..figures.folding import folding_panel
from ..figures.matrices import all_matrices, phase_panel
from ..figures.network_graph import NetworkGraph
from ..figures.nudge import nudge_panel, slider
from ..figures.predict import question_panel
from ..figures.strip import phase_strip, pickers, tabs
from ..lesson.chain import Chain, chain
from ..lesson.equations import Writer
from ..lesson.export import matrices_csv, matrices_json, numpy_script, phase_latex, torch_script
from ..lesson.folding import fold
from ..lesson.narration import Narrator
from ..lesson.notation import Key, Notation
from ..lesson.nudge import nudge
from ..lesson.phases import Phase, cost_after, phases, quantities
from ..lesson.predict import Question, hidden_while, known_before
from ..lesson.selection import Selection, read_selection
from ..scenario import View
from .session import Session
from .transport import position

PICK_ONE = "A click on an edge, a neuron, or a number of All matrices shows its own chain rule."
NUDGE_ONE = (
    "A weight or a bias can be nudged: click an edge, the square of a bias, or a number of w, b or their gradients."
)
SIZES = "The same with all sizes different: 2 inputs, 3 neurons, 4 examples"


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

    @property
    def eta(self) -> float:
        """The learning rate."""
        return self.session.scenario.eta

    @property
    def notation(self) -> Notation:
        """The notation of the page."""
        return self.session.scenario.notation

    @cached_property
    def question(self) -> Question | None:
        """What is asked before this phase shows its result."""
        return self.session.open_question

    @cached_property
    def shown(self) -> Phase:
        """The phase as far as it may be seen: without its result while a question is open."""
        if self.question is None:
            return self.phase
        return replace(self.phase, known=known_before(self.phase, self.stages))

    @cached_property
    def ends(self) -> dict[str, float]:
        """Where the colour scales end: the same in all phases, unless that would tell what is asked."""
        return colours.limits(self.values, self.shown.known if self.question else self.values)

    @cached_property
    def hidden(self) -> frozenset[Key]:
        """The matrices of which not even the shape may be seen."""
        if self.question is None:
            return frozenset()
        return hidden_while(self.question, self.phase, self.stages, self.values)

    @cached_property
    def selected(self) -> Selection:
        """The number whose chain rule is shown: at first the first weight into the output layer."""
        found = read_selection(self.view.selected, self.values)
        return found or Selection("w", len(self.trace.layers), 0, 0)

    @cached_property
    def chain(self) -> Chain:
        """Its chain rule."""
        return chain(self.selected, self.writer, self.shown)

    @property
    def view(self) -> View:
        """What is looked at."""
        return self.session.scenario.view

    @property
    def writer(self) -> Writer:
        """Writes the equations."""
        return Writer(self.trace, self.values, self.notation, self.eta, self.view.example)

    @property
    def panel(self) -> str:
        """What stands beside the picture; nothing but the question while there is one."""
        return "phase" if self.question else self.view.panel

    def pieces(self) -> dict[str, Any]:
        """All that the browser needs to draw the stage."""
        scenario, view = self.session.scenario, self.view
        biased = any(layer.b is not None for layer in self.trace.layers)
        matrices = all_matrices(self.values, self.shown, self.notation, self.ends, self.session.opened, self.hidden)
        return {
            "strip": phase_strip(self.stages, self.phase, self.notation, position(self.session)),
            "pickers": pickers(self.notation, view.edges, view.neurons, view.example, self.trace.m, biased),
            "tabs": tabs("" if self.question else self.panel),
            "phase": self._panel(),
            "matrices": matrices,
            "figure": self._figure(),
            "place": f"{scenario.step}/{scenario.phase}",
            "lit": self._lit(),
        }

    def _figure(self) -> dict[str, Any]:
        view = self.view
        # What the question calls the edges of each layer, on the question's page.
        marks = {1: "yellow in the question", 2: "red in the question"} if self.session.scenario.question else None
        return NetworkGraph(
            self.trace,
            self.values,
            self.shown,
            self.notation,
            self.ends,
            self.eta,
            self.theme,
            view.edges,
            view.neurons,
            view.example,
            marks,
            self.hidden,
        ).figure()

    def _lit(self) -> list[str]:
        """The marks and edges of the picture that belong to the selected number."""
        if self.panel not in ("weight", "nudge"):
            return []
        edges = [f"w-{layer}-{j}-{k}" for layer, j, k in self.chain.edges]
        return edges + [f"neuron-{layer}-{j}" for layer, j in self.chain.neurons]

    def _panel(self) -> str:
        """What stands beside the picture."""
        panels = {
            "phase": self._this_phase,
            "weight": self._weight,
            "nudge": self._nudge,
            "batch": self._batch,
            "code": self._code,
        }
        return panels[self.panel]()

    def _this_phase(self) -> str:
        session = self.session
        if self.question is not None:
            return question_panel(self.question, session.answers.get(session.place), session.score)
        answered = session.answers.get(session.place)
        asked = session.question() if answered is not None else None
        said = question_panel(asked, answered, session.score) if asked else ""
        after = cost_after(self.trace, self.eta) if self.phase.id == "update" else None
        sentences = Narrator(self.trace, self.notation, self.eta).tell(self.phase, after)
        equation = self.writer.write(self.phase)
        return said + phase_panel(equation, self.stages.index(self.phase), sentences, self.ends, self.view.dropped)

    def _weight(self) -> str:
        """The chain rule of one number."""
        return f'<p class="hint">{PICK_ONE}</p>{chain_panel(self.chain, self.notation)}'

    def _nudge(self) -> str:
        """What a nudge of the selected weight or bias does."""
        selection = self.chain.selection
        if selection.name not in ("grad_w", "grad_b"):
            return f'<p class="hint">{NUDGE_ONE}</p>'
        made = nudge(self.trace, selection, self.view.nudge, self.view.example)
        return slider(self.view.nudge) + nudge_panel(made, self.notation, self.shown)

    def _batch(self) -> str:
        """How the gradients of a layer are put together from the examples."""
        layer = self.phase.layer if self.phase.equation in ("gradients", "hidden_error") else len(self.trace.layers)
        folding = fold(self.writer, layer, self.shown, self.session.run.batch_size)
        button = f'<button class="link" data-pick="sizes">{SIZES}</button>'
        return folding_panel(folding) + (button if self.session.scenario.preset != "xor-2-3-1" else "")

    def _code(self) -> str:
        """The export that is looked at."""
        kind, scenario = self.view.script, self.session.scenario
        if kind == "latex":
            text = phase_latex(self.writer.write(self.phase))
        else:
            write = {"numpy": numpy_script, "torch": torch_script, "csv": matrices_csv, "json": matrices_json}[kind]
            text = write(self.trace, self.eta, self.notation)
        return code_panel(kind, text, f"{scenario.preset}-step-{scenario.step}")
