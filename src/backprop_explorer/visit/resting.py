"""Memory that nobody looks at: visits that are not in use give theirs back."""

from __future__ import annotations

import gc
import time
from threading import Lock
from weakref import WeakSet

from .cache import Cache
from .session import Session

IDLE = 120.0  # seconds without a message; a visit that goes on after that waits for the memory of one mini-batch


class Visits:
    """The visits of a process, each as long as somebody else holds it. Threads may share this.

    `decks` are let go when no visit is in use, and what the collector would find is looked for then: nobody waits.
    """

    def __init__(self, decks: Cache) -> None:
        self.decks = decks
        self._known: WeakSet[Session] = WeakSet()
        self._lock = Lock()

    def add(self, session: Session) -> None:
        """Look after this visit from now on."""
        with self._lock:
            self._known.add(session)

    def tidy(self, idle: float = IDLE) -> bool:
        """Let those rest that have not been used for `idle` seconds; True if this gave back any memory."""
        with self._lock:
            known = list(self._known)
        unused = [session for session in known if session.cursor.used < time.monotonic() - idle]
        rested = [session for session in unused if session.rest()]
        quiet = len(unused) == len(known) and len(self.decks) > 0
        if quiet:
            self.decks.clear()
            gc.collect()
        return quiet or bool(rested)
