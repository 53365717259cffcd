"""The picture of the three orientations: their formulas, and the two letters of one edge that swap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...lesson.expression import formula
from ...lesson.expression.formula import chained
from ...lesson.notation import ORIENTATIONS, Key, Notation
from ...scenario.link import NOTATION
from ..html import Html, h
from ..mathml import mathml
from ..numbers import number
from ..switches import switch
from .exhibited import Exhibited
from .pieces import cell, evidence, exhibit, listing, tell

NAME = "w-1-in-three-orientations"
EDGE = (1, 0)  # to neuron 2 from input 1: its two small numbers differ


def row_or_column(it: Exhibited) -> Html:
    """A switch of the orientation, and what it changes: formulas, shapes and the name of an edge, but no number."""
    w = it.trace.layers[0].w
    if w.shape[0] < 2 or len(it.trace.layers) < 2:
        return Html()
    now = it.notation.orientation
    choices = [(name, each.words) for name, each in ORIENTATIONS.items()]
    why = "The switch: one press turns every formula, shape and matrix."
    turns = h("div", switch("view", NOTATION["view"].words, choices, now), class_="row turns", **evidence(why))
    heads = ("", "forwards", "back", "shape of w", "the edge to neuron 2 from input 1", "its number")
    same = evidence("The small letters of the edge swap, and its number stays.")
    rows = ((each.words, _row(it, name)) for name, each in ORIENTATIONS.items())
    return exhibit(
        "row-or-column",
        "One edge in three orientations",
        turns,
        h(
            "div",
            listing(NAME, heads, rows, "Formulas, shape, name and number in each orientation"),
            class_="mat",
            **same,
        ),
        tell(
            "The small letters swap: where examples are columns (and in PyTorch) the first is the neuron that the edge "
            "leads to, where they are rows the first is the one that it comes from. It is the same edge."
        ),
    )


def _row(it: Exhibited, orientation: str) -> Iterator[Html]:
    notation = replace(it.notation, orientation=orientation)
    writer, w, (j, k) = replace(it.writer, notation=notation), it.trace.layers[0].w, EDGE
    keys: tuple[Key, Key] = ("z", 1), ("delta", 1)
    for key in keys:
        yield h("td", mathml(chained(notation.symbol(key), formula(writer.laid(key), notation))), class_="says")
    rows, columns = notation.display(("w", 1), w).shape
    yield h("td", f"{rows} × {columns}", class_="says")
    yield h("td", _edge(notation, j, k), class_="says")
    yield cell(float(w[j, k]), number(float(w[j, k])))


def _edge(notation: Notation, j: int, k: int) -> Html:
    return mathml(notation.entry_symbol(("w", 1), j, k))
