"""What a click on the page means: each pick is a kind and a value, as "phase:z-1"."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

from ..figures.loop.choices import EDGES, NEURONS
from ..lesson.mistakes import MISTAKES
from ..lesson.notation import QUANTITIES
from ..lesson.nudge import read_change
from ..lesson.phases import quantities
from ..lesson.selection import read_selection
from ..scenario import MAX_STEP, QUESTIONS, View, beginning, is_custom, preset, question_scenario
from ..scenario.link import NOTATION, SPEEDS, STRIDES, NotationSwitch, with_second
from ..scenario.questions import FIRST
from .doctor import offered
from .exports import EXPORTS
from .own_numbers import fill_attempt
from .panels import PANELS
from .session import Session
from .stage import Stage

LONGEST_PASTE = 70_000  # more than the reader takes, so that it can say so

Answer = Callable[[Session, str], None]


def pick(session: Session, what: str) -> None:
    """Answer a click; one that means nothing changes nothing."""
    kind, _, value = what.partition(":")
    if kind in PICKS:
        PICKS[kind](session, value)


def _look(field: str, choices: Container[str]) -> Answer:
    """A choice of what is looked at: one of `choices` for a field of the view."""

    def answer(session: Session, value: str) -> None:
        if value in choices:
            session.cursor.look(**{field: value})

    return answer


def _write(switch: NotationSwitch) -> Answer:
    """A choice of how it is written."""

    def answer(session: Session, value: str) -> None:
        scenario = session.cursor.scenario
        if value in switch.choices:
            notation = replace(scenario.notation, **{switch.field: value})
            session.cursor.scenario = replace(scenario, notation=notation)

    return answer


def _example(session: Session, value: str) -> None:
    if value in map(str, range(session.cursor.trace.m)):
        session.cursor.look(example=int(value))


def _open(session: Session, value: str) -> None:
    """Open a matrix or a layer that is folded, or fold it again."""
    name, _, layer = value.partition("-")
    if name in (*QUANTITIES, "layer") and layer in map(str, range(session.cursor.scenario.depth + 1)):
        session.opened ^= {value}


def _set_up(session: Session, _: str) -> None:
    """Draw the fields of the setup, which has just been opened."""
    session.sets_up = True


def _frame(session: Session, _: str) -> None:
    """Draw again what stands around the stage: the browser has not got it."""
    session.frame = ()


def _select(session: Session, value: str) -> None:
    """Show the chain rule of a number of the mini-batch."""
    cursor = session.cursor
    selection = read_selection(value, quantities(cursor.trace, cursor.scenario.eta))
    if selection is None:
        return
    cursor.look(selected=value, panel="nudge" if cursor.scenario.view.panel == "nudge" else "weight")
    if selection.per_example:
        cursor.look(example=selection.column)


def _nudge(session: Session, value: str) -> None:
    change = read_change(value)
    if change is not None:
        session.cursor.look(nudge=change)


def _step(session: Session, value: str) -> None:
    """Set out for a step."""
    if re.fullmatch(r"[0-9]{1,6}", value):
        session.cursor.travel(int(value))


def _dropped(session: Session, value: str) -> None:
    """Leave out the ᵀ of a line of the phase, or put it back."""
    if re.fullmatch(r"[0-9]", value):
        line = int(value)
        session.cursor.look(dropped=-1 if session.cursor.scenario.view.dropped == line else line)


def _about(session: Session, value: str) -> None:
    """Choose what the doctor is asked about."""
    if value in offered(Stage(session)):
        session.cursor.look(about=value)


def _doctor(session: Session, value: str) -> None:
    """A paste: its first line is what the numbers are, then they come."""
    about, _, text = value.partition("\n")
    _about(session, about)
    session.pasted = text[:LONGEST_PASTE]


def _follow(session: Session, value: str) -> None:
    """Follow the diagnosis to the phase where the mistake bites."""
    session.cursor.to_phase(value)
    session.cursor.look(panel="phase")


def _fill(session: Session, value: str) -> None:
    """Fill the gaps of weights that do not fit, or go on without them."""
    if value == "attempt":
        fill_attempt(session)
    else:
        session.cursor.attempt = None


def _predict(session: Session, value: str) -> None:
    session.ask(value == "on")


def _back(session: Session, value: str) -> None:
    """Go back to a question: its step and its phase, "12/delta-2"."""
    step, _, phase = value.partition("/")
    if re.fullmatch(r"[0-9]{1,6}", step) and phase in session.cursor.scenario.phase_ids:
        session.cursor.travel(int(step), phase)


def _sizes(session: Session, _: str) -> None:
    """The same with all sizes different: 2 inputs, 3 neurons, 4 examples."""
    scenario = preset("xor-2-3-1")
    view = replace(scenario.view, panel="batch")
    session.show(replace(scenario, phase="grad-1", view=view, notation=session.cursor.scenario.notation))


def _question(session: Session, value: str) -> None:
    """Show a question: the one that is named, or the one that the page grew from.

    "leave" goes back to the beginning of its preset, or of its own numbers where it has some; "close" closes the
    question, and the page stays where it is.
    """
    if value == "close":
        session.cursor.close_question()
    elif value == "leave":
        scenario = session.cursor.scenario
        session.show(replace(beginning(scenario), view=View()) if is_custom(scenario) else preset(scenario.preset))
    elif value in ("", *QUESTIONS):
        session.show(question_scenario(value or FIRST))


def _run(session: Session, value: str) -> None:
    """Run on by so many epochs."""
    if re.fullmatch(r"[0-9]{1,6}", value):
        session.cursor.by_epoch(int(value))


def _at(session: Session, value: str) -> None:
    """Go to a step of a curve, which stays as long as it is."""
    if re.fullmatch(r"[0-9]{1,6}", value):
        session.cursor.look(until=min(session.learning.furthest(session.cursor), MAX_STEP))
        session.cursor.travel(int(value))


def _again(session: Session, _: str) -> None:
    """Begin again with the same weights; the curves stay."""
    _at(session, "0")


def _compare(session: Session, value: str) -> None:
    """Draw a second run beside this one, or none."""
    with suppress(ValueError):
        session.cursor.scenario = with_second(session.cursor.scenario, value)


PICKS: Mapping[str, Answer] = MappingProxyType(
    {
        "edges": _look("edges", EDGES),
        "neurons": _look("neurons", NEURONS),
        "panel": _look("panel", PANELS),
        "script": _look("script", EXPORTS),
        "mistake": _look("mistake", {"", *MISTAKES}),
        **{name: _write(switch) for name, switch in NOTATION.items()},
        "phase": lambda session, value: session.cursor.to_phase(value),
        "example": _example,
        "alone": lambda session, value: session.cursor.look(alone=value == "one"),
        "open": _open,
        "setup": _set_up,
        "frame": _frame,
        "cell": _select,
        "nudge": _nudge,
        "step": _step,
        "run": _run,
        "at": _at,
        "again": _again,
        "compare": _compare,
        "play": _look("play", STRIDES),
        "speed": _look("speed", SPEEDS),
        "dropped": _dropped,
        "form": _look("form", ("corner", "line", "auto")),
        "about": _about,
        "doctor": _doctor,
        "look": _follow,
        "fill": _fill,
        "predict": _predict,
        "answer": lambda session, value: session.asking.answer(session.cursor, value),
        "back": _back,
        "sizes": _sizes,
        "question": _question,
    }
)
