"""Mutants made by hand, each a fault that a person would be misled by, and a command that looks who notices.

Run from the root: python -m tests.mutants.by_hand. The Python ones have to fail a unit test, those of front/ a test
in the browser.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .settings import PACKAGE, ROOT

PICTURE = "tests/figures/test_meaning_of_the_picture.py"
HOVER = "tests/browser/test_meaning_of_the_hover.py"
MOVING = "tests/browser/test_moving.py"
BACK = "tests/browser/test_there_and_back.py"
PLAYER = "tests/browser/test_player.py"
CROSS = "tests/browser/test_cross.py"


@dataclass(frozen=True)
class Fault:
    """In `file` of the package `find`, which stands there once, becomes `put`; `breaks` says what that does."""

    breaks: str
    file: str
    find: str
    put: str
    tests: str

    def apply(self, package: Path) -> None:
        """Change the file below `package`."""
        path = package / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.find) == 1, f"{self.file} has {self.find!r} {text.count(self.find)} times, not once."
        path.write_text(text.replace(self.find, self.put), encoding="utf-8")


PYTHON = (
    Fault(
        "the arrows of δ lead forwards",
        "figures/loop/edges.py",
        "((plan.across[above], plan.heights[above][j]), (plan.across[layer], plan.heights[layer][k]))",
        "((plan.across[layer], plan.heights[layer][k]), (plan.across[above], plan.heights[above][j]))",
        PICTURE,
    ),
    Fault(
        "the arrows of δ come from the layer below",
        "figures/loop/edges.py",
        "if above == layer + 1",
        "if above == layer",
        PICTURE,
    ),
    Fault(
        "the words over the edges name the next layer",
        "figures/loop/captions.py",
        '(("w", layer), ("grad_w", layer))',
        '(("w", min(layer + 1, plan.depth)), ("grad_w", layer))',
        PICTURE,
    ),
    Fault(
        "the words over the edges have the shape turned over",
        "figures/loop/captions.py",
        'if notation.turned("w") else',
        'if not notation.turned("w") else',
        PICTURE,
    ),
    Fault(
        "the words over the edges have the shape of another layer",
        "figures/loop/captions.py",
        "n, n_prev = plan.sizes[layer], plan.sizes[layer - 1]",
        "n, n_prev = plan.sizes[1], plan.sizes[0]",
        PICTURE,
    ),
    Fault(
        "hovering a neuron names the wrong layer",
        "figures/loop/neurons.py",
        "scene.notation.number(layer)",
        "layer",
        PICTURE,
    ),
    Fault(
        "the neurons carry the numbers of example 1 whichever is chosen",
        "figures/loop/scene.py",
        'return self.example if QUANTITIES[name].axes[1] == "examples" else 0',
        "return 0",
        "tests/figures/loop/test_drawing.py",
    ),
    Fault(
        "a click on an edge opens the number of another edge",
        "figures/loop/edges.py",
        ".quantity}-{layer}-{j}-{k}\"'\n    title",
        ".quantity}-{layer}-{k}-{j}\"'\n    title",
        "tests/figures/loop/test_drawing.py",
    ),
    Fault(
        "the line that is done reaches the stop of another phase",
        "figures/loop/stops.py",
        'place = f"{_x(plan, now):.2f}%"',
        'place = f"{_x(plan, phases[reached - 1]):.2f}%"',
        "tests/figures/loop/test_stops.py",
    ),
    Fault(
        "the parts of the ledger name another layer",
        "figures/ledger.py",
        'return f"layer {self.notation.number(layer)}"',
        'return f"layer {layer}"',
        PICTURE,
    ),
    Fault(
        "the edges of the wrong layer are bright while δ comes back",
        "figures/loop/scene.py",
        '"hidden_error": ({layer, layer + 1}, {layer + 1}, False)',
        '"hidden_error": ({layer, layer + 1}, {layer}, False)',
        PICTURE,
    ),
    Fault(
        "the edges that the question calls yellow are called red",
        "visit/picture.py",
        '{1: "yellow in the question", 2: "red in the question"}',
        '{2: "yellow in the question", 1: "red in the question"}',
        "tests/visit/test_meaning_of_the_question.py",
    ),
)

JAVASCRIPT = (
    Fault("hovering lights a row for a column", "front/lit.js", "{ j, c, 0: 0", "{ j: c, c: j, 0: 0", HOVER),
    Fault(
        "hovering lights the whole matrix for one row of it",
        "front/lit.js",
        "(row === null || r === row) && ",
        "",
        HOVER,
    ),
    Fault(
        "hovering leaves the cells of the number before alight",
        "front/lit.js",
        'was.classList.remove("lit");',
        "void was;",
        HOVER,
    ),
    Fault(
        "hovering lights the edges of the next layer",
        "front/lit.js",
        "`w-${layer}-${row",
        "`w-${+layer + 1}-${row",
        HOVER,
    ),
    Fault(
        "hovering lights the edges that leave a neuron for those that come in",
        "front/lit.js",
        '`w-${layer}-${row ?? "*"}-${column ?? "*"}`',
        '`w-${layer}-${column ?? "*"}-${row ?? "*"}`',
        HOVER,
    ),
    Fault(
        "pointing at a neuron lights its numbers in another example",
        "front/lit.js",
        'Number(on.closest(".loop").dataset.example)',
        '1 + Number(on.closest(".loop").dataset.example)',
        "tests/browser/test_picture.py",
    ),
    Fault(
        "matrices that lie turned are lit as if they stood",
        "front/lit.js",
        "? [column, row] : [row, column]",
        "? [row, column] : [row, column]",
        HOVER,
    ),
    Fault(
        "a click reads matrices that lie turned as if they stood",
        "front/picks.js",
        "? [column, row] : [row, column]",
        "? [row, column] : [row, column]",
        HOVER,
    ),
    Fault(
        "a click on a number reports row and column swapped",
        "front/picks.js",
        '`cell:${place(cell).join("-")}`',
        '`cell:${((p) => [p[0], p[2], p[1]])(place(cell)).join("-")}`',
        HOVER,
    ),
    Fault("the key → goes back", "front/player.js", 'ArrowRight: "next_phase"', 'ArrowRight: "previous_phase"', MOVING),
    Fault(
        "the address is not written",
        "front/player.js",
        "if (url.href === window.location.href) return;",
        "if (url.href) return;",
        MOVING,
    ),
    Fault(
        "of the presses that wait for a picture only the first one counts",
        "front/player.js",
        "if (queue.length < LONGEST) queue.push(what);",
        "if (!queue.length) queue.push(what);",
        MOVING,
    ),
    Fault("presses are taken in the wrong order", "front/player.js", "queue.push(what)", "queue.unshift(what)", MOVING),
    Fault(
        "a message that is lost with the connection is not sent again",
        "front/player.js",
        "repeating = setTimeout(repeat, PATIENCE);",
        "",
        PLAYER,
    ),
    Fault(
        "the place that the page moved to is not the one that it tells the server",
        "front/player.js",
        "[moves, here.step, ",
        "[moves, 0, ",
        PLAYER,
    ),
    Fault(
        "an entry of a product rings another column of the right factor",
        "front/cross.js",
        "right: [null, column], made",
        "right: [null, row], made",
        CROSS,
    ),
    Fault(
        "the sum of a bias rings a column for its row",
        "front/cross.js",
        "below ? [null, column] : [row, null], ones",
        "below ? [row, null] : [null, column], ones",
        CROSS,
    ),
    Fault(
        "the key → goes back in a product",
        "front/cross.js",
        "ArrowLeft: [0, -1], ArrowRight: [0, 1]",
        "ArrowLeft: [0, 1], ArrowRight: [0, -1]",
        CROSS,
    ),
    Fault("a text on the page stays as it was", "front/morph.js", "return (was.data = node.data);", "return;", BACK),
    Fault(
        "an attribute that is gone stays on the page",
        "front/morph.js",
        "if (!node.hasAttribute(name) && !own(was, name)) was.removeAttribute(name);",
        "void name;",
        BACK,
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.by_hand", description=__doc__)
    parser.add_argument("--only", choices=("python", "javascript"), help="one of the two lists")
    only = parser.parse_args().only
    faults = [*(PYTHON if only != "javascript" else ()), *(JAVASCRIPT if only != "python" else ())]
    for tests in dict.fromkeys(fault.tests for fault in faults):
        assert passes(tests), f"{tests} fails without any fault."
    unseen = 0
    for fault in faults:
        seen = not passes(fault.tests, fault)
        unseen += not seen
        print(f"{'caught' if seen else 'NOT CAUGHT'}: {fault.breaks} ({fault.file}; {fault.tests})", flush=True)
    print(f"{len(faults) - unseen} of {len(faults)} caught")
    raise SystemExit(unseen > 0)


def passes(tests: str, fault: Fault | None = None) -> bool:
    """Whether tests pass in a copy of the project, with a fault in it if one is given."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("src", "tests", ".streamlit", "docs"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("app.py", "pyproject.toml", "README.md"):
            shutil.copy(ROOT / name, copy / name)
        if fault:
            fault.apply(copy / PACKAGE.relative_to(ROOT))
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", tests]
        environment = os.environ | {"PYTHONPATH": str(copy / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        ended = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        assert ended.returncode in (0, 1), f"pytest ran no test.\n{ended.stdout}{ended.stderr}"
        return ended.returncode == 0


if __name__ == "__main__":
    main()
