"""What has to be said to NumPy and to the C library for the whole process, the first thing of all."""

from __future__ import annotations

import ctypes
import os

# One thread a product, read when NumPy is loaded: with more, sessions take the cores from each other. 784-64×6, on two
# busy cores: a step of 300 ms now and then with two threads, of 8 with one; on quiet cores 3.0 and 3.4.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
M_ARENA_MAX, ARENAS = -8, 2  # glibc's name, and the number of its stores of free memory


def prepare() -> None:
    """Before NumPy is loaded; what the environment says already stays.

    Sessions run in threads, and glibc keeps a store of free memory for each, up to 8 a core: after 60 visits the
    server stood at 1.32 times what it was before them, and at 1.21 with this. In the environment, MALLOC_ARENA_MAX=2
    counts from the start of the process: 1.15.
    """
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    if "MALLOC_ARENA_MAX" not in os.environ:
        _tell_c("mallopt", M_ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give memory that is free back to the system: glibc keeps it otherwise."""
    _tell_c("malloc_trim", 0)


def _tell_c(name: str, *values: int) -> None:
    """Call a function of the C library, where it has it: glibc does."""
    call = getattr(ctypes.CDLL(None), name, None) if os.name == "posix" else None
    if call is not None:
        call(*values)
