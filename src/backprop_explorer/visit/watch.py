"""A run that goes along with a visitor's own, forwards only, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from ..engine import Divergence, Run, Trace
from ..lesson.classes import classes_of
from ..lesson.curves import Curves, Data, Epoch, Point, epoch, followed, point
from ..scenario import Scenario
from .stretch import Stretch

MOST = 200  # points of a curve
MEMORY = 2 << 20  # bytes of history: the way back is the visitor's own run's

Kept = TypeVar("Kept")


class Samples(Generic[Kept]):
    """Steps spread evenly: every `unit` steps at first, and twice as far apart as often as there would be too many.

    Which steps are kept depends on the last one alone, and not on the way there.
    """

    def __init__(self, unit: int, make: Callable[[Trace], Kept]) -> None:
        self.apart, self.make = unit, make
        self.kept: dict[int, Kept] = {}

    def next(self, step: int) -> int:
        """The first step after `step` that is kept."""
        return step - step % self.apart + self.apart if step >= 0 else 0

    def widen(self, step: int) -> None:
        """Take steps so far apart that no more than MOST are kept up to `step`."""
        while step // self.apart >= MOST:
            self.apart *= 2
        self.kept = {at: each for at, each in self.kept.items() if not at % self.apart}

    def note(self, trace: Trace) -> None:
        """Keep what is made of a mini-batch, if it is one of those."""
        if trace.step % self.apart:
            return
        self.kept[trace.step] = self.make(trace)


class Watch:
    """The run of a scenario from its first mini-batch, on the data of `like`, and its curves up to where it is."""

    def __init__(self, scenario: Scenario, like: Run, held: Data | None, name: str = "") -> None:
        self.run: Run = scenario.start(like, MEMORY)
        self.name, self.at, self.ended = name, -1, False
        self.followed = followed(self.run.network)
        data, classes = (self.run.x, self.run.y), classes_of(self.run.y)
        self.steps: Samples[Point] = Samples(1, lambda trace: point(trace, self.followed))
        self.epochs: Samples[Epoch] = Samples(
            self.run.batches_per_epoch, lambda trace: epoch(trace, data, held, classes)
        )
        self.last: Point | None = None

    def follow(self, step: int, stretch: Stretch) -> None:
        """Go on towards a step as far as the stretch reaches."""
        if step > self.at:
            self.steps.widen(step)
            self.epochs.widen(step)
        while self.at < step and not self.ended and (stretch.goes_on() or self.at < 0):
            goal = min(step, self.steps.next(self.at), self.epochs.next(self.at))
            try:
                self._arrive(stretch.reach(self.run, goal))
            except Divergence as end:
                self._end(end.step)

    def _arrive(self, trace: Trace) -> None:
        self.at, self.last = trace.step, point(trace, self.followed)
        self.steps.note(trace)
        self.epochs.note(trace)

    def _end(self, step: int) -> None:
        """The run has no step after this one."""
        self.ended = True
        if step > self.at:
            self._arrive(self.run.seek(step))

    @property
    def curves(self) -> Curves:
        """All that is kept, and the step where the run is."""
        points = dict(self.steps.kept)
        if self.last is not None:
            points[self.last.step] = self.last
        total = sum(layer.w.size for layer in self.run.network.layers)
        batches = self.run.batches_per_epoch
        kept = tuple(self.epochs.kept.values())
        return Curves(self.name, tuple(points.values()), kept, self.followed, total, batches, self.ended)
