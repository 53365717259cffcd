"""What a person asks of a data set, turned into a scenario or into sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from ..lesson.notation import exact
from .data import DATASETS, MOST_HELD, DataSet, Recipe
from .data.sets import MOST_NOISE
from .fitting import fitted, with_data_set, with_recipe
from .scenario import MAX_SEED, Scenario
from .setup import SetupError, beginning, try_first_step


class Ask(NamedTuple):
    """One thing that can be asked of the data: its words, whether these data have it, its text, and its reader."""

    words: str
    offered: Callable[[Scenario], bool]
    write: Callable[[Scenario], str]
    read: Callable[[Scenario, str], Scenario]


def whole(text: str, least: int, most: int, what: str) -> int:
    """A whole number without a sign. Raises ValueError with a sentence about `what`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and least <= int(text) <= most):
        raise ValueError(f"{what} is “{text[:40]}”; it has to be a whole number from {least} to {most}.")
    return int(text)


def _made(scenario: Scenario) -> tuple[Recipe, DataSet]:
    if scenario.recipe is None:
        raise ValueError("These examples were typed, so nothing can be asked of their data set.")
    return scenario.recipe, DATASETS[scenario.recipe.name]


def _data(scenario: Scenario, text: str) -> Scenario:
    if text not in DATASETS:
        raise ValueError(f"The data set “{text[:40]}” is not known; there are {', '.join(DATASETS)}.")
    return with_data_set(scenario, text)


def _points(scenario: Scenario, text: str) -> Scenario:
    recipe, made = _made(scenario)
    least, _, most = made.points
    return with_recipe(scenario, replace(recipe, points=whole(text, least, most, "The number of points")))


def _classes(scenario: Scenario, text: str) -> Scenario:
    recipe, made = _made(scenario)
    if made.classes is None:
        raise ValueError(f"The number of classes is “{text[:40]}”, but that of “{made.words}” cannot be chosen.")
    least, _, most = made.classes
    return with_recipe(scenario, replace(recipe, classes=whole(text, least, most, "The number of classes")))


def _noise(scenario: Scenario, text: str) -> Scenario:
    recipe, made = _made(scenario)
    if made.noise is None:
        raise ValueError(f"The noise is “{text[:40]}”, but “{made.words}” has none.")
    try:
        noise = float(text)
    except ValueError:
        noise = math.nan
    if not 0 <= noise <= MOST_NOISE:
        raise ValueError(f"The noise is “{text[:40]}”; it has to be a number from 0 to {MOST_NOISE:g}, such as 0.1.")
    return with_recipe(scenario, replace(recipe, noise=noise + 0.0))


def _seed(scenario: Scenario, text: str) -> Scenario:
    recipe, made = _made(scenario)
    if not _is_random(scenario):
        raise ValueError(f"The seed of the data is “{text[:40]}”, but nothing in “{made.words}” is random.")
    return with_recipe(scenario, replace(recipe, seed=whole(text, 0, MAX_SEED, "The seed of the data")))


def _held(scenario: Scenario, text: str) -> Scenario:
    return fitted(replace(scenario, held=whole(text, 0, MOST_HELD, "The share that is held out")))


def _is_random(scenario: Scenario) -> bool:
    """Whether a seed decides something: the noise, or which examples are held out."""
    return scenario.recipe is not None and DATASETS[scenario.recipe.name].points[2] > 4


def _has(field: str) -> Callable[[Scenario], bool]:
    return lambda scenario: scenario.recipe is not None and getattr(DATASETS[scenario.recipe.name], field) is not None


def _written(field: str) -> Callable[[Scenario], str]:
    def write(scenario: Scenario) -> str:
        value = "" if scenario.recipe is None else getattr(scenario.recipe, field)
        return exact(value) if isinstance(value, float) else str(value)

    return write


ASKED: Mapping[str, Ask] = MappingProxyType(
    {
        "data": Ask("data set", lambda _: True, _written("name"), _data),
        "points": Ask("points", _is_random, _written("points"), _points),
        "classes": Ask("classes", _has("classes"), _written("classes"), _classes),
        "noise": Ask("noise", _has("noise"), _written("noise"), _noise),
        "dataseed": Ask("seed of the data", _is_random, _written("seed"), _seed),
        "held": Ask("held out, in %", lambda scenario: True, lambda scenario: str(scenario.held), _held),
    }
)
"""By the name that a link gives each, in an order in which they can be read."""


def typed_data(scenario: Scenario) -> dict[str, str]:
    """The fields of the data set as they stand in their boxes."""
    return {name: ask.write(scenario) for name, ask in ASKED.items() if ask.offered(scenario)}


def apply_data(scenario: Scenario, typed: Mapping[str, str]) -> Scenario:
    """The scenario with the data that `typed` asks for, at its first step; fields that stand as they were do nothing.

    Raises SetupError with a sentence for each field that cannot be used.
    """
    wrong: dict[str, str] = {}
    new, before = scenario, typed_data(scenario)
    if typed.get("data", before["data"]) != before["data"]:
        typed = {"data": typed["data"]}  # the other fields are about the data that go
    for name, text in typed.items():
        if text.strip() == before.get(name):
            continue
        try:
            new = ASKED[name].read(new, text.strip())
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise SetupError(wrong)
    if new.setup() == scenario.setup():
        return scenario
    try_first_step(new)
    return beginning(new)
