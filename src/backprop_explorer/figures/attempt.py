"""Typed weights that do not fit, as HTML: each matrix with "?" in the cells that have no number."""

from __future__ import annotations

from ..lesson.notation import Notation, plural
from ..lesson.written import WHOLE
from ..scenario.attempt import Attempt, Laid, button_words, missing, why
from .cells import name_html, shape
from .columns import Columns
from .html import Html, h
from .loop.plan import Plan
from .numbers import number
from .prose import prose

ACROSS, EDGE = 210, 45  # px between layers, and around the picture


def attempt_panel(attempt: Attempt) -> Html:
    """Why it fails, every matrix with its needed and its found shape, and the button that fills the missing cells.

    The buttons carry data-pick "fill:attempt" and "fill:nothing".
    """
    notation = attempt.start.notation
    fill = h("button", button_words(attempt), class_="link", data_pick="fill:attempt")
    leave = h("button", "go on without these weights", class_="link", data_pick="fill:nothing")
    return h(
        "div",
        h("div", attempt.title, class_="label"),
        h("div", *(h("p", prose(sentence)) for sentence in why(attempt)), role="status"),
        h("div", *(_figure(laid, notation) for laid in (*attempt.weights, *attempt.biases)), class_="row"),
        attempt_picture(attempt),
        h("p", fill, " · ", leave),
        class_="attempt",
    )


def _figure(laid: Laid, notation: Notation) -> Html:
    needed = (len(laid.cells), len(laid.cells[0]))
    cells = list(zip(*laid.cells, strict=True)) if notation.turned(laid.name) else laid.cells
    rows, columns = len(cells), len(cells[0])
    body = (h("tr", *map(_cell, row[:WHOLE])) for row in cells[:WHOLE])
    cut = f"{rows} × {columns}; the first {WHOLE} rows and columns are shown" if max(rows, columns) > WHOLE else ""
    fits = "" if laid.sentence else h("span", "fits ✓", class_="ok")
    return h(
        "figure",
        h("figcaption", name_html(notation.text((laid.name, laid.layer))), fits, _sides(laid, needed, notation)),
        h("table", *body, class_="m", data_attempt=f"{laid.name}-{laid.layer}", data_shape=f"{rows}x{columns}"),
        h("div", cut, class_="cut") if cut else "",
        class_="in" if fits else "misfit",
    )


def _sides(laid: Laid, needed: tuple[int, int], notation: Notation) -> Html:
    """The shape that is needed, and the one that was found."""
    found = "nothing" if laid.found is None else " × ".join(map(str, laid.found)) or "one number"
    listed = " in a flat list" if laid.found is not None and len(laid.found) == 1 and laid.sentence else ""
    axes = shape(notation.axes((laid.name, laid.layer), needed))
    return h("small", "needed ", axes, f", found {found}{listed}")


def _cell(value: float | None) -> Html:
    if value is None:
        return h("td", "?", class_="missing", title="no number")
    return h("td", number(value), data_value=repr(value))


def attempt_picture(attempt: Attempt) -> Html:
    """The network with the typed weights on its edges, and "?" on those that have none, as SVG."""
    plan, absent = Plan(Columns(attempt.start.sizes, 1), (), attempt.start.notation), set(missing(attempt))
    lines, words = [], []
    for laid in attempt.weights:
        for j, row in enumerate(laid.cells):
            for k, value in enumerate(row):
                kind = "absent" if (laid.layer, j, k) in absent else None
                (x1, y1), (x2, y2) = _at(plan, laid.layer - 1, k), _at(plan, laid.layer, j)
                lines.append(h("line", class_=kind, x1=_px(x1), y1=_px(y1), x2=_px(x2), y2=_px(y2)))
                share = plan.share(laid.layer, j, k)
                x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
                text = "?" if value is None else number(value)
                words.append(h("text", text, class_=kind, x=_px(x), y=_px(y - 4), text_anchor="middle"))
    places = [(layer, *_at(plan, layer, j)) for layer, n in enumerate(plan.sizes) for j in range(n)]
    circles = (h("circle", cx=_px(x), cy=_px(y), r=_px(plan.radius(layer))) for layer, x, y in places)
    width, height = ACROSS * plan.depth + 2 * EDGE, plan.height
    title = h("title", f"The network with its typed weights; no number for {plural(len(absent), 'edge')}")
    view = f"0 0 {width} {height}"
    return h("svg", title, *lines, *circles, *words, class_="attempted", viewBox=view, width=width, role="img")


def _px(length: float) -> str:
    return f"{length:g}"


def _at(plan: Plan, layer: int, j: int) -> tuple[float, float]:
    """A place in the picture: px from the left and from the top."""
    return EDGE + ACROSS * layer, EDGE + (plan.height - 2 * EDGE) * plan.heights[layer][j] / 100
