"""One nudged weight as HTML: what z, a and C were and are, ΔC/Δw beside ∂C/∂w, and a small picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from ..lesson.chain.parts import Operation, Step
from ..lesson.notation import Notation, exact
from ..lesson.nudge import Nudge
from ..lesson.phases import Phase
from ..lesson.selection import Selection, entry, place
from .matrices import name_html
from .numbers import number
from .rounding import finite, plain, printed

WIDTH, HEIGHT = 300, 190
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 12, 46


def nudge_panel(nudge: Nudge, notation: Notation, phase: Phase) -> str:
    """The panel of a nudged weight or bias, once its gradient is known at the end of `phase`."""
    what = entry(notation, nudge.selection)
    if _gradient(nudge).key not in phase.known:
        grad = entry(notation, _gradient(nudge))
        waits = f"What a nudge of {what} does is shown beside {grad}, which is not computed yet."
        return (
            f'<div class="nudge" data-nudge="{escape(nudge.selection.id)}"><p class="waits">{escape(waits)}</p></div>'
        )
    title = f"{what}, {place(notation, nudge.selection)}: moved by {_exact(nudge.change)}"
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in _sentences(nudge, what))
    return (
        f'<div class="nudge" data-nudge="{escape(nudge.selection.id)}"><div class="label">{escape(title)}</div>'
        f'{_table(nudge, notation)}<div class="beside">{_slopes(nudge, notation, what)}'
        f"<div>{picture(nudge, what)}</div></div>"
        f"{sentences}</div>"
    )


def _exact(value: float) -> str:
    return exact(value).replace("-", "−")


def _table(nudge: Nudge, notation: Notation) -> str:
    """z, a and C before and after, with the difference of the printed numbers."""
    layer, j = nudge.selection.layer, nudge.selection.row
    names = notation.entry(("z", layer), j), notation.entry(("a", layer), j), "C"
    of = f"of example {nudge.example + 1}"
    before, after = nudge.before, nudge.after
    pairs = (before.z, after.z), (before.a, after.a), (before.cost, after.cost)
    body = "".join(
        _row(name, whose, *pair) for name, whose, pair in zip(names, (of, of, "of the mini-batch"), pairs, strict=True)
    )
    return f'<table class="sum"><tr><th></th><th>before</th><th>after</th><th>change</th></tr>{body}</table>'


def _row(name: str, whose: str, before: float, after: float) -> str:
    values = before, after, after - before
    step = Step("", "", after - before, (Operation("", after, ""), Operation("−", before, "")))
    if finite(step):
        shown = printed(step, wanted=5)
        texts = [shown.operations[1].text(), shown.operations[0].text(), shown.result.text()]
    else:
        texts = [plain(value) for value in values]
    cells = "".join(f'<td data-value="{value!r}">{text}</td>' for value, text in zip(values, texts, strict=True))
    return f'<tr><th class="who">{name_html(name)} {escape(whose)}</th>{cells}</tr>'


def _slopes(nudge: Nudge, notation: Notation, what: str) -> str:
    """ΔC/Δw beside ∂C/∂w, and the rise beside what the straight line predicts."""
    grad = entry(notation, _gradient(nudge))
    rows = [
        (f"ΔC / Δ{what}", "what C did", nudge.ratio, 8),
        (grad, "the gradient", nudge.slope, 8),
        ("ΔC", "what C did", nudge.rise, 6),
        (f"{grad} · Δ{what}", "the straight line", nudge.predicted, 6),
        ("gap", "between curve and line", nudge.gap, 3),
        ("gap", "with half the nudge", nudge.half_gap, 3),
    ]
    body = "".join(
        f'<tr><th class="who">{name_html(name)} {escape(words)}</th>'
        f'<td data-value="{value!r}">{_digits(value, digits)}</td></tr>'
        for name, words, value, digits in rows
        if value is not None
    )
    return f'<table class="sum">{body}</table>'


def _gradient(nudge: Nudge) -> Selection:
    chosen = nudge.selection
    return Selection(f"grad_{chosen.name}", chosen.layer, chosen.row, chosen.column)


def _digits(value: float, digits: int) -> str:
    """One number with so many significant digits."""
    if not math.isfinite(value):
        return plain(value)
    return printed(Step("", "", value, (Operation("", value, ""),)), wanted=digits).result.text()


def _sentences(nudge: Nudge, what: str) -> list[str]:
    """What the numbers say, in two or three sentences."""
    if not nudge.change:
        return ["Nothing is moved yet. Move it a little: C answers with about the gradient times the nudge."]
    if not math.isfinite(nudge.after.cost):
        return ["With this nudge C is larger than any number a computer can hold."]
    told = ["C is computed anew with the nudged network. Per unit of the nudge it changes by almost the gradient."]
    if nudge.kinked:
        told.append(
            "Here a z comes to the other side of 0, where σ has a corner: the slope is another one there, and the gap "
            "shrinks no faster than the nudge."
        )
    elif nudge.rounded_away:
        told.append("The gap is no larger than what rounding does: to the last digit, C follows the line.")
    else:
        told.append(
            f"The gap comes from the bend of the curve. It shrinks with the square of Δ{what}: half the nudge, a "
            "quarter of the gap, the closer the smaller the nudge."
        )
    return told


def picture(nudge: Nudge, what: str) -> str:
    """C as a function of the one parameter, with its straight line, as SVG; its colours come from the style sheet."""
    points = [(nudge.value + t, cost) for t, cost in nudge.curve if math.isfinite(cost)]
    if len(points) < 2 or not math.isfinite(points[-1][0] - points[0][0]):
        return ""
    ends = [points[0][0], points[-1][0]]
    line = [(w, nudge.before.cost + nudge.slope * (w - nudge.value)) for w in ends]
    heights = [cost for _, cost in (*points, *line)]
    low, high = min(heights), max(heights)
    if not math.isfinite(high - low):
        return ""
    if high - low < 1e-12 * max(1.0, abs(high)):  # a level line
        margin = max(0.5, 1e-3 * abs(high))
        low, high = low - margin, high + margin

    def spot(point: tuple[float, float]) -> tuple[float, float]:
        across = (point[0] - ends[0]) / (ends[1] - ends[0])
        up = (point[1] - low) / (high - low)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    marks = [((nudge.value, nudge.before.cost), "here", 4.5)]
    if math.isfinite(nudge.after.cost):
        marks.append(((nudge.value + nudge.change, nudge.after.cost), "there", 3.0))
    circles = "".join(
        '<circle class="{}" cx="{:.2f}" cy="{:.2f}" r="{}"/>'.format(name, *spot(point), radius)
        for point, name, radius in marks
    )
    name = escape(what)
    title = f"C as {name} changes, all else as it is, and the straight line with the slope of the gradient"
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        f'aria-label="{title}"><title>{title}</title>{_axes(ends, nudge.value, (low, high), name)}'
        f'<polyline class="line" points="{_path([spot(point) for point in line])}"/>'
        f'<polyline class="cost" points="{_path([spot(point) for point in points])}"/>{circles}</svg>'
        '<small class="caption">solid: C · dashed: the straight line</small>'
    )


def _axes(ends: Sequence[float], value: float, heights: tuple[float, float], name: str) -> str:
    """Both axes with a number at either end, and the parameter's own value between."""
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM
    middle = LEFT + (value - ends[0]) / (ends[1] - ends[0]) * (right - LEFT)
    low, high = (escape(number(height)) for height in heights)
    across = "".join(
        f'<text x="{x:.1f}" y="{floor + 15}" text-anchor="{anchor}">{escape(number(at))}</text>'
        for x, at, anchor in ((LEFT, ends[0], "start"), (middle, value, "middle"), (right, ends[1], "end"))
    )
    return (
        f'<path class="axis" d="M{LEFT} {TOP}V{floor}H{right}"/>{across}'
        f'<text x="{(LEFT + right) / 2:.1f}" y="{HEIGHT - 13}" text-anchor="middle">{name}</text>'
        f'<text x="{LEFT - 5}" y="{floor}" text-anchor="end">{low}</text>'
        f'<text x="{LEFT - 5}" y="{TOP + 9}" text-anchor="end">{high}</text>'
        f'<text x="{LEFT - 5}" y="{(TOP + floor) / 2:.1f}" text-anchor="end">C</text>'
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in points)


def slider(change: float) -> str:
    """The slider that sets the nudge, between −0.01 and 0.01."""
    return (
        '<label class="slider">nudge by <input type="range" min="-0.01" max="0.01" step="0.0005" '
        f'value="{change!r}" data-send="nudge"> <output>{number(change)}</output></label>'
    )
