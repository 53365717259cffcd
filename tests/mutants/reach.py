"""Measures which test runs which line of the code, and how long each test takes."""

from __future__ import annotations

import functools
import time
from bisect import bisect
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

import coverage
import pytest

from .settings import MOST_SECONDS, PACKAGE, ROOMS, WHOLE_PAGES, named_alike


@dataclass
class Reach:
    """The seconds of each test, and the tests of each line of each file.

    Under "" stand the lines that are run while the tests are gathered: what they make, any test may look at.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    lines: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)

    def tests(self, path: str, lines: range) -> list[str]:
        """The tests to try on a change of these lines: those that run them, then those that may look at what is made
        while tests are gathered. Those in a file that is named alike come first, then whole pages, then the quickest,
        until the time for one mutant is up.
        """
        found = {test for line in lines for test in self.lines.get(path, {}).get(line, ())}
        near = found - {""}

        def place(test: str) -> tuple[bool, bool, float]:
            return not named_alike(Path(path), test), WHOLE_PAGES not in test, self.seconds[test]

        ordered = sorted(near, key=place)
        if "" in found:
            ordered += sorted(self.seconds.keys() - near, key=place)
        spent = list(accumulate(self.seconds[test] for test in ordered))
        return ordered[: bisect(spent, MOST_SECONDS)] if found else []


def measure(tests: str) -> Reach:
    """Run a folder of tests once.

    What one test keeps for the next is kept out: its lines would count for the first alone.
    """
    caches = _watched_caches()
    reach = Reach()
    watch = coverage.Coverage(
        data_file=None, source=[str(PACKAGE / room) for room in ROOMS], config_file=False, messages=False
    )
    watch.start()
    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", tests], plugins=[_Watch(watch, reach, caches)])
    watch.stop()
    if code != 0:
        raise SystemExit("The tests have to pass before mutants are made.")
    data = watch.get_data()
    for path in data.measured_files():
        reach.lines[path] = {line: frozenset(tests) for line, tests in data.contexts_by_lineno(path).items()}
    return reach


def together(parts: Iterable[Reach]) -> Reach:
    """What several folders of tests reach."""
    whole = Reach()
    for part in parts:
        whole.seconds |= part.seconds
        for path, lines in part.lines.items():
            known = whole.lines.setdefault(path, {})
            for line, tests in lines.items():
                known[line] = known.get(line, frozenset()) | tests
    return whole


class _Watch:
    def __init__(self, watch: coverage.Coverage, reach: Reach, caches: list[Any]) -> None:
        self.watch, self.reach, self.caches = watch, reach, caches

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        for cache in self.caches:
            cache.cache_clear()
        self.watch.switch_context(item.nodeid)
        begun = time.process_time()
        result = yield
        self.reach.seconds[item.nodeid] = time.process_time() - begun
        self.watch.switch_context("")
        return result


def _watched_caches() -> list[Any]:
    """Every cache that is made from now on."""
    made: list[Any] = []
    cache = functools.lru_cache

    def watched(maxsize: Any = 128, typed: bool = False) -> Any:
        if callable(maxsize):
            return watched()(maxsize)

        def decorate(function: Callable[..., Any]) -> Any:
            made.append(cache(maxsize, typed)(function))
            return made[-1]

        return decorate

    functools.lru_cache = watched  # type: ignore[assignment]
    functools.cache = watched(None)
    return made
