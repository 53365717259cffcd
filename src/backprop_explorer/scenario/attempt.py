"""Typed weights that do not fit, laid on the picture: which edges have no number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from ..engine.activations import Array
from ..lesson.notation import Notation, exact, plural
from .own import TITLE, checked
from .presets import preset
from .scenario import Scenario
from .setup import SetupError, is_custom, read_field
from .typed_layers import fits, layer_sentence, typed_biases, typed_weights

Cells = tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """What was typed for w or b of one layer, laid on its edges or neurons.

    `cells` is as the engine holds it, `(n_l, n_{l−1})` for w and `(n_l, 1)` for b, with None where no number was
    typed. `found` is the shape that was typed, None if there was no list. `over` counts the numbers without a place.
    `per_neuron` is True where each number was laid on one neuron. `sentence` says why it does not fit, "" if it does.
    """

    name: str
    layer: int
    cells: Cells
    found: tuple[int, ...] | None
    over: int
    per_neuron: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """Weights and biases as they were typed, for the data and the layer sizes of `start`.

    `start` is also where missing numbers come from. `weights` and `biases` have an entry for each layer; `biases` is
    empty where none were typed. `extra` counts the lists beyond the last layer. The lists were typed in the notation
    of `start`.
    """

    title: str
    start: Scenario
    weights: tuple[Laid, ...]
    biases: tuple[Laid, ...]
    extra: int


def attempt_from(weights_text: str, biases_text: str, start: Scenario, title: str = TITLE) -> Attempt:
    """Typed lists laid on the network of `start`, whether or not they fit, in the orientation of its notation.

    The rule of placing: a flat list with one number per neuron is laid one per neuron, on the edge from the first
    input. That is what whoever typed it had in mind, and the picture then shows each neuron with one number and the
    other edges bare. Any other flat list fills the displayed matrix row by row. Rows stay where they were typed, and
    what lies outside the matrix has no place. Nothing is moved to make it fit.

    Raises SetupError with sentences for "weights" and "biases" where a text cannot be read.
    """
    wrong: dict[str, str] = {}
    weights = read_field(wrong, "weights", weights_text, lambda text: typed_weights(text, start.sizes, start.notation))
    none = not biases_text.strip()
    biases = [] if none else read_field(wrong, "biases", biases_text, lambda text: typed_biases(text, start.sizes))
    if weights is None or biases is None:
        raise SetupError(wrong)
    extra = max(0, len(weights) - start.depth) + max(0, len(biases) - start.depth)
    laid = () if none else _all_laid("b", biases, start)
    return Attempt(title, start, _all_laid("w", weights, start), laid, extra)


def first_attempt(notation: Notation | None = None) -> Attempt:
    """What the question first tried: one weight per neuron instead of one per edge."""
    start = replace(preset("or-gate-2-2-1"), notation=notation or Notation())
    return attempt_from("[[0.3, 0.4], [0.1]]", "[[1, 1], [1]]", start, "The question’s first attempt")


ATTEMPTS: Mapping[str, Callable[[Notation | None], Attempt]] = MappingProxyType({"first-attempt": first_attempt})
"""The attempts that stand in the list of presets; they cannot be run, so they are no scenarios."""


def missing(attempt: Attempt) -> list[tuple[int, int, int]]:
    """The edges without a number, (layer, j, k): to neuron j from neuron k, from 0."""
    return [place for laid in attempt.weights for place in _empty(laid)]


def missing_biases(attempt: Attempt) -> list[tuple[int, int]]:
    """The neurons whose bias has no number, (layer, j), from 0."""
    return [(layer, j) for laid in attempt.biases for layer, j, _ in _empty(laid)]


def why(attempt: Attempt) -> tuple[str, ...]:
    """What does not fit and where the numbers were laid, a sentence or a few for each layer; empty if all fits."""
    told = [" ".join([laid.sentence, *_placed(laid)]) for laid in (*attempt.weights, *attempt.biases) if laid.sentence]
    if attempt.extra:
        what = plural(attempt.extra, "list")
        told.append(f"There {'is' if attempt.extra == 1 else 'are'} {what} more than the network has layers for.")
    return tuple(told)


def button_words(attempt: Attempt) -> str:
    """What the button says that fills the missing cells, with the numbers that it fills in where they are few."""
    edges, neurons = missing(attempt), missing_biases(attempt)
    layers = attempt.start.network().layers
    numbers = [float(layers[layer - 1].w[j, k]) for layer, j, k in edges]
    parts = [plural(len(edges), "missing weight")] if edges else []
    if neurons:
        numbers += [0.0 if (b := layers[layer - 1].b) is None else float(b[j, 0]) for layer, j in neurons]
        parts.append(f"{len(neurons)} missing bias{'' if len(neurons) == 1 else 'es'}")
    few = ": " + ", ".join(exact(value).replace("-", "−") for value in numbers) if len(numbers) <= 6 else ""
    if not parts:
        return "use the numbers that have a place"
    return f"fill in {' and '.join(parts)} from {_whose(attempt.start)}{few}"


def filled(attempt: Attempt) -> Scenario:
    """The scenario with the typed numbers, and in each missing cell the number that `attempt.start` has there.

    A missing bias of a network without biases is 0. Numbers without a place are left out. Raises SetupError where the
    first mini-batch cannot be computed with these numbers.
    """
    layers = attempt.start.network().layers
    weights = tuple(_filled(laid.cells, layer.w) for laid, layer in zip(attempt.weights, layers, strict=True))
    biases = None
    if attempt.biases:
        own = [np.zeros((layer.w.shape[0], 1)) if layer.b is None else layer.b for layer in layers]
        given = [_filled(laid.cells, b) for laid, b in zip(attempt.biases, own, strict=True)]
        biases = tuple(tuple(value for (value,) in cells) for cells in given)
    return checked(replace(attempt.start, weights=weights, biases=biases, biased=biases is not None))


def _all_laid(name: str, lists: Sequence[Array], start: Scenario) -> tuple[Laid, ...]:
    found = [*lists, *[None] * start.depth]
    return tuple(
        _laid(name, number, array, (n, n_prev), start.notation)
        for number, (array, (n_prev, n)) in enumerate(zip(found, pairwise(start.sizes), strict=False), start=1)
    )


def _laid(name: str, number: int, array: Array | None, shape: tuple[int, int], notation: Notation) -> Laid:
    """One list on the edges of layer `number`, `shape` `(n, n_prev)`, or its biases on the neurons."""
    n, n_prev = shape
    turned = name == "w" and notation.turned("w")
    cells = np.full((n, n_prev if name == "w" else 1), np.nan)
    over, per_neuron = 0, False
    if array is not None:
        per_neuron = name == "w" and array.ndim < 2 and array.size == n and n_prev > 1
        if per_neuron:
            cells[:, 0] = array.ravel()
        else:
            over = _lay(cells.T if turned else cells, array.ravel() if name == "b" else array)
    right = array is not None and fits(name, array, n, n_prev, turned)
    sentence = "" if right else layer_sentence(name, number, array, shape, notation)
    found = None if array is None else array.shape
    values = tuple(tuple(None if np.isnan(v) else float(v) for v in row) for row in cells.tolist())
    return Laid(name, number, values, found, over, per_neuron, sentence)


def _lay(matrix: Array, array: Array) -> int:
    """Write the numbers into `matrix`, rows where they stand and flat lists row by row; how many found no place."""
    if array.ndim == 2:
        rows, columns = (min(a, b) for a, b in zip(matrix.shape, array.shape, strict=True))
        matrix[:rows, :columns] = array[:rows, :columns]
        return int(array.size - rows * columns)
    flat = array.ravel()[: matrix.size]
    for place, value in zip(np.ndindex(*matrix.shape), flat.tolist(), strict=False):
        matrix[place] = value
    return int(array.size - flat.size)


def _empty(laid: Laid) -> list[tuple[int, int, int]]:
    return [(laid.layer, j, k) for j, row in enumerate(laid.cells) for k, value in enumerate(row) if value is None]


def _placed(laid: Laid) -> list[str]:
    """Where the numbers of a list that does not fit were laid, and what is left."""
    told = []
    if laid.per_neuron:
        one = len(laid.cells) == 1
        told.append(f"{'It' if one else 'Each'} is laid on the edge from the first input of its neuron.")
    count = len(_empty(laid))
    if count:
        what = plural(count, "edge") if laid.name == "w" else plural(count, "neuron")
        told.append(f"{what} {'has' if count == 1 else 'have'} no number.")
    if laid.over:
        told.append(f"{plural(laid.over, 'number')} {'has' if laid.over == 1 else 'have'} no place.")
    return told


def _whose(start: Scenario) -> str:
    if is_custom(start):
        return "the network as it was"
    return "the OR gate" if start.preset == "or-gate-2-2-1" else f"“{start.title}”"


def _filled(cells: Cells, own: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(
        tuple(float(own[j, k]) if value is None else value for k, value in enumerate(row))
        for j, row in enumerate(cells)
    )
