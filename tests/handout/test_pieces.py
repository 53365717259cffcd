"""Every piece of a lesson is the page's at the same place, and every number the engine's."""

from __future__ import annotations

import os
import random

from backprop_explorer.engine import Run
from backprop_explorer.lesson.phases import phases, quantities
from backprop_explorer.scenario import preset
from backprop_explorer.visit.panels import pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage

from .files import Opened

LOOK = """([name, value]) => document.querySelector("#stage").firstElementChild.report(`${name}:${value}`)"""
SHOWN = """() => [...document.querySelectorAll("#stage [data-matrix]:not(.ghost)")].map((table) => [
  table.dataset.matrix, [...table.rows].map((row) => [...row.cells].map((cell) => cell.dataset.value))])"""

LOOKS = {
    "view": ("columns", "rows"),
    "panel": ("phase", "phase", "weight", "check", "code", "batch"),
    "example": ("0", "1", "2", "3"),
    "alone": ("one", "all", "all"),
    "mistake": ("", "double", "no-transpose", "hadamard", "updated-w"),
    "script": ("numpy", "torch", "latex", "csv", "json"),
    "cell": ("w-1-1-0", "delta-1-0-3", "cost-2-0-0", "grad_b-2-0-0", "a-1-1-2", "w_new-1-0-1"),
    "dropped": ("0", "1"),
}


def test_every_piece_is_that_of_the_page_at_the_same_place(lesson: Opened) -> None:
    mirror, chance = Session.open({"preset": "or-gate-2-2-1"}), random.Random(5)
    ids = mirror.cursor.scenario.phase_ids
    for number in range(400 if os.environ.get("EVERY") else 60):
        step, phase = chance.randrange(2), chance.choice(ids)
        lesson.page.evaluate(LOOK, ["step", str(step)])
        lesson.page.evaluate(LOOK, ["phase", phase])
        mirror.cursor.travel(step, phase)
        mirror.cursor.work(5)
        mirror.cursor.look(dropped=-1)
        for name in chance.sample(sorted(LOOKS), 3):
            value = chance.choice(LOOKS[name])
            lesson.page.evaluate(LOOK, [name, value])
            pick(mirror, f"{name}:{value}")
        lesson.rest()
        assert lesson.place == (step, phase), number
        expected = pieces(Stage(mirror))
        found = lesson.slots()
        for slot, piece in expected.items():
            said = (number, step, phase, mirror.cursor.scenario.view, slot)
            assert found[slot] == lesson.written(piece), said


def test_every_number_is_the_engines(lesson: Opened) -> None:
    scenario = preset("or-gate-2-2-1")
    run: Run = scenario.start()
    seen = 0
    for step in (0, 1):
        trace = run.seek(step)
        values = quantities(trace, run.eta)
        known = {stage.id: stage.known for stage in phases(trace, run.eta)}
        for phase in scenario.phase_ids:
            lesson.page.evaluate(LOOK, ["step", str(step)])
            lesson.page.evaluate(LOOK, ["phase", phase])
            lesson.rest()
            for name, rows in lesson.page.evaluate(SHOWN):
                key = (name.rpartition("-")[0], int(name.rpartition("-")[2]))
                assert key in known[phase]
                assert [[float(cell) for cell in row] for row in rows] == values[key].tolist()
                seen += len(rows)
    assert seen > 300
