"""The parameters of the address at which a scenario can be found again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from ..presets import DEFAULT, preset
from ..questions import question_scenario
from ..scenario import Scenario
from .packed import LONGEST, pack
from .parameter import Parameter, changed
from .setup_table import SETUP, seeded
from .tables import PLACE

VERSION = "1"
CUSTOM = "custom"  # what an address says in place of a setup that it has no room for
PARAMETERS = ("v", "question", "preset", *SETUP, "d", *PLACE)
ELSEWHERE = ("gallery", "own")
"""Parameters that lead to the gallery, or open the setup, and are not of a scenario."""
THEIRS = ("present", "embed", "embed_options")
"""Parameters that the browser and Streamlit answer, and that stay in the address as they are."""


def write_link(scenario: Scenario) -> dict[str, str]:
    """The parameters of the address at which `scenario` can be found again: `read_link` gives the same scenario.

    They are read as they are written, one after the other, so each says only what differs from what the ones before
    it give.
    """
    return write_setup(scenario) | write_place(scenario)


def write_setup(scenario: Scenario) -> dict[str, str]:
    """The parameters that say what is learned, and how: the same at all places of a run."""
    link = {"question": scenario.question} if scenario.question else {}
    here = question_scenario(scenario.question) if scenario.question else preset(scenario.preset)
    setup = _setup(here, scenario)
    # A data set without a preset would open the preset of that data set.
    if not scenario.question and (not setup or "data" in setup or scenario.preset != DEFAULT):
        link["preset"] = scenario.preset
    return link | setup


def write_place(scenario: Scenario) -> dict[str, str]:
    """The parameters that say where the page stands, and how it is looked at."""
    usual = question_scenario(scenario.question) if scenario.question else preset(DEFAULT)
    fields = ("notation", "view", "ask", "lock", "hide", "step", "phase")
    here = changed(scenario, **{field: getattr(usual, field) for field in fields})
    return dict(_differing(PLACE, here, scenario)) | {"step": str(scenario.step), "phase": scenario.phase}


def fits(link: Mapping[str, str]) -> bool:
    """Whether an address can hold these parameters."""
    return len(urlencode(link)) <= LONGEST


def _setup(here: Scenario, scenario: Scenario) -> dict[str, str]:
    """The parameters that lead from the setup of one scenario to that of another."""
    own: dict[str, Any] = {}
    if scenario.recipe is None and here.recipe is not None:
        here = changed(here, x=(), y=(), recipe=None, held=0)
    for name in ("x", "y") if scenario.recipe is None else ():
        if repr(getattr(here, name)) != repr(getattr(scenario, name)):  # repr tells 0.0 from −0.0
            own[name] = getattr(scenario, name)
            here = changed(here, **{name: own[name]})
    link = {}
    for name, text in _differing(SETUP, here, scenario):
        link[name] = text
        here = SETUP[name].read(here, text)
    own |= _weights(here, scenario)
    packed = {"d": pack(own)} if own else {}
    return {"v": VERSION} | link | packed if link or own else {}


def _weights(here: Scenario, scenario: Scenario) -> dict[str, Any]:
    """The weights and biases that differ, and whether there are biases and they learn, if that differs, too."""
    own: dict[str, Any] = {}
    biased = here.biased
    if repr((here.weights, here.biases)) != repr((scenario.weights, scenario.biases)):
        own = {"w": scenario.weights, "b": scenario.biases}
        biased = seeded(here).biased if scenario.weights is None else scenario.biases is not None
    if biased != scenario.biased:
        own["biased"] = scenario.biased
    if here.train_biases != scenario.train_biases:
        own["train"] = scenario.train_biases
    return own


def _differing(table: Mapping[str, Parameter], here: Scenario, scenario: Scenario) -> Iterable[tuple[str, str]]:
    """The parameters that say something else of two scenarios; the first one is led on by each."""
    for name, parameter in table.items():
        text = parameter.write(scenario)
        if text != parameter.write(here):
            here = parameter.read(here, text)
            yield name, text
