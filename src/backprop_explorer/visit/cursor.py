"""Where one visitor stands in a run, and the way from one step to another."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256

import numpy as np

from ..engine import Divergence, Run, Trace
from ..lesson.notation import phase_ids, plural
from ..scenario import MAX_STEP, Scenario
from ..scenario.attempt import Attempt
from ..scenario.link import write_setup
from .stretch import STRETCH, Stretch


@dataclass
class Cursor:
    """A scenario with its step and phase, the run that it leads through, and the move that is under way.

    `notes` says what was ignored in the address, or why a move ended. `target` is the step that a longer move is on
    its way to, `arrival` the phase to be in on getting there, and `began` the step that it set out from. `attempt` are
    weights that do not fit, shown until the cursor moves; if `alone`, they stand in place of the run. `used` is when
    somebody last asked for something here, by time.monotonic().
    """

    scenario: Scenario
    run: Run
    notes: tuple[str, ...] = ()
    target: int | None = None
    arrival: str | None = None
    began: int = 0
    playing: bool = False
    attempt: Attempt | None = None
    alone: bool = False
    used: float = field(default_factory=time.monotonic)

    @classmethod
    def to(cls, scenario: Scenario, notes: tuple[str, ...] = ()) -> Cursor:
        """A cursor on its way to the step of a scenario. Raises ValueError where the scenario cannot run."""
        cursor = cls(replace(scenario, step=0), scenario.start(), notes)
        cursor.travel(scenario.step)
        return cursor

    @cached_property
    def identity(self) -> str:
        """A digest of the setup: of its `repr`, which tells 0.0 from −0.0."""
        return sha256(repr(self.scenario.setup()).encode()).hexdigest()

    @cached_property
    def setup_link(self) -> dict[str, str]:
        """The part of an address that says what is learned, and how."""
        return write_setup(self.scenario)

    @cached_property
    def usual_example(self) -> int:
        """The example at which a page opens: one whose inputs are not all 0, which would hide what w¹ does."""
        x = self.run.seek(0).x
        return 0 if x[:, 0].any() else int(np.argmax(np.count_nonzero(x, axis=0)))

    @property
    def trace(self) -> Trace:
        """The mini-batch at the cursor."""
        return self.run.seek(self.scenario.step)

    @property
    def diverged(self) -> Divergence | None:
        """Why the run cannot go on from here, if it cannot."""
        end = self.run.divergence
        return end if end is not None and self.scenario.step >= end.step else None

    @property
    def stranded(self) -> bool:
        """Whether the page shows weights that do not fit, and no run."""
        return self.attempt is not None and self.alone

    @property
    def place(self) -> tuple[int, str]:
        """The step and the phase."""
        return self.scenario.step, self.scenario.phase

    @property
    def position(self) -> str:
        """Where the cursor is, as prose."""
        return self.position_at(self.scenario.step)

    def position_at(self, step: int) -> str:
        """A mini-batch, with the updates that came before, as prose."""
        return f"{self.where_at(step)} · {plural(step, 'update')} so far"

    def where_at(self, step: int) -> str:
        """The epoch and the batch of a mini-batch, counted from 1, as prose."""
        batches = self.run.batches_per_epoch
        return f"[[epoch]] {step // batches + 1} · batch {step % batches + 1} of {batches}"

    def look(self, **changes: object) -> None:
        """Change what is looked at, field by field of the view."""
        view = replace(self.scenario.view, **changes)  # type: ignore[arg-type]
        self.scenario = replace(self.scenario, view=view)

    def close_question(self) -> None:
        """Close the question of the scenario; the page stays where it is."""
        self.scenario = replace(self.scenario, question="")
        vars(self).pop("setup_link", None)  # an address says a question in place of its setup

    def by_phase(self, count: int) -> None:
        """Move by phases, forwards or backwards, also into the next or the previous mini-batch."""
        self.notes = ()
        ids = phase_ids(self.scenario.depth)
        start, phase = self._heading()
        step, place = divmod(max(0, start * len(ids) + ids.index(phase) + count), len(ids))
        self.travel(step, ids[place])

    def by_batch(self, count: int) -> None:
        """Move by mini-batches, keeping the phase."""
        self.notes = ()
        step, phase = self._heading()
        self.travel(step + count, phase)

    def by_epoch(self, count: int) -> None:
        """Move by epochs, keeping the batch and the phase."""
        self.by_batch(count * self.run.batches_per_epoch)

    def to_phase(self, phase: str) -> None:
        """Go to a phase of this mini-batch."""
        if phase in phase_ids(self.scenario.depth) and phase != self.scenario.phase:
            self.scenario = replace(self.scenario, phase=phase)
            self.look(dropped=-1)  # the line is one of the phase that was left

    def first(self) -> None:
        """Go to the first phase of the first mini-batch."""
        self.travel(0, "batch")

    def travel(self, step: int, arrival: str | None = None) -> None:
        """Set out for a step; `work` goes there. `arrival` is the phase to be in on getting there.

        Weights that do not fit, where they stand alone, have no steps to go to.
        """
        if self.stranded:
            return
        end = self.run.divergence
        last = MAX_STEP if end is None else end.step
        if step > last:
            if end is None:
                self.notes = (f"Step {MAX_STEP} is the last step that this page can show.",)
            self.playing, arrival = False, None
        self.attempt = None
        if self.target is None:
            self.began = self.scenario.step
        self.target = max(0, min(step, last))
        self.arrival = arrival

    def _heading(self) -> tuple[int, str]:
        """The step and phase that the cursor is on its way to, or where it stands."""
        step = self.scenario.step if self.target is None else self.target
        return step, self.arrival or self.scenario.phase

    def pause(self) -> None:
        """Stop playing."""
        self.playing = False

    def stop(self) -> None:
        """Stay where the run is now, on the way to the target."""
        self.target = self.arrival = None

    def work(self, seconds: float = STRETCH) -> None:
        """Go on towards the target for about so many seconds."""
        self.used = time.monotonic()
        if self.target is None:
            return
        try:
            reached = self.reach(self.target, seconds)
        except Divergence as end:
            self._arrive(end.step)
            self.stop()
            self.playing = False
            return
        # The way back leads forwards too: from the nearest step before the target whose numbers are known.
        self.began = min(self.began, reached)
        self._arrive(reached)
        if reached == self.target:
            if self.arrival is not None:
                self.to_phase(self.arrival)
            self.stop()

    def reach(self, step: int, seconds: float = STRETCH) -> int:
        """Bring the run, but not the cursor, towards `step` for about so many seconds: where it has come to.

        What was reached is not lost: the next stretch begins there. Raises Divergence.
        """
        with Stretch(seconds) as stretch:
            return stretch.reach(self.run, step).step

    def _arrive(self, step: int) -> None:
        """Put the cursor on a step; if its mini-batch is too small for the chosen example, choose the first."""
        self.scenario = replace(self.scenario, step=step)
        if self.scenario.view.example >= self.run.size(step):
            self.look(example=0)
