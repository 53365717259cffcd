"""Numbers that people paste, with the digits that they typed; read sign by sign, never evaluated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...engine.activations import Array
from ..notation import plural
from .held import last_places, rounding
from .parser import MAX_DEPTH, Leaf, PasteError, Tree, parse

__all__ = ["PasteError", "Pasted", "held_numbers", "read_matrices", "read_numbers"]


@dataclass(frozen=True, eq=False, slots=True)
class Pasted:
    """Numbers as they were typed.

    `array` has the shape that the brackets or lines gave, with up to 3 axes. `last` has the same shape and
    says where each number's last digit stands: −4 for "0.0088", 0 for "12", 5 for "3e5". Of numbers that nobody
    typed but a program holds, `rounding` is the error that their bits leave, as a share of the largest.
    """

    array: Array
    last: NDArray[np.int64]
    rounding: float | None = None


def read_numbers(text: str) -> Pasted:
    """The one list, matrix or number in `text`.

    Understood are Python lists and tuples, JSON, NumPy and PyTorch as they print, MATLAB brackets, and plain
    rows of numbers with commas, tabs, semicolons or spaces between them. Raises PasteError, with a sentence.
    """
    parser = parse(text)
    if sum(block.named for block in parser.blocks) > 1:
        raise PasteError("There are several named lists here, but one is asked for. Paste one at a time.")
    rows = [row for block in parser.blocks for row in block.rows]
    return _pasted(_tree(rows))


def held_numbers(array: NDArray[np.floating]) -> Pasted:
    """The numbers of an array of 16, 32 or 64 bits, which keeps its shape. All have to be finite."""
    return Pasted(array.astype(np.float64), last_places(array), rounding(array))


def read_matrices(text: str) -> list[Pasted]:
    """Several matrices of any shapes: `[[[…], […]], [[…]]]`, or separated by blank lines or by names, `w1 = …`.

    A list of lists is one matrix if its rows are of one length, else each of them is a vector by itself.
    Raises PasteError, with a sentence.
    """
    trees = [_tree(block.rows) for block in parse(text).blocks if any(block.rows)]
    if not trees:
        raise PasteError("There are no numbers here. Paste at least one matrix.")
    return [_pasted(part) for tree in trees for part in _parts(tree)]


def _parts(tree: Tree) -> Sequence[Tree]:
    """The matrices in a tree: its children where they are matrices, or rows that differ in length."""
    if not isinstance(tree, list) or not all(isinstance(child, list) for child in tree):
        return [tree]
    deep = any(isinstance(child, list) for row in tree for child in row)
    return tree if deep or len({len(row) for row in tree}) > 1 else [tree]


def _tree(rows: Sequence[list[Tree]]) -> Tree:
    """The tree of what stands outside brackets: rows of numbers, or lists one after the other."""
    filled = [row for row in rows if row]
    items = [item for row in filled for item in row]
    if not items:
        raise PasteError("There are no numbers here. Paste a list such as [[0.1, 0.2], [0.3, 0.4]].")
    lists = [isinstance(item, list) for item in items]
    if any(lists) and not all(lists):
        raise PasteError("Numbers stand beside lists. Put brackets around all rows, or around none.")
    if len(items) == 1:
        return items[0]
    return items if all(lists) or len(filled) in (1, len(items)) else [*filled]


def _pasted(tree: Tree) -> Pasted:
    """The arrays of a tree. Raises PasteError where it is no rectangle."""
    shape, leaves = _flatten(tree, 0)
    values = np.array([value for value, _ in leaves], dtype=np.float64)
    last = np.array([place for _, place in leaves], dtype=np.int64)
    return Pasted(values.reshape(shape), last.reshape(shape))


def _flatten(tree: Tree, depth: int) -> tuple[tuple[int, ...], list[Leaf]]:
    """The shape of a tree and its numbers in order."""
    if not isinstance(tree, list):
        return (), [tree]
    if depth == MAX_DEPTH:
        raise PasteError(f"The lists are nested more than {MAX_DEPTH} deep. A matrix is a list of rows.")
    if not tree:
        raise PasteError("A list is empty. Each list needs at least one number.")
    parts = [_flatten(child, depth + 1) for child in tree]
    first = parts[0][0]
    for place, (shape, _) in enumerate(parts, start=1):
        if shape != first:
            raise PasteError(_uneven(place, shape, first))
    return (len(tree), *first), [leaf for _, leaves in parts for leaf in leaves]


def _uneven(place: int, shape: tuple[int, ...], first: tuple[int, ...]) -> str:
    """The sentence for a list whose parts have different shapes."""
    if len(shape) == len(first) == 1:
        found, needed = plural(shape[0], "number"), first[0]
        return f"Row {place} has {found}, but row 1 has {needed}. All rows of a matrix have the same length."
    return f"Part {place} of a list does not have the shape of part 1. All parts of a list have the same shape."
