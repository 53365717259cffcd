"""Many people at once, beside an empty page of Streamlit under the same settings.

Run from the root: python -m tests.load.crowd [class seeds opening jumpers] [--part 1.0] [--address http://127.0.0.1:80]

`class`: 300 people on one link, each goes on by a mini-batch every 3 s. `seeds`: 100 people, each with another seed, a
mini-batch every 5 s. `opening`: 300 people open one link within 15 s. `jumpers`: 50 people, a mini-batch every second,
first among themselves, then while 4 others jump the largest network that is allowed to its last step. `--part` takes
that share of the people. Printed are the milliseconds from a message to the end of its answer, as the median, the 95th
percentile and the longest; an answer is late if it comes after the next message was due.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from backprop_explorer.scenario import MAX_STEP, Scenario, preset, write_link
from backprop_explorer.scenario.presets import DEFAULT
from tests.serving import ROOT, run_server

from .visitor import Visitor, visit

EMPTY = Path(__file__).parent.parent / "benchmarks" / "empty_page.py"
STEPS = 12  # of each person
LINK = "preset=or-gate-2-2-1&phase=delta-1"
LARGEST = (784, 64, 64, 64, 64, 64, 10)


@dataclass
class Seen:
    """What a crowd saw, in seconds: the time to each first page, and to each answer."""

    opened: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    late: int = 0
    errors: list[str] = field(default_factory=list)

    def line(self, name: str, seconds: Sequence[float]) -> str:
        low, high, top = (1e3 * share(seconds, q) for q in (0.5, 0.95, 1.0))
        told = f"{name:34} {len(seconds):6} {low:9.0f} {high:9.0f} {top:9.0f} {self.late:5} {len(self.errors):6}"
        return told + (f"  {self.errors[0]}" if self.errors else "")


def share(seconds: Sequence[float], part: float) -> float:
    """The time within which so large a part of them lies."""
    return sorted(seconds)[min(len(seconds) - 1, int(part * len(seconds)))] if seconds else float("nan")


Act = Callable[[Visitor, int], Awaitable[None]]
Line = tuple[str, Seen, list[float]]


async def onward(visitor: Visitor, step: int) -> None:
    """Go on by a mini-batch, as a player does."""
    await visitor.onward(step, visitor.header["phase"])


async def press(visitor: Visitor, _: int) -> None:
    """Press the button of the empty page."""
    await visitor.press("next_phase")


async def person(seen: Seen, address: str, query: str, act: Act, wait: float, pause: float, steps: int) -> None:
    """Open a page after a while, and act on it so often, with a pause from each beginning to the next."""
    await asyncio.sleep(wait)
    try:
        start = time.perf_counter()
        async with visit(address, query) as visitor:
            seen.opened.append(time.perf_counter() - start)
            await asyncio.sleep(random.random() * pause)
            for step in range(1, steps + 1):
                due = time.perf_counter() + pause
                start = time.perf_counter()
                await act(visitor, step)
                seen.waited.append(time.perf_counter() - start)
                seen.late += time.perf_counter() > due
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            seen.errors += visitor.errors
    except Exception as error:
        seen.errors.append(f"{type(error).__name__}: {error}")


async def crowd(address: str, queries: Sequence[str], act: Act, within: float, pause: float, steps: int) -> Seen:
    """People with these links, who open them within so many seconds."""
    seen = Seen()
    waits = [within * number / len(queries) for number in range(len(queries))]
    people = (person(seen, address, q, act, wait, pause, steps) for q, wait in zip(queries, waits, strict=True))
    await asyncio.gather(*people)
    return seen


def largest() -> Scenario:
    """The largest network that is allowed, on examples that fit into a link."""
    x = [[float(row == column) for column in range(LARGEST[0])] for row in range(32)]
    y = [[float(row % LARGEST[-1] == column) for column in range(LARGEST[-1])] for row in range(32)]
    sizes, activations = LARGEST, ("sigmoid",) * (len(LARGEST) - 1)
    own = {"x": tuple(map(tuple, x)), "y": tuple(map(tuple, y)), "sizes": sizes, "activations": activations}
    return replace(preset(DEFAULT), **own, eta=0.01, batch_size=32, weights=None, biases=None, initialiser="xavier")  # type: ignore[arg-type]


async def jump(address: str, query: str) -> None:
    """Set out for the last step, and for the first one again, without an end."""
    async with visit(address, query) as visitor:
        for event in count(1):
            here = [visitor.moves, visitor.header["step"], visitor.header["phase"]]
            await visitor.tell(visitor.honest(events=[[event, *here, f"step:{MAX_STEP * (event % 2)}"]]))


async def beside_jumpers(address: str, queries: Sequence[str], jumpers: int) -> Seen:
    """A crowd, a mini-batch a second each, while some jump."""
    query = urlencode(write_link(largest()))
    jumping = [asyncio.create_task(jump(address, query)) for _ in range(jumpers)]
    await asyncio.sleep(5.0 if jumpers else 0.0)
    seen = await crowd(address, queries, onward, 5.0, 1.0, STEPS)
    for each in jumping:
        each.cancel()
    for outcome in await asyncio.gather(*jumping, return_exceptions=True):
        if not isinstance(outcome, asyncio.CancelledError):
            seen.errors.append(f"a jumper: {type(outcome).__name__}: {outcome}")
    return seen


@contextmanager
def served(address: str, app: Path = ROOT / "app.py") -> Iterator[str]:
    """A server of one's own, unless the address of another is given."""
    if address:
        yield address
    else:
        with run_server(app) as server:
            yield server.address


