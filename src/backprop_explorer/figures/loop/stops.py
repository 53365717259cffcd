"""The phases of the mini-batch as stops on a line around the picture: forward above, through C, and back below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ...lesson.notation import Notation
from ...lesson.phases import Phase
from ..html import Html, h
from .plan import Plan

MOST_NAMED = 20  # stops up to which each carries its name
RULE_STOPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"decay": ("L2",), "velocity": ("v",), "moments": ("m", "v"), "corrected": ("m̂", "v̂")}
)
"""The letters of the stops of the update rules."""
NEXT = 40  # px from the middle of one such stop to the next, and of the last one to "update" a few more
BESIDE = 50  # px from the middle of the last one of these to where the edges may begin
ROOM = 11.4  # % of the width from the last neurons to C in which "forward pass →" fits


def phase_name(phase: Phase, notation: Notation) -> str:
    """A phase in words: "z¹", "∂w² ∂b²"; the first one is the move "batch"."""
    if phase.id in ("batch", "update"):
        return phase.id
    return "C" if phase.id == "cost" else " ".join(_names(phase, notation))


def _names(phase: Phase, notation: Notation) -> list[str]:
    """The letters of a stop."""
    if phase.id == "batch":
        return [", ".join(map(notation.word, ("x", "y")))]
    if phase.id in RULE_STOPS:
        return [", ".join(RULE_STOPS[phase.id])]
    if phase.id in ("cost", "update"):
        return ["C" if phase.id == "cost" else phase.id]
    if phase.equation == "gradients" and notation.letters == "book":
        return [f"∂{notation.text((name[-1], layer))}" for name, layer in phase.result]
    return [notation.text(key) for key in phase.result]


def stops(plan: Plan, phases: Sequence[Phase], now: Phase) -> Html:
    """All phases in order, each a button: done, now or ahead; and the line that they stand on."""
    reached = [phase.id for phase in phases].index(now.id)
    before = [phase.id for phase in reversed(phases) if phase.id in RULE_STOPS]
    buttons = [_stop(plan, phase, number - reached, before) for number, phase in enumerate(phases)]
    # The stops come first, always as many: so the one that has the focus keeps it from phase to phase.
    return h("nav", *buttons, *_ways(plan), *_line(plan, phases, now, reached), aria_label="phases of this mini-batch")


def _stop(plan: Plan, phase: Phase, ahead: int, before: Sequence[str]) -> Html:
    """One stop; `before` are the phases of the update rule, the last one first: they stand beside the update."""
    kind = phase.id.partition("-")[0]
    state = "now" if ahead == 0 else "done" if ahead < 0 else "ahead"
    near = " near" if abs(ahead) == 1 else ""
    edges = f";--e:{100 * plan.columns.edges(phase.layer):.2f}%" if kind == "grad" else ""
    if before and phase.id == "grad-1":
        # ∂w¹ makes room for them.
        room = f"calc({plan.across[0]:.2f}% + {_beside(before[-1], before) + BESIDE}px)"
        kind, edges = "grad ruled", f"{edges.replace('--e:', '--e:max(')}, {room})"
    if phase.id in before:
        kind, edges = "rule", f";--o:{_beside(phase.id, before)}"
    return h(
        "button",
        *(h("span", name) for name in _names(phase, plan.notation)),
        class_=f"stop {kind} {state}{near}",
        style=f"--x:{_x(plan, phase):.2f}%{edges}",
        aria_current="step" if ahead == 0 else None,
        data_pick=f"phase:{phase.id}",
    )


def _beside(identity: str, before: Sequence[str]) -> int:
    """How many px a phase of the update rule stands to the right of the update."""
    return 14 + NEXT * (1 + before.index(identity))


def _x(plan: Plan, phase: Phase) -> float:
    """Where a stop stands, in % of the width."""
    if phase.id == "cost":
        return plan.cost
    return plan.across[0 if phase.id in ("batch", "update", *RULE_STOPS) else phase.layer]


def _line(plan: Plan, phases: Sequence[Phase], now: Phase, reached: int) -> Iterator[Html]:
    """The line there, the line back, the part of both that is done, and the dotted way to the next mini-batch."""
    start, right = f"left:{plan.across[0]:.2f}%", f"right:{100 - plan.cost:.2f}%"
    yield h("i", class_="rail home", style=f"width:calc({plan.across[0]:.2f}% - 8px)", title="next batch")
    yield h("i", class_="rail fore", style=f"{start};{right}")
    yield h("i", class_="rail back", style=f"{start};{right}")
    turn = [phase.id for phase in phases].index("cost")
    place = f"{_x(plan, now):.2f}%"
    if now.id in RULE_STOPS:
        before = [phase.id for phase in reversed(phases) if phase.id in RULE_STOPS]
        place = f"calc({place} + {_beside(now.id, before)} * var(--unit))"
    if reached < turn:
        shift = " + var(--z)" if now.id.startswith("z") else ""
        yield h("i", class_="rail go", style=f"{start};right:calc(100% - {place}{shift})")
        return
    yield h("i", class_="rail fore done", style=f"{start};{right}")
    if reached > turn:
        yield h("i", class_="rail back done", style=f"left:{place};{right}")


def _ways(plan: Plan) -> Iterator[Html]:
    """Which way the two lines lead."""
    last, room = plan.across[plan.depth], plan.cost - plan.across[plan.depth]
    words = ("forward pass →", "← backward pass") if room > ROOM else ("forward →", "← backward")
    for side, text in zip(("fore", "back"), words, strict=True):
        yield h("span", text, class_=f"way {side}", style=f"left:{(last + plan.cost) / 2:.2f}%")
