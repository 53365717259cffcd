"""A Python interpreter of its own that runs exported scripts and says what they print."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

# Reads one script a line, as JSON; runs each in fresh names, so that none leans on another.
SERVE = """
import contextlib, io, json, sys, warnings
import numpy
warnings.simplefilter("error")
for line in sys.stdin:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), numpy.errstate():
        exec(compile(json.loads(line), "script", "exec"), {"__name__": "__main__"})
    printed.getvalue().encode("ascii")
    ours = [name for name in sys.modules if name.startswith("backprop")]
    print(json.dumps([printed.getvalue(), ours]), flush=True)
"""


@dataclass(frozen=True)
class Interpreter:
    """A running `python -I`, which sees neither this directory nor PYTHONPATH."""

    process: subprocess.Popen

    def run(self, script: str) -> dict[str, object]:
        """What the script prints, by name."""
        self.process.stdin.write(json.dumps(script) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the script failed; its traceback is on stderr"
        printed, ours = json.loads(answer)
        assert ours == []
        return read_back(printed)


@contextmanager
def interpreter() -> Iterator[Interpreter]:
    """An interpreter that ends with the block."""
    with subprocess.Popen(
        [sys.executable, "-I", "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        yield Interpreter(process)
        process.stdin.close()


def read_back(printed: str) -> dict[str, object]:
    """The printed assignments, as the Python that they are."""
    return {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(printed).body}


def imported_by(script: str) -> set[str]:
    """The packages that a script names."""
    nodes = list(ast.walk(ast.parse(script)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}
