"""A scenario from numbers of one's own, for a link, a notebook or a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..engine import ACTIVATIONS, COSTS, REDUCTIONS, RULES
from ..engine.activations import Array
from ..lesson.notation import plural
from .own import TITLE, inputs, targets
from .presets import DEFAULT, rows
from .scenario import MAX_BATCH, Scenario
from .setup import (
    RULE_NUMBERS,
    SetupError,
    Value,
    read_batch_size,
    read_eta,
    read_seed,
    read_sizes,
    read_title,
    try_first_step,
)


def custom(
    x: Any,
    y: Any,
    weights: Sequence[Any],
    biases: Sequence[Any] | None = None,
    *,
    activations: str | Sequence[str] = "sigmoid",
    cost: str = "quadratic",
    reduction: str = "mean",
    eta: float = 1.0,
    batch_size: int | None = None,
    title: str = TITLE,
    shuffle_seed: int | None = None,
    train_biases: bool = True,
    rule: str = "descent",
    l2: float = 0.0,
    momentum: float = 0.9,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Scenario:
    """A scenario with data and weights of one's own, at its first step.

    `x` and `y` have one ROW for each example, as people type them. `weights` has a matrix for each layer, one row for
    each of its neurons, and `biases` a list for each layer, or is None. `activations` is one name for all layers or
    one for each. All examples make one mini-batch, unless `batch_size` is given. `rule` is "descent", "momentum" (with
    `momentum` as μ) or "adam" (with `beta1`, `beta2` and `epsilon`); `l2` is λ, the strength of the L2 term.
    Raises SetupError with a sentence for each part that cannot be used, by its name.
    """
    parts = _Parts()
    examples, answers = _data(parts, x, y)
    matrices, lists = _network(parts, weights, biases)
    names = (activations,) * len(matrices) if isinstance(activations, str) else tuple(activations)
    for name, word, known in (("cost", cost, COSTS), ("reduction", reduction, REDUCTIONS), ("rule", rule, RULES)):
        parts.check(name, partial(_known, word, known))
    given = {"l2": l2, "momentum": momentum, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    numbers: dict[str, Any] = {name: _rule_number(parts, name, number) for name, number in given.items()}
    parts.check("activations", lambda: _names(names, len(matrices)))
    size = min(len(examples), MAX_BATCH) if batch_size is None else batch_size
    scenario = Scenario(
        preset=DEFAULT,
        title=parts.read("title", lambda: read_title(title), TITLE),
        x=rows(examples.T),
        y=rows(answers.T),
        sizes=(matrices[0].shape[1], *(len(matrix) for matrix in matrices)),
        activations=names,
        cost=cost,
        reduction=reduction,
        weights=tuple(rows(matrix.T) for matrix in matrices),
        biases=None if lists is None else tuple(tuple(each.tolist()) for each in lists),
        biased=lists is not None,
        train_biases=bool(train_biases),
        eta=parts.read("eta", lambda: read_eta(str(eta)), 1.0),
        batch_size=parts.read("batch_size", lambda: read_batch_size(str(size), len(examples)), 1),
        shuffle_seed=parts.read("shuffle_seed", lambda: _seed(shuffle_seed), None),
        rule=rule,
        **numbers,
    )
    if not parts.wrong:
        parts.check("weights", lambda: read_sizes("-".join(map(str, scenario.sizes)), scenario))
    if parts.wrong:
        raise SetupError(parts.wrong)
    try_first_step(scenario)
    return scenario


def _seed(seed: int | None) -> int | None:
    """The seed that shuffles, if there is one."""
    return None if seed is None else read_seed(str(seed))


def _rule_number(parts: _Parts, name: str, number: float) -> float:
    """A number of the update rule."""
    return parts.read(name, lambda: RULE_NUMBERS[name](str(number)), number)


class _Parts:
    """Parts that are read one after the other; `wrong` says of each that cannot be used why."""

    def __init__(self) -> None:
        self.wrong: dict[str, str] = {}

    def read(self, name: str, make: Callable[[], Value], instead: Value) -> Value:
        """What `make` makes, or `instead` where it raises ValueError."""
        try:
            return make()
        except ValueError as error:
            self.wrong[name] = str(error)
            return instead

    def check(self, name: str, look: Callable[[], object]) -> None:
        """Note what `look` raises."""
        self.read(name, look, None)


def _data(parts: _Parts, x: Any, y: Any) -> tuple[Array, Array]:
    """Inputs and targets, a row for each example."""
    none = np.zeros((1, 1))
    examples = parts.read("x", lambda: inputs(_array(x)), none)
    answers = parts.read("y", lambda: targets(_array(y)), none)
    if len(answers) != len(examples):
        said = f"There are {plural(len(examples), 'example')} in x, but targets for {len(answers)}."
        parts.wrong.setdefault("y", said)
    return examples, answers


def _network(
    parts: _Parts, weights: Sequence[Any], biases: Sequence[Any] | None
) -> tuple[list[Array], list[Array] | None]:
    """A matrix for each layer, and its biases, if it has any."""

    def read_all() -> list[Array]:
        found = [_matrix(number, each) for number, each in enumerate(weights, start=1)]
        if not found:
            raise ValueError("There are no weights. A matrix is needed for each layer.")
        return found

    no_lists: list[Array] = []
    matrices = parts.read("weights", read_all, [np.zeros((1, 1))])
    if biases is None:
        return matrices, None
    return matrices, parts.read("biases", lambda: [_array(each).ravel() for each in biases], no_lists)


def _array(numbers: Any) -> Array:
    """Numbers as an array. Raises ValueError where they are none, or not finite, or rows have different lengths."""
    try:
        array = np.asarray(numbers, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError("Lists of numbers were needed, all rows of the same length.") from error
    if not np.isfinite(array).all():
        raise ValueError("Some of the numbers are not finite; they have to be numbers to compute with.")
    return array


def _matrix(number: int, weights: Any) -> Array:
    array = _array(weights)
    if array.ndim != 2 or not array.size:
        raise ValueError(
            f"The weights of layer {number} are {array.ndim} deep. They have to be a matrix: a row for each neuron of "
            f"the layer, a column for each neuron of the layer before."
        )
    return array


def _names(names: tuple[str, ...], layers: int) -> None:
    if len(names) != layers:
        raise ValueError(f"There are {plural(len(names), 'activation')} for {plural(layers, 'layer')}.")
    for name in names:
        _known(name, ACTIVATIONS)


def _known(name: str, names: Any) -> None:
    if name not in names:
        raise ValueError(f"“{str(name)[:40]}” is not known; there are {', '.join(names)}.")
