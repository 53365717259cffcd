"""The gradient check of a mini-batch, with the right equations or with a mistake switched on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..engine import EQUATIONS, Divergence, Equations, GradientCheck, Network, Run, Trace, backprop, check_gradients
from .expression import Rules
from .mistakes import MISTAKES, Mistake, ShapeStory, applies, wrong_step
from .mistakes.trees import Pair, changed_equations
from .notation import Key, Notation

MANY = (1000, 100, 10)  # updates to look ahead: as many as the time allows
WORK = 2e8  # multiplications that looking ahead may take


Costs = Mapping[int, float | None]
"""C after so many updates; None for a run whose numbers became too large before that."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """C of the mini-batch after so many updates, with the right equations and with the mistake.

    None stands for a run whose numbers became too large before that.
    """

    updates: int
    right: float | None
    wrong: float | None


@dataclass(frozen=True, eq=False, slots=True)
class Checked:
    """The gradients of the equations, compared with differences of C.

    `right` is the mini-batch. `mistake` is None for the right equations. With a mistake, `equations` are those that
    it changes, in the order of the calculation, and `wrong` is the mini-batch with it. Where a mistake cannot even
    be computed, `story` says which shapes do not fit, `wrong` is None, and `check` is that of the right equations.
    """

    right: Trace
    check: GradientCheck
    mistake: Mistake | None = None
    equations: Mapping[Key, Pair] = field(default_factory=dict)
    wrong: Trace | None = None
    story: ShapeStory | None = None
    ahead: tuple[Ahead, ...] = ()


def choices(net: Network, notation: Notation) -> tuple[tuple[str, str], ...]:
    """The mistakes that can be made in this network: ids and lines."""
    return tuple((identity, mistake.told(notation)) for identity, mistake in MISTAKES.items() if applies(mistake, net))


def checked(trace: Trace, run: Run, mistake_id: str = "", right: Costs | None = None) -> Checked:
    """Check the mini-batch in `trace`, a step of `run`, with the mistake called `mistake_id` switched on.

    `right` are the `right_costs` of the mini-batch, which several checks can share.
    """
    mistake = MISTAKES.get(mistake_id)
    if mistake is None or not applies(mistake, trace.network):
        return Checked(trace, check_gradients(trace.network, trace.x, trace.y))
    tried = wrong_step(trace, mistake, run.eta)
    pairs = changed_equations(mistake, Rules.of_trace(trace, run.eta))
    if isinstance(tried, ShapeStory):
        return Checked(trace, check_gradients(trace.network, trace.x, trace.y), mistake, pairs, story=tried)
    equations = mistake.equations(trace.network, run.eta)
    check = check_gradients(trace.network, trace.x, trace.y, equations)
    return Checked(trace, check, mistake, pairs, tried[0], ahead=_ahead(trace, run, equations, right))


class _Onwards(Run):
    """The mini-batches of `run` from the one in `trace` on, which is step 0 here, from its weights."""

    def __init__(self, trace: Trace, run: Run, equations: Equations) -> None:
        self.first = trace.step
        super().__init__(
            trace.network,
            run.x,
            run.y,
            run.eta,
            run.batch_size,
            run.shuffle_seed,
            equations=equations,
            rule=run.rule,
            carried=trace.carried,
        )

    def indices(self, step: int) -> NDArray[np.intp]:
        return super().indices(self.first + step)

    def size(self, step: int) -> int:
        return super().size(self.first + step)


def right_costs(trace: Trace, run: Run) -> Costs:
    """C after one and after many updates with the right equations; the first update is that of this mini-batch."""
    weights = sum(layer.w.size for layer in trace.layers)
    many = next((steps for steps in MANY if steps * 6 * weights * trace.m <= WORK), MANY[-1])
    right = _Onwards(trace, run, EQUATIONS)
    return {updates: _cost(right, updates) for updates in (1, many)}


def _ahead(trace: Trace, run: Run, equations: Equations, right: Costs | None) -> tuple[Ahead, ...]:
    """C after one and after many updates, both ways."""
    wrong = _Onwards(trace, run, equations)
    costs = right_costs(trace, run) if right is None else right
    return tuple(Ahead(updates, cost, _cost(wrong, updates)) for updates, cost in costs.items())


def _cost(run: Run, updates: int) -> float | None:
    """The right C at the parameters that the run has after these updates."""
    try:
        reached = run.seek(updates)
    except Divergence:
        return None
    return backprop(reached.network, reached.x, reached.y).cost
