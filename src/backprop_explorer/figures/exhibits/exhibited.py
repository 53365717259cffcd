"""What a small picture is made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ...engine import Trace
from ...lesson.equations import Writer
from ...lesson.notation import Notation
from ...lesson.phases import quantities
from ...scenario import Scenario


@dataclass(frozen=True, eq=False)
class Exhibited:
    """A mini-batch of a scenario; the notation, η and the chosen example are those of the scenario."""

    trace: Trace
    scenario: Scenario

    @property
    def notation(self) -> Notation:
        """How quantities are written."""
        return self.scenario.notation

    @property
    def example(self) -> int:
        """The column of the chosen example; a last, smaller mini-batch may be too short for it."""
        return min(self.scenario.view.example, self.trace.m - 1)

    @cached_property
    def writer(self) -> Writer:
        """Shows the quantities of the mini-batch as matrices."""
        eta = self.scenario.eta
        return Writer(self.trace, quantities(self.trace, eta), self.notation, eta, self.example)
