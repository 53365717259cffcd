"""One nudged weight as HTML: every number up to C before and after, ΔC/Δw beside ∂C/∂w, and a small picture."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ..lesson.chain.parts import Operation, Step
from ..lesson.notation import Notation, exact, plural
from ..lesson.nudge import LARGEST, STEPS, Change, Nudge, moved_by
from ..lesson.phases import Phase
from ..lesson.selection import Selection, entry, place
from .cells import name_html
from .html import Html, fragment, h
from .numbers import number
from .rounding import finite, printed
from .sketch import sketch

WIDTH, HEIGHT = 420, 150
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 12, 46


def is_known(nudge: Nudge, phase: Phase) -> bool:
    """Whether the gradient of the nudged parameter is computed by the end of `phase`; the panel waits for it."""
    return _gradient(nudge).key in phase.known


def is_drawn(nudge: Nudge, phase: Phase) -> bool:
    """Whether the picture shows the network with the nudge: as soon as the panel shows its numbers."""
    return bool(nudge.change) and is_known(nudge, phase) and math.isfinite(nudge.after.cost)


def nudge_panel(nudge: Nudge, notation: Notation, phase: Phase) -> Html:
    """The panel of a nudged weight or bias, once its gradient is known at the end of `phase`."""
    what, grad = entry(notation, nudge.selection), entry(notation, _gradient(nudge))
    if not is_known(nudge, phase):
        waits = f"This panel compares a nudge of {what} with {grad}. {grad} is not computed yet: go to a later phase."
        return h("div", h("p", waits, class_="waits"), class_="nudge", data_nudge=nudge.selection.id)
    title = f"{what}, {place(notation, nudge.selection)}: {moved_by(nudge.change)}"
    return h(
        "div",
        h("div", title, class_="label"),
        h("div", picture(nudge, what)),
        _changes(nudge, notation),
        _slopes(nudge, what, grad),
        *(h("p", sentence) for sentence in _sentences(nudge, what, grad)),
        class_="nudge",
        data_nudge=nudge.selection.id,
    )


def _changes(nudge: Nudge, notation: Notation) -> Html:
    """Every number from the parameter to C before and after, with the difference of the printed numbers."""
    heads = (h("th", head) for head in ("before", "after", "change"))
    whose = h("th", f"example {nudge.example + 1}", class_="who")
    return h("table", h("tr", whose, *heads), *_rows(nudge, notation), class_="sum")


def _rows(nudge: Nudge, notation: Notation) -> Iterator[Html]:
    """The rows of each layer, and in words how many neurons are left out."""
    for (layer, costs), changes in groupby(nudge.changes(), key=lambda each: (each.layer, "cost" in each.name)):
        for change in changes:
            # What was asked for, and not the difference of two rounded numbers.
            by = nudge.change if change.name in ("w", "b") else change.after - change.before
            yield _row(change, _name(change, notation, nudge), by)
        left = {} if costs else {name: count for name, of, count in nudge.others() if of == layer}
        for count in set(left.values()):
            names = " and ".join(notation.text((name, layer)) for name in left)
            words = f"and {names} of the other {plural(count, 'neuron')} of layer {notation.number(layer)}"
            yield h("tr", h("th", words, class_="who", colspan=4))


def _name(change: Change, notation: Notation, nudge: Nudge) -> Html:
    """The name of the number in the first column."""
    if change.name == "cost":
        return fragment(name_html("C"), f" of the mini-batch of {nudge.before.m}")
    if change.name == "example_cost":
        return name_html(notation.cost_of(change.column))
    if change.name in ("w", "b"):
        return fragment(name_html(entry(notation, nudge.selection)), " moved")
    return name_html(notation.entry(change.key, change.row))


def _row(change: Change, name: Html, by: float) -> Html:
    before, after = change.before, change.after
    values = before, after, by
    step = Step("", "", by, (Operation("", after, ""), Operation("−", before, "")))
    if finite(step):
        shown = printed(step, wanted=5)
        texts = [shown.operations[1].text(), shown.operations[0].text(), shown.result.text()]
    else:
        texts = [number(value) for value in values]
    cells = (h("td", text, data_value=repr(value)) for value, text in zip(values, texts, strict=True))
    return h("tr", h("th", name, class_="who"), *cells, data_change=change.id)


def _slopes(nudge: Nudge, what: str, grad: str) -> Html:
    """ΔC/Δw beside ∂C/∂w, and ΔC beside what the straight line gives."""
    rows = [
        (f"ΔC / Δ{what}", "measured", nudge.ratio, 8),
        (grad, "the gradient", nudge.slope, 8),
        ("ΔC", "measured", nudge.rise, 6),
        (f"{grad} · Δ{what}", "the line", nudge.predicted, 6),
        ("gap", "measured − line", nudge.gap, 3),
        ("gap", "with half the nudge", nudge.half_gap, 3),
    ]
    body = (
        h(
            "tr",
            h("th", name_html(name), f" {words}", class_="who"),
            h("td", _digits(value, digits), data_value=repr(value)),
        )
        for name, words, value, digits in rows
        if value is not None
    )
    return h("table", *body, class_="sum")


def _gradient(nudge: Nudge) -> Selection:
    return replace(nudge.selection, name=f"grad_{nudge.selection.name}")


def _digits(value: float, digits: int) -> str:
    """One number with so many significant digits."""
    if not math.isfinite(value):
        return number(value)
    return printed(Step("", "", value, (Operation("", value, ""),)), wanted=digits).result.text()


def _sentences(nudge: Nudge, what: str, grad: str) -> list[str]:
    """What the numbers say."""
    if not nudge.change:
        return [f"Nothing is moved yet. Move {what} a little: C changes by about {grad} times the nudge."]
    if not math.isfinite(nudge.after.cost):
        return ["With this nudge C is larger than any number a computer can hold."]
    told = []
    if nudge.idle:
        told.append(f"In example {nudge.example + 1} nothing changes: {what} is multiplied by a 0 there.")
    told.append(f"The whole network is computed again with the moved {what}. {_slope_words(nudge, what, grad)}")
    if nudge.kinked:
        told.append(
            "Here a z comes to the other side of 0, where σ has a corner and its slope jumps. So the gap shrinks no "
            "faster than the nudge."
        )
    elif nudge.rounded_away:
        told.append("The gap is as small as rounding errors: to the last digit, C follows the straight line.")
    else:
        told.append(
            f"The gap comes from the bend of the curve. Half the nudge gives {nudge.half_gap / nudge.gap:.2g} times "
            f"the gap: for small nudges about a quarter, because the gap grows with the square of Δ{what}."
        )
    told.append(f"The picture shows the network with the moved {what}. All matrices shows it as it was.")
    return told


def _slope_words(nudge: Nudge, what: str, grad: str) -> str:
    """How near ΔC/Δw comes to the gradient."""
    if abs(nudge.gap) <= 0.05 * abs(nudge.predicted):
        return f"ΔC / Δ{what} is almost the gradient {grad}."
    return (
        f"This nudge is too large to follow the straight line: {grad} is the slope at the start, and the slope changes "
        "on the way."
    )


def picture(nudge: Nudge, what: str) -> Html:
    """C as a function of the one parameter, with its straight line, as SVG; its colours come from the style sheet."""
    points = [(nudge.value + t, cost) for t, cost in nudge.curve if math.isfinite(cost)]
    if len(points) < 2 or not math.isfinite(points[-1][0] - points[0][0]):
        return Html()
    ends = [points[0][0], points[-1][0]]
    line = [(w, nudge.before.cost + nudge.slope * (w - nudge.value)) for w in ends]
    heights = [cost for _, cost in (*points, *line)]
    low, high = min(heights), max(heights)
    if not math.isfinite(high - low):
        return Html()
    if high - low < 1e-12 * max(1.0, abs(high)):  # a level line
        margin = max(0.5, 1e-3 * abs(high))
        low, high = low - margin, high + margin

    def spot(point: tuple[float, float]) -> tuple[float, float]:
        across = (point[0] - ends[0]) / (ends[1] - ends[0])
        up = (point[1] - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    title = f"C as {what} changes, all else as it is, and the straight line with the slope of the gradient"
    drawing = sketch(
        title,
        _axes(ends, nudge.value, (low, high), what),
        h("polyline", class_="line", points=_path([spot(point) for point in line])),
        h("polyline", class_="cost", points=_path([spot(point) for point in points])),
        _circle("here", spot((nudge.value, nudge.before.cost)), 4.5),
        _circle("there", spot((nudge.value + nudge.change, nudge.after.cost)), 4.0)
        if math.isfinite(nudge.after.cost)
        else "",
        kind="curve",
        size=(WIDTH, HEIGHT),
    )
    caption = "solid: C · dashed: straight line · ○ before · ● after"
    return drawing + h("small", caption, class_="caption")


def _circle(name: str, at: tuple[float, float], radius: float) -> Html:
    return h("circle", class_=name, cx=f"{at[0]:.2f}", cy=f"{at[1]:.2f}", r=radius)


def _axes(ends: Sequence[float], value: float, heights: tuple[float, float], name: str) -> Html:
    """Both axes with a number at either end, and the parameter's own value between."""
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    middle = LEFT + (value - ends[0]) / (ends[1] - ends[0]) * (right - LEFT)
    low, high = map(number, heights)
    words = (
        (LEFT, floor + 15, "start", number(ends[0])),
        (middle, floor + 15, "middle", number(value)),
        (right, floor + 15, "end", number(ends[1])),
        ((LEFT + right) / 2, HEIGHT - 13, "middle", name),
        (LEFT - 5, floor, "end", low),
        (LEFT - 5, TOP + 9, "end", high),
        (LEFT - 5, (TOP + floor) / 2, "end", "C"),
    )
    texts = (h("text", text, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=anchor) for x, y, anchor, text in words)
    return fragment(h("path", class_="axis", d=f"M{LEFT} {TOP}V{floor}H{right}"), *texts)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def slider(change: float) -> Html:
    """What sets the nudge: a slider over STEPS, whose positions are numbered, and a field for any other number."""
    nearest, steps = min(range(len(STEPS)), key=lambda place: abs(STEPS[place] - change)), " ".join(map(exact, STEPS))
    return h(
        "div",
        h(
            "label",
            "nudge by ",
            h("input", type="range", min=0, max=len(STEPS) - 1, value=nearest, data_send="nudge", data_steps=steps),
        ),
        h(
            "input",
            type="number",
            min=-LARGEST,
            max=LARGEST,
            step="any",
            value=exact(change),
            aria_label="nudge by, as a number",
            data_send="nudge",
        ),
        h("small", f"from −{exact(LARGEST)} to {exact(LARGEST)}"),
        class_="slider",
    )
