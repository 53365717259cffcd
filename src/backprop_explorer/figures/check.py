"""The gradient check as HTML: both gradients side by side, and what a mistake does to equations and numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..engine.activations import Array
from ..engine.gradient_check import EPSILON, TOLERANCE, MatrixCheck
from ..lesson.check import Ahead, Checked
from ..lesson.expression import Expression, formula, laid
from ..lesson.expression.formula import chained
from ..lesson.marks import Fence, Frac, Row, Sign, Sym, Word
from ..lesson.mistakes import ShapeStory
from ..lesson.mistakes.trees import Pair
from ..lesson.notation import Key, Notation, exact, plural
from . import colours
from .cells import name_html, table
from .html import Html, fragment, h
from .mathml import mathml

SAME = 1e-9  # as a share of the largest number of a matrix: so near, two numbers are the same but for rounding
NEAR, FAR = exact(EPSILON), exact(2 * EPSILON)
INTRO = (
    "The check compares every gradient with the slope of C. The slope is measured without backpropagation: one number "
    f"of the network is changed by ±{NEAR} and ±{FAR}, and the cost is computed again each time."
)
L2 = (
    "With the L2 term it is the slope of C_λ, the cost with that term: the term is changed along with each weight. A "
    "bias has no L2 term."
)
NOTES = {
    "leaky-zero": "step(z) is 1 where z is above 0, and 0 elsewhere.",
    "last-example": "The small m marks the last example of the mini-batch.",
}


def check_panel(found: Checked, choices: Sequence[tuple[str, str]], notation: Notation) -> Html:
    """The switch of the mistakes, what the chosen one changes, the verdict, and every gradient both ways."""
    words = h(
        "div",
        _switch(found, choices),
        _verdict(found, notation),
        _equations(found, notation),
        h("p", INTRO),
        h("p", L2) if found.right.network.l2 else "",
        h("details", h("summary", "How the slope is measured"), _measured(found, notation)),
        class_="say",
    )
    numbers = h(
        "div",
        _story(found.story, notation) if found.story else "",
        _errors(found, notation),
        _gradients(found, notation),
        _ahead(found.ahead),
        class_="numbers",
    )
    return h("div", words, numbers, class_="check body")


def _measured(found: Checked, notation: Notation) -> Html:
    """How the slope of C is measured: what engine/gradient_check.py does."""
    z, w, a = (Sym(notation.word(name), "", down) for name, down in (("z", "j"), ("w", "jk"), ("a", "k")))
    cost = Sym("C", "", "x")
    averaged = " and averaged" if found.right.network.reduction == "mean" else " and added up"
    slope = Frac((Sym("∂"), cost), (Sym("∂"), z))
    quotient = Frac(_four_points(cost, z), (Word("12"), Sign(""), Sym("ε")))
    return h(
        "p",
        "All weights into a neuron are checked together, by changing its ",
        mathml((z,)),
        f" by ±ε and ±2ε, with ε = {NEAR}. The central difference of four values of ",
        mathml((cost,)),
        " is",
        mathml((slope, Sign("≈"), quotient), block=True),
        "A weight ",
        mathml((w,)),
        " that changes by ε changes ",
        mathml((z,)),
        " by ε ",
        mathml((a,)),
        ". So the slope along ",
        mathml((w,)),
        " is this slope times ",
        mathml((a,)),
        f", for each example{averaged} over the examples. Two weights or biases are also changed one by one, by at "
        f"most ±ε and ±2ε, to confirm this. {_confirmed(found.check.spot_error)}",
        class_="measured",
    )


def _confirmed(error: float) -> str:
    """How well the slopes of the parameters that are changed one by one agree with the others."""
    if error <= TOLERANCE:
        return "Both ways give the same slopes." if error == 0 else f"Both ways give the same slopes to {error:.0e}."
    return f"The two ways differ by {error:.0e}, more than {TOLERANCE:.0e}: do not trust this check."


def _four_points(cost: Sym, z: Sym) -> Row:
    """8 [C_x(z_j + ε) − C_x(z_j − ε)] − [C_x(z_j + 2ε) − C_x(z_j − 2ε)]."""

    def at(sign: str, step: Row) -> Row:
        return (cost, Fence((z, Sign(sign), *step)))

    def pair(step: Row) -> Fence:
        return Fence((*at("+", step), Sign("−"), *at("−", step)), "[]")

    epsilon = Sym("ε")
    return (Word("8"), Sign(""), pair((epsilon,)), Sign("−"), pair((Word("2"), Sign(""), epsilon)))


def _switch(found: Checked, choices: Sequence[tuple[str, str]]) -> Html:
    chosen = found.mistake.id if found.mistake else ""
    options = (
        h("option", line, value=identity, selected=identity == chosen)
        for identity, line in (("", "the right equations"), *choices)
    )
    return h("label", "Compute with: ", h("select", *options, data_send="mistake"), class_="switch")


def _equations(found: Checked, notation: Notation) -> Html:
    """The equations that the mistake changes, each right and wrong, for the first layer in which it is made."""
    if not found.equations or found.mistake is None:
        return Html()
    first = next(iter(found.equations))[1]
    rows = [_both(key, pair, notation) for key, pair in found.equations.items() if key[1] == first]
    others = dict.fromkeys(layer for _, layer in found.equations if layer != first)
    numbers = " and ".join(str(notation.number(layer)) for layer in others)
    likewise = f"The same in layer{'s' if len(others) > 1 else ''} {numbers}. " if others else ""
    note = likewise + NOTES.get(found.mistake.id, "")
    return h("table", *rows, class_="sum both") + (h("small", note) if note else Html())


def _both(key: Key, pair: Pair, notation: Notation) -> Html:
    """One equation in two rows."""

    def side(e: Expression, data: str) -> Html:
        row = chained(notation.symbol(key), formula(laid(e, notation, notation.turned(key[0])), notation))
        return h("td", mathml(row), data_equation=f"{key[0]}-{key[1]}-{data}")

    right = h("tr", h("td", "✓ right", class_="right"), side(pair.right, "right"))
    return right + h("tr", h("td", "✗ with the mistake", class_="wrong"), side(pair.wrong, "wrong"))


def _errors(found: Checked, notation: Notation) -> Html:
    """δ of every layer, right and with the mistake, where the mistake changes one."""
    if found.wrong is None:
        return Html()
    pairs = [
        (("delta", number), right.delta, wrong.delta)
        for number, (right, wrong) in enumerate(zip(found.right.layers, found.wrong.layers, strict=True), start=1)
    ]
    if not any(_off(right, wrong).any() for _, right, wrong in pairs):
        where = "in the update" if found.mistake and found.mistake.kind == "update" else "made after it"
        return h("p", f"{notation.word('delta')} is right in every layer: the mistake is {where}.")
    rows = (row for pair in reversed(pairs) for row in _error(*pair, notation))
    return h("table", *rows, class_="sum both errors")


def _off(right: Array, wrong: Array) -> Array:
    """Where two matrices differ by more than rounding."""
    return np.asarray(~(np.abs(wrong - right) <= SAME * colours.limit(right)))


def _error(key: Key, right: Array, wrong: Array, notation: Notation) -> list[Html]:
    """One δ, right and with the mistake, on one scale; the numbers that differ are framed."""
    pair = [notation.display(key, array) for array in (right, wrong)]
    off, end = notation.display(key, _off(right, wrong)), max(map(colours.limit, (right, wrong)))
    name, data = h("th", name_html(notation.text(key))), f"{key[0]}-{key[1]}"
    shown = h("td", table(pair[0], end, data_operand=f"{data}-right"))
    if not off.any():
        return [h("tr", name, h("td", "✓ the same", class_="right"), shown)]
    words = f"✗ with the mistake: {int(off.sum())} of {off.size} differ"
    wrongly = h("td", table(pair[1], end, off, data_operand=f"{data}-wrong"))
    return [
        h("tr", name, h("td", "✓ right", class_="right"), shown),
        h("tr", h("td"), h("td", words, class_="wrong"), wrongly),
    ]


def _verdict(found: Checked, notation: Notation) -> Html:
    """What the check says, and what that means for this kind of mistake."""
    wrong = [_name(part, notation) for part in found.check.matrices if part.error > TOLERANCE]
    if found.story:
        return h("p", "The wrong equation cannot be computed. With the right equations:", class_="verdict")
    if wrong:
        words = f"✗ The check finds the mistake: {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not the slope "
        return h("p", f"{words}of {_slope_of(found)}.", class_="verdict wrong")
    words = f"✓ All gradients agree with the slope of {_slope_of(found)}."
    if found.mistake is not None and found.mistake.kind == "update":
        words += " The mistake is in the update, after the gradients: no gradient check can find it."
    elif found.mistake is not None:
        words += f" With these numbers the mistake changes nothing: {found.mistake.coincides}."
    return h("p", words, class_="verdict right")


def _slope_of(found: Checked) -> str:
    """The cost that the gradients belong to: with the L2 term, if there is one."""
    return "C_λ" if found.right.network.l2 else "C"


def _name(part: MatrixCheck, notation: Notation) -> str:
    return notation.text((part.quantity, part.layer))


def _gradients(found: Checked, notation: Notation) -> Html:
    """Every gradient, as it was computed and as the slope of C."""
    computed = "with the mistake" if found.mistake and not found.story else "by the equations"
    head = h("tr", h("td"), h("td"), h("th", computed), h("th", f"slope of {_slope_of(found)}"))
    return h("table", head, *(_row(part, notation) for part in found.check.matrices), class_="sum both")


def _row(part: MatrixCheck, notation: Notation) -> Html:
    """One gradient matrix both ways."""
    key = (part.quantity, part.layer)
    pair = [notation.display(key, array) for array in (part.analytic, part.numerical)]
    end = max(colours.limit(array) for array in pair)
    cells = (
        h("td", table(array, end, data_operand=f"{part.quantity}-{part.layer}-{way}"))
        for array, way in zip(pair, ("equations", "differences"), strict=True)
    )
    agrees = part.error <= TOLERANCE
    slope = float(np.linalg.norm(part.numerical[~part.kinks]))
    off = float(np.linalg.norm((part.analytic - part.numerical)[~part.kinks]))
    share = "" if agrees or not slope or not np.isfinite(off / slope) else f", off by {_percent(off / slope)}\u00a0%"
    kinks = int(part.kinks.sum())
    note = h("small", f"{plural(kinks, 'number')} left out: σ has a corner within ±2ε") if kinks else ""
    words = f"✓ agrees{share}" if agrees else f"✗ differs{share}"
    mark = h("td", words, note, class_="right" if agrees else "wrong")
    return h("tr", h("th", name_html(_name(part, notation))), mark, *cells)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 10 else f"{100 * share:.3g}"


def _story(story: ShapeStory, notation: Notation) -> Html:
    """Two arrays that do not fit, and NumPy's own words."""
    (first, left), (second, right) = story.sides(notation)
    shapes = [" × ".join(map(str, shape)) for shape in (left, right)]
    return h(
        "div",
        h("div", h("b", f"({shapes[0]}) {story.sign} ({shapes[1]}) does not fit"), class_="broken"),
        h("code", f"{first} {story.sign} {second}"),
        h("code", f"ValueError: {story.numpy_says(notation)}"),
        class_="dropped",
        role="status",
    )


def _ahead(ahead: Sequence[Ahead]) -> Html:
    """C after one and after many updates, both ways."""
    if not ahead:
        return Html()
    head = h("tr", *(h("th", text) for text in ("C", "right", "with the mistake")))
    rows = (
        h("tr", h("th", f"after {plural(row.updates, 'update')}"), h("td", _cost(row.right)), h("td", _cost(row.wrong)))
        for row in ahead
    )
    last = ahead[-1]
    lucky = last.right is not None and last.wrong is not None and last.wrong < last.right
    words = (
        "C is smaller with the mistake. That does not make the gradient right: a step along a wrong gradient can "
        "also make C smaller."
    )
    return fragment(h("table", head, *rows, class_="sum"), h("p", words) if lucky else "")


def _cost(cost: float | None) -> Html:
    return Html("too large for a number") if cost is None else h("span", f"{cost:.8g}", data_value=repr(cost))
