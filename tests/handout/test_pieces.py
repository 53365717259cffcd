"""Every piece of a lesson is the page's at the same place, and every number the engine's."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from backprop_explorer.engine import Run
from backprop_explorer.handout.leaves import numbers
from backprop_explorer.lesson.phases import phases, quantities
from backprop_explorer.scenario import preset
from backprop_explorer.visit.panels import pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage

from .files import Opened, write

REPORT = """(pick) => document.querySelector("#stage").firstElementChild.report(pick)"""
SHOWN = """() => [...document.querySelectorAll("#stage [data-matrix]:not(.ghost)")].map((table) => [
  table.dataset.matrix, [...table.rows].map((row) => [...row.cells].map((cell) => cell.dataset.value))])"""

EVERY = bool(os.environ.get("EVERY"))
ALL = ("columns", "rows", "torch")
# Each with the number of places that are looked at.
LESSONS = {"two-inputs-one-output": ((0, 1), ALL, 15)}
if EVERY:
    LESSONS |= {
        "mazur-2-2-2": ((2,), ("torch",), 15),
        "or-gate-2-2-1": ((0, 1, 2), ALL, 400),
        "three-classes": ((0,), ("columns",), 30),
    }
    LESSONS |= {"digits": ((0,), ("rows",), 20)}

LOOKS = {
    "view": ALL,
    "panel": ("phase", "phase", "weight", "check", "code", "batch"),
    "example": ("0", "1", "2", "3"),
    "alone": ("one", "all", "all"),
    "mistake": ("", "double", "no-transpose", "hadamard", "updated-w"),
    "script": ("numpy", "torch", "latex", "csv", "json"),
    "dropped": ("0", "1"),
}


@pytest.fixture(params=LESSONS)
def opened(request: pytest.FixtureRequest, browser: Browser, tmp_path: Path) -> Iterator[tuple[str, Opened]]:
    steps, orientations, _ = LESSONS[request.param]
    lesson = Opened(browser, write(tmp_path, request.param, steps, orientations=orientations))
    yield request.param, lesson
    lesson.close()
    assert lesson.wrong == []


def test_every_piece_is_that_of_the_page_at_the_same_place(opened: tuple[str, Opened]) -> None:
    name, lesson = opened
    steps, orientations, count = LESSONS[name]
    mirror, chance = Session.open({"preset": name, "view": orientations[0]}), random.Random(5)
    ids, looks = mirror.cursor.scenario.phase_ids, {**LOOKS, "view": orientations}
    every = numbers(Stage(mirror))
    for number in range(count):
        step, phase = chance.choice(steps), chance.choice(ids)
        mirror.cursor.travel(step, phase)
        while mirror.cursor.target is not None:
            mirror.cursor.work(5)
        mirror.cursor.look(dropped=-1)
        picks = [f"{look}:{chance.choice(looks[look])}" for look in chance.sample(sorted(looks), 3)]
        if every and chance.random() < 0.3:
            picks.append(f"cell:{chance.choice(every).id}")
        for what in (f"step:{step}", f"phase:{phase}", *picks):
            lesson.page.evaluate(REPORT, what)
        for what in picks:
            pick(mirror, what)
        lesson.rest()
        assert lesson.place == (step, phase), number
        found = lesson.slots()
        for slot, piece in pieces(Stage(mirror)).items():
            assert found[slot] == lesson.written(piece), (number, slot, step, phase, mirror.cursor.scenario.view)


def test_every_number_is_the_engines(lesson: Opened) -> None:
    scenario = preset("or-gate-2-2-1")
    run: Run = scenario.start()
    seen = 0
    for step in (0, 1):
        trace = run.seek(step)
        values = quantities(trace, run.eta)
        known = {stage.id: stage.known for stage in phases(trace, run.eta)}
        for phase in scenario.phase_ids:
            lesson.page.evaluate(REPORT, f"step:{step}")
            lesson.page.evaluate(REPORT, f"phase:{phase}")
            lesson.rest()
            for name, rows in lesson.page.evaluate(SHOWN):
                key = (name.rpartition("-")[0], int(name.rpartition("-")[2]))
                assert key in known[phase]
                assert [[float(cell) for cell in row] for row in rows] == values[key].T.tolist()
                seen += len(rows)
    assert seen > 300
