"""The gradient check as HTML: both gradients side by side, and what a mistake does to them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from ..engine.activations import Array
from ..engine.gradient_check import TOLERANCE, MatrixCheck
from ..lesson.check import Ahead, Checked
from ..lesson.mistakes import ShapeStory
from ..lesson.notation import Notation, plural
from . import colours
from .matrices import name_html, table


def check_panel(found: Checked, choices: Sequence[tuple[str, str]], notation: Notation) -> str:
    """The switch of the mistakes, the verdict, and every gradient both ways."""
    rows = "".join(_row(part, notation) for part in found.check.matrices)
    story = _story(found.story, notation) if found.story else ""
    head = "<tr><th></th><th></th><th>by the equations</th><th>by differences of C</th></tr>"
    return (
        f'<div class="check"><p>{_intro(notation)}</p>{_switch(found, choices)}{story}{_verdict(found, notation)}'
        f'<table class="sum both">{head}{rows}</table>{_ahead(found.ahead)}</div>'
    )


def _intro(notation: Notation) -> str:
    return (
        "Each weight is moved a little, and C is computed again: the slope of C has to be the gradient. "
        f"That takes no backpropagation, so it can judge {escape(notation.word('grad_w'))}."
    )


def _switch(found: Checked, choices: Sequence[tuple[str, str]]) -> str:
    chosen = found.mistake.id if found.mistake else ""
    options = "".join(
        f'<option value="{escape(identity)}"{" selected" if identity == chosen else ""}>{escape(line)}</option>'
        for identity, line in (("", "the right equations"), *choices)
    )
    return f'<label class="switch">Compute with: <select data-send="mistake">{options}</select></label>'


def _verdict(found: Checked, notation: Notation) -> str:
    """What the check says, and what that means for this kind of mistake."""
    wrong = [_name(part, notation) for part in found.check.matrices if part.error > TOLERANCE]
    if found.story:
        return '<p class="verdict">With the right equations all gradients agree:</p>'
    if wrong:
        words = f"The check finds it: {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not the slope of C."
        return f'<p class="verdict wrong">✗ {escape(words)}</p>'
    words = "All gradients agree with the slope of C."
    if found.mistake is not None and found.mistake.kind == "update":
        words += " The mistake is in the update, after the gradients: no gradient check can find it."
    elif found.mistake is not None:
        words += " On these numbers the mistake changes nothing."
    return f'<p class="verdict right">✓ {escape(words)}</p>'


def _name(part: MatrixCheck, notation: Notation) -> str:
    return notation.text((part.quantity, part.layer))


def _row(part: MatrixCheck, notation: Notation) -> str:
    """One gradient matrix both ways."""
    key = (part.quantity, part.layer)
    pair = [notation.display(key, array) for array in (part.analytic, part.numerical)]
    end = max(colours.limit(array) for array in pair)
    cells = "".join(
        f"<td>{_table(array, end, f'{part.quantity}-{part.layer}-{way}')}</td>"
        for array, way in zip(pair, ("equations", "differences"), strict=True)
    )
    agrees = part.error <= TOLERANCE
    words = "agrees" if agrees else "differs"
    slope = float(np.linalg.norm(part.numerical[~part.kinks]))
    off = float(np.linalg.norm((part.analytic - part.numerical)[~part.kinks]))
    share = "" if agrees or not slope or not np.isfinite(off / slope) else f", off by {100 * off / slope:.3g} %"
    kinks = int(part.kinks.sum())
    note = f"<small>{plural(kinks, 'number')} left out: a corner of σ lies within reach</small>" if kinks else ""
    mark = f'<td class="{"right" if agrees else "wrong"}">{"✓" if agrees else "✗"} {words}{share}{note}</td>'
    return f"<tr><th>{name_html(_name(part, notation))}</th>{mark}{cells}</tr>"


def _table(array: Array, end: float, data: str) -> str:
    return table(array, end, data_operand=data)


def _story(story: ShapeStory, notation: Notation) -> str:
    """Two arrays that do not fit, and NumPy's own words."""
    (first, left), (second, right) = story.sides(notation)
    shapes = [" × ".join(map(str, shape)) for shape in (left, right)]
    return (
        f'<div class="dropped" role="status"><div class="broken"><b>({shapes[0]}) {escape(story.sign)} ({shapes[1]}) '
        f"does not fit</b></div><code>{escape(first)} {escape(story.sign)} {escape(second)}</code>"
        f"<code>ValueError: {escape(story.numpy_says(notation))}</code></div>"
    )


def _ahead(ahead: Sequence[Ahead]) -> str:
    """C after one and after many updates, both ways."""
    if not ahead:
        return ""
    head = "<tr><th>C</th><th>right</th><th>with the mistake</th></tr>"
    rows = "".join(
        f"<tr><th>after {plural(row.updates, 'update')}</th><td>{_cost(row.right)}</td><td>{_cost(row.wrong)}</td></tr>"
        for row in ahead
    )
    last = ahead[-1]
    luck = (
        "<p>A smaller C in the end does not make a gradient right: a wrong one may by chance take longer steps.</p>"
        if last.right is not None and last.wrong is not None and last.wrong < last.right
        else ""
    )
    return f'<table class="sum">{head}{rows}</table>{luck}'


def _cost(cost: float | None) -> str:
    return "too large for a number" if cost is None else f'<span data-value="{cost!r}">{cost:.8g}</span>'
