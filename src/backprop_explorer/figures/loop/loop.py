"""The slot "loop" of the stage: the picture, the stops around it, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...lesson.phases import Phase
from ..html import Html, h
from ..numbers import number
from .drawing import drawing
from .plan import NUMBERED
from .scene import Scene
from .stops import MOST_NAMED, stops


def loop(scene: Scene, phases: Sequence[Phase], now: Phase, place: str) -> Html:
    """The picture of one phase, `now`, with all `phases` around it; `place` is its step and phase: "12/delta-2"."""
    plan = scene.plan
    above, below = plan.inset
    size = f"--tall:{plan.height}px;--above:{above:g}px;--below:{below:g}px"
    crowd = "dots" if len(phases) > MOST_NAMED else ""
    depth = "brief" if plan.depth > 3 else "three" if plan.depth == 3 else ""
    return h(
        "div",
        stops(plan, phases, now),
        drawing(scene),
        h("p", plan.missing, class_="missing") if plan.missing else "",
        _in_words(scene),
        class_=" ".join(filter(None, ("loop", f"rows-{min(plan.fullest, 4)}", crowd, depth))),
        style=size,
        data_place=place,
        data_lit=" ".join(scene.lit),
        data_example=scene.example,
    )


def _in_words(scene: Scene) -> Html:
    """The picture as a table, a row for each layer, for those who hear it."""
    caption = h("caption", f"The network, example {scene.example + 1}")
    head = h("tr", *(h("th", words, scope="col") for words in ("layer", "neurons", "weights into it")))
    # A table takes the room of all its rows, whatever its height says: it needs a box around it.
    return h("div", h("table", caption, head, *_rows(scene)), class_="unseen")


def _rows(scene: Scene) -> Iterator[Html]:
    for layer, n in enumerate(scene.plan.sizes):
        name = f"layer {scene.notation.number(layer)}" if layer else "inputs"
        yield h("tr", h("th", name, scope="row"), h("td", _neurons(scene, layer, n)), _weights(scene, layer))


def _neurons(scene: Scene, layer: int, n: int) -> str:
    shown = scene.shown(layer, 0)
    name = scene.notation.text(shown.key)
    if shown.key not in scene.phase.known:
        return f"{n}, {name} not computed yet"
    if n > NUMBERED:
        return f"{n}, {name}"
    return f"{n}, {name} = {', '.join(number(value) for value in scene.values[shown.key][:, shown.column].tolist())}"


def _weights(scene: Scene, layer: int) -> Html:
    return scene.plan.once(("weights in words", layer), lambda: h("td", _in_layer(scene, layer)))


def _in_layer(scene: Scene, layer: int) -> str:
    if not layer:
        return "none"
    w = scene.plan.weights[layer - 1]
    if w.size > NUMBERED:
        return f"{w.size}, {w.shape[0]} × {w.shape[1]}"
    return "; ".join(scene.plan.words(layer, j, k) for j in range(w.shape[0]) for k in range(w.shape[1]))
