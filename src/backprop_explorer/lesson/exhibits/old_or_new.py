"""The hidden δ from the old weights of the layer above, and from the updated ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...engine import backprop
from ..equations import Writer
from ..mistakes import MISTAKES, ShapeStory, wrong_step
from ..notation import Axis
from ..operands import Operand
from ..phases import cost_after, quantities
from ..published import published


@dataclass(frozen=True, eq=False, slots=True)
class Way:
    """The weights that δ of the last hidden layer is computed with, this δ, and C after the update."""

    w: Operand
    delta: Operand
    cost: Operand


def old_and_new(writer: Writer) -> tuple[Way, Way] | None:
    """The right way and the mistake; None without a hidden layer."""
    trace, depth = writer.trace, len(writer.trace.layers)
    tried = wrong_step(trace, MISTAKES["updated-w"], writer.eta)
    if depth < 2 or isinstance(tried, ShapeStory):
        return None
    wrong, after = tried
    slipped = replace(writer, trace=wrong, values=quantities(wrong, writer.eta))
    hidden = ("delta", depth - 1)
    costs = cost_after(trace, writer.eta), backprop(after, trace.x, trace.y).cost
    first, second = (_cost(cost) for cost in costs)
    return (
        Way(writer.operand(("w", depth)), writer.operand(hidden), first),
        Way(writer.operand(("w_new", depth)), slipped.operand(hidden), second),
    )


def _cost(cost: float) -> Operand:
    one = Axis(1, "")
    return Operand("C after the update", "cost", np.array([[cost]]), (one, one), "cost")


def printed_cost(preset: str, cost: float) -> tuple[str, str] | None:
    """The source of a preset and the C after one update that it prints, if this is the number `cost`."""
    facts = published(preset)
    if facts is None:
        return None
    for fact in facts.facts:
        if fact.key[0] == "cost" and fact.after == 1 and abs(float(fact.printed[0][0]) - cost) < 1e-9:
            return facts.source, fact.printed[0][0]
    return None
