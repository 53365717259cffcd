"""A lesson: the mini-batches and the notations that one file holds, worked out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
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
"""Hears how many parts of a lesson are done, and of how many."""


Part = tuple[list[dict[str, Any]], Pieces, bool]


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

    def work(self, told: Told = lambda done, whole: None, jobs: int = 1) -> tuple[dict[str, Any], Pieces]:
        """All that the browser is given, and the pieces of it; `told` hears how many parts are done, and of how many.

        Several `jobs` are processes. Each makes a mini-batch in all notations, which share what was computed; or in one
        notation, where there are more processes than mini-batches. Raises LessonError where the run ends before its
        first step.
        """
        cursor, pieces = Cursor.to(replace(self.start, step=0, ask=False)), Pieces()
        steps = self._reached(cursor)
        names = [(name,) for name in self.orientations] if jobs > len(steps) else [self.orientations]
        parts = [(step, some) for step in steps for some in names]
        leaves_of: dict[str, dict[int, Any]] = {name: {} for name in self.orientations}
        ended = set()
        for done, ((step, some), (found, own, end)) in enumerate(zip(parts, self._made(parts, jobs), strict=True)):
            told(done, len(parts))
            for name, each in zip(some, pieces.joined(own, found), strict=True):
                leaves_of[name][step] = each
            ended |= {step} if end else set()
        told(len(parts), len(parts))
        return {**self._head(cursor), "steps": steps, "ended": sorted(ended), "leaves": leaves_of}, pieces

    def _made(self, parts: list[tuple[int, tuple[str, ...]]], jobs: int) -> Iterator[Part]:
        if jobs == 1 or len(parts) == 1:
            yield from map(self.part, parts)
            return
        with futures.ProcessPoolExecutor(min(jobs, len(parts))) as workers:
            yield from workers.map(self.part, parts)

    def _reached(self, cursor: Cursor) -> list[int]:
        """The steps of the lesson that the run gets to."""
        for step in self.steps:
            try:
                _reach(cursor, step)
            except Divergence as end:
                if step > self.steps[0]:
                    return [each for each in self.steps if each < step]
                raise LessonError(
                    f"The run ends at step {end.step}, because its numbers become too large. Choose earlier steps."
                ) from None
        return list(self.steps)

    def part(self, what: tuple[int, tuple[str, ...]]) -> Part:
        """A mini-batch in some notations: the leaves of each, their pieces, and whether the run ends there."""
        step, names = what
        cursor, pieces = Cursor.to(replace(self.start, step=0, ask=False)), Pieces()
        _reach(cursor, step)
        view = replace(_plain(self.start.view), example=0)
        first = Stage(Session(cursor), replace(self.start, step=step, phase="batch", view=view, ask=False))
        stages = [first.written(replace(first.notation, orientation=name)) for name in names]
        return [leaves(Batch(stage), pieces.keep) for stage in stages], pieces, first.end is not None

    def _head(self, cursor: Cursor) -> dict[str, Any]:
        scenario, size = self.start, cursor.run.size(self.start.step)
        rules = scenario.rule != "descent" or scenario.l2 > 0
        panel = scenario.view.panel if scenario.view.panel in OFFERED else "phase"
        asked = question_scenario(scenario.question).view.panel if scenario.question else "phase"
        kept = ("example", "alone", "selected", "mistake", "script", "dropped")
        example = min(scenario.view.example or cursor.usual_example, size - 1)
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


def _reach(cursor: Cursor, step: int) -> None:
    """Bring the run to a step, however long it takes. Raises Divergence."""
    while cursor.reach(step) != step:
        pass


def _plain(view: View) -> View:
    """How all pieces of a lesson are made; what is opened, chosen and switched on is chosen in the browser."""
    return View(edges=view.edges, neurons=view.neurons, form=view.form)
