"""The network as a Plotly dict: edges by weight, neurons by the values of one example."""

from __future__ import annotations

from typing import Any

from .graph.edges import cost_lines, edge_hits, edge_lines, way_back
from .graph.neurons import marks
from .graph.scene import Scene
from .graph.words import words

FONT = '"Source Sans Pro", "Source Sans", system-ui, sans-serif'


class NetworkGraph(Scene):
    """Draws one phase of one mini-batch."""

    def figure(self) -> dict[str, Any]:
        """The traces and the layout, for Plotly.react, and the least width in px.

        Everything drawn with lines is a shape, and everything else one of three traces: a trace costs Plotly
        several times as much at every step.
        """
        kept = self.kept_edges()
        data = [marks(self), edge_hits(self, kept), words(self, kept)]
        axis = {"visible": False}
        layout = {
            "shapes": [*edge_lines(self, kept), cost_lines(self), *way_back(self)],
            "height": self.geometry.height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": "zoom",
            "uirevision": "-".join(map(str, self.geometry.sizes)),
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 12, "color": self.theme.text},
            "hoverlabel": {"font": {"family": FONT, "size": 14}},
            "xaxis": {**axis, "range": [-0.42, self.geometry.depth + 1.02]},
            "yaxis": {**axis, "range": [0, self.geometry.height]},
        }
        return {"data": data, "layout": layout, "width": 92 * (self.geometry.depth + 2)}
