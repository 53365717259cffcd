"""The network as a Plotly dict: edges by weight, neurons by the values of one example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..engine import Trace
from ..engine.activations import Array
from ..lesson.notation import SUBSCRIPTS, Key, Notation
from ..lesson.phases import Phase
from . import colours
from .colours import Theme
from .numbers import number

Trace2D = dict[str, Any]
Shape = dict[str, Any]

TOP, BOTTOM = 56, 82  # px kept for the legends above and below the neurons
MOST_EDGES = 400
DIM = 0.25  # what is not part of the phase
ARROWS = 6  # arrows of one way back up to which they are drawn
LABELLED = 6  # edges of one layer up to which each carries its number
FONT = '"Source Sans Pro", "Source Sans", system-ui, sans-serif'


class Node(NamedTuple):
    """A neuron, or an input, by its layer and its number from 0."""

    layer: int
    j: int


class Shown(NamedTuple):
    """What one neuron shows: a name, a number (None while it is not known), and its place on a scale."""

    name: str
    value: float | None
    end: float


class Mark(NamedTuple):
    """A circle or square with what it says."""

    x: float
    y: float
    id: str
    text: str
    hover: str
    fill: str
    size: float
    lit: bool
    symbol: str = "circle"
    side: str = "middle center"


class Word(NamedTuple):
    """A few words in the picture; `side` is where they stand as seen from their point."""

    x: float
    y: float
    text: str
    colour: str
    side: str = "top center"


@dataclass(frozen=True, eq=False, slots=True)
class NetworkGraph:
    """Draws one phase of one mini-batch.

    `edges` is "w", "grad_w" or "change" (−η ∂C/∂w); `neurons` is "auto", "a", "delta" or "grad_b"; `example`
    is the column whose values the neurons carry, never a mean over the examples.
    """

    trace: Trace
    values: Mapping[Key, Array]
    phase: Phase
    notation: Notation
    ends: Mapping[str, float]
    eta: float
    theme: Theme
    edges: str = "w"
    neurons: str = "auto"
    example: int = 0
    marked: Mapping[int, str] | None = None

    def figure(self) -> dict[str, Any]:
        """The traces and the layout, for Plotly.react.

        Everything drawn with lines is a shape: a trace costs Plotly several times as much at every step.
        """
        kept = self._kept_edges()
        layout = self._layout()
        layout["shapes"] = [*self._edge_lines(kept), self._cost_lines(), *self._way_back()]
        data = [self._marks(), self._hits(kept), self._words(kept)]
        return {"data": data, "layout": layout, "width": 92 * (self.depth + 2)}

    # --- where things stand -----------------------------------------------------------------------

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of inputs and neurons, layer by layer."""
        return self.trace.network.sizes

    @property
    def depth(self) -> int:
        """The number of computing layers."""
        return len(self.sizes) - 1

    @property
    def height(self) -> int:
        """The height of the picture in px."""
        return min(640, max(376, TOP + BOTTOM + 58 * max(self.sizes)))

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

    def _nodes(self) -> list[Node]:
        return [Node(layer, j) for layer, n in enumerate(self.sizes) for j in range(n)]

    def _cost_place(self) -> tuple[float, float]:
        return self.depth + 0.66, BOTTOM + (self.height - TOP - BOTTOM) / 2

    # --- what is lit ------------------------------------------------------------------------------

    def _lit_layers(self) -> tuple[set[int], set[int], bool]:
        """The lit layers of neurons, the lit layers of edges, and whether C is lit."""
        layer, everything = self.phase.layer, set(range(self.depth + 1))
        return {
            "mini_batch": (everything, everything, True),
            "weighted_input": ({layer - 1, layer}, {layer}, False),
            "activation": ({layer}, set(), False),
            "cost": ({self.depth}, set(), True),
            "output_error": ({self.depth}, set(), True),
            "gradients": ({layer - 1, layer}, {layer}, False),
            "hidden_error": ({layer, layer + 1}, {layer + 1}, False),
            "update": (everything, everything, False),
        }[self.phase.equation]

    # --- edges ------------------------------------------------------------------------------------

    def _edge_values(self, layer: int) -> tuple[Array | None, float]:
        """The matrix that colours the edges into `layer`, or None while it is not known, and its scale's end."""
        if self.edges == "w":
            return self.values["w", layer], self.ends["w"]
        if ("grad_w", layer) not in self.phase.known:
            return None, 1.0
        gradient, end = self.values["grad_w", layer], self.ends["grad"]
        return (gradient, end) if self.edges == "grad_w" else (-self.eta * gradient, self.eta * end)

    def _kept_edges(self) -> list[tuple[int, int, int]]:
        """The edges that are drawn, (layer, j, k): all of them, or those with the largest weights."""
        edges = [(layer, j, k) for layer in range(1, self.depth + 1) for j, k in np.ndindex(*self._w(layer).shape)]
        if len(edges) <= MOST_EDGES:
            return edges
        return sorted(sorted(edges, key=lambda e: -abs(self._w(e[0])[e[1], e[2]]))[:MOST_EDGES])

    def _w(self, layer: int) -> Array:
        return self.values["w", layer]

    def _edge_lines(self, kept: list[tuple[int, int, int]]) -> list[Shape]:
        """Lines in buckets of one colour, the dim ones first."""
        lit = self._lit_layers()[1]
        buckets: dict[tuple[bool, int | None], list[tuple[int, int, int]]] = {}
        for layer, j, k in kept:
            matrix, end = self._edge_values(layer)
            at = None if matrix is None else colours.level(matrix[j, k], end)
            buckets.setdefault((layer in lit, at), []).append((layer, j, k))
        ordered = sorted(buckets.items(), key=lambda item: (item[0][0], abs(item[0][1] or 0)))
        return [self._bucket(edges, bright, at) for (bright, at), edges in ordered]

    def _bucket(self, edges: list[tuple[int, int, int]], bright: bool, at: int | None) -> Shape:
        path = "".join(_line(self.place(Node(layer - 1, k)), self.place(Node(layer, j))) for layer, j, k in edges)
        if at is None:
            return _path(path, {"color": self.theme.quiet, "width": 1, "dash": "dot"}, 1.0 if bright else DIM)
        line = {"color": colours.edge_colour(at, self.theme), "width": colours.edge_width(at)}
        return _path(path, line, 1.0 if bright else DIM)

    def _grip(self, layer: int, j: int, k: int) -> tuple[float, float]:
        """Where an edge carries its number and answers the pointer: off the middle, where edges cross."""
        start, stop = self.place(Node(layer - 1, k)), self.place(Node(layer, j))
        share = 0.5 if start[1] == stop[1] else 0.36
        return start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1])

    def _hits(self, kept: list[tuple[int, int, int]]) -> Trace2D:
        """Invisible marks on the edges: lines answer neither hover nor click."""
        grips = [self._grip(*edge) for edge in kept]
        return {
            "type": "scatter",
            "mode": "markers",
            "x": [x for x, _ in grips],
            "y": [y for _, y in grips],
            "opacity": 0,
            "marker": {"size": 22},
            "customdata": [f"w-{layer}-{j}-{k}" for layer, j, k in kept],
            "hovertext": [self._edge_text(*edge) for edge in kept],
            "hoverinfo": "text",
        }

    def _edge_text(self, layer: int, j: int, k: int) -> str:
        key = ("w", layer)
        source = "input" if layer == 1 else "neuron"
        text = f"{self.notation.entry(key, j, k)} = {number(self._w(layer)[j, k])}, "
        text += f"to neuron {j + 1} from {source} {k + 1}"
        gradient = ("grad_w", layer)
        if gradient in self.phase.known:
            text += f"<br>{self.notation.entry(gradient, j, k)} = {number(self.values[gradient][j, k])}"
        return text

    # --- neurons ----------------------------------------------------------------------------------

    def _shown(self, node: Node) -> Shown:
        """What a neuron carries, for the chosen example."""
        names = {"a": ("a",), "delta": ("delta",), "grad_b": ("grad_b",)}.get(self.neurons, ("delta", "a", "z"))
        if node.layer == 0:
            names = ("x",)
        for name in names:
            key = (name, node.layer)
            if key in self.phase.known:
                array = self.values[key]
                column = 0 if name == "grad_b" else self.example
                kind = {"x": "a", "grad_b": "grad"}.get(name, name)
                return Shown(self._entry(key, node.j), float(array[node.j, column]), self.ends[kind])
        name = "a" if self.neurons == "auto" else names[0]
        return Shown(self._entry((name, node.layer), node.j), None, 1.0)

    def _entry(self, key: Key, j: int) -> str:
        return f"{self.notation.text(key)}{str(j + 1).translate(SUBSCRIPTS)}"

    def _marks(self) -> Trace2D:
        """Neurons, the small squares of their biases, and C, as one trace: each trace costs time at every step."""
        marks = [*self._bias_marks(), *self._neurons(), self._cost_mark()]
        return {
            "type": "scatter",
            "mode": "markers+text",
            "x": [mark.x for mark in marks],
            "y": [mark.y for mark in marks],
            "text": [mark.text for mark in marks],
            "textposition": [mark.side for mark in marks],
            "textfont": {"size": 11.5 if self.diameter >= 44 else 10, "color": self.theme.text},
            "customdata": [mark.id for mark in marks],
            "hovertext": [mark.hover for mark in marks],
            "hoverinfo": "text",
            "marker": {
                "size": [mark.size for mark in marks],
                "symbol": [mark.symbol for mark in marks],
                "color": [mark.fill for mark in marks],
                "opacity": 1,
                "line": {
                    "color": [self._border(mark.lit) for mark in marks],
                    "width": [2.5 if m.lit else 1 for m in marks],
                },
            },
        }

    def _border(self, lit: bool) -> str:
        return self.theme.accent if lit else self.theme.quiet

    def _neurons(self) -> list[Mark]:
        lit = self._lit_layers()[0] if self.phase.equation != "mini_batch" else set()
        marks = []
        for node in self._nodes():
            shown = self._shown(node)
            fill = colours.neuron_colour(shown.value or 0.0, shown.end, self.theme)
            name = f"neuron-{node.layer}-{node.j}"
            hover = self._neuron_text(node)
            marks.append(
                Mark(*self.place(node), name, self._label(shown), hover, fill, self.diameter, node.layer in lit)
            )
        return marks

    def _label(self, shown: Shown) -> str:
        value = "·" if shown.value is None else f"<b>{number(shown.value)}</b>"
        if self.diameter >= 44:
            return f"<i>{shown.name}</i><br>{value}"
        return value if self.diameter >= 34 else ""

    def _neuron_text(self, node: Node) -> str:
        which = f"input {node.j + 1}" if node.layer == 0 else f"neuron {node.j + 1}"
        lines = [f"layer {self.notation.number(node.layer)}, {which}, example {self.example + 1}"]
        names = ("x",) if node.layer == 0 else ("b", "z", "a", "delta", "grad_b")
        for name in names:
            key = (name, node.layer)
            if key in self.phase.known:
                column = 0 if name in ("b", "grad_b") else self.example
                lines.append(f"{self._entry(key, node.j)} = {number(self.values[key][node.j, column])}")
        return "<br>".join(lines)

    def _roomy(self) -> bool:
        """Whether a mark with its number fits below each neuron."""
        return self.spacing >= self.diameter + 26

    def _bias_marks(self) -> list[Mark]:
        """A small square at each neuron: the edge from a constant 1."""
        roomy = self._roomy()
        drop = self.diameter / 2 + (13 if roomy else 1)
        size = 11 if roomy else max(3.0, min(8.0, self.diameter / 4))
        marks = []
        for node in self._nodes():
            if ("b", node.layer) not in self.values:
                continue
            b = float(self.values["b", node.layer][node.j, 0])
            x, y = self.place(node)
            fill = colours.edge_colour(colours.level(b, self.ends["w"]), self.theme)
            hover = f"{self._entry(('b', node.layer), node.j)} = {number(b)}, the bias of neuron {node.j + 1}"
            text = f"b {number(b)}" if roomy else ""
            name = f"b-{node.layer}-{node.j}"
            marks.append(Mark(x, y - drop, name, text, hover, fill, size, False, "square", "middle right"))
        return marks

    # --- the cost, and the way back ---------------------------------------------------------------

    def _cost_lines(self) -> Shape:
        end = self._cost_place()
        path = "".join(_line(self.place(Node(self.depth, j)), end) for j in range(self.sizes[-1]))
        line = {"color": self.theme.quiet, "width": 1.5, "dash": "dash"}
        return _path(path, line, 1.0 if self._lit_layers()[2] else 0.5)

    def _cost_mark(self) -> Mark:
        known = ("cost", self.depth) in self.phase.known
        cost = number(self.trace.example_costs[self.example])
        hover = f"C of example {self.example + 1}" + (f" = {cost}" if known else ": not computed yet")
        text = f"<i>C</i><br><b>{cost}</b>" if known else "<i>C</i><br>·"
        lit = self._lit_layers()[2] and known
        return Mark(*self._cost_place(), "cost", text, hover, self.theme.background, 50.0, lit)

    def _way_back(self) -> list[Shape]:
        """Dotted arrows along which δ comes back, for a phase that sends it."""
        if self.phase.equation == "hidden_error":
            layer = self.phase.layer
            pairs = [
                (self.place(Node(layer + 1, j)), self.place(Node(layer, k)))
                for j in range(self.sizes[layer + 1])
                for k in range(self.sizes[layer])
            ]
        elif self.phase.equation == "output_error":
            pairs = [(self._cost_place(), self.place(Node(self.depth, j))) for j in range(self.sizes[-1])]
        else:
            return []
        if len(pairs) > ARROWS:
            return []
        return [shape for start, stop in pairs for shape in self._arrow(start, stop)]

    def _arrow(self, start: tuple[float, float], stop: tuple[float, float]) -> list[Shape]:
        """A bent line that keeps clear of the straight edge, and its head, from right to left."""
        bend = 52.0 if stop[1] >= start[1] else -52.0
        points = [(start[0] + s * (stop[0] - start[0]), start[1] + s * (stop[1] - start[1])) for s in (0.16, 0.5, 0.78)]
        (x0, y0), (x1, y1), (x2, y2) = points
        curve = f"M{x0:.4f},{y0:.2f}Q{x1:.4f},{y1 + bend:.2f} {x2:.4f},{y2 + bend / 4:.2f}"
        tip, base, half = x2 - 0.055, y2 + bend / 4, 5.0
        rise = (y2 + bend / 4 - (y1 + bend)) / (x2 - x1) * (tip - x2)
        head = f"M{tip:.4f},{base + rise:.2f}L{x2:.4f},{base + half:.2f}L{x2:.4f},{base - half:.2f}Z"
        accent = self.theme.accent
        solid = {**_path(head, {"color": accent, "width": 1}, 1.0), "fillcolor": accent}
        return [_path(curve, {"color": accent, "width": 2, "dash": "dot"}, 1.0), solid]

    # --- words ------------------------------------------------------------------------------------

    def _layout(self) -> dict[str, Any]:
        axis = {"visible": False}
        return {
            "height": self.height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": "zoom",
            "uirevision": "-".join(map(str, self.sizes)),
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 12, "color": self.theme.text},
            "hoverlabel": {"font": {"family": FONT, "size": 14}},
            "xaxis": {**axis, "range": [-0.42, self.depth + 1.02]},
            "yaxis": {**axis, "range": [0, self.height]},
        }

    def _words(self, kept: list[tuple[int, int, int]]) -> Trace2D:
        """All words and edge values as one trace: annotations cost several times as much at every step."""
        words = [*self._edge_labels(kept), *self._legends(), *self._targets(), *self._missing(kept)]
        halo = ", ".join([f"0 0 3px {self.theme.background}"] * 4)
        return {
            "type": "scatter",
            "mode": "text",
            "x": [word.x for word in words],
            "y": [word.y for word in words],
            "text": [word.text for word in words],
            "textposition": [word.side for word in words],
            "textfont": {
                "size": 12,
                "color": [word.colour for word in words],
                "shadow": halo,
            },
            "hoverinfo": "skip",
        }

    def _edge_labels(self, kept: list[tuple[int, int, int]]) -> list[Word]:
        lit = self._lit_layers()[1]
        labels = []
        for layer, j, k in kept:
            matrix, _ = self._edge_values(layer)
            if matrix is not None and self._w(layer).size <= LABELLED:
                colour = self.theme.text if layer in lit else self.theme.quiet
                x, y = self._grip(layer, j, k)
                labels.append(Word(x, y + 3, number(matrix[j, k]), colour))
        return labels

    def _legends(self) -> list[Word]:
        """What has one number per edge, above the edges; what has one per neuron, below the neurons."""
        text, quiet = self.notation.text, self.theme.quiet
        found = [Word(0, 2, f"<b>x: {self.sizes[0]}</b><br>per example", quiet)]
        for layer in range(1, self.depth + 1):
            n, n_prev = self.sizes[layer], self.sizes[layer - 1]
            mark = f"<br>{self.marked[layer]}" if self.marked else ""
            top = f"<b>{text(('w', layer))}, {text(('grad_w', layer))}</b><br><b>{n} × {n_prev}</b>, one per edge{mark}"
            found.append(Word(layer - 0.5, self.height - 2, top, quiet, "bottom center"))
            biased = ("b", layer) in self.values
            names = (
                f"<b>{text(('b', layer))}, {text(('grad_b', layer))}: {n}</b><br>one per neuron<br>" if biased else ""
            )
            each = " ".join(text((name, layer)) for name in ("z", "a", "delta"))
            found.append(Word(layer, 2, f"{names}{each}: {n}<br>per example", quiet))
        return found

    def _targets(self) -> list[Word]:
        """The targets beside the outputs, and the remark that no weight leads to C."""
        quiet = self.theme.quiet
        x, y = self._cost_place()
        last = self.notation.text(("a", self.depth))
        found = [Word(x, y - 27, f"no weight:<br>{last} and y<br>enter C", quiet, "bottom center")]
        if self.sizes[-1] <= 8:
            for j in range(self.sizes[-1]):
                _, height = self.place(Node(self.depth, j))
                value = number(self.trace.y[j, self.example])
                name = self._entry(("y", self.depth), j)
                found.append(Word(self.depth + 0.36, height + 1, f"{name} = {value}", quiet))
        return found

    def _missing(self, kept: list[tuple[int, int, int]]) -> list[Word]:
        count = sum(self._w(layer).size for layer in range(1, self.depth + 1))
        if count == len(kept):
            return []
        words = f"{len(kept)} of {count} edges are drawn: those with the largest weights"
        return [Word(self.depth / 2, self.height - 48, words, self.theme.quiet)]


def _line(start: tuple[float, float], stop: tuple[float, float]) -> str:
    return f"M{start[0]:g},{start[1]:g}L{stop[0]:g},{stop[1]:g}"


def _path(path: str, line: dict[str, Any], opacity: float) -> Shape:
    """A drawn path under the neurons, in the picture's own coordinates."""
    return {"type": "path", "path": path, "line": line, "opacity": opacity, "layer": "below"}
