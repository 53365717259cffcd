"""How each kind of number is made from those before it, with the numbers themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..notation import exact
from ..operands import Pen
from ..selection import Selection, entry, neuron
from .ends import cost, error, slope
from .forward import activation, below, weighted_input
from .parts import Operation, Rule, Step, mean, rows


def rule(selection: Selection, pen: Pen) -> Rule:
    """The rule of the selected number."""
    return RULES[selection.name](selection, pen)


def _weight_gradient(selection: Selection, pen: Pen) -> Rule:
    """∂C/∂w_jk = s Σ_x δ_j a_k (BP4)."""
    n, layer, j, k = pen.notation, selection.layer, selection.row, selection.column
    delta, source = n.entry(("delta", layer), j), n.entry(below(layer), k)
    deltas, sources = pen.values["delta", layer][j], pen.values[below(layer)][k]
    scale, scale_latex, divide = mean(pen.trace)
    shown, total = rows("example", list(zip(deltas, sources, strict=True)), deltas * sources)
    result = float(pen.values[selection.key][j, k])
    over = "over the examples, never over the components"
    step = Step(
        f"one row per example; the sum runs {over}",
        entry(n, selection),
        result,
        divide,
        (delta, source),
        f"{delta} {source}",
        shown,
        total,
    )
    z = n.entry(("z", layer), j)
    return Rule(
        f"{scale}Σₓ {delta} {source}",
        rf"{scale_latex}\sum_x {n.entry_latex(('delta', layer), j)}\,{n.entry_latex(below(layer), k)}",
        (
            (delta, f"the error of {neuron(n, layer, j)}: how fast C of one example grows with its {n.word('z')}"),
            (source, f"what comes from {neuron(n, layer - 1, k)}: how fast {z} grows with this weight"),
            *_example_symbol(pen),
        ),
        ((layer, j, k),),
        ((layer, j), (layer - 1, k)),
        "",
        (step,),
    )


def _example_symbol(pen: Pen) -> tuple[tuple[str, str], ...]:
    summed = ("Σₓ", "added up over the examples of this mini-batch")
    return (summed,) if pen.trace.network.reduction == "sum" else (summed, ("m", "how many examples there are"))


def _bias_gradient(selection: Selection, pen: Pen) -> Rule:
    """∂C/∂b_j = s Σ_x δ_j · 1 (BP3)."""
    n, layer, j = pen.notation, selection.layer, selection.row
    delta, deltas = n.entry(("delta", layer), j), pen.values["delta", layer][j]
    scale, scale_latex, divide = mean(pen.trace)
    shown, total = rows("example", [(value, 1.0) for value in deltas], deltas)
    step = Step(
        "one row per example; a bias counts as an edge from a constant 1",
        entry(n, selection),
        float(pen.values[selection.key][j, 0]),
        divide,
        (delta, "1"),
        f"{delta} · 1",
        shown,
        total,
    )
    return Rule(
        f"{scale}Σₓ {delta} · 1",
        rf"{scale_latex}\sum_x {n.entry_latex(('delta', layer), j)}\cdot 1",
        (
            (delta, f"the error of {neuron(n, layer, j)}: how fast C of one example grows with its {n.word('z')}"),
            ("1", f"how fast {n.entry(('z', layer), j)} grows with the bias: it is added as it is"),
            *_example_symbol(pen),
        ),
        (),
        ((layer, j),),
        "",
        (step,),
    )


def _hidden_error(selection: Selection, pen: Pen) -> Rule:
    """δ_j = (Σ_i w_ij δ_i) σ′(z_j) (BP2): the sum over the edges that leave neuron j."""
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    if layer == len(pen.trace.layers):
        return error(selection, pen)
    w, delta = ("w", layer + 1), ("delta", layer + 1)
    weights, errors = pen.values[w][:, j], pen.values[delta][:, x]
    slopes = pen.values["sigma_prime", layer]
    labels = [f"to {neuron(n, layer + 1, i)}" for i in range(errors.size)]
    shown, total = rows("neuron", list(zip(weights, errors, strict=True)), weights * errors, labels)
    prime = n.entry(("sigma_prime", layer), j)
    step = Step(
        f"example {x + 1}: one row per edge that leaves {neuron(n, layer, j)}; the errors come back over them",
        entry(n, selection),
        float(pen.values[selection.key][j, x]),
        (Operation("×", float(slopes[j, x]), prime),),
        ("weight", f"{n.word('delta')} at its end"),
        f"weight × {n.word('delta')}",
        shown,
        total,
    )
    some = range(errors.size) if errors.size <= 3 else (0, errors.size - 1)
    texts = [f"{n.entry(w, i, j)} {n.entry(delta, i)}" for i in some]
    latex = [rf"{n.entry_latex(w, i, j)}\,{n.entry_latex(delta, i)}" for i in some]
    between, between_latex = (" + ", " + ") if errors.size <= 3 else (" + … + ", r" + \dots + ")
    return Rule(
        f"({between.join(texts)}) · {prime}",
        rf"\big({between_latex.join(latex)}\big)\,{n.entry_latex(('sigma_prime', layer), j)}",
        (
            (n.entry(w, 0, j), f"the weight to {neuron(n, layer + 1, 0)}, from {neuron(n, layer, j)}: the old one"),
            (n.entry(delta, 0), f"the error of {neuron(n, layer + 1, 0)}"),
            (prime, f"the slope of σ: how much {n.entry(('z', layer), j)} still moves {n.entry(('a', layer), j)}"),
        ),
        tuple((layer + 1, i, j) for i in range(errors.size)),
        ((layer, j), *((layer + 1, i) for i in range(errors.size))),
        "",
        (*slope(Selection("sigma_prime", layer, j, x), pen).steps, step),
    )


def _update(selection: Selection, pen: Pen) -> Rule:
    """new w = w − η ∂C/∂w."""
    n, name, layer, j, k = pen.notation, selection.name[0], selection.layer, selection.row, selection.column
    index = k if name == "w" else None
    old, grad = n.entry((name, layer), j, index), n.entry((f"grad_{name}", layer), j, index)
    before, after = float(pen.values[name, layer][j, k]), float(pen.values[selection.key][j, k])
    edges = ((layer, j, k),) if name == "w" else ()
    neurons = ((layer, j), (layer - 1, k)) if name == "w" else ((layer, j),)
    if name == "b" and not pen.trace.network.train_biases:
        stays = Step(
            "the biases are set to stay as they are", entry(n, selection), after, (Operation("", before, old),)
        )
        return Rule(old, n.entry_latex((name, layer), j), ((old, "the bias"),), edges, neurons, "", (stays,))
    gradient = float(pen.values[f"grad_{name}", layer][j, k])
    change = pen.eta * gradient
    moves = (Operation("", pen.eta, "η"), Operation("×", gradient, grad))
    ends = (Operation("", before, old), Operation("−", change, f"η {grad}"))
    grad_latex = n.entry_latex((f"grad_{name}", layer), j, index)
    return Rule(
        f"{old} − η {grad}",
        rf"{n.entry_latex((name, layer), j, index)} - \eta\,{grad_latex}",
        (
            (old, "the one before this step"),
            ("η", f"the learning rate, {exact(pen.eta).replace('-', '−')}: how large a step is taken"),
            (grad, "how fast C grows when it grows; the step goes against it"),
        ),
        edges,
        neurons,
        "",
        (
            Step("how far to go", f"η {grad}", change, moves),
            Step("against the gradient", entry(n, selection), after, ends),
        ),
    )


def _given(selection: Selection, pen: Pen) -> Rule:
    """An input or a target: it comes with the data."""
    value = float(pen.values[selection.key][selection.row, selection.column])
    step = Step("given with the data", entry(pen.notation, selection), value, total=value)
    return Rule("", "", (), (), ((selection.layer, selection.row),), "", (step,))


RULES: Mapping[str, Callable[[Selection, Pen], Rule]] = MappingProxyType(
    {
        "x": _given,
        "y": _given,
        "z": weighted_input,
        "a": activation,
        "sigma_prime": slope,
        "delta": _hidden_error,
        "grad_w": _weight_gradient,
        "grad_b": _bias_gradient,
        "w_new": _update,
        "b_new": _update,
        "cost": cost,
    }
)
