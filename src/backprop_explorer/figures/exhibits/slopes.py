"""Pictures of the slope σ′: where it is taken, where it ends, and where it is 0 for every example."""

from __future__ import annotations

import numpy as np

from ...engine import ACTIVATIONS
from ...engine.activations import Array
from ...lesson.exhibits.slopes import Flat, dead, flattest, slopes
from ...lesson.saturation import SLOPE_OF_OUTPUT
from ...lesson.written import in_print
from .. import colours
from ..html import Html, h
from ..numbers import number
from .curve import Point, curve, samples
from .exhibited import Exhibited
from .pieces import cell, evidence, exhibit, listing, mat, panel, row, tell


def prime_of_z_or_a(it: Exhibited) -> Html:
    """z and a with σ′(z) and σ′(a), and both on the curve of σ′."""
    found = slopes(it.writer)
    if found is None:
        return Html()
    n, example = it.notation, it.example
    z, a = n.text(("z", found.layer)), n.text(("a", found.layer))
    at = (example, 0) if found.z.lying else (0, example)
    spot = lambda i, j: (i, j) == at  # noqa: E731
    end = max(colours.limit(each.array) for each in (found.at_z, found.at_a))
    points = (
        Point(float(found.z.array[at]), float(found.at_z.array[at]), f"at z: {number(float(found.at_z.array[at]))}"),
        Point(
            float(found.a.array[at]),
            float(found.at_a.array[at]),
            f"at a: {number(float(found.at_a.array[at]))}",
            "wrong",
        ),
    )
    activation = ACTIVATIONS[found.activation]
    x = samples(points, 4.0)
    with np.errstate(over="ignore"):
        heights = activation.slope(x, activation.value(x))
    drawn = curve(x, heights, points, "z", "σ′", f"The slope of {found.activation}")
    formula = SLOPE_OF_OUTPUT[found.activation]
    panels = (
        panel("the neuron", row(mat(found.z, "slope", spot=spot), "σ", mat(found.a, "slope", spot=spot))),
        panel(f"✓ σ′({z}) = {formula}", mat(found.at_z, "slope", end, spot=spot, why="σ′ is taken at z"), kind="good"),
        panel(f"✗ σ′({a})", mat(found.at_a, "slope", end, spot=spot, why="another place on the curve"), kind="bad"),
        panel(f"both on the curve, example {example + 1}", drawn),
    )
    words = (
        f"σ′ is the slope of σ at the z of the neuron. {formula} uses a, because that is a short way to write σ′(z): "
        f"it is not σ′(a)."
    )
    return exhibit(
        "prime-of-z-or-a", "The slope at z and the slope at a", h("div", *panels, class_="panels"), tell(words)
    )


def saturation(it: Exhibited) -> Html:
    """The curve of σ with the largest z on it, its true slope, and the slope that code computes from a."""
    flat = flattest(it.trace)
    if flat is None:
        return Html()
    activation = ACTIVATIONS[flat.activation]
    z = it.notation.entry(("z", flat.layer), flat.neuron)
    point = Point(flat.z, flat.a, f"{z} = {number(flat.z)}", below=flat.a > 0)
    x = samples((point,))
    with np.errstate(over="ignore"):
        drawn = curve(x, activation.value(x), (point,), "z", "a", f"The curve of {flat.activation} with {z} marked")
    panels = (
        panel(f"σ is {flat.activation}", drawn, why="z stands on the flat part of σ"),
        panel(
            f"neuron {flat.neuron + 1} of layer {it.notation.number(flat.layer)}, example {flat.example + 1}",
            _numbers(it, flat),
        ),
        h("div", tell(_told(flat)), class_="panel words"),
    )
    return exhibit("saturation", "A neuron on the flat part of σ", h("div", *panels, class_="panels"))


