"""The chain rule of one number: its symbols, and its numbers factor by factor."""

from __future__ import annotations

from dataclasses import dataclass

from ..notation import Key
from ..operands import Pen
from ..phases import Phase, phases
from ..selection import Selection, entry, entry_latex, place
from .parts import Edge, Rule, Step
from .rules import rule


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain rule of one selected number.

    `selection` is what it is about: for a weight or bias its gradient. `text` and `latex` are whole formulas.
    While the number is not known, `steps` is empty and `waits` is the phase that computes it.
    """

    selection: Selection
    title: str
    text: str
    latex: str
    rule: Rule
    steps: tuple[Step, ...]
    waits: Phase | None

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges to light in the picture: (layer, j, k), from 0."""
        return self.rule.edges

    @property
    def neurons(self) -> tuple[tuple[int, int], ...]:
        """The neurons to light in the picture: (layer, j), layer 0 for the inputs."""
        return self.rule.neurons


def chain(selection: Selection, pen: Pen, phase: Phase) -> Chain:
    """The chain rule of the selected number as far as it is known at the end of `phase`.

    A weight or bias stands for its gradient. The cost and what belongs to no example use the example of `pen`.
    """
    if selection.name in ("w", "b"):
        selection = Selection(f"grad_{selection.name}", selection.layer, selection.row, selection.column)
    made = rule(selection, pen)
    waits = None if _key(selection) in phase.known else _gives(selection, pen)
    name, symbol = entry(pen.notation, selection), entry_latex(pen.notation, selection)
    return Chain(
        selection,
        f"{name}: {place(pen.notation, selection)}",
        f"{name} = {made.text}" if made.text else name,
        f"{symbol} = {made.latex}" if made.latex else symbol,
        made,
        () if waits else made.steps,
        waits,
    )


def _key(selection: Selection) -> Key:
    """What has to be known for the number to be shown: σ′ is computed together with δ."""
    return ("delta", selection.layer) if selection.name == "sigma_prime" else selection.key


def _gives(selection: Selection, pen: Pen) -> Phase:
    """The phase that computes the selected number."""
    return next(stage for stage in phases(pen.trace, pen.eta) if _key(selection) in stage.known)
