"""The scenario that an address asks for, whatever stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np

from ..own import inputs, targets
from ..presets import DEFAULT, LEARNED, PRESETS, preset, rows
from ..questions import QUESTIONS, question_scenario
from ..scenario import MAX_EXAMPLES, Rows, Scenario
from ..setup import SetupError, try_first_step
from .packed import LONGEST, unpack
from .parameter import Parameter, changed
from .second import compared
from .setup_table import SETUP, seeded
from .tables import PLACE, Nearest
from .writing import CUSTOM, ELSEWHERE, PARAMETERS, THEIRS, VERSION

CLAUSES = 6  # that are told; the others are counted
QUOTED = 40  # characters of a value
NAMES = 5  # of unknown parameters that are told


def read_link(parameters: Mapping[str, str], longest: int = LONGEST) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario that an address asks for, and one sentence for all in it that was ignored, or none.

    Never raises: whatever cannot be used falls back to the nearest sound value. `longest` bounds the characters of a
    person's own numbers.
    """
    given = {str(name): str(value) for name, value in parameters.items()}
    why = [*_unknown(given), *_version(given)]
    base = _base(given, why)
    scenario = _setup(base, given, longest, why)
    scenario = _comparable(_read(PLACE, scenario, given, why), why)
    return scenario, _sentence(why)


def _comparable(scenario: Scenario, why: list[str]) -> Scenario:
    """The scenario without its second run, if that one cannot be computed."""
    said = scenario.view.compare
    try:
        return with_second(scenario, said)
    except ValueError as error:
        why.append(f"the second run, “{short(said)}”, was left out: {_clause(error)}")
        return with_second(scenario, "")


def with_second(scenario: Scenario, differences: str) -> Scenario:
    """The scenario with a second run beside it, or with none; raises ValueError where that cannot be computed."""
    found = PLACE["compare"].read(scenario, differences)
    if found.view.compare:
        try_first_step(compared(found))
    return found


def _sentence(why: list[str]) -> tuple[str, ...]:
    if not why:
        return ()
    more = len(why) - CLAUSES
    clauses = [*why[:CLAUSES], *([f"{more} more things were ignored, too"] if more > 0 else [])]
    return (f"Not all of this link could be followed: {'; '.join(clauses)}.",)


def _unknown(given: Mapping[str, str]) -> list[str]:
    """What is said of parameters that mean nothing here."""
    known = (*PARAMETERS, *THEIRS, *ELSEWHERE)
    strange = [name for name in given if name not in known]
    if not strange:
        return []
    told = []
    for name in strange[:NAMES]:
        near = get_close_matches(name[:QUOTED], known, 1, 0.75)
        told.append(f"“{short(name)}”" + (f" (is “{near[0]}” meant?)" if near else ""))
    more = f" and {len(strange) - NAMES} more" if len(strange) > NAMES else ""
    return [f"{', '.join(told)}{more} {'mean' if len(strange) > 1 else 'means'} nothing here"]


def _version(given: Mapping[str, str]) -> list[str]:
    if given.get("v", VERSION) == VERSION:
        return []
    return [f"it is of the version “{short(given['v'])}”, which is not known here, and was read as version {VERSION}"]


def _base(given: Mapping[str, str], why: list[str]) -> Scenario:
    """The scenario that all others begin as: that of a question, of a preset, or the OR gate."""
    asked, name = given.get("question"), given.get("preset", LEARNED.get(given.get("data", ""), DEFAULT))
    if asked is not None and asked in QUESTIONS:
        scenario = question_scenario(asked)
        if "preset" in given and name != scenario.preset:
            why.append(f"the preset “{short(name)}” was left out, because the question has its own")
        return scenario
    if asked is not None:
        why.append(f"the question “{short(asked)}” is not known")
    if name in PRESETS:
        return preset(name)
    if name == CUSTOM:
        if not any(field in given for field in (*SETUP, "d")):
            why.append("it leads to a setup of someone’s own, but does not hold it, so this is the OR gate")
    else:
        why.append(f"the preset “{short(name)}” is not known, so this is the OR gate")
    return preset(DEFAULT)


