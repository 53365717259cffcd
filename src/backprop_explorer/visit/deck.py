"""The deck: the finished pieces of all phases of one mini-batch, packed, so that the browser steps by itself.

A deck is JSON, deflated: `{"step", "phases", "end", "strings", "at"}`. `phases` are the ids of all phases in order.
`end` says that the run cannot go on from this mini-batch. `at` has, for each phase that the deck holds, the cursor's
words, the epoch, the address, and for each slot of the stage its piece, cut into `strings`, of which most are the
same in several phases.
"""

from __future__ import annotations

import json
import re
import time
import zlib
from collections.abc import Collection, Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from ..engine import Divergence
from ..scenario import MAX_STEP, Scenario
from .address import address
from .cache import Cache
from .notices import of_the_place
from .panels import beside, pieces
from .session import Session
from .stage import Stage

# Pieces are cut before these elements.
CUTS = re.compile(r"(?=<(?:figure|table|svg|p|div|nav|g|button|math|line|text)\b)")
SHELF = "deck"  # the address of finished decks, below which are a look, a step and a phase
VERSION = 1  # of the form of a deck
BUDGET = 0.06  # seconds after which a deck takes no further phase: the browser asks for the others
NEAR = 2  # mini-batches from here to those that a browser reads ahead
ROOM = 64 << 20  # bytes that the decks of all visitors may take together

# Shared by all sessions of the process, as an exception: its bytes hold nothing that belongs to one visitor.
DECKS = Cache(ROOM)


class OnTheWayError(Exception):
    """A mini-batch takes longer to get to than a stretch of work; the next one goes on from where this one ended."""


def private(session: Session) -> bool:
    """Whether the page shows what belongs to this visitor alone, or to a moment: it is drawn phase by phase."""
    asks = session.asking.on or session.cursor.target is not None
    # The next phase, which a deck would bring along, shows the result of this one.
    asks = asks or "results" in session.cursor.scenario.hide
    return asks or (session.cursor.scenario.view.panel == "doctor" and bool(session.pasted.strip()))


def look(session: Session) -> str:
    """A digest of all that a deck depends on beside its mini-batch: two that look alike may share their decks.

    It is made of `repr`, which tells 0.0 from −0.0 and numbers that differ in their last bit.
    """
    return sha256(repr(parts(session)).encode()).hexdigest()[:32]


def parts(session: Session) -> list[object]:
    """What the digest is made of."""
    scenario, setup = session.cursor.scenario, session.cursor.identity
    # A line without its ᵀ is shown on its own page, over the deck.
    view = replace(scenario.view, dropped=-1)
    teacher = scenario.ask, scenario.lock, scenario.hide
    return [VERSION, setup, scenario.notation, view, scenario.question, teacher, sorted(session.opened)]


def deck(session: Session, step: int, phase: str, cache: Cache | None = None, hurried: bool = False) -> bytes:
    """The deck of a mini-batch; where its phases take long to draw, `phase` and those after it, as many as are quick.

    One that is `hurried` holds `phase` alone, unless all are there already.
    Raises Divergence where the run does not get to `step`, and OnTheWayError where it needs more than a stretch.
    """
    whole = (look(session), step)

    def make() -> tuple[tuple[object, ...], bytes]:
        if session.cursor.reach(step) != step:
            raise OnTheWayError(step)
        ids = session.cursor.scenario.phase_ids
        at = ids.index(phase)
        first = Stage(session, _elsewhere(session, step, phase))
        link = address(session, first.scenario)
        # A page that plays by whole mini-batches shows one phase of each.
        alone = hurried or (session.cursor.playing and first.view.play != "phase")
        budget = 0.0 if alone else BUDGET
        drawn, deadline = {phase: _page(first, link)}, time.thread_time() + budget
        for each in (*ids[at + 1 :], *ids[:at]):
            if time.thread_time() > deadline:
                return (*whole, phase), _packed(first, drawn)
            drawn[each] = _page(first.turned(each), link)
        return whole, _packed(first, drawn)

    return (DECKS if cache is None else cache).get((whole, (*whole, phase)), make)


def finished(looks: str, step: int, phase: str) -> bytes | None:
    """A deck that is there already, by the digest of its look: the whole one, or the one that begins at `phase`."""
    whole = (looks, step)
    return DECKS.find((whole, (*whole, phase)))


def page(session: Session) -> bytes:
    """A deck of the phase at hand alone, made for this visitor and kept nowhere."""
    stage = Stage(session)
    return _packed(stage, {stage.scenario.phase: _page(stage, address(session, stage.scenario))})


def _elsewhere(session: Session, step: int, phase: str) -> Scenario:
    """The scenario of this session at another place, looked at in the same way."""
    scenario, run = session.cursor.scenario, session.cursor.run
    example = scenario.view.example if scenario.view.example < run.size(step) else 0
    view = replace(scenario.view, example=example, dropped=-1)
    return replace(scenario, step=step, phase=phase, view=view)


def _page(stage: Stage, link: dict[str, str]) -> dict[str, Any]:
    """All slots of the stage at one phase, and what stands beside them; `link` leads to a phase of its mini-batch."""
    step, run = stage.scenario.step, stage.session.cursor.run
    slots = {"said": of_the_place(stage), **pieces(stage)}
    told = {"text": stage.spoken, "epoch": step // run.batches_per_epoch, "panel": beside(stage)}
    return {**told, "address": {**link, "phase": stage.scenario.phase}, "slots": slots}


def _packed(stage: Stage, drawn: dict[str, dict[str, Any]]) -> bytes:
    strings: dict[str, int] = {}
    at: dict[str, Any] = {phase: {**page, "slots": {}} for phase, page in drawn.items()}
    # Slot by slot: what is alike lies close together, within the reach of the compression.
    for slot in next(iter(drawn.values()))["slots"]:
        for phase, page in drawn.items():
            at[phase]["slots"][slot] = _cut(page["slots"][slot], strings)
    head = {"step": stage.scenario.step, "phases": stage.scenario.phase_ids, "end": stage.end is not None}
    return zlib.compress(_json({**head, "strings": list(strings), "at": at}).encode(), 6)


def _cut(piece: str, strings: dict[str, int]) -> list[int]:
    """Where the strings of a piece stand, as runs: a first index and how many follow each other, again and again."""
    runs: list[int] = []
    for string in CUTS.split(piece):
        index = strings.setdefault(string, len(strings))
        if runs and runs[-2] + runs[-1] == index:
            runs[-1] += 1
        else:
            runs += [index, 1]
    return runs


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def wanted(
    session: Session, places: Iterable[tuple[int, str]], held: Collection[int] = (), hurried: bool = False
) -> list[bytes]:
    """The decks of the places near the cursor that a browser asks for; of those that cannot be had, none.

    Nor of one that takes long to get to, which a step back can do: the browser asks again, and the way goes on.
    While decks are made for others, one phase comes alone, unless the browser has `held` another of its mini-batch.
    """
    found, cursor = [], session.cursor
    session.browser.crowded = crowded = DECKS.crowded
    for step, phase in places:
        near = abs(step - cursor.scenario.step) <= NEAR and 0 <= step <= MAX_STEP
        if near and phase in cursor.scenario.phase_ids:
            try:
                alone = hurried or (crowded and step not in held)
                found.append(deck(session, step, phase, hurried=alone))
            except (Divergence, OnTheWayError):
                continue
    return found