def _told(flat: Flat) -> str:
    """What the numbers say; with a cross-entropy δ may be large all the same."""
    formula = SLOPE_OF_OUTPUT[flat.activation]
    if flat.code_slope:
        return (
            f"Here a is not rounded to the end of its range. So {formula}, which the code computes, is near the true "
            f"slope."
        )
    told = (
        f"The curve is flat here, but its slope is not 0. a is so near to the end of its range that it is rounded to "
        f"it, so {formula} gives 0. "
    )
    if flat.delta:
        return told + "This cost has no σ′ in δ, so δ is not 0 all the same."
    return told + "With either slope δ is as good as 0, and the weights of this neuron do not move."


def _numbers(it: Exhibited, flat: Flat) -> Html:
    """z, a, both slopes, a − y and δ."""
    n = it.notation
    names = {name: n.entry((name, flat.layer), flat.neuron) for name in ("z", "a", "delta")}
    formula = SLOPE_OF_OUTPUT[flat.activation]
    rows: list[tuple[str, float, bool]] = [
        (names["z"], flat.z, False),
        (f"{names['a']} as a double", flat.a, False),
        ("σ′(z), the true slope", flat.slope, True),
        (f"{formula}, what the code computes", flat.code_slope, True),
    ]
    if flat.off is not None:
        target = n.entry(("y", flat.layer), flat.neuron)
        rows.append((f"{names['a']} − {target}, how far off", flat.off, False))
    rows.append((f"{names['delta']}, the error", flat.delta, True))
    cells = ((who, [cell(value, number(value), 0.0, ("seen",) if lit else ())]) for who, value, lit in rows)
    table = listing("saturation-numbers", (), cells, "The numbers of the neuron")
    return h("div", table, class_="mat", **evidence("an error far from 0, a slope that is almost 0"))


def dead_relu(it: Exhibited) -> Html:
    """For every example of the data: z below 0, the slope 0, what comes back, and δ; then the gradient."""
    found = dead(it.writer, *it.scenario.data())
    if found is None:
        return Html()
    n, j = it.notation, found.neuron
    place = f"neuron {j + 1} of layer {n.number(found.layer)}"
    z, delta = (n.entry((name, found.layer), j) for name in ("z", "delta"))
    back = f"({n.text(('w', found.layer + 1))})ᵀ{n.text(('delta', found.layer + 1))}"
    if n.turned("w") or n.turned("delta"):
        back = "what comes back"
    columns = (found.z, found.slope, found.reaching, found.delta)
    heads = ("", z, f"σ′({z})", back, delta)
    rows = (
        (f"example {x + 1}", [_of_example(column, x, at) for at, column in enumerate(columns)])
        for x in range(in_print(len(found.z)))
    )
    table = listing("dead-relu-examples", heads, rows, f"{place}, example by example")
    left = len(found.z) - in_print(len(found.z))
    more = h("p", f"and so for the other {left} examples") if left else Html()
    spot = (lambda r, c: c == j) if found.lying else (lambda r, c: r == j)
    line = "column" if found.lying else "row"
    gradient = n.text(("grad_w", found.layer))
    panels = (
        panel(
            f"{place} is dead",
            h("div", table, class_="mat", **evidence("z < 0 for every example, so the slope is 0")),
            more,
        ),
        panel(
            f"{line} {j + 1} of {gradient}, over all examples, is 0",
            mat(found.gradient, "dead", spot=spot, why="no example moves these weights"),
        ),
        h(
            "div",
            tell(
                f"The errors of the next layer do reach the neuron: {back} is not 0. But its z is below 0 for every "
                f"example, and there the slope of ReLU is 0. So its δ is 0, its gradient is 0, and its weights never "
                f"change again. Such a neuron is called dead."
            ),
            class_="panel words",
        ),
    )
    return exhibit("dead-relu", "A dead ReLU neuron", h("div", *panels, class_="panels"))


def _of_example(column: Array, x: int, at: int) -> Html:
    value = float(column[x])
    return cell(value, number(value), colours.position(value, colours.limit(column)), ("seen",) if at == 2 else ())
