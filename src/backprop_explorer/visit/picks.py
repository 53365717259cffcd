"""What a click on the page means: each pick is a kind and a value, as "phase:z-1"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..figures.doctor import subjects
from ..lesson.mistakes import MISTAKES
from ..lesson.notation import Notation
from ..lesson.nudge import read_change
from ..lesson.phases import quantities
from ..lesson.selection import read_selection
from ..scenario import preset
from ..scenario.link import NOTATION
from .asking import Asking
from .own_numbers import fill_attempt
from .session import Session

LONGEST_PASTE = 70_000  # more than the reader takes, so that it can say so
CHOICES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {  # by kind: the field of View, and what it can be
        "edges": ("edges", ("w", "grad_w", "change")),
        "neurons": ("neurons", ("auto", "a", "delta", "grad_b")),
        "panel": ("panel", ("phase", "weight", "nudge", "batch", "check", "doctor", "published", "code")),
        "script": ("script", ("numpy", "torch", "latex", "csv", "json")),
    }
)


def pick(session: Session, what: str) -> None:
    """Answer a click; one that means nothing changes nothing."""
    kind, _, value = what.partition(":")
    if kind in CHOICES:
        field, choices = CHOICES[kind]
        if value in choices:
            session.cursor.look(**{field: value})
    elif kind in NOTATION:
        _notation(session, kind, value)
    elif kind in _RULES:
        _RULES[kind](session, value)


def _notation(session: Session, kind: str, value: str) -> None:
    field, choices = NOTATION[kind]
    if value in choices:
        session.cursor.scenario = replace(
            session.cursor.scenario, notation=replace(session.cursor.scenario.notation, **{field: value})
        )


def _phase(session: Session, value: str) -> None:
    session.cursor.to_phase(value)


def _example(session: Session, value: str) -> None:
    if value in map(str, range(session.cursor.run.size(session.cursor.scenario.step))):
        session.cursor.look(example=int(value))


def _alone(session: Session, value: str) -> None:
    """One example alone, or the whole mini-batch."""
    session.cursor.look(alone=value == "one")


def _open(session: Session, value: str) -> None:
    if re.fullmatch(r"[a-z_]{1,8}-[0-9]", value):
        session.opened ^= {value}


def _select(session: Session, value: str) -> None:
    """Show the chain rule of a number of the mini-batch."""
    selection = read_selection(value, quantities(session.cursor.trace, session.cursor.scenario.eta))
    if selection is None:
        return
    panel = "nudge" if session.cursor.scenario.view.panel == "nudge" else "weight"
    session.cursor.look(selected=value, panel=panel)
    if selection.per_example:
        session.cursor.look(example=selection.column)


def _mark(session: Session, value: str) -> None:
    """A mark of the picture: an edge, a neuron, a bias or C."""
    kind, *numbers = value.split("-")
    scenario = session.cursor.scenario
    if kind == "neuron" and len(numbers) == 2:
        layer, j = numbers
        _select(session, f"{_carried(session, layer)}-{layer}-{j}-{scenario.view.example}")
    elif kind == "b":
        _select(session, f"{value}-0")
    elif kind == "cost":
        _select(session, f"cost-{scenario.depth}-0-0")
    else:
        _select(session, value)


def _carried(session: Session, layer: str) -> str:
    """What the neurons of a layer carry in the picture."""
    shown, phase = session.cursor.scenario.view.neurons, session.cursor.scenario.phase
    if layer == "0":
        return "x"
    back = shown == "auto" and phase.partition("-")[0] in ("delta", "grad", "update")
    return "delta" if shown == "delta" or back else "a"


def _nudge(session: Session, value: str) -> None:
    change = read_change(value)
    if change is not None:
        session.cursor.look(nudge=change)


def _dropped(session: Session, value: str) -> None:
    """Leave out the ᵀ of a line of the phase, or put it back."""
    if re.fullmatch(r"[0-9]", value):
        line = int(value)
        session.cursor.look(dropped=-1 if session.cursor.scenario.view.dropped == line else line)


def _mistake(session: Session, value: str) -> None:
    if value == "" or value in MISTAKES:
        session.cursor.look(mistake=value)


def _about(session: Session, value: str) -> None:
    """What the doctor is asked about."""
    names = [
        identity
        for identity, _ in subjects(session.cursor.scenario.depth, (True,) * session.cursor.scenario.depth, Notation())
    ]
    if value in names:
        session.cursor.look(about=value)


def _doctor(session: Session, value: str) -> None:
    """A paste: its first line is what the numbers are, then they come."""
    about, _, text = value.partition("\n")
    _about(session, about)
    session.pasted = text[:LONGEST_PASTE]


def _look(session: Session, value: str) -> None:
    """Follow the diagnosis to the phase where the mistake bites."""
    session.cursor.to_phase(value)
    session.cursor.look(panel="phase")


def _fill(session: Session, value: str) -> None:
    if value == "attempt":
        fill_attempt(session)
    else:
        session.cursor.attempt = None


def _predict(session: Session, value: str) -> None:
    """Begin to ask before each phase, or leave it; the score starts anew."""
    session.asking = Asking(value == "on")


def _sizes(session: Session, value: str) -> None:
    """The same with all sizes different: 2 inputs, 3 neurons, 4 examples."""
    scenario = preset("xor-2-3-1")
    view = replace(scenario.view, panel="batch")
    session.show(replace(scenario, phase="grad-1", view=view, notation=session.cursor.scenario.notation))


_RULES: Mapping[str, Callable[[Session, str], None]] = MappingProxyType(
    {
        "phase": _phase,
        "example": _example,
        "alone": _alone,
        "open": _open,
        "cell": _select,
        "graph": _mark,
        "nudge": _nudge,
        "dropped": _dropped,
        "sizes": _sizes,
        "mistake": _mistake,
        "about": _about,
        "doctor": _doctor,
        "look": _look,
        "fill": _fill,
        "predict": _predict,
        "answer": lambda session, value: session.asking.answer(session.cursor, value),
    }
)
