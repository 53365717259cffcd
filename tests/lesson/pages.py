"""What the lesson makes of one mini-batch, gathered in one value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product

import numpy as np
from hypothesis import strategies as st

from backprop_explorer.engine import Rule, Run, Trace, backprop
from backprop_explorer.figures.columns import Columns
from backprop_explorer.lesson.equations import Writer
from backprop_explorer.lesson.expression import Rules
from backprop_explorer.lesson.marks import text
from backprop_explorer.lesson.narration import Narrator
from backprop_explorer.lesson.notation import LETTERS, NUMBERINGS, ORIENTATIONS, Key, Notation
from backprop_explorer.lesson.operands import Equation
from backprop_explorer.lesson.phases import Phase, cost_after, phases, quantities
from backprop_explorer.scenario import Scenario

from ..engine.cases import Case, cases

NOTATIONS = [Notation(*parts) for parts in product(ORIENTATIONS, NUMBERINGS, LETTERS)]


@dataclass(frozen=True)
class Page:
    """One mini-batch, a notation, and the example that one-example lines show, or, if `alone`, all lines that can."""

    trace: Trace
    eta: float
    notation: Notation
    example: int
    alone: bool = False

    @classmethod
    @cache
    def of(cls, scenario: Scenario) -> "Page":
        """The page of a scenario, at the last example of its mini-batch; nothing in it can be changed."""
        trace = scenario.start().seek(scenario.step)
        return cls(trace, scenario.eta, scenario.notation, trace.m - 1)

    @classmethod
    def of_case(cls, case: Case, notation: Notation | None = None, eta: float = 0.75) -> "Page":
        """The page of a drawn network and its mini-batch."""
        trace = backprop(case.net, case.x, case.y)
        return cls(trace, eta, notation or Notation(), trace.m - 1)

    @classmethod
    def of_rule(cls, case: Case, rule: Rule, l2: float, steps: int, notation: Notation, eta: float = 0.02) -> "Page":
        """The page of a drawn network that learns with an update rule, some steps after its start."""
        run = Run(replace(case.net, l2=l2), case.x, case.y, eta, case.x.shape[1], rule=rule)
        trace = run.seek(steps)
        return cls(trace, eta, notation, trace.m - 1)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        return phases(self.trace, self.eta)

    @cached_property
    def values(self) -> Mapping[Key, np.ndarray]:
        return quantities(self.trace, self.eta)

    @property
    def depth(self) -> int:
        return len(self.trace.layers)

    @property
    def rules(self) -> Rules:
        return Rules.of_trace(self.trace, self.eta)

    @property
    def columns(self) -> Columns:
        trace = self.trace
        return Columns.of(trace.network.sizes, trace.m, self.notation.turned("z"), (trace.x, trace.y))

    def equation(self, phase: Phase) -> Equation:
        return Writer(self.trace, self.values, self.notation, self.eta, self.example, self.alone).write(phase)

    def words(self, phase: Phase) -> str:
        """Everything that the phase says and writes, in one string."""
        equation = self.equation(phase)
        signs = [part if isinstance(part, str) else part.name for line in equation.lines for part in line.parts]
        captions = [line.caption for line in equation.lines]
        formulas = map(text, equation.formulas)
        return " ".join([equation.label, *formulas, *equation.code, *captions, *signs, *self.sentences(phase)])

    def sentences(self, phase: Phase) -> tuple[str, ...]:
        after = cost_after(self.trace, self.eta) if phase.id == "update" else None
        return Narrator(self.trace, self.notation, self.eta).tell(phase, after)


RULES = (Rule(), Rule("momentum", momentum=0.75), Rule("adam", beta1=0.8, beta2=0.95))


def rule_pages(most_examples: int = 5) -> st.SearchStrategy[Page]:
    """Random networks with each update rule, with and without an L2 term, in every notation."""
    parts = st.sampled_from(RULES), st.sampled_from((0.0, 0.05)), st.integers(0, 3), st.sampled_from(NOTATIONS)
    return st.builds(Page.of_rule, cases(most_examples), *parts)
