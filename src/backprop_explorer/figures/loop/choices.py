"""What the edges and the neurons of the picture can show."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ...lesson.notation import Notation


class EdgeChoice(NamedTuple):
    """A quantity with one number per edge, as it is or, for a `change`, times −η."""

    quantity: str
    change: bool = False

    def words(self, notation: Notation) -> str:
        """What its button says."""
        return f"{'−η ' * self.change}{notation.word(self.quantity)}"


class NeuronChoice(NamedTuple):
    """Quantities with one number per neuron: the first one that is known is shown, and `waiting` until then."""

    quantities: tuple[str, ...]
    waiting: str
    own_words: str = ""
    of_biases: bool = False

    def words(self, notation: Notation) -> str:
        """What its button says."""
        return self.own_words or notation.word(self.waiting)


EDGES: Mapping[str, EdgeChoice] = MappingProxyType(
    {"w": EdgeChoice("w"), "grad_w": EdgeChoice("grad_w"), "change": EdgeChoice("grad_w", change=True)}
)
NEURONS: Mapping[str, NeuronChoice] = MappingProxyType(
    {
        "auto": NeuronChoice(("delta", "a", "z"), "a", "follow the phase"),
        "a": NeuronChoice(("a",), "a"),
        "delta": NeuronChoice(("delta",), "delta"),
        "grad_b": NeuronChoice(("grad_b",), "grad_b", of_biases=True),
    }
)
