"""A second run beside the first: what it differs in."""

from __future__ import annotations

import re

from ..scenario import Scenario
from .setup_table import SETUP

COMPARED = tuple(name for name in SETUP if name != "title")
"""What a second run can differ in."""


def differences(text: str) -> dict[str, str]:
    """The differences that "seed:3,eta:0.1" names, in the order in which they are read. Raises ValueError."""
    named: dict[str, str] = {}
    for part in re.split(r",(?=[a-z]+:)", text) if text else ():
        name, colon, value = part.partition(":")
        if not (colon and name in COMPARED and value):
            raise ValueError(f"a second run differs in one of {', '.join(COMPARED)}, as seed:3 says it")
        named[name] = value
    return {name: named[name] for name in COMPARED if name in named}


def compared(scenario: Scenario) -> Scenario:
    """The scenario of the second run. Raises ValueError where a difference cannot be read."""
    other = scenario
    for name, value in differences(scenario.view.compare).items():
        other = SETUP[name].read(other, value)
    return other


def said_of(scenario: Scenario, name: str) -> str:
    """What a link says of one parameter of the setup."""
    return SETUP[name].write(scenario)
