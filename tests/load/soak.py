"""Visits that come and go, and the memory that the server holds meanwhile and afterwards.

Run from the root: python -m tests.load.soak [--visits 500] [--steps 50000] [--first 10000] [--at-once 25]
[--afterwards 600]

Each visit opens one of a few links, some of them then another network, steps from mini-batch to mini-batch as a player
does, and leaves. Printed are the megabytes of the server: idle after its first visit, after the first steps, at the
end, and some time after the last visit has left.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.scenario import preset
from tests.serving import ROOT, Server, run_server

from .visitor import Visitor, visit

LINKS = ("", "question=delta-is-not-w", "preset=three-classes", "preset=xor-2-3-1", "preset=xor-2-3-1&view=rows")
SIZES = {"preset=xor-2-3-1": "2-64-64-1", "preset=three-classes": "2-64-64-64-64-64-3"}
WIDE = 0.1  # of the visits to the links in SIZES go on with the network named there
PAUSE = 1.0  # seconds between two looks at the memory


@dataclass
class Soak:
    """A server, the steps gone so far, and what was seen: (seconds, steps, megabytes)."""

    server: Server
    visits: int
    steps: int
    gone: int = 0
    seen: list[tuple[float, int, float]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    async def visit(self, number: int) -> None:
        """One visit, from its link to its end."""
        draw = random.Random(number)
        query = draw.choice(LINKS)
        name = query.partition("preset=")[2].partition("&")[0] or "or-gate-2-2-1"
        depth = preset(name).depth
        async with visit(self.server.address, query) as visitor:
            if query in SIZES and draw.random() < WIDE:
                sizes = SIZES[query]
                await visitor.set_up()
                await visitor.run(WidgetState(id=visitor.widgets["setup_sizes_0"], string_value=sizes))
                depth = sizes.count("-")
            await self._walk(visitor, draw, phase_ids(depth))
            assert not visitor.errors, visitor.errors[0]

    async def _walk(self, visitor: Visitor, draw: random.Random, phases: tuple[str, ...]) -> None:
        step = 0
        for _ in range(self.steps // self.visits):
            step = max(0, step + draw.choice((1, 1, 1, 1, -1)))
            start = time.perf_counter()
            await visitor.go(step, draw.choice(phases))
            self.waited.append(time.perf_counter() - start)
            self.gone += 1

    async def all(self, at_once: int, afterwards: float) -> None:
        """All visits, so many at once, and the time after them."""
        await self.visit(-1)
        self.gone = 0
        await asyncio.sleep(PAUSE)
        watching = asyncio.create_task(self._watch())
        await asyncio.sleep(PAUSE)
        places = asyncio.Semaphore(at_once)

        async def one(number: int) -> None:
            async with places:
                await self.visit(number)

        await asyncio.gather(*(one(number) for number in range(self.visits)))
        end = time.monotonic()
        self.look()
        while time.monotonic() < end + afterwards:
            await asyncio.sleep(PAUSE)
        watching.cancel()
        self.look()

    async def _watch(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(PAUSE)

    def look(self) -> None:
        pages = int(Path(f"/proc/{self.server.process}/statm").read_text().split()[1])
        self.seen.append((time.monotonic(), self.gone, pages * os.sysconf("SC_PAGE_SIZE") / 1e6))

    def at(self, steps: int) -> float:
        """The megabytes when so many steps had been gone, the first time that this was looked at."""
        return next(megabytes for _, gone, megabytes in self.seen if gone >= steps)


def soak(visits: int, steps: int, at_once: int, afterwards: float) -> Soak:
    """Run a server through all of it."""
    with run_server(ROOT / "app.py") as server:
        done = Soak(server, visits, steps)
        asyncio.run(done.all(at_once, afterwards))
    return done


def main() -> None:
    """Print the megabytes and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=500)
    parser.add_argument("--steps", type=int, default=50_000)
    parser.add_argument("--first", type=int, default=10_000)
    parser.add_argument("--at-once", type=int, default=25)
    parser.add_argument("--afterwards", type=float, default=600.0)
    chosen = parser.parse_args()
    start = time.monotonic()
    done = soak(chosen.visits, chosen.steps, chosen.at_once, chosen.afterwards)
    idle, first, end, later = done.seen[0][2], done.at(chosen.first), done.at(done.gone), done.seen[-1][2]
    waited = sorted(done.waited)
    print(f"{chosen.visits} visits, {done.gone} steps, {time.monotonic() - start:.0f} s")
    print(f"a step: p50 {1e3 * waited[len(waited) // 2]:.0f} ms, p95 {1e3 * waited[len(waited) * 19 // 20]:.0f} ms")
    print(f"idle {idle:.0f} MB, after {chosen.first} steps {first:.0f}, end {end:.0f}")
    print(f"most {max(megabytes for _, _, megabytes in done.seen):.0f}")
    print(f"afterwards {later:.0f}; end / first {end / first:.2f}, afterwards / idle {later / idle:.2f}")


if __name__ == "__main__":
    main()
