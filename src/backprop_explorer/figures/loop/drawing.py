"""The network as SVG: x in % of the width and y in % of its height, so that it is right at every size of the page."""

from __future__ import annotations

from ..html import Html, h
from .captions import captions, moved
from .edges import edges, head, plates, to_cost, way_back
from .neurons import cost, neurons
from .scene import Scene


def drawing(scene: Scene) -> Html:
    """The network, as far as the phase knows it."""
    return h(
        "svg",
        head(scene),
        # Groups, so that what comes and goes with a phase moves no mark that has the focus.
        *(h("g", *part(scene)) for part in (to_cost, edges, way_back, plates, captions, neurons)),
        cost(scene),
        *moved(scene),
        class_="net",
        role="group",
        aria_label="the network",
    )
