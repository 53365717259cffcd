"""Forged messages of every kind, as values that JSON can carry, from a seed."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator
from typing import Any

from backprop_explorer.scenario import MAX_STEP
from backprop_explorer.visit.picks import PICKS

FIELDS = ("visit", "edition", "told", "here", "events", "look", "have", "want", "presses", "__proto__")
LONG, DEEP, MANY = 10_000_000, 400, 1_000_000
TEXTS = ("", "cost", "z-99", "²", "٣", "9" * 5_000, "\x00", "<script>alert(1)</script>", "\ud800", "../../etc/passwd")
NUMBERS = (0, 1, -1, True, False, 0.5, -0.0, 1e308, math.nan, math.inf, -math.inf, 1 << 53, 1 << 200, -(1 << 62))


def forged(seed: int, visit: str, edition: int, largest: int = LONG) -> Iterator[Any]:
    """Endless messages to a session that does call itself `visit`; none is longer than `largest`, about."""
    draw = random.Random(seed)
    honest = {
        **{"visit": visit, "edition": edition, "told": 1, "here": [1, 0, "batch"]},
        **{"events": [], "look": "", "have": {}, "want": []},
    }
    while True:
        kind = draw.choice(KINDS)
        yield from kind(draw, honest, largest)


def _whole(draw: random.Random, honest: dict[str, Any], largest: int) -> Iterator[Any]:
    """Anything in place of a message."""
    yield _anything(draw, largest)


def _one_field(draw: random.Random, honest: dict[str, Any], largest: int) -> Iterator[Any]:
    """An honest message, but for a field or some."""
    yield {**honest, **{draw.choice(FIELDS): _anything(draw, largest) for _ in range(draw.randint(1, 3))}}


def _events(draw: random.Random, honest: dict[str, Any], largest: int) -> Iterator[Any]:
    """Events of the right form and a wrong content: each pick, with whatever it is not made for."""
    number = draw.choice((1, 2, 1 << 52, 1 << 53))
    count = draw.choice((1, 3, 999, 5_000))
    kinds = (*PICKS, "move", "presses", "")
    events = []
    for each in range(min(count, largest // 100)):
        what = f"{draw.choice(kinds)}:{draw.choice(VALUES)(draw)}"
        place = [draw.choice((each, 1 << 60)), draw.choice((0, 3, MAX_STEP, -1, MAX_STEP + 1)), draw.choice(PLACES)]
        events.append([number + each, *place, what])
    yield {**honest, "events": events}


def _journeys(draw: random.Random, honest: dict[str, Any], largest: int) -> Iterator[Any]:
    """From one end of the run to the other, and decks of places that are far away."""
    for each in range(3):
        here = [draw.randint(1, 1 << 50), draw.choice((0, MAX_STEP, draw.randint(0, MAX_STEP))), draw.choice(PLACES)]
        want = [[draw.randint(0, MAX_STEP), draw.choice(PLACES)] for _ in range(draw.choice((1, 3, 1_000)))]
        yield {**honest, "told": each, "here": here, "want": want}


def _clicks(draw: random.Random, honest: dict[str, Any], largest: int) -> Iterator[Any]:
    """What a click outside the stage sends, and what it does not."""
    pick = f"{draw.choice((*PICKS, 'move', ''))}:{draw.choice(VALUES)(draw)}"
    honest = {"pick": pick, "here": [1, 0, "cost"], "edition": honest["edition"]}
    yield {**honest, draw.choice(("pick", "here", "edition", "event")): _anything(draw, largest)}


KINDS: tuple[Callable[[random.Random, dict[str, Any], int], Iterator[Any]], ...] = (
    *(_whole, _one_field, _one_field, _events, _journeys, _clicks),
)
PLACES = ("batch", "cost", "z-1", "delta-1", "update", "grad-99", "")
VALUES: tuple[Callable[[random.Random], str], ...] = (
    lambda draw: draw.choice(TEXTS[:-1]),
    lambda draw: draw.choice(
        ("next_epoch", "first", "on", "off", "check", "doctor", "nudge", "code", "one", "attempt")
    ),
    lambda draw: draw.choice(("w-1-0-0", "z-1-0-999", "layer-1", "w-9", "grad_w-1\n[[1, 2], [3]]", "leave", "json")),
    lambda draw: draw.choice(("grad_w-1\n" + "[" * 60_000, "grad_w-1\n" + "0.1 " * 17_000, "9e" + "9" * 70_000)),
    lambda draw: str(draw.choice(NUMBERS)),
)


def _anything(draw: random.Random, largest: int) -> Any:
    """A value of the wrong type or size."""
    kind = draw.randrange(8)
    if kind == 0:
        return "x" * draw.choice((10, 100_000, largest))
    if kind == 1:
        return [draw.choice(NUMBERS)] * min(draw.choice((10, MANY)), largest // 2)
    if kind == 2:
        return json.loads("[" * DEEP + "]" * DEEP)
    if kind == 3:
        return json.loads('{"a":' * DEEP + "1" + "}" * DEEP)
    if kind == 4:
        return {str(number): ["*"] * 3 for number in range(min(draw.choice((3, 100_000)), largest // 20))}
    if kind == 5:
        return [[draw.choice(NUMBERS), draw.choice(NUMBERS), draw.choice(TEXTS), None, "move:first"]] * draw.choice(
            (1, 9)
        )
    return draw.choice((*NUMBERS, *TEXTS, None, [], {}, [None], {"": None}))
