"""A parameter of an address: how it is written, and how it is read back into a scenario."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, NamedTuple

from ..scenario import Scenario


class Parameter(NamedTuple):
    """One parameter: the text that says it of a scenario, and the scenario with that text read into it.

    `read` raises ValueError with a clause that says what is wrong: "it has to be a whole number from 0".
    """

    write: Callable[[Scenario], str]
    read: Callable[[Scenario, str], Scenario]


def changed(scenario: Scenario, **fields: Any) -> Scenario:
    """The scenario with other values for some of its fields, which are known by their names only."""
    return replace(scenario, **fields)


def choice(field: str, choices: Collection[str]) -> Parameter:
    """A field of the scenario that is one of a few words."""
    return Parameter(
        lambda scenario: str(getattr(scenario, field)),
        lambda scenario, text: changed(scenario, **{field: one_of(text, choices)}),
    )


def one_of(text: str, choices: Collection[str]) -> str:
    """The text. Raises ValueError with the words that there are where it is none of them."""
    if text not in choices:
        raise ValueError(f"there are {', '.join(filter(None, choices))}")
    return text
