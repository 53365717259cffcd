"""Typed weights and biases, told apart layer by layer and held against the sizes of a network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..engine.activations import Array
from ..lesson.notation import Notation, plural
from ..lesson.pasted import PasteError, read_matrices
from ..lesson.shape_words import list_for_edges, one_per_edge, one_per_neuron

SHOWN = 3  # layers of which a message tells at most


def typed_weights(text: str, sizes: Sequence[int], notation: Notation) -> list[Array]:
    """The lists of a text, one for each layer, in the shapes in which they were typed. Raises PasteError.

    Rows of one length are one matrix. Where that is not w of the first layer, but there are as many rows as layers,
    each row was meant for a layer.
    """
    found = [pasted.array for pasted in read_matrices(text)]
    first = fits("w", found[0], sizes[1], sizes[0], notation.turned("w"))
    return found if first else _rows_as_layers(found, len(sizes) - 1)


def typed_biases(text: str, sizes: Sequence[int]) -> list[Array]:
    """The same for biases: a matrix with as many rows as there are layers has a row for each. Raises PasteError."""
    return _rows_as_layers([pasted.array for pasted in read_matrices(text)], len(sizes) - 1)


def _rows_as_layers(found: list[Array], depth: int) -> list[Array]:
    if len(found) == 1 and depth > 1 and found[0].ndim == 2 and len(found[0]) == depth:
        return list(found[0])
    return found


def fits(name: str, array: Array, n: int, n_prev: int, turned: bool) -> bool:
    """Whether a list can be w `(n, n_prev)` or b of n numbers; a flat list can if one of its sides is 1."""
    if name == "b":
        return array.size == n and (array.ndim < 2 or (array.ndim == 2 and 1 in array.shape))
    needed = (n_prev, n) if turned else (n, n_prev)
    return array.shape == needed or (array.ndim < 2 and array.size == n * n_prev and 1 in needed)


def check_layers(name: str, found: Sequence[Array], sizes: Sequence[int], notation: Notation) -> None:
    """Raise PasteError where lists typed for all w or all b do not fit: why, in terms of the picture."""
    told = [
        layer_sentence(name, number, array, (n, n_prev), notation)
        for number, (array, (n_prev, n)) in enumerate(zip(found, pairwise(sizes), strict=False), start=1)
        if not fits(name, array, n, n_prev, notation.turned(name))
    ]
    more = f" The same goes for {plural(len(told) - SHOWN, 'more layer')}." if len(told) > SHOWN else ""
    if wrong := [*_count(name, len(found), len(sizes) - 1), *told[:SHOWN]]:
        raise PasteError(" ".join(wrong) + more)


def layer_sentence(name: str, number: int, array: Array | None, shape: tuple[int, int], notation: Notation) -> str:
    """What layer `number` needs, `shape` `(n, n_prev)`, and what was typed for it; None if nothing was."""
    n, n_prev = shape
    if name == "w":
        has = list_for_edges(None if array is None else array.shape, n, n_prev, notation.turned("w"))
        return f"{one_per_edge(number, n, n_prev, notation)} {has}"
    has = "There is no list for it." if array is None else f"This list has {array.size}."
    if array is not None and array.size == n:
        has = f"This list is {' × '.join(map(str, array.shape))}."
    return f"{one_per_neuron(number, n, notation)} {has}"


def _count(name: str, found: int, depth: int) -> list[str]:
    """The sentence on the number of lists, if it is not that of the layers."""
    if found == depth:
        return []
    what, one = ("matrices", "matrix") if name == "w" else ("lists", "list")
    return [
        f"There {'is' if found == 1 else 'are'} {found} {one if found == 1 else what} here, but the network has "
        f"{plural(depth, 'layer')} of {'weights' if name == 'w' else 'biases'}, and each needs one."
    ]
