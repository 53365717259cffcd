"""What is done once, and again and again, for all visits of the process."""

from __future__ import annotations

import gc
import time
from functools import cache
from threading import Thread

from ..process import give_back
from ..visit.deck import DECKS
from ..visit.resting import Visits

# Objects made since the last collection of the youngest, the middle and the oldest generation. As Python has it (700,
# 10, 10), 100 visitors bring a full collection every few seconds, in which no session moves for 160 ms and more. A step
# leaves some 40 objects for the collector to find; with much larger numbers they would become hundreds of thousands.
THRESHOLDS = (20_000, 5, 10)
PAUSE = 30.0  # seconds between two looks at what is not in use

VISITS = Visits(DECKS)


@cache
def settle() -> None:
    """Set the process up, the first time that this is called: all modules that a page needs are loaded by then.

    What they hold stays until the process ends, so the collector need not look at it again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
    Thread(target=_look_after, name="memory", daemon=True).start()


def _look_after() -> None:
    while True:
        time.sleep(PAUSE)
        if VISITS.tidy():
            give_back()
