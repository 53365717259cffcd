"""The scripts of this room still run, and see what they are made to see."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.serving import ROOT, run_server

from .forged import attack, tracebacks
from .soak import soak
from .visitor import TRIGGERS, visit

T = TypeVar("T")


def apart(work: Callable[[], T]) -> T:
    """Work in a thread of its own: in the main thread a browser test may have left a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def test_a_few_visits_come_and_go():
    done = apart(lambda: soak(visits=6, steps=60, at_once=3, afterwards=0.0))
    assert done.gone == 60 and 50 < done.at(0) <= done.at(60) < 1.5 * done.at(0)


def test_forged_messages_leave_no_traceback_of_ours_and_lead_nobody_astray(tmp_path):
    log = tmp_path / "log"
    with run_server(ROOT / "app.py", log=log) as server:
        for kind in ("stage", "events"):
            forger, other = apart(partial(attack, server.address, kind, 8, 0))
            assert other.waited and other.astray == [] and forger.broken == 0
        assert apart(lambda: asyncio.run(repeated(server.address, 8_000))) < 10
    assert list(tracebacks(log.read_text())) == []


async def repeated(address: str, times: int) -> float:
    """Seconds that a message takes which says the same so many times, for each that one takes which says it once.

    The least of three pairs: other tests may take the processor meanwhile.
    """
    async with visit(address) as visitor:
        taken = []
        for count in (1, times) * 3:
            said = [{"event": "told", "value": {}}] * count
            start = time.perf_counter()
            await visitor.run(
                WidgetState(id=TRIGGERS.format(visitor.widgets["stage"]), json_trigger_value=json.dumps(said))
            )
            taken.append(time.perf_counter() - start)
    return min(many / one for one, many in zip(taken[::2], taken[1::2], strict=True))


def test_a_traceback_is_found():
    log = 'x\nTraceback (most recent call last):\n  File "/a/backprop_explorer/ui/own.py:5"\nKeyError: 1\n'
    assert list(tracebacks(log)) == ["KeyError: 1 in ui/own.py:5"]
