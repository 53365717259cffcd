"""The parameters of the setup, in an order in which each can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ...engine import ACTIVATIONS, COSTS, INITIALISERS, REDUCTIONS, RULES
from ...lesson.notation import exact
from ..asked_data import ASKED
from ..scenario import Scenario
from ..setup import RULE_NUMBERS, read_batch_size, read_eta, read_seed, read_sizes, read_title
from .parameter import Parameter, changed, choice, one_of


def _layers(scenario: Scenario, text: str) -> Scenario:
    """Other layer sizes: the activations are stretched to them, and the weights come from the seed."""
    sizes = read_sizes(text, scenario)
    hidden = scenario.activations[0] if scenario.depth > 1 else "sigmoid"
    activations = (hidden,) * (len(sizes) - 2) + scenario.activations[-1:]
    same = len(sizes) == len(scenario.sizes)
    return seeded(replace(scenario, sizes=sizes, activations=scenario.activations if same else activations))


def seeded(scenario: Scenario) -> Scenario:
    """The scenario with weights from its seed."""
    biased = scenario.biased if scenario.weights is None else scenario.biases is not None
    return replace(scenario, weights=None, biases=None, biased=biased)


def _hidden(scenario: Scenario) -> str:
    names = scenario.activations[:-1]
    return names[0] if len(set(names)) == 1 else ",".join(names)


def _with_hidden(scenario: Scenario, text: str) -> Scenario:
    names = tuple(one_of(name, [name for name in ACTIVATIONS if name != "softmax"]) for name in text.split(","))
    count = scenario.depth - 1
    if len(names) not in (1, count) or count == 0:
        raise ValueError(f"this network has {count} hidden layers")
    return replace(scenario, activations=(names * count)[:count] + scenario.activations[-1:])


def _shuffle(scenario: Scenario, text: str) -> Scenario:
    return replace(scenario, shuffle_seed=None if text == "none" else read_seed(text))


def _number(field: str) -> Parameter:
    """A number of the update rule."""
    return Parameter(
        lambda scenario: exact(getattr(scenario, field)),
        lambda scenario, text: changed(scenario, **{field: RULE_NUMBERS[field](text)}),
    )


SETUP: Mapping[str, Parameter] = MappingProxyType(
    {
        **{name: Parameter(ask.write, ask.read) for name, ask in ASKED.items()},
        "layers": Parameter(lambda scenario: "-".join(map(str, scenario.sizes)), _layers),
        "init": Parameter(
            lambda scenario: scenario.initialiser,
            lambda scenario, text: seeded(replace(scenario, initialiser=one_of(text, INITIALISERS))),
        ),
        "seed": Parameter(
            lambda scenario: str(scenario.seed),
            lambda scenario, text: seeded(replace(scenario, seed=read_seed(text))),
        ),
        "hidden": Parameter(_hidden, _with_hidden),
        "output": Parameter(
            lambda scenario: scenario.activations[-1],
            lambda scenario, text: replace(
                scenario, activations=(*scenario.activations[:-1], one_of(text, ACTIVATIONS))
            ),
        ),
        "cost": choice("cost", COSTS),
        "reduction": choice("reduction", REDUCTIONS),
        "eta": Parameter(
            lambda scenario: exact(scenario.eta), lambda scenario, text: replace(scenario, eta=read_eta(text))
        ),
        "batch": Parameter(
            lambda scenario: str(scenario.batch_size),
            lambda scenario, text: replace(scenario, batch_size=read_batch_size(text, scenario.examples)),
        ),
        "shuffle": Parameter(
            lambda scenario: "none" if scenario.shuffle_seed is None else str(scenario.shuffle_seed), _shuffle
        ),
        "rule": choice("rule", RULES),
        **{name: _number(name) for name in RULE_NUMBERS},
        "title": Parameter(
            lambda scenario: scenario.title, lambda scenario, text: replace(scenario, title=read_title(text))
        ),
    }
)
