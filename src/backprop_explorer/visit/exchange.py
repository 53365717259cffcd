"""What the browser tells a session, and the answer.

The browser steps by itself, so each of its messages says where it stands. A message is a dict:
`visit` and `edition` name the session and the scenario that it is meant for; `told` counts the messages;
`here` is [moves, step, phase], where `moves` counts the moves that the browser made by itself;
`events` are [number, moves, step, phase, what], each sent again until it is answered, and answered once;
`back` is the address at which the browser was when it lost its session, and is there once;
`curves` is the digest of the curves of learning that it has;
`look` and `have`, {step: phases, or "*" for all}, name the decks that it holds; `want`, [step, phase], the places
that it lacks.
Nothing in it is trusted: what has another form is left out, and what would take longer than a stretch of work waits
for the next message.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeGuard
from urllib.parse import parse_qsl

from ..figures.prose import plain
from ..scenario import MAX_STEP
from ..scenario.link import LONGEST, THEIRS
from . import deck, learned
from .address import address
from .cursor import Cursor
from .picks import pick
from .session import WATCHING, Session
from .stretch import STRETCH

MOST_EVENTS = 1_000
MOST_PARAMETERS = 100
MOST_WANTED = 3
MOST_HELD = 20  # decks
LONGEST_EVENT = 80_000
LONGEST_NAME = 64  # of a phase, or of a digest
SELDOM = 0.4  # seconds between the curves that are sent while a long move is under way
LARGEST = 1 << 53  # the largest number that a browser counts to

LABELS: Mapping[str, str] = MappingProxyType(
    {
        "previous_phase": "◀ phase",
        "next_phase": "phase ▶",
        "first": "first",
        "previous_epoch": "◀ epoch",
        "previous_batch": "◀ batch",
        "next_batch": "batch ▶",
        "next_epoch": "epoch ▶",
    }
)
"""The moves that have a button, in the order of their row, and its words."""

MOVES: Mapping[str, Callable[[Cursor], None]] = MappingProxyType(
    {
        "first": lambda cursor: cursor.first(),
        "previous_epoch": lambda cursor: cursor.by_epoch(-1),
        "previous_batch": lambda cursor: cursor.by_batch(-1),
        "previous_phase": lambda cursor: cursor.by_phase(-1),
        "next_phase": lambda cursor: cursor.by_phase(1),
        "next_batch": lambda cursor: cursor.by_batch(1),
        "next_epoch": lambda cursor: cursor.by_epoch(1),
        "pause": lambda cursor: cursor.pause(),
    }
)

PLAY: Mapping[str, str] = MappingProxyType({"phase": "next_phase", "batch": "next_batch", "epoch": "next_epoch"})
PACE: Mapping[str, int] = MappingProxyType({"slow": 1200, "quick": 333, "fast": 100})
"""Milliseconds from one move to the next while the page plays."""


def hear(session: Session, message: object) -> None:
    """Take over where the browser stands, answer its events in their order, and note what it wants."""
    browser, deadline = session.browser, time.perf_counter() + STRETCH
    if not isinstance(message, dict) or message.get("visit") != browser.visit:
        return
    if isinstance(message.get("back"), str):
        session.reopen(_parameters(message["back"]))
    same, told = message.get("edition") == session.edition, message.get("told")
    if _counts(told):
        browser.told = max(browser.told, told)
    for number, *at, what in _events(message.get("events")):
        if number > browser.heard:
            if time.perf_counter() > deadline:
                return  # the browser sends the others again
            browser.heard = number
            if same:
                adopt(session, at, deadline - time.perf_counter())
            act(session, what)
    if same:
        adopt(session, message.get("here"), deadline - time.perf_counter())
    look = message.get("look")
    browser.look = look if _is_name(look) else ""
    held = message.get("curves")
    browser.curves = held if _is_name(held) else ""
    browser.have, browser.want = _have(message.get("have")), tuple(_want(message.get("want")))
    session.cursor.work(deadline - time.perf_counter())


def adopt(session: Session, here: object, seconds: float = STRETCH) -> None:
    """Go to where the browser has gone by itself, unless that is known already."""
    if not isinstance(here, list) or len(here) != 3:
        return
    moves, step, phase = here
    known = session.cursor.scenario.phase_ids
    if not (_counts(moves) and _counts(step) and step <= MAX_STEP and _is_name(phase) and phase in known):
        return
    if moves > session.browser.moves:
        session.browser.moves = moves
        session.cursor.notes = ()
        session.cursor.look(dropped=-1)
        session.cursor.travel(step, phase)
        session.cursor.work(seconds)


def act(session: Session, what: str) -> None:
    """Answer one event: a move of the transport, or a pick."""
    kind, _, value = what.partition(":")
    if kind == "move":
        if value in MOVES:
            MOVES[value](session.cursor)
    else:
        pick(session, what)


def answer(session: Session) -> bytes:
    """What the browser is sent: a header in JSON, after its length in four bytes, and then the decks.

    `parts` of the header are the lengths of the decks; if `over`, the first of them holds one phase, to be shown
    until the browser moves on. What the browser has is not sent again. `curves` has a digest of the curves of learning,
    whether there are `more` to come, and the length of the newer ones that follow the decks. `frames` and `whole` tell
    the browser whether it has what was drawn around the stage last. `shelf` is where it can read finished decks.
    While it is `crowded`, the browser asks for a phase when somebody goes there, and ahead of that for one alone.
    """
    cursor, browser = session.cursor, session.browser
    alone, looks = deck.private(session), deck.look(session)
    # Whoever has pressed stop sees it at once; the browser asks for the rest.
    hurried, browser.moving = browser.moving, cursor.target is not None
    over = not cursor.stranded and (alone or cursor.scenario.view.dropped >= 0)
    parts = [deck.page(session)] if over else []
    if not cursor.stranded and not alone:
        held = browser.have if browser.look == looks else {}
        places = dict.fromkeys((cursor.place, *browser.want))
        lacking = [(step, phase) for step, phase in places if not {"*", phase} & {*held.get(step, ())}]
        parts += deck.wanted(session, lacking, held.keys(), hurried)
    browser.want = ()
    whole, session.whole = session.whole, False
    curves = _curves(session, hurried)
    header = {
        **{"visit": browser.visit, "edition": session.edition, "told": browser.told, "heard": browser.heard},
        **{"moves": browser.moves, "step": cursor.scenario.step, "phase": cursor.scenario.phase, "last": MAX_STEP},
        **{"text": plain(cursor.position), "epoch": cursor.scenario.step // cursor.run.batches_per_epoch},
        **{
            "address": address(session, cursor.scenario),
            "theirs": THEIRS,
            "look": looks,
            "alone": alone,
            "over": over,
            "shelf": deck.SHELF,
            "crowded": browser.crowded,
            "frames": session.frames,
            "whole": whole,
        },
        **{"stranded": cursor.stranded, "playing": cursor.playing and cursor.target is None},
        **{"play": PLAY[cursor.scenario.view.play], "pace": PACE[cursor.scenario.view.speed]},
        **{"parts": [len(part) for part in parts]},
        **{"curves": {"digest": browser.curves if session.learns else "", "more": session.lags, "bytes": len(curves)}},
    }
    head = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    return b"".join((len(head).to_bytes(4, "big"), head, *parts, curves))


def _curves(session: Session, hurried: bool) -> bytes:
    """The curves of learning, packed, if the browser has older ones or none; empty while they are not looked at."""
    if not session.learns:
        return b""
    browser, now = session.browser, time.monotonic()
    session.watch(0.0 if hurried and not browser.moving else WATCHING)
    if learned.version(session) == browser.curves or (browser.moving and now - browser.drawn < SELDOM):
        return b""
    browser.curves, browser.drawn = learned.version(session), now
    return zlib.compress(learned.curves(session), 3)


def _parameters(query: str) -> dict[str, str]:
    """The parameters of an address; none where it is too long to be one of this page."""
    if len(query) > 3 * LONGEST or query.count("&") > MOST_PARAMETERS:  # as long as a browser can escape them
        return {}
    return dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))


def _counts(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def _events(events: Any) -> Iterator[tuple[Any, ...]]:
    for event in events[:MOST_EVENTS] if isinstance(events, list) else ():
        if isinstance(event, list) and len(event) == 5 and _counts(event[0]):
            what = event[4]
            if isinstance(what, str) and len(what) <= LONGEST_EVENT:
                yield tuple(event)


def _is_name(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and len(value) <= LONGEST_NAME


def _have(have: Any) -> dict[int, tuple[str, ...]]:
    pairs = islice(have.items(), MOST_HELD) if isinstance(have, dict) else ()
    return {int(step): tuple(filter(_is_name, phases[:40])) for step, phases in pairs if _is_deck(step, phases)}


def _is_deck(step: Any, phases: Any) -> bool:
    return _is_name(step) and step.isdecimal() and len(step) < 8 and isinstance(phases, list)


def _want(want: Any) -> Iterator[tuple[int, str]]:
    for place in want[:MOST_WANTED] if isinstance(want, list) else ():
        if isinstance(place, list) and len(place) == 2 and _counts(place[0]) and _is_name(place[1]):
            yield place[0], place[1]
