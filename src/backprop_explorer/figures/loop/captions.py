"""The words of the picture: what stands on the edges and in the neurons, the targets, and what was nudged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...lesson.notation import Key
from ...lesson.nudge import moved_by
from ...lesson.selection import entry
from ..html import Html, h
from ..numbers import number
from .choices import EDGES
from .marks import at, rim
from .plan import NUMBERED, RINGS
from .scene import Scene

GAP = 3  # px after a name, whose last letter leans over the next
LEAST = 9  # % of the width from the outputs to C in which the targets fit


def captions(scene: Scene) -> Iterator[Html]:
    """Over the edges what has one number per edge, and over each column of neurons what stands in it."""
    plan, hidden = scene.plan, scene.hidden
    for layer in range(plan.depth + 1):
        if layer:
            keys = tuple(
                key for key in (("w", layer), ("grad_w", layer)) if key in scene.phase.known and key not in hidden
            )
            marked = scene.marked[layer] if scene.marked else None
            yield plan.once(("over edges", keys, scene.edges, marked), partial(_over_edges, scene, layer, keys))
        shown = scene.shown(layer, 0)
        look = ("over neurons", shown, shown.key in hidden, scene.example)
        yield plan.once(look, partial(_over_neurons, scene, layer))
    if scene.plan.sizes[-1] <= NUMBERED and scene.plan.cost - scene.plan.across[-1] >= LEAST:
        for j in range(scene.plan.sizes[-1]):
            yield _target(scene, j)


def _over_edges(scene: Scene, layer: int, known: tuple[Key, ...]) -> Html:
    plan, notation = scene.plan, scene.notation
    n, n_prev = plan.sizes[layer], plan.sizes[layer - 1]
    sides = (n_prev, n) if notation.turned("w") else (n, n_prev)
    choice = EDGES[scene.edges]
    keys = sorted(known, key=lambda key: key[0] != choice.quantity)  # what stands on the edges comes first
    first, *others = map(notation.text, keys)
    change = "−η " if choice.change and others else ""
    words = h(
        "text",
        h("tspan", change, first, class_="name"),
        h("tspan", f" {sides[0]} × {sides[1]}", dx=GAP),
        h("tspan", ", one per edge" + "".join(f", like {other}" for other in others), class_="of"),
        h("tspan", scene.marked[layer], x=0, dy=14, class_="marked") if scene.marked else "",
    )
    middle = (plan.across[layer - 1] + plan.across[layer]) / 2
    return at(middle, 0, words, class_="caption shape", style=rim(scene, 0), data_layer=layer)


def _over_neurons(scene: Scene, layer: int) -> Html:
    plan, shown = scene.plan, scene.shown(layer, 0)
    whose = f" of example {scene.example + 1}" if scene.trace.m > 1 and shown.per_example else ""
    # In deeper networks the columns stand too close for so many words.
    n, many = plan.sizes[layer], plan.sizes[layer] > NUMBERED
    each = f", {n} neurons" if many else ", one per neuron" if plan.depth <= 2 else ""
    told = whose + (each if layer and shown.key not in scene.hidden else "")
    words = h(
        "text",
        h("tspan", scene.notation.text(shown.key), class_="name"),
        h("tspan", f" {n}", dx=GAP) if many and plan.depth > 3 else "",
        h("tspan", told.removeprefix(","), class_="of", dx=GAP),
    )
    top = 0.0 if plan.sizes[layer] > RINGS else plan.heights[layer][0]
    return at(plan.across[layer], top, words, class_="caption", style=rim(scene, layer), data_layer=layer)


def _target(scene: Scene, j: int) -> Html:
    """The target beside an output, on the dashed line to C."""
    plan, notation, key = scene.plan, scene.notation, ("y", scene.plan.depth)
    name = notation.entry(key, j) if plan.sizes[-1] > 1 else notation.text(key)
    words = f"{name} = {number(scene.trace.y[j, scene.example])}"
    return at(plan.across[-1], plan.heights[-1][j], h("text", words), class_="target", style=rim(scene, plan.depth))


def moved(scene: Scene) -> Iterator[Html]:
    """Which number was nudged, its new value and by how much: on its edge, or below its neuron."""
    if scene.nudge is None:
        return
    name, layer, j, k = (getattr(scene.nudge.selection, part) for part in ("name", "layer", "row", "column"))
    new = number(scene.values[name, layer][j, k])
    first = f"{entry(scene.notation, scene.nudge.selection)} = {new}"
    where = scene.plan.plate(layer, j, k) if name == "w" else (scene.plan.across[layer], scene.plan.heights[layer][j])
    lines = (h("text", first, y=-3), h("text", moved_by(scene.nudge.change), y=12))
    yield at(*where, h("g", *lines), class_=f"moved of-{name}", style=rim(scene, layer))
