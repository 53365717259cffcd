"""What a person typed in the setup, turned into a scenario or into sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from ..engine import Divergence
from ..lesson.notation import exact, plural
from .presets import preset
from .scenario import MAX_BATCH, MAX_LAYERS, MAX_NEURONS, MAX_PARAMETERS, MAX_SEED, MAX_TITLE, Scenario

Value = TypeVar("Value")


class SetupError(ValueError):
    """The setup cannot be run: `sentences` says why, by the name of the field ("" where several are meant)."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(sentences.values()))
        self.sentences = dict(sentences)


def typed_setup(scenario: Scenario) -> dict[str, str]:
    """The fields of the setup as they stand in their boxes."""
    return {
        "sizes": "-".join(str(n) for n in scenario.sizes),
        "hidden": scenario.activations[0] if scenario.depth > 1 else "sigmoid",
        "output": scenario.activations[-1],
        "cost": scenario.cost,
        "reduction": scenario.reduction,
        "eta": exact(scenario.eta),
        "batch_size": str(scenario.batch_size),
        "initialiser": scenario.initialiser,
        "seed": str(scenario.seed),
    }


def apply_setup(scenario: Scenario, typed: Mapping[str, str]) -> Scenario:
    """The scenario that `typed` asks for, at its first step; fields that are left out stay as they are.

    The weights of `scenario` stay as long as the sizes, the initialiser and the seed do.
    Raises SetupError with a sentence for each field that cannot be used.
    """
    wanted = typed_setup(scenario) | dict(typed)
    wrong: dict[str, str] = {}
    sizes = read_field(wrong, "sizes", wanted["sizes"], lambda text: read_sizes(text, scenario))
    eta = read_field(wrong, "eta", wanted["eta"], read_eta)
    batch_size = read_field(
        wrong, "batch_size", wanted["batch_size"], lambda text: read_batch_size(text, scenario.examples)
    )
    seed = read_field(wrong, "seed", wanted["seed"], read_seed)
    if wrong or sizes is None or eta is None or batch_size is None or seed is None:
        raise SetupError(wrong)
    depth = len(sizes) - 1
    fresh = (sizes, wanted["initialiser"], seed) != (scenario.sizes, scenario.initialiser, scenario.seed)
    new = replace(
        scenario,
        sizes=sizes,
        activations=(wanted["hidden"],) * (depth - 1) + (wanted["output"],),
        cost=wanted["cost"],
        reduction=wanted["reduction"],
        eta=eta,
        batch_size=batch_size,
        initialiser=wanted["initialiser"],
        seed=seed,
        weights=None if fresh else scenario.weights,
        biases=None if fresh else scenario.biases,
    )
    try_first_step(new)
    return beginning(new) if new.setup() != scenario.setup() else scenario


def try_first_step(scenario: Scenario) -> None:
    """Raise SetupError with a sentence under "" where the first mini-batch cannot be computed."""
    try:
        scenario.start().seek(0)
    except (ValueError, Divergence) as error:
        raise SetupError({"": str(error)}) from error


def beginning(scenario: Scenario) -> Scenario:
    """The same scenario at its first step: the same weights again."""
    view = replace(scenario.view, example=0, until=0)
    return replace(scenario, step=0, phase="batch", question="", view=view)


def new_weights(scenario: Scenario) -> Scenario:
    """The same setup from other random weights: those of the next seed."""
    seed = (scenario.seed + 1) % (MAX_SEED + 1)
    return beginning(replace(scenario, weights=None, biases=None, seed=seed))


def is_custom(scenario: Scenario) -> bool:
    """Whether the setup differs from that of its preset."""
    return scenario.setup() != preset(scenario.preset).setup()


def read_field(wrong: dict[str, str], field: str, text: str, parse: Callable[[str], Value]) -> Value | None:
    """The parsed text, or None with the reason added to `wrong`."""
    try:
        return parse(text.strip())
    except ValueError as error:
        wrong[field] = str(error)
        return None


def read_sizes(text: str, scenario: Scenario) -> tuple[int, ...]:
    """The layer list "2-3-1", which has to begin with the inputs and end with the outputs of the data.

    This and the readers below raise ValueError with a sentence where the text cannot be used.
    """
    parts = [part.strip() for part in text.replace(",", "-").replace("–", "-").split("-")]
    for part in parts:
        if not (part.isascii() and part.isdigit() and 1 <= len(part) <= 4):
            raise ValueError(
                f"The layer list “{text[:40]}” has “{part[:20]}” where a whole number from 1 to {MAX_NEURONS} is "
                f"needed. Write the number of neurons of each layer with dashes between, such as 2-3-1."
            )
    sizes = tuple(int(part) for part in parts)
    inputs, outputs = scenario.width
    if not 2 <= len(sizes) <= MAX_LAYERS + 1:
        raise ValueError(
            f"The layer list “{text[:40]}” has {plural(len(sizes), 'number')}; there have to be from 2 (inputs and "
            f"outputs) to {MAX_LAYERS + 1}."
        )
    if sizes[0] != inputs:
        raise ValueError(
            f"The layer list begins with {sizes[0]}, but each example of these data has {plural(inputs, 'input')}. "
            f"Begin with {inputs}."
        )
    if sizes[-1] != outputs:
        raise ValueError(
            f"The layer list ends with {sizes[-1]}, but each example of these data has {plural(outputs, 'target')}. "
            f"End with {outputs}."
        )
    if not all(1 <= n <= MAX_NEURONS for n in sizes[1:]):
        raise ValueError(f"A layer can have from 1 to {MAX_NEURONS} neurons; the layer list is “{text[:40]}”.")
    count = sum((n_prev + 1) * n for n_prev, n in pairwise(sizes))
    if count > MAX_PARAMETERS:
        raise ValueError(f"That network has {count} weights and biases; at most {MAX_PARAMETERS} can be shown.")
    return sizes


def read_eta(text: str) -> float:
    """The learning rate η."""
    try:
        eta = float(text.replace("−", "-"))
    except ValueError:
        eta = math.nan
    if not (math.isfinite(eta) and eta > 0):
        raise ValueError(
            f"The learning rate η is “{text[:40]}”; it has to be a number above 0, such as 0.5. "
            f"With an η below 0 the cost would grow."
        )
    return eta


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def read_batch_size(text: str, examples: int) -> int:
    """The batch size, for data with so many examples."""
    size = _whole(text)
    most = min(examples, MAX_BATCH)
    if size is None or not 1 <= size <= most:
        raise ValueError(
            f"The batch size is “{text[:40]}”, but these data have {plural(examples, 'example')}: a mini-batch can "
            f"hold from 1 to {most} of them."
        )
    return size


def read_seed(text: str) -> int:
    """A seed."""
    seed = _whole(text)
    if seed is None or seed > MAX_SEED:
        raise ValueError(f"The seed is “{text[:40]}”; it has to be a whole number from 0 to {MAX_SEED}.")
    return seed


def read_title(text: str) -> str:
    """The title of a page."""
    if not (text.strip() and len(text) <= MAX_TITLE and text.isprintable()):
        raise ValueError(f"A title has from 1 to {MAX_TITLE} letters that can be printed.")
    return text
