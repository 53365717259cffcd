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

TOP, BOTTOM = 62, 66  # px kept for the legends above and below the neurons
MOST_EDGES = 400
DIM = 0.25  # what is not part of the phase
ARROWS = 6  # arrows of one way back up to which they are drawn
LABELLED = 9  # edges of one layer up to which each carries its number
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
        """The traces and the layout, for Plotly.react."""
        kept = self._kept_edges()
        data = [
            *self._edge_lines(kept),
            self._cost_lines(),
            *self._way_back(),
            self._bias_marks(),
            self._neurons(),
            self._cost_mark(),
            self._hits(kept),
        ]
        return {"data": data, "layout": self._layout(kept), "width": 92 * (self.depth + 2)}

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

    def _edge_lines(self, kept: list[tuple[int, int, int]]) -> list[Trace2D]:
        """Lines in buckets of one colour, the dim ones first."""
        lit = self._lit_layers()[1]
        buckets: dict[tuple[bool, int | None], list[tuple[int, int, int]]] = {}
        for layer, j, k in kept:
            matrix, end = self._edge_values(layer)
            at = None if matrix is None else colours.level(matrix[j, k], end)
            buckets.setdefault((layer in lit, at), []).append((layer, j, k))
        ordered = sorted(buckets.items(), key=lambda item: (item[0][0], abs(item[0][1] or 0)))
        return [self._bucket(edges, bright, at) for (bright, at), edges in ordered]

    def _bucket(self, edges: list[tuple[int, int, int]], bright: bool, at: int | None) -> Trace2D:
        x: list[float | None] = []
        y: list[float | None] = []
        for layer, j, k in edges:
            start, stop = self.place(Node(layer - 1, k)), self.place(Node(layer, j))
            x += [start[0], stop[0], None]
            y += [start[1], stop[1], None]
        line: dict[str, Any] = {"color": self.theme.quiet, "width": 1, "dash": "dot"}
        if at is not None:
            line = {"color": colours.edge_colour(at, self.theme), "width": colours.edge_width(at)}
        opacity = 1.0 if bright else DIM
        return {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": line,
            "opacity": opacity,
            "hoverinfo": "skip",
        }

    def _grip(self, layer: int, j: int, k: int) -> tuple[float, float]:
        """Where an edge carries its number and answers the pointer: off the middle, where edges cross."""
        start, stop = self.place(Node(layer - 1, k)), self.place(Node(layer, j))
        share = 0.5 if start[1] == stop[1] else 0.33
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

    def _neurons(self) -> Trace2D:
        nodes = self._nodes()
        shown = [self._shown(node) for node in nodes]
        lit = self._lit_layers()[0]
        size = self.diameter
        fills = [
            colours.neuron_colour(0.0, 1.0, self.theme)
            if item.value is None
            else colours.neuron_colour(item.value, item.end, self.theme)
            for item in shown
        ]
        now = self.phase.equation != "mini_batch"
        border = [self.theme.accent if node.layer in lit and now else self.theme.quiet for node in nodes]
        return {
            "type": "scatter",
            "mode": "markers+text",
            "x": [self.place(node)[0] for node in nodes],
            "y": [self.place(node)[1] for node in nodes],
            "text": [self._label(item) for item in shown],
            "textfont": {"size": 11.5 if size >= 44 else 10, "color": self.theme.text},
            "customdata": [f"neuron-{node.layer}-{node.j}" for node in nodes],
            "hovertext": [self._neuron_text(node) for node in nodes],
            "hoverinfo": "text",
            "marker": {
                "size": size,
                "color": fills,
                "opacity": 1,
                "line": {"color": border, "width": [2.5 if node.layer in lit and now else 1 for node in nodes]},
            },
        }

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

    def _bias_marks(self) -> Trace2D:
        """A small square at each neuron: the edge from a constant 1."""
        nodes = [node for node in self._nodes() if ("b", node.layer) in self.values]
        drop = self.diameter / 2 + (13 if self._roomy() else 1)
        biases = [float(self.values["b", node.layer][node.j, 0]) for node in nodes]
        places = [self.place(node) for node in nodes]
        return {
            "type": "scatter",
            "mode": "markers+text" if self._roomy() else "markers",
            "x": [x for x, _ in places],
            "y": [y - drop for _, y in places],
            "text": [f"b {number(b)}" for b in biases],
            "textposition": "middle right",
            "textfont": {"size": 11, "color": self.theme.text},
            "hovertext": [
                f"{self._entry(('b', node.layer), node.j)} = {number(b)}, the bias of neuron {node.j + 1}"
                for node, b in zip(nodes, biases, strict=True)
            ],
            "hoverinfo": "text",
            "customdata": [f"b-{node.layer}-{node.j}" for node in nodes],
            "marker": {
                "symbol": "square",
                "size": 11 if self._roomy() else max(3.0, min(8.0, self.diameter / 4)),
                "color": [colours.edge_colour(colours.level(b, self.ends["w"]), self.theme) for b in biases],
                "line": {"color": self.theme.quiet, "width": 1},
            },
        }

    # --- the cost, and the way back ---------------------------------------------------------------

    def _cost_lines(self) -> Trace2D:
        x: list[float | None] = []
        y: list[float | None] = []
        end = self._cost_place()
        for j in range(self.sizes[-1]):
            start = self.place(Node(self.depth, j))
            x += [start[0], end[0], None]
            y += [start[1], end[1], None]
        line = {"color": self.theme.quiet, "width": 1.5, "dash": "dash"}
        opacity = 1.0 if self._lit_layers()[2] else 0.5
        return {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": line,
            "opacity": opacity,
            "hoverinfo": "skip",
        }

    def _cost_mark(self) -> Trace2D:
        known = ("cost", self.depth) in self.phase.known
        cost = float(self.trace.example_costs[self.example])
        value = f"<b>{number(cost)}</b>" if known else "·"
        x, y = self._cost_place()
        lit = self._lit_layers()[2] and known
        return {
            "type": "scatter",
            "mode": "markers+text",
            "x": [x],
            "y": [y],
            "text": [f"<i>C</i><br>{value}"],
            "textfont": {"size": 12, "color": self.theme.text},
            "hovertext": [
                f"C of example {self.example + 1}" + (f" = {number(cost)}" if known else ": not computed yet")
            ],
            "hoverinfo": "text",
            "marker": {
                "size": 50,
                "color": self.theme.background,
                "line": {"color": self.theme.accent if lit else self.theme.quiet, "width": 2.5 if lit else 1},
            },
        }

    def _way_back(self) -> list[Trace2D]:
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
        return [self._arrow(start, stop) for start, stop in pairs]

    def _arrow(self, start: tuple[float, float], stop: tuple[float, float]) -> Trace2D:
        """A bent line that keeps clear of the straight edge, with its head at `stop`."""
        bend = 26.0 if stop[1] >= start[1] else -26.0
        shares = np.linspace(0.16, 0.8, 12)
        x = start[0] + shares * (stop[0] - start[0])
        y = start[1] + shares * (stop[1] - start[1]) + bend * np.sin(np.pi * shares)
        return {
            "type": "scatter",
            "mode": "lines+markers",
            "x": x.round(4).tolist(),
            "y": y.round(2).tolist(),
            "line": {"color": self.theme.accent, "width": 2, "dash": "dot"},
            "marker": {"symbol": "arrow", "angleref": "previous", "size": [0] * 11 + [11], "color": self.theme.accent},
            "hoverinfo": "skip",
        }

    # --- words ------------------------------------------------------------------------------------

    def _layout(self, kept: list[tuple[int, int, int]]) -> dict[str, Any]:
        axis = {"visible": False, "fixedrange": False}
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
            "annotations": [*self._edge_labels(kept), *self._legends(), *self._targets(), *self._missing(kept)],
        }

    def _words(self, x: float, y: float, text: str, **more: Any) -> dict[str, Any]:
        return {"x": x, "y": y, "text": text, "showarrow": False, **more}

    def _edge_labels(self, kept: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
        lit = self._lit_layers()[1]
        labels = []
        for layer, j, k in kept:
            matrix, _ = self._edge_values(layer)
            if matrix is None or self._w(layer).size > LABELLED:
                continue
            x, y = self._grip(layer, j, k)
            shade = {"bgcolor": self.theme.background, "borderpad": 1, "opacity": 1.0 if layer in lit else 0.45}
            labels.append(self._words(x, y, number(matrix[j, k]), font={"size": 12}, **shade))
        return labels

    def _legends(self) -> list[dict[str, Any]]:
        """What has one number per edge, above the edges; what has one per neuron, below the neurons."""
        text, quiet = self.notation.text, {"font": {"size": 12, "color": self.theme.quiet}}
        found = []
        for layer in range(1, self.depth + 1):
            n, n_prev = self.sizes[layer], self.sizes[layer - 1]
            mark = f"<br>{self.marked[layer]}" if self.marked else ""
            top = f"<b>{text(('w', layer))}, {text(('grad_w', layer))}</b><br><b>{n} × {n_prev}</b>, one per edge{mark}"
            found.append(self._words(layer - 0.5, self.height - 2, top, yanchor="top", **quiet))
            biased = ("b", layer) in self.values
            names = (
                f"<b>{text(('b', layer))}, {text(('grad_b', layer))}: {n}</b><br>one per neuron<br>" if biased else ""
            )
            each = " ".join(text((name, layer)) for name in ("z", "a", "delta"))
            found.append(self._words(layer, 2, f"{names}{each}: {n} per example", yanchor="bottom", **quiet))
        found.append(self._words(0, 2, f"<b>x: {self.sizes[0]}</b><br>per example", yanchor="bottom", **quiet))
        return found

    def _targets(self) -> list[dict[str, Any]]:
        """The targets beside the outputs, and the remark that no weight leads to C."""
        quiet = {"font": {"size": 12, "color": self.theme.quiet}}
        x, y = self._cost_place()
        found = []
        if self.sizes[-1] <= 8:
            for j in range(self.sizes[-1]):
                _, height = self.place(Node(self.depth, j))
                value = number(self.trace.y[j, self.example])
                name = self._entry(("y", self.depth), j)
                found.append(
                    self._words(
                        self.depth,
                        height + self.diameter / 2 + 2,
                        f"target {name} = {value}",
                        yanchor="bottom",
                        **quiet,
                    )
                )
        last = self.notation.text(("a", self.depth))
        found.append(self._words(x, y + 30, f"no weight:<br>{last} and y<br>enter C", yanchor="bottom", **quiet))
        return found

    def _missing(self, kept: list[tuple[int, int, int]]) -> list[dict[str, Any]]:
        count = sum(self._w(layer).size for layer in range(1, self.depth + 1))
        if count == len(kept):
            return []
        words = f"{len(kept)} of {count} edges are drawn: those with the largest weights"
        return [self._words(self.depth / 2, self.height - 40, words, font={"size": 12, "color": self.theme.quiet})]
