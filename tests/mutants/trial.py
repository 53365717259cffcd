"""Runs tests on mutants, each in a process of its own that never touches the files."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import pickle
import resource
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import IO, Any, TypeVar

import hypothesis
import libcst as cst
import numpy  # noqa: F401  (what is imported before a process is split need not be imported in each)
import plotly.graph_objects  # noqa: F401
import pytest

from .making import Mutant
from .reach import Reach
from .settings import MORE_SECONDS, MOST_BYTES, SOURCE, TIMES, named_alike

T = TypeVar("T")
SURVIVED, KILLED, STUCK, NO_TEST = "survived", "killed", "stuck", "no test"
NEVER_RAN = (4, 5)  # pytest's exit codes for options that it does not know, and for no test left


def apart(works: Iterable[Callable[[], T]]) -> Iterator[T]:
    """What each of the `works` gives, all done at the same time, each in a process of its own."""
    begun = [(_fork_and_keep(work, file := tempfile.TemporaryFile()), file) for work in works]
    for pid, file in begun:
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("A part of the work has failed.")
        file.seek(0)
        yield pickle.load(file)


def _fork_and_keep(work: Callable[[], T], file: IO[bytes]) -> int:
    pid = os.fork()
    if not pid:
        code = 1
        try:
            pickle.dump(work(), file)
            file.flush()
            code = 0
        finally:
            os._exit(code)
    return pid


def sound(path: Path, reach: Reach) -> bool:
    """Whether a file that is not changed passes all tests: else a mutant could die of the trial itself."""
    module = cst.parse_module(path.read_text(encoding="utf-8"))
    unchanged = Mutant(path, 1, range(1), "none", False, module, module.body[0], module.body[0])
    _begin(unchanged, sorted(reach.seconds), sum(reach.seconds.values()))
    return os.wait()[1] == 0


def results(mutants: Iterable[Mutant], reach: Reach, jobs: int) -> Iterator[tuple[Mutant, str]]:
    """What becomes of each mutant, in the order in which they end."""
    running: dict[int, Mutant] = {}
    for mutant in mutants:
        tests = reach.tests(str(mutant.path), mutant.lines)
        if not tests:
            yield mutant, NO_TEST
            continue
        if len(running) == jobs:
            yield _next(running)
        running[_begin(mutant, tests, sum(reach.seconds[test] for test in tests))] = mutant
    while running:
        yield _next(running)


def _next(running: dict[int, Mutant]) -> tuple[Mutant, str]:
    pid, status = os.wait()
    if os.WIFSIGNALED(status):
        return running.pop(pid), STUCK
    code = os.WEXITSTATUS(status)
    assert code not in NEVER_RAN, "pytest ran none of the tests that were measured."
    return running.pop(pid), KILLED if code else SURVIVED


def _begin(mutant: Mutant, tests: list[str], seconds: float) -> int:
    pid = os.fork()
    if not pid:
        code = 1
        try:
            most = int(TIMES * seconds + MORE_SECONDS)
            resource.setrlimit(resource.RLIMIT_CPU, (most, most))
            resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            sys.meta_path.insert(0, _Finder(mutant))
            code = run(tests, mutant.path)
        finally:
            os._exit(code)
    return pid


def run(tests: list[str], path: Path) -> int:
    """Run these tests in this order until one fails, those that are named like the file at `path` first.

    Hypothesis looks for no smaller example.
    """
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    first = [test for test in tests if named_alike(path, test)]
    for part in (first, [test for test in tests if test not in set(first)]):
        files = list(dict.fromkeys(test.partition("::")[0] for test in part))
        options = ["-x", "-q", "--tb=no", "-p", "no:cacheprovider"]
        code = int(pytest.main([*options, *files], plugins=[_Order(part)])) if part else 0
        if code:
            return code
    return 0


class _Order:
    def __init__(self, tests: list[str]) -> None:
        self.place = {test: number for number, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.place), key=lambda i: self.place[i.nodeid])


class _Finder:
    """Gives the changed module wherever it is imported."""

    def __init__(self, mutant: Mutant) -> None:
        path = mutant.path.relative_to(SOURCE).with_suffix("")
        self.name = ".".join(path.parts).removesuffix(".__init__")
        self.path, self.text = mutant.path, mutant.source()

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Any:
        if name != self.name:
            return None
        loader = _Loader(name, str(self.path))
        loader.text = self.text
        below = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(name, self.path, loader=loader, submodule_search_locations=below)


class _Loader(importlib.machinery.SourceFileLoader):
    text = ""

    def path_stats(self, path: str) -> Any:
        raise OSError("A mutant has no compiled form on the disk.")

    def get_data(self, path: str) -> bytes:
        return self.text.encode() if path == self.path else Path(path).read_bytes()
