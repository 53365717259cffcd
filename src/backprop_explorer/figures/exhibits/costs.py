"""Pictures of two costs, or of two ways to put the examples together, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...lesson.exhibits.two_costs import Under, under
from ...lesson.folding import fold
from ...lesson.marks import Row
from ...lesson.operands import Operand
from ...lesson.phases import phases
from .. import colours
from ..html import Html, h
from ..mathml import mathml
from .exhibited import Exhibited
from .pieces import exhibit, mat, panel, row, tell


def sigma_prime_or_not(it: Exhibited) -> Html:
    """δ of the output layer under the quadratic cost and under cross-entropy."""
    found = under(it.writer, "quadratic"), under(it.writer, "binary-cross-entropy")
    quadratic, entropy = found
    if quadratic is None or entropy is None:
        return Html()
    end = max(colours.limit(each.delta.array) for each in (quadratic, entropy))
    panels = (
        _through_slope(quadratic, "quadratic cost: σ′ stays", "σ′ is a factor of δ", end),
        _through_slope(entropy, "cross-entropy: σ′ cancels", "δ is a − y", end),
    )
    words = (
        "Both have the same a and the same σ′(z) = a(1 − a). In the cross-entropy, ∇C has a(1 − a) below the line: "
        "times σ′(z) it cancels, and δ = a − y is left."
    )
    label = "The error of the output layer with two costs"
    return exhibit("sigma-prime-or-not", label, h("div", *panels, class_="panels wide"), tell(words))


def _through_slope(found: Under, title: str, why: str, end: float) -> Html:
    factors = (mat(part, found.cost) if isinstance(part, Operand) else part for part in found.parts)
    delta = mat(found.delta, found.cost, end, why=why)
    return panel(title, _lines(found.formulas[1:]), row(*factors, "=", delta))


def half_or_two(it: Exhibited) -> Html:
    """δ with the ½ in the cost, twice that, and δ without the ½."""
    half, whole = under(it.writer, "quadratic"), under(it.writer, "squared-error")
    if half is None or whole is None:
        return Html()
    end = colours.limit(whole.delta.array)
    why = "each number is twice the one beside it"
    panels = (
        panel("with ½ in the cost", _lines(half.formulas), mat(half.delta, half.cost, end, why=why)),
        panel("without ½", _lines(whole.formulas), row("= 2 ×", mat(whole.delta, whole.cost, end, why=why))),
    )
    words = (
        "The derivative of a square brings a factor 2. The ½ cancels it. Without the ½ every δ and every gradient is "
        "exactly twice as large, and half the η takes the same step."
    )
    label = "The error of the output layer with ½ in the cost and without"
    return exhibit("half-or-two", label, h("div", *panels, class_="panels"), tell(words))


def _lines(formulas: Iterable[Row]) -> Html:
    """Formulas, one below the other."""
    return h("div", *(h("div", mathml(each)) for each in formulas), class_="lines")


def sum_or_mean(it: Exhibited) -> Html:
    """The gradient as a sum and as a mean, and the η with which both take the same step."""
    writer, depth = it.writer, len(it.trace.layers)
    folding = fold(writer, depth, phases(it.trace, writer.eta)[-1])
    summed, equal, averaged = _sides(folding.step)
    m = it.trace.m
    end = colours.limit(summed[1].array)
    mean_eta = writer.eta if it.trace.network.reduction == "mean" else writer.eta * m
    like = averaged[1]
    step = replace(like, name="the step", data=f"step-{depth}", array=mean_eta * like.array, kind="change")
    panels = (
        panel("the sum over the examples", mat(summed[1], "compared", end, why="the sum")),
        panel("the mean", row(f"÷ {m} =", mat(averaged[1], "compared", end, why=f"the sum ÷ {m}"))),
        panel(
            "the same step with two η",
            row(
                summed[0],
                mat(summed[1], "stepped", end),
                equal,
                averaged[0],
                mat(averaged[1], "stepped", end),
                "=",
                mat(step, "stepped", why="one step, two η"),
            ),
        ),
    )
    label = "The sum and the mean of the gradients"
    return exhibit("sum-or-mean", label, h("div", *panels, class_="panels"), tell(folding.step_caption))


def _sides(step: tuple[Operand | str, ...]) -> tuple[tuple[str, Operand], str, tuple[str, Operand]]:
    """η times the sum = η times the mean."""
    first, left, equal, second, right = step
    assert isinstance(left, Operand) and isinstance(right, Operand)
    return (str(first), left), str(equal), (str(second), right)
