"""A stretch of long work: cut by the clock, and in turn with the work of other visitors."""

from __future__ import annotations

import time
from threading import BoundedSemaphore
from types import TracebackType

from ..engine import Run, Trace

STRETCH = 0.1  # seconds of training in one script run; then the page is drawn and answers presses
QUICK = 0.01  # seconds of it that need no turn

# Shared by all sessions of the process, as an exception: so many of them may be on a long way at the same time. More
# would leave those who step by single phases to wait for each of them.
TURNS = BoundedSemaphore(2)


class Stretch:
    """So many seconds of work, used with `with`."""

    def __init__(self, seconds: float = STRETCH) -> None:
        self.begin, self.seconds = time.perf_counter(), seconds
        self.own, self.count = False, 1

    def __enter__(self) -> Stretch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.own:
            TURNS.release()

    @property
    def left(self) -> float:
        """The seconds that are left; none or less when the stretch is over."""
        return self.begin + self.seconds - time.perf_counter()

    def goes_on(self) -> bool:
        """Whether there is time for more; work that is not quick waits for its turn."""
        left = self.left
        if left > 0 and not self.own and self.seconds - left > QUICK:
            self.own = TURNS.acquire(timeout=left)
            return self.own
        return left > 0

    def reach(self, run: Run, step: int) -> Trace:
        """Bring a run towards `step`, at least by one mini-batch: the one that it has come to. Raises Divergence."""
        at = min(step, run.nearest(step))
        while True:
            goal, before = min(step, at + self.count), time.perf_counter()
            trace = run.seek(goal)
            # At first one step, then twice as many each time, if they fit into the time that is left.
            pace = (time.perf_counter() - before) / max(1, goal - at)
            self.count = max(1, min(2 * self.count, int(self.left / pace)))
            at = goal
            if goal == step or not self.goes_on():
                return trace
