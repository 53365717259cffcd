"""The picture of the network at one phase, and what is lit in it."""

from __future__ import annotations

from ..figures.html import Html
from ..figures.loop.loop import loop
from ..figures.loop.plan import Plan
from ..figures.loop.scene import Scene
from ..figures.nudge import is_drawn
from ..lesson.phases import quantities
from ..scenario.questions import FIRST
from .stage import Stage


def picture(stage: Stage, panel: str) -> Html:
    """The network with the phases around it."""
    place = f"{stage.scenario.step}/{stage.scenario.phase}"
    return loop(_scene(stage, panel), stage.stages, stage.phase, place)


def _scene(stage: Stage, panel: str) -> Scene:
    view = stage.view
    # What the question calls the edges of each layer, on the question's page.
    marks = {1: "yellow in the question", 2: "red in the question"} if stage.scenario.question == FIRST else None
    nudged = stage.nudge if view.panel == "nudge" else None
    moved = nudged if nudged and is_drawn(nudged, stage.shown) else None
    trace = moved.after if moved else stage.trace
    return Scene(
        Plan(stage.columns, tuple(layer.w for layer in trace.layers), stage.notation) if moved else stage.plan,
        trace,
        quantities(trace, stage.eta) if moved else stage.values,
        stage.shown,
        stage.ends,
        stage.eta,
        view.edges,
        "a" if moved and stage.neurons == "auto" else stage.neurons,
        view.example,
        marks,
        stage.hidden,
        moved,
        _lit(stage, panel),
    )


def _lit(stage: Stage, panel: str) -> list[str]:
    """The marks and edges of the picture that belong to the number that is asked about, or selected."""
    if stage.question is not None:
        return list(stage.question.lit)
    if panel not in ("weight", "nudge"):
        return []
    edges = [f"w-{layer}-{j}-{k}" for layer, j, k in stage.chain.edges]
    return edges + [f"neuron-{layer}-{j}" for layer, j in stage.chain.neurons]
