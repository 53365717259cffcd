"""Imports run one way: each room is imported alone in a fresh interpreter, and what came with it is looked at."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import backprop_explorer

# The modules of the lesson that read pasted numbers and say in words what they should have been.
READING = ("marks", "notation", "pasted", "shape_words")
# What a room may bring along: other rooms, or single modules of them; and packages beside NumPy.
BELOW = {"engine", "lesson", "scenario", "figures", "visit", "front", "process"}
ROOMS = {
    "engine": (set(), set()),
    "lesson": ({"engine"}, set()),
    "scenario": ({"engine", *(f"lesson.{name}" for name in READING)}, set()),
    "figures": ({"engine", "lesson", "scenario"}, set()),
    "front": (set(), set()),
    "visit": ({"engine", "lesson", "scenario", "figures"}, set()),
    "notebook": ({"engine", "lesson", "scenario", "figures", "front"}, set()),
    "handout": (BELOW, set()),
    "ui": (
        {"engine", "lesson", "scenario", "figures", "visit", "front", "handout", "process"},
        {"plotly", "streamlit"},
    ),
}

# Prints all modules that were not there after NumPy alone.
IMPORT = """
import importlib, json, pkgutil, sys
import numpy, numpy.random
before = set(sys.modules)
room = importlib.import_module("backprop_explorer." + sys.argv[1])
own = [m.name for m in pkgutil.walk_packages(room.__path__, room.__name__ + ".") if not m.name.endswith("__main__")]
for name in own:
    importlib.import_module(name)
print(json.dumps(sorted(set(sys.modules) - before)))
"""


@pytest.fixture(scope="module", params=ROOMS)
def imported(request):
    """A room's name, and the names of the modules that its import brings in."""
    done = subprocess.run([sys.executable, "-c", IMPORT, request.param], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return request.param, json.loads(done.stdout.splitlines()[-1])


def test_a_room_imports_no_room_above_it(imported):
    room, brought = imported
    allowed = ROOMS[room][0] | {room}
    prefix = "backprop_explorer."
    inside = {name.removeprefix(prefix) for name in brought if name.startswith(prefix)}
    # Importing lesson.notation runs lesson/__init__.py, so the bare name of a room comes with its module.
    bare = {name.split(".")[0] for name in allowed}
    strays = {name for name in inside - bare if not any(f"{name}.".startswith(f"{part}.") for part in allowed)}
    assert inside
    assert strays == set()


def test_a_room_imports_no_package_but_its_own(imported):
    room, brought = imported
    allowed = ROOMS[room][1]
    if "streamlit" in allowed:
        assert "streamlit" in brought
        return  # Streamlit brings many packages of its own.
    packages = {name.split(".")[0] for name in brought} - sys.stdlib_module_names
    assert packages - {"backprop_explorer", "numpy"} <= allowed


def test_every_room_has_its_rule_and_ui_alone_may_load_streamlit():
    rooms = {path.parent.name for path in Path(backprop_explorer.__file__).parent.glob("*/__init__.py")}
    assert rooms == ROOMS.keys()
    assert [room for room, (_, packages) in ROOMS.items() if "streamlit" in packages] == ["ui"]
