"""Where everything stands in the picture: made once for a mini-batch, the same in all its phases and at every width."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np

from ...engine.activations import Array
from ...lesson.notation import Notation
from ..columns import Columns
from ..html import Html
from ..numbers import number

Edge = tuple[int, int, int]
"""An edge by its layer, the neuron j it leads to and the neuron k it comes from, both from 0."""

MOST_EDGES = 400  # more than that would be a grey cloud
LABELLED = 6  # edges of one layer up to which each carries its number
ROOMY = 3  # neurons in the fullest layer up to which a neuron has room for its letter, and a bias for its number
NUMBERED = 6  # neurons in a layer up to which each has room for its number
RINGS = 20  # neurons in a layer up to which each is a ring; more are ticks in one frame
ABOVE, BELOW, BIASES = 41, 28, 15  # px kept for stops and captions, above and below, and for the bias under a neuron
LARGE = 30.0  # px from the middle of a ring to its rim, where there is most room; a low screen makes it 27
SMALL = 15.5  # px from the middle of a ring to its rim, where it has room for a number alone


@dataclass(frozen=True, eq=False)
class Plan:
    """The places of a network with these `weights`: x in % of the width, y in % between the rows of the fullest layer.

    0 % is the middle of the topmost ring of the fullest layer, 100 % that of its lowest one. `drawn` keeps the parts
    of the picture as they were drawn: a plan belongs to one mini-batch, so their numbers do not change.
    """

    columns: Columns
    weights: tuple[Array, ...]
    notation: Notation
    drawn: dict[Hashable, Html] = field(default_factory=dict)

    def once(self, look: Hashable, draw: Callable[[], Html]) -> Html:
        """What `draw` gives. Most phases leave most parts as they are; `look` is all that this part changes with."""
        if look not in self.drawn:
            self.drawn[look] = draw()
        return self.drawn[look]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of neurons, inputs first."""
        return self.columns.sizes

    @property
    def depth(self) -> int:
        """The number of computing layers."""
        return self.columns.depth

    @cached_property
    def fullest(self) -> int:
        """The number of neurons of the fullest layer."""
        return max(self.sizes)

    @property
    def roomy(self) -> bool:
        """Whether letters fit into the rings, and the number of a bias below each."""
        return self.fullest <= ROOMY

    @cached_property
    def height(self) -> int:
        """The height of the picture with its stops, in px, on a screen that has room for it."""
        return {1: 240, 2: 240, 3: 272, 4: 240, 5: 240, 6: 270}.get(self.fullest, 290)

    @cached_property
    def inset(self) -> tuple[float, float]:
        """The px above the middle of the topmost ring, and below that of the lowest one."""
        radius = max((self.radius(layer) for layer in range(self.depth + 1)), default=SMALL)
        return ABOVE + radius, BELOW + radius + BIASES * self.roomy

    def radius(self, layer: int) -> float:
        """The px from the middle of a ring of `layer` to its rim."""
        n = self.sizes[layer]
        if self.roomy:
            return 25.0 if self.fullest == ROOMY else LARGE
        if self.fullest == 4:
            return 19.0
        return SMALL if n <= NUMBERED else max(3.0, min(SMALL, 0.43 * (self.height - ABOVE - BELOW) / n))

    @cached_property
    def heights(self) -> tuple[tuple[float, ...], ...]:
        """The y of each neuron of each layer, in %."""
        whole = 100 + 100 / max(1, self.fullest - 1)
        return tuple(tuple(50 + whole / n * (j - (n - 1) / 2) for j in range(n)) for n in self.sizes)

    @cached_property
    def across(self) -> tuple[float, ...]:
        """The x of each layer, in %."""
        return tuple(100 * self.columns.neurons(layer) for layer in range(self.depth + 1))

    @property
    def cost(self) -> float:
        """The x of C, in %."""
        return 100 * self.columns.targets

    def line(self, layer: int, j: int, k: int) -> str:
        """The edge to neuron j of `layer` from neuron k before it, as the ends of a line."""
        x0, x1, y0, y1 = *self.across[layer - 1 : layer + 1], self.heights[layer - 1][k], self.heights[layer][j]
        return f'x1="{x0:.2f}%" y1="{y0:.2f}%" x2="{x1:.2f}%" y2="{y1:.2f}%"'

    def plate(self, layer: int, j: int, k: int) -> tuple[float, float]:
        """Where an edge carries its number, x and y in %: where its layer's edges are farthest from each other."""
        x0, x1, y0, y1 = *self.across[layer - 1 : layer + 1], self.heights[layer - 1][k], self.heights[layer][j]
        share = self.share(layer, j, k)
        return x0 + share * (x1 - x0), y0 + share * (y1 - y0)

    def share(self, layer: int, j: int, k: int) -> float:
        """How far along an edge its number stands, from 0 to 1."""
        level = abs(self.heights[layer][j] - self.heights[layer - 1][k]) < 1
        return 0.5 if level else _share(self.sizes[layer - 1], self.sizes[layer])

    @cached_property
    def edges(self) -> MappingProxyType[Edge, tuple[str, str]]:
        """The edges that are drawn, each with the ends of its line and its words."""
        return MappingProxyType({edge: (self.line(*edge), self.words(*edge)) for edge in self.kept})

    def words(self, layer: int, j: int, k: int) -> str:
        """What an edge is: "w²₁₂ = −0.2272, to neuron 1 from neuron 2"."""
        source = "input" if layer == 1 else "neuron"
        name, value = self.notation.entry(("w", layer), j, k), number(self.weights[layer - 1][j, k])
        return f"{name} = {value}, to neuron {j + 1} from {source} {k + 1}"

    @cached_property
    def kept(self) -> tuple[Edge, ...]:
        """All edges; or of each layer the strongest, an equal number where there are as many."""
        found: list[Edge] = []
        for layer, (w, most) in enumerate(zip(self.weights, self._shares(), strict=True), start=1):
            flat = np.abs(w).ravel()
            chosen = np.arange(flat.size) if flat.size <= most else np.sort(np.argpartition(-flat, most)[:most])
            found += [(layer, *divmod(int(at), w.shape[1])) for at in chosen]
        return tuple(found)

    @property
    def missing(self) -> str:
        """The words that say how many edges are not drawn, if any."""
        count = sum(w.size for w in self.weights)
        return "" if count == len(self.kept) else f"{len(self.kept)} of {count:,} edges drawn, the strongest"

    def _shares(self) -> list[int]:
        """How many edges of each layer are drawn; what a small layer leaves over goes to the others."""
        sizes, left, shares = [w.size for w in self.weights], MOST_EDGES, [0] * len(self.weights)
        for waiting, at in enumerate(sorted(range(len(sizes)), key=sizes.__getitem__)):
            shares[at] = min(sizes[at], left // (len(sizes) - waiting))
            left -= shares[at]
        return shares


def _share(before: int, own: int) -> float:
    """How far along its edge a plate stands, so that lines that cross or meet keep clear of it."""
    if before == own:
        return 0.39
    few, share = min(before, own), 0.25
    if few == 1:
        share = 0.5 if max(before, own) <= ROOMY else 0.4
    return share if before > own else 1 - share
