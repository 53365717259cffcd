"""A static site: a lesson of every question and every preset, and a page that leads to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent import futures
from functools import partial
from pathlib import Path

from ..figures.gallery import gallery
from ..scenario import PRESETS, preset, question_scenario
from ..scenario.questions import QUESTIONS
from ..visit.gallery import doors
from .document import document, plain_page
from .lesson import Lesson, LessonError

INDEX = "index.html"
OF_A_PRESET = (0, 1, 2)
"""The mini-batches of a preset; a question is shown at its own."""


def write_site(folder: Path, orientations: Sequence[str] = (), jobs: int = 1) -> None:
    """Write the site into a folder, which is made if it is not there; `jobs` files are made at the same time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise LessonError(f"--all needs a folder to write into; {folder} is a file. Choose another name.") from None
    asked, groups = doors(question_file, preset_file)
    (folder / INDEX).write_text(plain_page("Backprop Explorer", gallery(asked, groups)), encoding="utf-8")
    with futures.ProcessPoolExecutor(jobs) as workers:
        for _ in workers.map(partial(_write, folder, tuple(orientations)), files()):
            pass


def question_file(name: str) -> str:
    """The file of a question."""
    return f"question-{name}.html"


def preset_file(name: str) -> str:
    """The file of a preset."""
    return f"{name}.html"


def files() -> Iterator[tuple[str, str]]:
    """What there is a file of: a question or a preset, and its name."""
    yield from (("question", name) for name in QUESTIONS)
    yield from (("preset", name) for name in PRESETS)


def _write(folder: Path, orientations: tuple[str, ...], what: tuple[str, str]) -> None:
    kind, name = what
    ways = {"index": INDEX} | {f"question:{each}": question_file(each) for each in QUESTIONS}
    if kind == "question":
        lesson = Lesson.of(question_scenario(name), (), orientations, ways)
    else:
        lesson = Lesson.of(preset(name), OF_A_PRESET, orientations, ways)
    file = question_file(name) if kind == "question" else preset_file(name)
    (folder / file).write_text(document(lesson), encoding="utf-8")
