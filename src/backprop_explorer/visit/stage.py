"""One phase of one mini-batch, as a session looks at it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, cast

from ..engine import Divergence, Trace
from ..engine.activations import Array
from ..figures import colours
from ..figures.columns import Columns
from ..figures.ledger import AllMatrices
from ..figures.loop.choices import NEURONS
from ..figures.loop.plan import Plan
from ..figures.prose import plain
from ..lesson.chain import Chain, chain
from ..lesson.equations import Writer
from ..lesson.notation import Key, Notation
from ..lesson.nudge import Nudge, nudge
from ..lesson.operands import Equation
from ..lesson.phases import Phase, phases, quantities
from ..lesson.predict import Question, hidden_while, known_before
from ..lesson.selection import Selection, read_selection
from ..scenario import Scenario, View
from .session import Session

Made = TypeVar("Made")

OF_THE_BATCH = ("trace", "stages", "values", "ends", "end")
"""What does not change with the phase, the view and the notation."""


@dataclass(frozen=True, eq=False)
class Stage:
    """One phase of one mini-batch, as this session looks at it: at its cursor, or `elsewhere` in the same run.

    `shared` is what was made for all phases of the mini-batch.
    """

    session: Session
    elsewhere: Scenario | None = None
    shared: dict[Hashable, object] = field(default_factory=dict)

    def turned(self, phase: str) -> Stage:
        """Another phase of the same mini-batch; what all phases share is not worked out again."""
        return self._other(replace(self.scenario, phase=phase), *OF_THE_BATCH, "columns", "plan", "ledger")

    def seen(self, **view: object) -> Stage:
        """The same phase, looked at in another way: fields of the view."""
        changed = replace(self.scenario.view, **view)  # type: ignore[arg-type]
        return self._other(replace(self.scenario, view=changed), *OF_THE_BATCH, "columns", "plan")

    def written(self, notation: Notation) -> Stage:
        """The same phase in another notation."""
        return self._other(replace(self.scenario, notation=notation), *OF_THE_BATCH)

    def _other(self, scenario: Scenario, *kept: str) -> Stage:
        other = Stage(self.session, scenario, self.shared)
        vars(other).update({name: getattr(self, name) for name in kept})
        return other

    def once(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, for all phases of the mini-batch."""
        if name not in self.shared:
            self.shared[name] = make()
        return cast(Made, self.shared[name])

    @property
    def scenario(self) -> Scenario:
        """What decides all that is shown."""
        return self.elsewhere or self.session.cursor.scenario

    @property
    def position(self) -> str:
        """Where the run is, as prose."""
        return self.session.cursor.position_at(self.scenario.step)

    @property
    def spoken(self) -> str:
        """One sentence for those who hear the page: what the phase computes, and where it is."""
        number = [phase.id for phase in self.stages].index(self.phase.id) + 1
        where = plain(self.position).replace(" · ", ", ")
        return f"{self.equation.heading}: phase {number} of {len(self.stages)}, {where}"

    @cached_property
    def end(self) -> Divergence | None:
        """Why the run cannot go on from this mini-batch, if it cannot: that is found by trying the next one."""
        try:
            self.session.cursor.run.seek(self.scenario.step + 1)
        except Divergence as end:
            return end
        return None

    @cached_property
    def trace(self) -> Trace:
        """The mini-batch."""
        return self.session.cursor.run.seek(self.scenario.step)

    @cached_property
    def stages(self) -> tuple[Phase, ...]:
        """All phases of the mini-batch."""
        return phases(self.trace, self.eta)

    @cached_property
    def phase(self) -> Phase:
        """The phase at the cursor."""
        return next(stage for stage in self.stages if stage.id == self.scenario.phase)

    @cached_property
    def columns(self) -> Columns:
        """The columns of the page, the same at every mini-batch."""
        run = self.session.cursor.run
        return Columns.of(run.network.sizes, run.batch_size, self.notation.turned("z"), (run.x, run.y))

    @cached_property
    def values(self) -> Mapping[Key, Array]:
        """Every matrix of the mini-batch."""
        return quantities(self.trace, self.eta)

    @cached_property
    def plan(self) -> Plan:
        """Where everything stands in the picture, the same in all phases of the mini-batch."""
        return Plan(self.columns, tuple(layer.w for layer in self.trace.layers), self.notation)

    @property
    def eta(self) -> float:
        """The learning rate."""
        return self.scenario.eta

    @property
    def notation(self) -> Notation:
        """The notation of the page."""
        return self.scenario.notation

    @cached_property
    def question(self) -> Question | None:
        """What is asked before this phase shows its result."""
        return self.session.asking.open_question(self.session.cursor)

    @property
    def withholds(self) -> bool:
        """Whether a teacher has hidden the results: that of each phase, until the next one works with it."""
        return "results" in self.scenario.hide

    @property
    def withheld(self) -> bool:
        """Whether this phase has a result and may not show it: a question is open, or a teacher has hidden it."""
        return self.question is not None or (self.withholds and self.phase.id != "batch")

    @cached_property
    def shown(self) -> Phase:
        """The phase as far as it may be seen."""
        if not self.withheld:
            return self.phase
        return replace(self.phase, known=known_before(self.phase, self.stages))

    @cached_property
    def ends(self) -> dict[str, float]:
        """Where the colour scales end: the same in all phases, unless that would tell what is asked."""
        return colours.limits(self.values, self.shown.known if self.withheld else self.values)

    @cached_property
    def hidden(self) -> frozenset[Key]:
        """The matrices of which not even the shape may be seen."""
        if self.question is None:
            return frozenset()
        return hidden_while(self.question, self.phase, self.stages, self.values)

    @cached_property
    def selected(self) -> Selection:
        """The number that is worked out: until one is chosen, the first weight of the layer that the phase is about."""
        found = read_selection(self.view.selected, self.values)
        return found or Selection("w", self.phase.layer, 0, 0)

    @cached_property
    def chain(self) -> Chain:
        """Its chain rule."""
        return chain(self.selected, self.writer, self.shown)

    @cached_property
    def nudge(self) -> Nudge | None:
        """What a nudge of the selected weight or bias does, while it is looked at."""
        selection = self.chain.selection
        opened = self.view.panel in ("weight", "nudge") and not self.withheld
        if not opened or selection.name not in ("grad_w", "grad_b"):
            return None
        return nudge(self.trace, selection, self.view.nudge, self.view.example)

    @cached_property
    def ledger(self) -> AllMatrices:
        """Every matrix of the mini-batch; replace(…, phase=…) keeps what is drawn of it already."""
        return AllMatrices(
            self.values,
            self.shown,
            self.writer.rules,
            self.notation,
            self.ends,
            self.columns,
            self.session.opened,
            self.hidden,
            self.view.example,
        )

    @property
    def view(self) -> View:
        """What is looked at."""
        return self.scenario.view

    @property
    def writer(self) -> Writer:
        """Writes the equations."""
        return Writer(self.trace, self.values, self.notation, self.eta, self.view.example)

    @cached_property
    def equation(self) -> Equation:
        """The equation of the phase, for the mini-batch or for one example alone."""
        return replace(self.writer, alone=self.view.alone).write(self.phase)

    @property
    def biased(self) -> tuple[bool, ...]:
        """Which layers have biases."""
        return tuple(layer.b is not None for layer in self.trace.layers)

    @property
    def neurons(self) -> str:
        """What the neurons show: where there are no biases not their gradients."""
        shown = self.view.neurons
        return "auto" if NEURONS[shown].of_biases and not any(self.biased) else shown
