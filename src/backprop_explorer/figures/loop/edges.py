"""The edges: lines by sign and size, their numbers on small plates, and the arrowheads of the way back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...engine.activations import Array
from ...lesson.selection import Selection
from .. import colours
from ..html import Html, fragment, h
from ..numbers import number
from .choices import EDGES
from .marks import at, hue
from .plan import LABELLED, Edge
from .scene import Scene

Point = tuple[float, float]

TABBED = 60  # edges up to which each can be reached by the Tab key; more would bury what comes after them
HEADS = 60  # edges of one layer up to which the way back is drawn with arrowheads
BROAD, SLIM = 20, 120  # edges up to which lines may be broad, or not too thin


def head(scene: Scene) -> Html:
    """The arrowhead: its tip lies off the end of its line, at the rim of the ring that stands there."""
    layer = min(scene.phase.layer, scene.plan.depth)
    size = 12 if scene.plan.roomy else 7
    reach = 10 + (scene.plan.radius(layer) + 1) * 10 / size
    marker = h(
        "marker",
        h("path", d="M0 0L10 5L0 10z"),
        id="head",
        viewBox="0 0 10 10",
        refX=f"{reach:.1f}",
        refY=5,
        markerWidth=size,
        markerHeight=size,
        markerUnits="userSpaceOnUse",
        orient="auto",
    )
    return h("defs", marker)


def to_cost(scene: Scene) -> Iterator[Html]:
    """Dashed lines from the outputs to C: they carry no weight."""
    plan = scene.plan
    for y in plan.heights[plan.depth]:
        yield _straight((plan.across[plan.depth], y), (plan.cost, 50.0), "to-cost used" if scene.live[2] else "to-cost")


def _straight(start: Point, stop: Point, kind: str, head: str | None = None) -> Html:
    x1, y1, x2, y2 = (f"{end:.2f}%" for end in (*start, *stop))
    return h("line", class_=kind, x1=x1, y1=y1, x2=x2, y2=y2, marker_end=head)


def edges(scene: Scene) -> Iterator[Html]:
    """The edges, layer by layer."""
    for layer in range(1, scene.plan.depth + 1):
        matrix, end = scene.edge_values(layer)
        lit = tuple(name for name in scene.lit if name.startswith(f"w-{layer}-"))
        known, used = ("grad_w", layer) in scene.phase.known, layer in scene.live[1]
        look = ("edges", layer, scene.edges, matrix is None, end, known, used, lit)
        yield scene.plan.once(look, partial(_edges, scene, layer, matrix, end))


def _edges(scene: Scene, layer: int, matrix: Array | None, end: float) -> Html:
    return fragment(*(_edge(scene, edge, matrix, end) for edge in scene.plan.edges if edge[0] == layer))


def _edge(scene: Scene, edge: Edge, matrix: Array | None, end: float) -> Html:
    """A line by sign and size, and under it a broad one that answers the pointer.

    Written without h(), since there may be hundreds of them, and nothing in them comes from outside. Where there are
    more than can be reached by keys one by one, a single line is enough.
    """
    line, words = scene.plan.edges[edge]
    layer, j, k = edge
    name = f"w-{layer}-{j}-{k}"
    state = f"edge {'used' if layer in scene.live[1] else 'rest'}{' path' if name in scene.lit else ''}"
    mark = f'class="{state}" data-mark="{name}" data-pick="cell:{EDGES[scene.edges].quantity}-{layer}-{j}-{k}"'
    title = f"<title>{words}{_gradient(scene, edge)}</title>"
    look = 'class="unknown"' if matrix is None else _look(float(matrix[j, k]), end, len(scene.plan.edges))
    if len(scene.plan.edges) > TABBED:
        return Html(f"<g {mark}>{title}<line {look} {line}/></g>")
    return Html(
        f'<g {mark} role="button" tabindex="0" aria-label="{words}">{title}<line class="hit" {line}/>'
        f"<line {look} {line}/></g>"
    )


def _look(value: float, end: float, count: int) -> str:
    """The sign and the size of what an edge shows: its class, its share of the hue, and its width among so many."""
    sign, share = hue(value, end)
    level = round(colours.LEVELS * share) / colours.LEVELS
    thin, more = (1.0, 5.5) if count <= BROAD else (0.8, 3.4) if count <= SLIM else (0.6, 1.6)
    return f'class="{sign}" style="--t:{100 * level**0.7:.0f}%" stroke-width="{thin + more * level:g}"'


def _gradient(scene: Scene, edge: Edge) -> str:
    layer, j, k = edge
    key = ("grad_w", layer)
    if key not in scene.phase.known:
        return ""
    return f"\n{scene.notation.entry(key, j, k)} = {number(scene.values[key][j, k])}"


def way_back(scene: Scene) -> Iterator[Html]:
    """Arrowheads along which δ comes back, for a phase that sends it."""
    plan, layer = scene.plan, scene.phase.layer
    if scene.phase.equation == "output_error":
        ways = [((plan.cost, 50.0), (plan.across[layer], y)) for y in plan.heights[layer]]
    elif scene.phase.equation == "hidden_error":
        ways = [
            ((plan.across[above], plan.heights[above][j]), (plan.across[layer], plan.heights[layer][k]))
            for above, j, k in plan.kept
            if above == layer + 1
        ]
    else:
        return
    if len(ways) <= HEADS:
        for start, stop in ways:
            yield _straight(start, stop, "back", "url(#head)")


def plates(scene: Scene) -> Iterator[Html]:
    """The numbers of the edges, on small plates of the page's colour."""
    for layer, w in enumerate(scene.plan.weights, start=1):
        matrix, _ = scene.edge_values(layer)
        if matrix is not None and w.size <= LABELLED:
            moved = scene.nudge and scene.nudge.selection
            look = ("plates", layer, scene.edges, layer in scene.live[1], moved)
            yield scene.plan.once(look, partial(_plates, scene, layer, matrix))


def _plates(scene: Scene, layer: int, matrix: Array) -> Html:
    own = [(j, k) for other, j, k in scene.plan.kept if other == layer]
    return fragment(*(_plate(scene, layer, j, k, matrix) for j, k in own))


def _plate(scene: Scene, layer: int, j: int, k: int, matrix: Array) -> Html:
    """The number of an edge; where the edge is nudged, its new number stands there already."""
    if scene.nudge is not None and scene.nudge.selection == Selection("w", layer, j, k):
        return Html()
    text = number(matrix[j, k])
    half = len(text) * 3.4 + 4
    plate = h("rect", x=f"{-half:.1f}", y=-9, width=f"{2 * half:.1f}", height=18, rx=4)
    return at(
        *scene.plan.plate(layer, j, k),
        plate,
        h("text", text, y=4.5),
        class_=f"plate {'' if layer in scene.live[1] else 'rest'} {'many' if scene.plan.fullest > 2 else ''}",
        data_on=f"w-{layer}-{j}-{k}",
        data_pick=f"cell:{EDGES[scene.edges].quantity}-{layer}-{j}-{k}",
    )
