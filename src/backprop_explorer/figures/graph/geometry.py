"""Where things stand in the picture: x in layers, y in px from the bottom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

Point = tuple[float, float]

TOP, BOTTOM = 56, 82  # px kept for the legends above and below the neurons


class Node(NamedTuple):
    """A neuron, or an input, by its layer and its number from 0."""

    layer: int
    j: int


@dataclass(frozen=True, slots=True)
class Geometry:
    """The places of a network with these sizes, inputs first."""

    sizes: tuple[int, ...]

    @property
    def depth(self) -> int:
        """The number of computing layers."""
        return len(self.sizes) - 1

    @property
    def height(self) -> int:
        """The height of the picture in px."""
        fullest = max(self.sizes)
        each = 86 if fullest <= 4 else 58  # room for the number of a bias below each neuron, where they are few
        return min(640, max(376, TOP + BOTTOM + each * fullest))

    @property
    def spacing(self) -> float:
        """The px between neurons of the fullest layer."""
        return (self.height - TOP - BOTTOM) / max(self.sizes)

    @property
    def diameter(self) -> float:
        """The px across a neuron."""
        return max(4.0, min(60.0, 0.74 * self.spacing))

    def place(self, node: Node) -> tuple[float, float]:
        """Where a neuron stands: x in layers, y in px from the bottom."""
        inner = self.height - TOP - BOTTOM
        step = min(inner / self.sizes[node.layer], 150.0)
        middle = BOTTOM + inner / 2
        return float(node.layer), middle + step * ((self.sizes[node.layer] - 1) / 2 - node.j)

    def nodes(self) -> list[Node]:
        """All inputs and neurons, layer by layer."""
        return [Node(layer, j) for layer, n in enumerate(self.sizes) for j in range(n)]

    def cost(self) -> Point:
        """Where C stands."""
        return self.depth + 0.66, BOTTOM + (self.height - TOP - BOTTOM) / 2

    def ends(self, layer: int, j: int, k: int) -> tuple[Point, Point]:
        """The two ends of the edge to neuron j of `layer` from neuron k of the layer before."""
        return self.place(Node(layer - 1, k)), self.place(Node(layer, j))

    def grip(self, layer: int, j: int, k: int) -> Point:
        """Where an edge carries its number and answers the pointer: off the middle, where edges cross."""
        start, stop = self.ends(layer, j, k)
        share = 0.5 if start[1] == stop[1] else 0.36
        return start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1])


def line(start: Point, stop: Point) -> str:
    """A straight line as an SVG path."""
    return f"M{start[0]:g},{start[1]:g}L{stop[0]:g},{stop[1]:g}"


def arrow(start: Point, stop: Point) -> tuple[str, str]:
    """A bent line from right to left that keeps clear of the straight edge, and its head, as SVG paths."""
    bend = 52.0 if stop[1] >= start[1] else -52.0
    points = [(start[0] + s * (stop[0] - start[0]), start[1] + s * (stop[1] - start[1])) for s in (0.16, 0.5, 0.78)]
    (x0, y0), (x1, y1), (x2, y2) = points
    end = y2 + bend / 4
    curve = f"M{x0:.4f},{y0:.2f}Q{x1:.4f},{y1 + bend:.2f} {x2:.4f},{end:.2f}"
    tip = x2 - 0.055
    rise = (end - (y1 + bend)) / (x2 - x1) * (tip - x2)
    head = f"M{tip:.4f},{end + rise:.2f}L{x2:.4f},{end + 5:.2f}L{x2:.4f},{end - 5:.2f}Z"
    return curve, head
