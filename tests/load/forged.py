"""Forged messages over the real websocket, while another visitor steps through a page of her own.

Run from the root: python -m tests.load.forged [--messages 500] [--seed 0] [--only stage events widgets frames]

Says how long the other visitor waited at most for a step, whether her page ever was where she had not gone, and which
kinds of message left a traceback in the server's log.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any

import websockets
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.serving import ROOT, run_server

from .messages import DEEP, TEXTS, forged
from .visitor import PATIENCE, TRIGGERS, Visitor, visit

LATE = 10.0  # seconds after which a message has no answer: Streamlit lets some fall without a word
PERIOD = 0.05  # seconds between two steps of the other visitor
LARGEST = 900_000  # what the server takes at all; more is sent now and then
FIELDS = (
    "trigger_value",
    "bool_value",
    "double_value",
    "int_value",
    "string_value",
    "json_value",
    "json_trigger_value",
)


class Forger:
    """Sends one forged message after the other, on a page of its own; opens it anew when the server hangs up."""

    def __init__(self, address: str, seed: int) -> None:
        self.address, self.draw = address, random.Random(seed)
        self.values = forged(seed, "", 0, LARGEST)
        self.refused = self.broken = 0

    async def send(self, kind: str, count: int) -> None:
        """So many messages of one kind."""
        left = count
        while left > 0:
            try:
                async with visit(self.address, self.draw.choice(("", "preset=three-classes"))) as visitor:
                    await visitor.set_up("own_data_drawer_0", "own_weights_drawer_0")
                    self.values = forged(self.draw.randrange(1 << 30), visitor.header["visit"], 0, LARGEST)
                    for _ in range(min(left, 10)):
                        left -= 1
                        visitor.errors.clear()
                        await asyncio.wait_for(KINDS[kind](self, visitor), LATE)
                        self.broken += bool(visitor.errors)
            except (websockets.ConnectionClosed, TimeoutError):
                self.refused += 1

    async def stage(self, visitor: Visitor) -> None:
        """In place of what the player says."""
        await visitor.tell(next(self.values))

    async def events(self, visitor: Visitor) -> None:
        """In place of what the page's own parts may say: once, or as often as a message can hold it."""
        value = next(self.values)
        view, event = self.draw.choice((("stage", "told"), ("extras_view", "again")))
        events = [{"event": event, "value": value}] * self.draw.choice((1, 1, LARGEST // (len(json.dumps(value)) + 40)))
        text = json.dumps(self.draw.choice((events, events[:1], value, events[0] if events else None)))
        await visitor.run(WidgetState(id=TRIGGERS.format(visitor.widgets[view]), json_trigger_value=text))

    async def widgets(self, visitor: Visitor) -> None:
        """In place of what is typed and chosen in the setup."""
        key = self.draw.choice([key for key in visitor.widgets if key not in ("stage", "top", "extras_view")])
        state = WidgetState(id=visitor.widgets[key])
        kind = visitor.kinds[key]
        if kind == "dataframe":
            state.string_value = json.dumps(_edits(self.draw))
        elif kind == "button":
            state.trigger_value = True
        else:
            state.string_value = self.draw.choice(
                (*TEXTS[:-2], "x" * LARGEST, "[" * 80_000, "[[1,2]," * 9_000, "softmax", "1e-320", "-0")
            )
        presses = [WidgetState(id=visitor.widgets[key], trigger_value=True) for key in visitor.widgets if "use_" in key]
        await visitor.run(state, *presses[: self.draw.randrange(3)])

    async def frames(self, visitor: Visitor) -> None:
        """What Streamlit itself should refuse: no JSON, JSON that is too deep, values of another type, no message."""
        key = self.draw.choice((*visitor.widgets, "stage", "stage"))
        identity = self.draw.choice((visitor.widgets[key], TRIGGERS.format(visitor.widgets[key]), "nobody"))
        field = self.draw.choice(FIELDS)
        value: Any = self.draw.choice(("{", "[" * 100_000, "null", "[" * DEEP + "]" * DEEP, "x" * 20_000_000))
        if field in ("trigger_value", "bool_value"):
            value = True
        elif field in ("double_value", "int_value"):
            value = 5
        if self.draw.random() < 0.2:
            await visitor.socket.send(self.draw.choice((b"\xff" * 1_000, b"\x00" * 3_000_000, b"")))
            await visitor.finished()
        else:
            await visitor.run(WidgetState(id=identity, **{field: value}), fragment=visitor.fragments[key])


def _edits(draw: random.Random) -> dict[str, Any]:
    values = [None, 5, "a", [], {}, [1] * 100_000, {"0": 5}, {"0": {"x1": "a"}}, {"1": {"x1": 1e308}}, [{}] * 100_000]
    return {name: draw.choice(values) for name in ("edited_rows", "added_rows", "deleted_rows") if draw.random() < 0.8}


KINDS: dict[str, Callable[[Forger, Visitor], Any]] = {
    "stage": Forger.stage,
    "events": Forger.events,
    "widgets": Forger.widgets,
    "frames": Forger.frames,
}


@dataclass
class Other:
    """The other visitor: how long each step took, and where her page was when it was not where she had left it."""

    waited: list[float] = field(default_factory=list)
    astray: list[tuple[Any, Any]] = field(default_factory=list)

    async def walk(self, address: str, begun: Event, done: Event) -> None:
        async with visit(address, "preset=xor-2-3-1") as visitor:
            step = 0
            while not done.is_set():
                await asyncio.sleep(PERIOD)
                if (found := visitor.header["step"]) != step:
                    self.astray.append((found, step))
                step += 1
                start = time.perf_counter()
                await visitor.go(step)
                self.waited.append(time.perf_counter() - start)
                begun.set()


def _walk(address: str, begun: Event, done: Event) -> Other:
    other = Other()
    asyncio.run(other.walk(address, begun, done))
    return other


def attack(address: str, kind: str, count: int, seed: int) -> tuple[Forger, Other]:
    """Both at the same time, until all messages are sent; in two processes, for a forger is busy with its messages."""
    forger = Forger(address, seed)
    with get_context("spawn").Manager() as manager, ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        begun, done = manager.Event(), manager.Event()
        walking = elsewhere.submit(_walk, address, begun, done)
        assert begun.wait(PATIENCE), "the other visitor has not come"
        try:
            asyncio.run(forger.send(kind, count))
        finally:
            done.set()
        return forger, walking.result()


def tracebacks(log: str) -> Iterator[str]:
    """The last line of each traceback, and the last place in the project that it passes through, if any."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    for part in re.split(r"Traceback \(most recent call last\)", plain)[1:]:
        end = next((line for line in part.splitlines()[1:] if re.match(r"[\w.]+(Error|Exception)?(:|$)", line)), "")
        # Where a line is long, it is broken in the middle of a path.
        ours = re.findall(r"/backprop_explorer/([\w/.]+:[0-9]+)", re.sub(r"\s+", "", part))
        yield f"{end[:100]} {'in ' + ours[-1] if ours else '(not in the project)'}"


def main() -> None:
    """Print a line for each kind of message."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="*", choices=KINDS, default=list(KINDS))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with run_server(ROOT / "app.py", log=log) as server:
            for kind in chosen.only:
                before = len(log.read_text())
                count = chosen.messages // len(chosen.only)
                forger, other = attack(server.address, kind, count, chosen.seed)
                longest = sorted(other.waited)[-1] * 1e3
                print(
                    f"{kind:8} {count} messages, {forger.refused} refused, {forger.broken} broke their own page; "
                    f"the other visitor: {len(other.waited)} steps, longest {longest:.0f} ms, astray {other.astray}"
                )
                for line, times in Counter(tracebacks(log.read_text()[before:])).most_common():
                    print(f"         {times} × {line}")


if __name__ == "__main__":
    main()