def _read(table: Mapping[str, Parameter], scenario: Scenario, given: Mapping[str, str], why: list[str]) -> Scenario:
    for name, parameter in table.items():
        text = given.get(name, "")
        if not text:
            continue
        try:
            scenario = parameter.read(scenario, text)
        except ValueError as error:
            scenario = error.scenario if isinstance(error, Nearest) else scenario
            said = _clause(error)
            why.append(said if f"“{text[:20]}" in said else f"{name} is “{short(text)}”, but {said}")
    return scenario


def _setup(base: Scenario, given: Mapping[str, str], longest: int, why: list[str]) -> Scenario:
    """The scenario with the setup that is given; the base where its first mini-batch cannot be computed."""
    if not any(given.get(name) for name in (*SETUP, "d")):
        return base
    own = _own(given.get("d", ""), longest, why)
    try:
        scenario = _examples(base, own)
        scenario = _read(SETUP, scenario, given, why)
        scenario = _weights(scenario, own)
        try_first_step(scenario)
    except (SetupError, ValueError) as error:
        why.append(f"the setup cannot be used, so this is “{base.title}”: {_clause(error)}")
        return base
    return scenario


def _own(text: str, longest: int, why: list[str]) -> dict[str, Any]:
    try:
        return unpack(text, longest) if text else {}
    except ValueError as error:
        why.append(f"the numbers in “d” were left out: {error}")
        return {}


def _examples(base: Scenario, own: Mapping[str, Any]) -> Scenario:
    """The base with examples of its own, if there are any. Raises ValueError."""
    found = {name: _data(name, own[name]) for name in ("x", "y") if name in own}
    if not found or base.recipe is None:
        return changed(base, **found)
    if len(found) < 2:
        raise ValueError("its numbers have inputs or targets, but not both")
    return changed(base, **found, recipe=None, held=0)


def _data(name: str, value: Any) -> Rows:
    """Rows of data within the limits. Raises ValueError."""
    if isinstance(value, list) and len(value) > MAX_EXAMPLES:
        raise ValueError(f"there are {len(value)} examples, where at most {MAX_EXAMPLES} can be learned")
    array = np.array(_numbers(value, 2), dtype=np.float64)
    return rows((inputs if name == "x" else targets)(array).T)


def _weights(scenario: Scenario, own: Mapping[str, Any]) -> Scenario:
    """The scenario with weights and biases of its own. Raises ValueError where they are no numbers."""
    if "w" in own:
        weights, biases = own["w"], own.get("b")
        scenario = seeded(scenario)
        if weights is not None:
            found = None if biases is None else _numbers(biases, 2)
            scenario = replace(scenario, weights=_numbers(weights, 3), biases=found, biased=found is not None)
    flags: dict[str, Any] = {
        field: own[name] for name, field in (("biased", "biased"), ("train", "train_biases")) if name in own
    }
    if not all(isinstance(flag, bool) for flag in flags.values()):
        raise ValueError("whether there are biases is yes or no")
    return changed(scenario, **flags)


def _numbers(value: Any, depth: int) -> Any:
    """Lists nested so deep, with finite numbers in them, as tuples. Raises ValueError for anything else."""
    if depth == 0:
        if not isinstance(value, float) or value - value != 0:
            raise ValueError("what stands in place of a number is none")
        return value
    if not isinstance(value, list) or not value:
        raise ValueError("a list of numbers was needed")
    return tuple(_numbers(each, depth - 1) for each in value)


def _clause(error: ValueError) -> str:
    """The first sentence of an error, as a part of another one."""
    said = str(error).split(". ")[0].rstrip(".")
    return said[:1].lower() + said[1:]


def short(text: str) -> str:
    """A value as it is quoted."""
    return text if len(text) <= QUOTED else text[:QUOTED] + "…"
