"""What is asked before each phase shows its result: its shape, the sign of one number, or one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...engine import Trace
from ...engine.activations import Array
from ..notation import Key, Notation
from ..phases import Phase
from .answers import KINDS, OUTCOMES, Asked, Choice, Question, Slip, Verdict, check, count
from .ask_shape import ask_shape
from .ask_sign import ask_sign
from .ask_value import ask_value
from .desk import Desk

__all__ = [
    "KINDS",
    "OUTCOMES",
    "Asked",
    "Choice",
    "Question",
    "Slip",
    "Verdict",
    "check",
    "count",
    "hidden_while",
    "known_before",
    "questions",
]


def known_before(phase: Phase, stages: Sequence[Phase]) -> frozenset[Key]:
    """What was known before `phase` had its result; the first phase only shows what was given."""
    reached = [stage.id for stage in stages].index(phase.id)
    return stages[reached - 1].known if reached else phase.known


def hidden_while(
    question: Question, phase: Phase, stages: Sequence[Phase], values: Mapping[Key, Array]
) -> frozenset[Key]:
    """The matrices of which not even the shape may be seen while `question` is open.

    For a shape these are all that are not computed: the ghost of δ has the shape of z. The numbers of the result
    are hidden anyway, by `known_before`.
    """
    if not question.hides_shape:
        return frozenset()
    return frozenset(values) - known_before(phase, stages)


def questions(
    trace: Trace,
    values: Mapping[Key, Array],
    stages: Sequence[Phase],
    notation: Notation,
    eta: float,
    seed: int = 0,
) -> dict[str, tuple[Question, ...]]:
    """The questions that can be put about the result of each phase, by its id, the one to ask first in front.

    The phase `batch` has none. Kind and cell come from the seed, the step of the trace and the phase, so equal links
    ask the same questions. The first questions of a mini-batch are of every kind that some phase can ask.
    """
    desk = Desk(trace, values, notation, eta, seed)
    made = {stage.id: _all(desk, stage) for stage in stages if stage.equation != "mini_batch"}
    asked = {identity: own for identity, own in made.items() if own}
    chosen = _schedule(desk, {identity: tuple(own) for identity, own in asked.items()})
    return {
        identity: (own[chosen[identity]], *(question for kind, question in own.items() if kind != chosen[identity]))
        for identity, own in asked.items()
    }


def _all(desk: Desk, phase: Phase) -> dict[str, Question]:
    """The questions of a phase by their kinds, at least one."""
    made = {"shape": ask_shape(desk, phase), "sign": ask_sign(desk, phase), "value": ask_value(desk, phase)}
    found = {kind: question for kind, question in made.items() if question is not None}
    if not found and (last := ask_value(desk, phase, always=True)) is not None:
        found["value"] = last
    return found


def _schedule(desk: Desk, kinds: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """The kind that each phase asks first: the rarest kind chooses its phase first."""
    chosen: dict[str, str] = {}
    turn = desk.chance("turn")
    for kind in sorted(KINDS, key=lambda kind: sum(kind in own for own in kinds.values())):
        free = [identity for identity, own in kinds.items() if kind in own and identity not in chosen]
        if free:
            chosen[free[turn % len(free)]] = kind
    for number, (identity, own) in enumerate(kinds.items()):
        if identity not in chosen:
            chosen[identity] = own[(turn + number) % len(own)]
    return chosen
