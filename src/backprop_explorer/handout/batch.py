"""One mini-batch of a lesson, in all the ways in which it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ..visit.stage import Stage

Keep = Callable[[str, str], int]
"""Keeps a piece of a kind, and gives the number under which it is found."""


@dataclass(frozen=True, eq=False)
class Batch:
    """A mini-batch as a lesson shows it: `stage` is its first phase."""

    stage: Stage

    @cached_property
    def phases(self) -> tuple[str, ...]:
        """The ids of the phases."""
        return self.stage.scenario.phase_ids

    @cached_property
    def turned(self) -> list[Stage]:
        """All phases."""
        return [self.stage.turned(phase) for phase in self.phases]

    @cached_property
    def together(self) -> list[list[Stage]]:
        """All examples at once, each of them chosen in turn: a list of all phases each."""
        return [self._all(self.stage.seen(example=example)) for example in range(self.stage.trace.m)]

    @cached_property
    def alone(self) -> list[list[Stage]]:
        """Each example alone: a list of all phases each."""
        return [self._all(self.stage.seen(example=example, alone=True)) for example in range(self.stage.trace.m)]

    def _all(self, first: Stage) -> list[Stage]:
        return [first.turned(phase) for phase in self.phases]
