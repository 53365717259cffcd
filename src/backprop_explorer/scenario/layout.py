"""Which way typed examples lie: one example a row, or one example a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from ..engine.activations import Array
from ..lesson.notation import plural
from .scenario import MAX_EXAMPLES, MAX_INPUTS

Layout = Literal["row", "column"]


class Taken(NamedTuple):
    """How examples were read: a sentence, and the other way in which they can be read, if there is one."""

    layout: Layout
    sentence: str
    other: Layout | None = None


class Read(NamedTuple):
    """Examples in rows, x `(examples, n_0)` and y `(examples, n_L)`, and how they were read."""

    x: Array
    y: Array
    taken: Taken


def lay(x: Array, y: Array, sizes: Sequence[int], layout: Layout | None = None) -> Read | None:
    """Read x and y as they were typed, each `(rows, columns)`, or y a flat list of one target for each example.

    They go together where both have as many examples. If they do both ways, `layout` says which is taken, or the way
    that fits the layers, or rows. None where they do in neither way within the limits of a page.
    """
    ways: dict[Layout, tuple[Array, Array]] = {"row": (x, y.reshape(-1, 1) if y.ndim < 2 else y)}
    ways["column"] = (x.T, y.reshape(-1, 1) if y.ndim < 2 else y.T)
    together = [way for way, (inputs, targets) in ways.items() if len(inputs) == len(targets) and _small(inputs)]
    if not together:
        return None
    fitting = [way for way in together if (ways[way][0].shape[1], ways[way][1].shape[1]) == (sizes[0], sizes[-1])]
    chosen = layout if layout in together else (fitting or together)[0]
    other = next((way for way in together if way != chosen), None)
    said = f"I read {_counted(ways[chosen][0])}, one example a {chosen}."
    if other is not None:
        said += f" One example a {other}, they are {_counted(ways[other][0])}."
    return Read(*ways[chosen], Taken(chosen, said, other))


def _small(inputs: Array) -> bool:
    examples, count = inputs.shape
    return bool(examples <= MAX_EXAMPLES and count <= MAX_INPUTS)


def _counted(inputs: Array) -> str:
    examples, count = inputs.shape
    return f"{plural(examples, 'example')} of {plural(count, 'input')}"
