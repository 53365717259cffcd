"""Typed weights that do not fit, as HTML: each matrix with "?" in the cells that have no number."""

from __future__ import annotations

from html import escape

from ..lesson.notation import Notation, plural
from ..scenario.attempt import Attempt, Laid, button_words, missing, why
from .graph.geometry import BOTTOM, TOP, Geometry
from .matrices import WHOLE, name_html, shape
from .numbers import number
from .prose import prose

BACK = '<button class="link" data-pick="fill:nothing">leave it</button>'
ACROSS = 210  # px between layers


def attempt_panel(attempt: Attempt) -> str:
    """Why it fails, every matrix with its needed and its found shape, and the button that fills the missing cells.

    The button carries data-pick "fill:attempt".
    """
    notation = attempt.start.notation
    sentences = "".join(f"<p>{prose(sentence)}</p>" for sentence in why(attempt))
    figures = "".join(_figure(laid, notation) for laid in (*attempt.weights, *attempt.biases))
    button = f'<button class="link" data-pick="fill:attempt">{escape(button_words(attempt))}</button>'
    return (
        f'<div class="attempt"><div class="label">{escape(attempt.title)}</div><div role="status">{sentences}</div>'
        f'<div class="row">{figures}</div>{attempt_picture(attempt)}<p>{button} · {BACK}</p></div>'
    )


def _figure(laid: Laid, notation: Notation) -> str:
    key = (laid.name, laid.layer)
    needed = (len(laid.cells), len(laid.cells[0]))
    turned = notation.turned(laid.name)
    cells = list(zip(*laid.cells, strict=True)) if turned else laid.cells
    rows, columns = len(cells), len(cells[0])
    body = "".join("<tr>" + "".join(map(_cell, row[:WHOLE])) + "</tr>" for row in cells[:WHOLE])
    cut = f'<div class="cut">{rows} × {columns}, the first {WHOLE} of each</div>' if max(rows, columns) > WHOLE else ""
    found = "nothing" if laid.found is None else " × ".join(map(str, laid.found)) or "one number"
    listed = " in a flat list" if laid.found is not None and len(laid.found) == 1 and laid.sentence else ""
    fits = '<span class="ok">fits ✓</span>' if not laid.sentence else ""
    return (
        f'<figure class="{"in" if fits else "misfit"}"><figcaption>{name_html(notation.text(key))}{fits}'
        f"<small>needed {shape(notation.axes(key, needed))}, found {found}{listed}</small></figcaption>"
        f'<table class="m" data-attempt="{laid.name}-{laid.layer}" data-shape="{rows}x{columns}">{body}</table>'
        f"{cut}</figure>"
    )


def _cell(value: float | None) -> str:
    if value is None:
        return '<td class="missing" title="no number">?</td>'
    return f'<td data-value="{value!r}">{number(value)}</td>'


def attempt_picture(attempt: Attempt) -> str:
    """The network with the typed weights on its edges, and "?" on those that have none, as SVG."""
    geometry, absent = Geometry(attempt.start.sizes), set(missing(attempt))
    height = geometry.height - TOP - BOTTOM + 40
    edges, words = "", ""
    for laid in attempt.weights:
        for j, row in enumerate(laid.cells):
            for k, value in enumerate(row):
                ends = geometry.ends(laid.layer, j, k)
                (x1, y1), (x2, y2) = (_at(geometry, *end) for end in ends)
                kind = ' class="absent"' if (laid.layer, j, k) in absent else ""
                edges += f'<line{kind} x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'
                x, y = _at(geometry, *geometry.grip(laid.layer, j, k))
                text = "?" if value is None else number(value)
                words += f'<text{kind} x="{x:g}" y="{y - 4:g}" text-anchor="middle">{text}</text>'
    circles = "".join(
        f'<circle cx="{x:g}" cy="{y:g}" r="{geometry.diameter / 2:g}"/>'
        for x, y in (_at(geometry, *geometry.place(node)) for node in geometry.nodes())
    )
    width = ACROSS * geometry.depth + 90
    title = f"The network; {plural(len(absent), 'edge')} without a number"
    return (
        f'<svg class="attempted" viewBox="0 0 {width} {height:g}" width="{width}" role="img"><title>{title}</title>'
        f"{edges}{circles}{words}</svg>"
    )


def _at(geometry: Geometry, x: float, y: float) -> tuple[float, float]:
    """A place in the picture: px from the left and from the top."""
    return 45 + ACROSS * x, geometry.height - TOP - y + 20
