"""A lesson: the mini-batches and the notations that one file holds, worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from ..engine import Divergence
from ..lesson.glossary import glossary
from ..lesson.notation import ORIENTATIONS, QUANTITIES
from ..scenario import MAX_STEP, Scenario, View, question_scenario
from ..visit.cursor import Cursor
from ..visit.session import Session
from ..visit.stage import Stage
from .batch import Batch
from .leaves import OFFERED, leaves
from .pieces import Pieces

MOST_STEPS = 20
"""Mini-batches that one file may hold: each takes as much room as the first."""

UNUSED = ("5", "N", "L", "Q", "S")
"""Keys of the page (front/keys.js) that lead to what a file does not have."""


Told = Callable[[int, int], None]
"""Hears how many mini-batches and notations are done, and of how many."""


class LessonError(ValueError):
    """What was asked for cannot be a lesson; the sentence says why, and what to do."""


@dataclass(frozen=True)
class Lesson:
    """What one file shows: `steps` are its mini-batches, one after the other, `orientations` its notations.

    `start` is the scenario at which it opens. `files` are those that its picks lead to: "question:what-wT-does".
    """

    start: Scenario
    steps: tuple[int, ...]
    orientations: tuple[str, ...]
    files: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        start: Scenario,
        steps: Sequence[int] = (),
        orientations: Sequence[str] = (),
        files: Mapping[str, str] = MappingProxyType({}),
    ) -> Lesson:
        """The lesson of a scenario; by default its own mini-batch and its own orientation.

        Raises LessonError with a sentence about what cannot be done.
        """
        chosen = tuple(steps) or (start.step,)
        if len(chosen) > MOST_STEPS or chosen[0] < 0 or chosen[-1] > MAX_STEP:
            raise LessonError(
                f"A lesson holds 1 to {MOST_STEPS} mini-batches between step 0 and step {MAX_STEP}; these are "
                f"{len(chosen)}, from step {chosen[0]} to step {chosen[-1]}. Choose others, as in --steps 0-2."
            )
        names = tuple(orientations) or (start.notation.orientation,)
        for name in names:
            if name not in ORIENTATIONS:
                raise LessonError(f"There is no orientation {name!r}; there are {', '.join(ORIENTATIONS)}.")
        ordered = tuple(name for name in ORIENTATIONS if name in names)
        step = start.step if start.step in chosen else chosen[0]
        opened = replace(start, step=step)
        if start.notation.orientation not in ordered:
            opened = replace(opened, notation=replace(start.notation, orientation=ordered[0]))
        return cls(opened, chosen, ordered, dict(files))

    def work(self, told: Told = lambda done, whole: None) -> dict[str, Any]:
        """All that the browser is given; `told` hears how many mini-batches and notations are done, and of how many.

        Raises LessonError where the run ends before the first of the mini-batches.
        """
        session, pieces = Session(Cursor.to(replace(self.start, step=0, ask=False))), Pieces()
        found: dict[str, dict[int, Any]] = {name: {} for name in self.orientations}
        ended = []
        whole = len(self.steps) * len(self.orientations)
        for done, stage in enumerate(self._stages(session)):
            told(done, whole)
            if stage.end is not None and stage.scenario.step not in ended:
                ended.append(stage.scenario.step)
            found[stage.notation.orientation][stage.scenario.step] = leaves(Batch(stage), pieces.keep)
            last = stage
        told(whole, whole)
        return {**self._head(last), "steps": list(found[self.orientations[0]]), "ended": ended, "leaves": found} | {
            "pieces": pieces
        }

    def _stages(self, session: Session) -> Iterator[Stage]:
        """The first phase of each mini-batch, in each notation."""
        view = replace(_plain(self.start.view), example=0)
        for step in self.steps:
            try:
                while session.cursor.reach(step) != step:
                    pass
            except Divergence as end:
                if step > self.steps[0]:
                    return
                raise LessonError(
                    f"The run ends at step {end.step}, because its numbers become too large. Choose earlier steps."
                ) from None
            first = Stage(session, replace(self.start, step=step, phase="batch", view=view, ask=False))
            for name in self.orientations:
                yield first.written(replace(first.notation, orientation=name))

    def _head(self, stage: Stage) -> dict[str, Any]:
        scenario, cursor = self.start, stage.session.cursor
        rules = scenario.rule != "descent" or scenario.l2 > 0
        panel = scenario.view.panel if scenario.view.panel in OFFERED else "phase"
        asked = question_scenario(scenario.question).view.panel if scenario.question else "phase"
        kept = ("example", "alone", "selected", "mistake", "script", "dropped")
        example = min(scenario.view.example or cursor.usual_example, stage.trace.m - 1)
        view = {name: getattr(scenario.view, name) for name in kept} | {
            "example": example,
            "panel": panel,
            "asks": scenario.ask,
        }
        return {
            "title": scenario.title,
            "phases": scenario.phase_ids,
            "batches": cursor.run.batches_per_epoch,
            "start": {
                "step": scenario.step,
                "phase": scenario.phase,
                "view": view | {"view": scenario.notation.orientation},
            },
            "above": asked if asked in OFFERED else "phase",
            "own": [name for name, each in QUANTITIES.items() if each.axes[1] == "examples"],
            "glossary": glossary(scenario.notation, rules),
            "without": UNUSED,
            "files": self.files,
        }

    def left_out(self) -> str:
        """What the page has and this file does not, in one sentence."""
        return (
            "This file leaves out what the page works out for you: other mini-batches and other networks, nudges, "
            "typed answers and pasted numbers, the curves of learning, and other choices for the picture."
        )


def _plain(view: View) -> View:
    """How all pieces of a lesson are made; what is opened, chosen and switched on is chosen in the browser."""
    return View(edges=view.edges, neurons=view.neurons, form=view.form)