def scenes(part: float, address: str) -> dict[str, Callable[[], Iterator[Line]]]:
    """Each scene by its name: the lines that it prints."""

    def people(everybody: int) -> int:
        return max(1, round(part * everybody))

    def many(links: list[str], pause: float) -> Iterator[Line]:
        pages = (("empty page", EMPTY, [""] * len(links), press), ("explorer", ROOT / "app.py", links, onward))
        for name, app, queries, act in pages:
            with served(address if act is onward else "", app) as at:
                asyncio.run(crowd(at, queries[:1], act, 0.0, 0.0, 1))  # what a server's first visit costs
                seen = asyncio.run(crowd(at, queries, act, 0.06 * len(links), pause, STEPS))
                yield f"{len(links)} people, {name}", seen, seen.waited

    def opening() -> Iterator[Line]:
        links = [LINK] * people(300)
        with served(address) as at:
            asyncio.run(crowd(at, links[:1], onward, 0.0, 0.0, 1))
            seen = asyncio.run(crowd(at, links, onward, 15.0 * part, 0.0, 0))
            yield f"{len(links)} first pages", seen, seen.opened

    def jumpers() -> Iterator[Line]:
        links = [LINK] * people(50)
        for others in (0, 4, 0, 4):
            with served(address) as at:
                asyncio.run(crowd(at, links[:1], onward, 0.0, 0.0, 1))
                seen = asyncio.run(beside_jumpers(at, links, others))
                yield f"{len(links)} people, {others} jumpers", seen, seen.waited

    return {
        "class": lambda: many([LINK] * people(300), 3.0),
        "seeds": lambda: many([f"preset=xor-2-3-1&seed={1 + seed}" for seed in range(people(100))], 5.0),
        "opening": opening,
        "jumpers": jumpers,
    }


def main() -> None:
    """Print what each crowd saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", default=["class", "seeds", "opening", "jumpers"])
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--address", default="")
    chosen = parser.parse_args()
    known = scenes(chosen.part, chosen.address)
    print(f"{'milliseconds':34} {'answers':>6} {'median':>8} {'95 %':>9} {'longest':>9}  late errors", flush=True)
    for name in chosen.scenes:
        for line, seen, seconds in known[name]():
            print(seen.line(line, seconds), flush=True)


if __name__ == "__main__":
    main()
