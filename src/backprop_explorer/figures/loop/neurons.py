"""The neurons: rings with their letters and numbers, or ticks in a frame, their biases, and C."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ...lesson.notation import QUANTITIES
from ...lesson.selection import Selection
from ..html import Html, fragment, h
from ..numbers import number
from .marks import at, brief, hue, rim, squeezed
from .plan import LARGE, NUMBERED, RINGS, SMALL
from .scene import Scene

SQUARE = 12  # px from the middle of a ring to its rim from which its bias has room beside it
COST = 25  # px from the middle of C to its rim


def neurons(scene: Scene) -> Iterator[Html]:
    """Inputs and neurons, layer by layer."""
    known = scene.phase.known
    for layer in range(scene.plan.depth + 1):
        shown, lit = scene.shown(layer, 0), tuple(name for name in scene.lit if name.startswith(f"neuron-{layer}-"))
        told = tuple(name for name in _told(layer) if (name, layer) in known)
        ends = scene.ends.get(QUANTITIES[shown.name].kind), scene.ends.get("w")
        moved = scene.nudge and scene.nudge.selection
        look = ("neurons", shown, shown.key in known, told, scene.example, _state(scene, layer), ends, lit, moved)
        yield scene.plan.once(look, partial(_layer, scene, layer))


def _layer(scene: Scene, layer: int) -> Html:
    n = scene.plan.sizes[layer]
    if n > RINGS:
        return fragment(*_strip(scene, layer))
    return fragment(*(_ring(scene, layer, j) for j in range(n)))


def _strip(scene: Scene, layer: int) -> Iterator[Html]:
    """A layer of many neurons: a tick each, in one frame."""
    plan, n = scene.plan, scene.plan.sizes[layer]
    x = f"{plan.across[layer]:.2f}%"
    yield h("rect", class_=f"frame {_state(scene, layer)}", x=x, y="-5", width=20, style="height:calc(100% + 10px)")
    for j in range(n):
        _, size, sign = _value(scene, layer, j)
        shown, lit = scene.shown(layer, j), " path" if f"neuron-{layer}-{j}" in scene.lit else ""
        # Written without h(), since there may be hundreds of them, and nothing in them comes from outside.
        yield Html(
            f'<rect class="tick {sign}{lit}" x="{x}" y="{100 * j / n:.2f}%" width="16" height="{100 / n:.2f}%" '
            f'style="{size or ""}" data-mark="neuron-{layer}-{j}" data-pick="cell:{shown.id}">'
            f"<title>{_words(scene, layer, j)}</title></rect>"
        )


def _ring(scene: Scene, layer: int, j: int) -> Html:
    """A neuron: a ring with its letter and its number, as far as they fit."""
    plan, name, said = scene.plan, f"neuron-{layer}-{j}", _words(scene, layer, j)
    value, size, sign = _value(scene, layer, j)
    shown = scene.shown(layer, j)
    letter = h("text", scene.notation.entry(shown.key, j), class_="letter", y=-8) if plan.roomy else ""
    mark = at(
        plan.across[layer],
        plan.heights[layer][j],
        h("title", said),
        h("circle", class_="rim"),
        letter,
        _number(scene, layer, value),
        class_=f"neuron {_state(scene, layer)} {sign}{' path' if name in scene.lit else ''}",
        style=";".join(filter(None, (size, rim(scene, layer)))) or None,
        data_mark=name,
        data_pick=f"cell:{shown.id}",
        role="button",
        tabindex=0,
        aria_label=said.replace("\n", ", "),
    )
    return fragment(mark, _bias(scene, layer, j))


def _number(scene: Scene, layer: int, value: float | None) -> Html:
    """The number in a ring; where there is little room in two decimals or one digit."""
    plan, radius = scene.plan, scene.plan.radius(layer)
    if plan.sizes[layer] > NUMBERED:
        return Html()
    text = "·" if value is None else number(value) if radius > SMALL else brief(value)
    room = 2 * (LARGE - 3 if radius == LARGE else radius) - (10 if plan.roomy else 6)
    return squeezed(text, room, y=9 if plan.roomy else 4.5)


def _state(scene: Scene, layer: int) -> str:
    """Whether the neurons of a layer show the result of the phase, take part in it, or rest."""
    if scene.shown(layer, 0).key in scene.phase.result and scene.phase.equation != "mini_batch":
        return "now"
    return "used" if layer in scene.live[0] and scene.phase.equation != "mini_batch" else "rest"


def _value(scene: Scene, layer: int, j: int) -> tuple[float | None, str | None, str]:
    """What a neuron shows, None while it is not known; its size as a style, and its sign as a class."""
    shown = scene.shown(layer, j)
    if shown.key not in scene.phase.known:
        return None, None, ""
    value = float(scene.values[shown.key][shown.row, shown.column])
    sign, share = hue(value, scene.ends[QUANTITIES[shown.name].kind])
    return value, f"--t:{100 * share:.0f}%", sign


def _words(scene: Scene, layer: int, j: int) -> str:
    """All that is known of a neuron, a line each."""
    which = f"input {j + 1}" if layer == 0 else f"neuron {j + 1}"
    where = f"layer {scene.notation.number(layer)}, " if layer else ""
    lines = [f"{where}{which}, example {scene.example + 1}"]
    for name in _told(layer):
        key = (name, layer)
        if key in scene.phase.known:
            value = scene.values[key][j, scene.column(name)]
            lines.append(f"{scene.notation.entry(key, j)} = {number(value)}")
    return "\n".join(lines)


def _told(layer: int) -> tuple[str, ...]:
    """The quantities of which a neuron of this layer has one number each."""
    return ("x",) if layer == 0 else ("b", "z", "a", "delta", "grad_b")


def _bias(scene: Scene, layer: int, j: int) -> Html:
    """A small square at a neuron: the edge from a constant 1."""
    if ("b", layer) not in scene.values or scene.plan.radius(layer) < SQUARE:
        return Html()
    plan, b = scene.plan, float(scene.values["b", layer][j, 0])
    moved = scene.nudge is not None and scene.nudge.selection == Selection("b", layer, j, 0)
    sign, share = hue(b, scene.ends["w"])
    words = f"{scene.notation.entry(('b', layer), j)} = {number(b)}, the bias of neuron {j + 1}"
    text = h("text", h("tspan", "bias ", class_="of"), number(b), class_="words") if plan.roomy and not moved else ""
    return at(
        plan.across[layer],
        plan.heights[layer][j],
        h("title", words),
        h("g", h("rect", class_="square"), text),
        class_=f"bias {sign}" if plan.roomy else f"bias small {sign}",
        style=";".join(filter(None, (f"--t:{100 * share:.0f}%", rim(scene, layer)))),
        data_mark=f"b-{layer}-{j}",
        data_pick=f"cell:{Selection('b', layer, j, 0).id}",
        role="button",
        tabindex=0,
        aria_label=words,
    )


def cost(scene: Scene) -> Html:
    """The cost C_x of the chosen example, and below it C of the mini-batch, which a click opens."""
    plan, name, m = scene.plan, scene.cost_name, scene.trace.m
    value = number(scene.trace.example_costs[scene.example]) if scene.knows_cost else "·"
    words = f"{name}, the cost of example {scene.example + 1}"
    words += f" = {value}" if scene.knows_cost else ": not computed yet"
    below = [("", "of ", f"example {scene.example + 1}")] if m > 1 else []
    if scene.knows_cost and m > 1:
        below += [("C ", "of the ", "batch"), ("", "", number(scene.trace.cost))]
        words += f"\nC of the mini-batch = {number(scene.trace.cost)}"
    lines = [
        h("text", begin, h("tspan", of, class_="of") if of else "", rest, y=COST + 15 + 14 * i, class_="words")
        for i, (begin, of, rest) in enumerate(below)
    ]
    state = "now" if scene.phase.id == "cost" else "used" if scene.live[2] and scene.knows_cost else "rest"
    return at(
        plan.cost,
        50,
        h("title", words),
        h(
            "g",
            h("circle", class_="rim", r=COST),
            h("text", name, class_="letter", y=-8),
            squeezed(value, 2 * COST - 14, y=9),
            h("rect", x=-20, y=COST + 4, width=40, height=14 * len(below)) if below else "",
            *lines,
        ),
        class_=f"cost {state}{' path' if 'cost' in scene.lit else ''}",
        data_mark="cost",
        data_pick=f"cell:{Selection('cost', plan.depth, 0, 0).id}",
        role="button",
        tabindex=0,
        aria_label=words.replace("\n", ", "),
    )
