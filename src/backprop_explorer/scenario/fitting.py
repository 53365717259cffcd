"""A network that fits other examples than those it had."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from ..lesson.notation import plural
from .data import DATASETS, FEWEST_TO_HOLD, HELD, Recipe, usual
from .scenario import MAX_BATCH, MAX_PARAMETERS, Scenario

LEARNS = {"binary": ("sigmoid", "binary-cross-entropy"), "classes": ("softmax", "cross-entropy")}
NUMBERS = ("linear", "quadratic")  # targets that may be any numbers


def fitted(scenario: Scenario) -> Scenario:
    """The scenario with the first and the last layer, and the batch size, that its examples need.

    Where a size changes, all weights come from the seed. Raises ValueError with a sentence for a network too large.
    """
    inputs, targets = scenario.width
    sizes = (inputs, *scenario.sizes[1:-1], targets)
    count = sum((n_prev + 1) * n for n_prev, n in pairwise(sizes))
    if count > MAX_PARAMETERS:
        raise ValueError(f"That network has {count} weights and biases; at most {MAX_PARAMETERS} can be shown.")
    batch_size = min(scenario.batch_size, scenario.examples, MAX_BATCH)
    new = replace(scenario, sizes=sizes, batch_size=batch_size)
    if sizes == scenario.sizes:
        return new
    biased = scenario.biased if scenario.weights is None else scenario.biases is not None
    view = replace(scenario.view, selected="")
    return replace(new, weights=None, biases=None, biased=biased, view=view)


def with_data_set(scenario: Scenario, name: str) -> Scenario:
    """The scenario with the data set called `name`, as it is when nothing else is asked for.

    The network stays as far as it fits. Where its outputs cannot learn such targets, they get the activation and the
    cost that can. Raises ValueError for an unknown name.
    """
    recipe = usual(name)
    if scenario.recipe is not None and scenario.recipe.name == name:
        return scenario
    held = HELD if recipe.points >= FEWEST_TO_HOLD else 0
    output, cost = LEARNS.get(DATASETS[name].targets, NUMBERS)
    new = replace(scenario, x=(), y=(), title=DATASETS[name].words, recipe=recipe, held=held)
    if scenario.activations[-1] != output:
        new = replace(new, activations=(*scenario.activations[:-1], output), cost=cost)
    return fitted(new)


def with_recipe(scenario: Scenario, recipe: Recipe) -> Scenario:
    """The scenario with the same data set, made in another way."""
    return fitted(replace(scenario, recipe=recipe))


def adapted(before: Scenario, after: Scenario) -> tuple[str, ...]:
    """What changed besides the examples that were asked for, a sentence each."""
    told = []
    if after.batch_size != before.batch_size:
        told.append(
            f"The batch size went from {before.batch_size} to {after.batch_size}, because there are "
            f"{plural(after.examples, 'example')}."
        )
    if after.activations[-1] != before.activations[-1]:
        told.append(
            f"The outputs went from {before.activations[-1]} to {after.activations[-1]} and the cost from "
            f"{before.cost} to {after.cost}, which suit these targets."
        )
    if after.sizes != before.sizes:
        sizes = ("-".join(map(str, scenario.sizes)) for scenario in (before, after))
        told.append(
            f"The layer sizes went from {' to '.join(sizes)} to fit the data. Such a network has other edges, so all "
            f"weights are new: they come from the seed {after.seed}."
        )
    return tuple(told)
