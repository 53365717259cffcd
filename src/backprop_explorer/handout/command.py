"""The command that writes lessons."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl

from ..scenario import MAX_STEP, PRESETS, Scenario, preset, question_scenario, read_link
from ..scenario.questions import QUESTIONS
from .document import document
from .lesson import Lesson, LessonError
from .site import write_site


def main(words: list[str] | None = None) -> None:
    """Read the command line, and write what it asks for."""
    asked = _parser().parse_args(words)
    try:
        if asked.all:
            return write_site(Path(asked.all), _names(asked.orientations), asked.jobs)
        lesson = Lesson.of(_scenario(asked), _steps(asked.steps), _names(asked.orientations))
        Path(asked.output).write_text(document(lesson, jobs=asked.jobs), encoding="utf-8")
    except LessonError as error:
        sys.exit(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m backprop_explorer.handout", description="Writes a lesson as one file."
    )
    parser.add_argument(
        "what", nargs="?", default="", metavar="PRESET or LINK", help="or-gate-2-2-1, or ?preset=…&step=3"
    )
    parser.add_argument("--question", default="", metavar="ID", help="a question of learners, in place of a preset")
    parser.add_argument("--steps", default="", help="the mini-batches, counted from 0: 0-2, or 5")
    parser.add_argument("--orientations", default="", help="columns,rows,torch, or some of them")
    parser.add_argument("--all", default="", metavar="FOLDER", help="a site of all questions and all presets")
    parser.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="processes that share the work: by default as many as there are processors",
    )
    parser.add_argument("-o", "--output", default="lesson.html", help="the file")
    return parser


def _scenario(asked: argparse.Namespace) -> Scenario:
    if asked.question:
        if asked.question not in QUESTIONS:
            raise LessonError(f"There is no question {asked.question!r}; there are {', '.join(QUESTIONS)}.")
        return question_scenario(asked.question)
    if "=" in asked.what:
        scenario, notes = read_link(dict(parse_qsl(asked.what.partition("?")[2] or asked.what, keep_blank_values=True)))
        for note in notes:
            print(note, file=sys.stderr)
        return scenario
    if asked.what not in PRESETS:
        raise LessonError(f"There is no preset {asked.what!r}; there are {', '.join(PRESETS)}. A link begins with “?”.")
    return preset(asked.what)


def _steps(text: str) -> tuple[int, ...]:
    """The mini-batches of "0-2" or "5"; none of ""."""
    first, _, last = text.partition("-")
    if text and not (_is_step(first) and _is_step(last or first) and int(first) <= int(last or first)):
        raise LessonError(
            f"--steps needs one mini-batch or a first and a last one, counted from 0 to {MAX_STEP}, as 5 or 0-2. "
            f"This is {text!r}."
        )
    return tuple(range(int(first), int(last or first) + 1)) if text else ()


def _is_step(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= MAX_STEP


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))
