"""The one place that reads and writes the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType
from typing import NamedTuple

from ..lesson.notation import LETTERS, NUMBERINGS, ORIENTATIONS, Letters, Notation, Numbering, Orientation, phase_ids
from .presets import DEFAULT, PRESETS, preset
from .scenario import MAX_STEP, Scenario
from .setup import is_custom


class NotationSwitch(NamedTuple):
    """A parameter of the notation: its field of Notation, its words on the page, and what it can be."""

    field: str
    words: str
    choices: Mapping[str, Orientation | Numbering | Letters]


QUESTION = "delta-is-not-w"
PARAMETERS = ("preset", "step", "phase", "view", "numbering", "letters", "question")
ELSEWHERE = ("present", "embed")
"""Parameters that the browser answers, and that stay in the address as they are."""
NOTATION: Mapping[str, NotationSwitch] = MappingProxyType(
    {
        "view": NotationSwitch("orientation", "examples as", ORIENTATIONS),
        "numbering": NotationSwitch("numbering", "layer numbers", NUMBERINGS),
        "letters": NotationSwitch("letters", "letters", LETTERS),
    }
)
CUSTOM = "custom"


def question_scenario() -> Scenario:
    """The OR gate at the gradients of its output layer, numbered as in the question."""
    return replace(preset(DEFAULT), phase="grad-2", question=QUESTION, notation=Notation(numbering="question"))


def read_link(parameters: Mapping[str, str]) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario that an address asks for, and a sentence for each thing in it that was ignored.

    Never raises: whatever cannot be used falls back to the nearest sound value.
    """
    notes: list[str] = []
    known = (*PARAMETERS, *ELSEWHERE)
    given = {name: str(value) for name, value in parameters.items()}
    for name in given:
        near = get_close_matches(name, known, 1, 0.75)
        if name not in known and near:
            notes.append(f"The link says “{_short(name)}”, which means nothing here and was ignored; “{near[0]}” does.")
    scenario = _preset(given, notes)
    if "question" in given:
        if given["question"] == QUESTION:
            if scenario.preset != DEFAULT:
                notes.append(f"The link names the preset “{scenario.preset}”, but the question has its own; ignored.")
            scenario = question_scenario()
        else:
            notes.append(f"The link asks for the question “{_short(given['question'])}”, which is not known; ignored.")
    return _cursor(_notation(scenario, given, notes), given, notes), tuple(notes)


def write_link(scenario: Scenario) -> dict[str, str]:
    """The parameters of the address at which `scenario` can be found again."""
    link = {"question": scenario.question} if scenario.question else {}
    link["preset"] = CUSTOM if is_custom(scenario) else scenario.preset
    usual = question_scenario().notation if scenario.question else Notation()
    for name, (part, _, _) in NOTATION.items():
        if getattr(scenario.notation, part) != getattr(usual, part):
            link[name] = getattr(scenario.notation, part)
    return link | {"step": str(scenario.step), "phase": scenario.phase}


def _preset(given: Mapping[str, str], notes: list[str]) -> Scenario:
    name = given.get("preset", DEFAULT)
    if name == CUSTOM:
        notes.append(
            "The link leads to someone’s own setup. A link does not keep such a setup yet, so this is the OR gate, "
            "from its beginning."
        )
    elif name not in PRESETS:
        notes.append(f"The link asks for the preset “{_short(name)}”, which is not known, so this is the OR gate.")
    return preset(name if name in PRESETS else DEFAULT)


def _notation(scenario: Scenario, given: Mapping[str, str], notes: list[str]) -> Scenario:
    """The scenario in the notation that the address names."""
    notation = scenario.notation
    for name, (part, _, choices) in NOTATION.items():
        value = given.get(name, "")
        if value in choices:
            notation = replace(notation, **{part: value})
        elif value:
            notes.append(
                f"The link asks for the {name} “{_short(value)}”, which is not known; there are {', '.join(choices)}."
            )
    return replace(scenario, notation=notation)


def _cursor(scenario: Scenario, given: Mapping[str, str], notes: list[str]) -> Scenario:
    """The scenario at the step and phase that the address names."""
    if given.get("preset") == CUSTOM:
        return scenario
    step, phase = given.get("step", ""), given.get("phase", "")
    if step:
        if step.isascii() and step.isdigit() and len(step) <= 12:
            if int(step) > MAX_STEP:
                notes.append(f"The link asks for step {step}; the last step that can be shown is {MAX_STEP}.")
            scenario = replace(scenario, step=min(int(step), MAX_STEP))
        else:
            notes.append(
                f"The link asks for step “{_short(step)}”; a step is a whole number from 0, so this is step 0."
            )
    if phase:
        if phase in phase_ids(scenario.depth):
            scenario = replace(scenario, phase=phase)
        else:
            notes.append(
                f"The link asks for the phase “{_short(phase)}”, which this network does not have, "
                f"so this is the phase “{scenario.phase}”."
            )
    return scenario


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
