"""How the numbers at the output are made: the cost, the error that it sends back, and the slope of σ."""

from __future__ import annotations

import numpy as np

from ...engine.activations import Array, softmax_jacobian
from ..operands import Pen
from ..selection import Selection, entry, neuron
from .parts import Operation, Rule, Step, mean, rows


def slope(selection: Selection, pen: Pen) -> Rule:
    """σ′(z_j), from a_j where that is how it is computed."""
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    a, z, result = n.entry(("a", layer), j), n.entry(("z", layer), j), entry(n, selection)
    a_latex, z_latex = n.entry_latex(("a", layer), j), n.entry_latex(("z", layer), j)
    out, value = float(pen.values["a", layer][j, x]), float(pen.values["sigma_prime", layer][j, x])
    name = pen.trace.layers[layer - 1].activation.name
    symbols: tuple[tuple[str, str], ...] = ((a, f"the output of {neuron(n, layer, j)}"),)
    caption = f"the slope of {name} in example {x + 1}"
    if name == "sigmoid":
        text, latex = f"{a} (1 − {a})", rf"{a_latex}\,(1 - {a_latex})"
        steps: tuple[Step, ...] = (
            Step("what is left to 1", f"1 − {a}", 1.0 - out, (Operation("", 1.0, "1"), Operation("−", out, a))),
            Step(caption, result, value, (Operation("", out, a), Operation("×", 1.0 - out, f"1 − {a}"))),
        )
    elif name == "tanh":
        text, latex = f"1 − {a} · {a}", rf"1 - {a_latex}\cdot {a_latex}"
        square = f"{a} · {a}"
        steps = (
            Step("the output times itself", square, out * out, (Operation("", out, a), Operation("×", out, a))),
            Step(caption, result, value, (Operation("", 1.0, "1"), Operation("−", out * out, square))),
        )
    else:
        low = {"relu": "0", "leaky-relu": "0.1"}.get(name, "1")
        text = "1" if name == "linear" else f"1 if {z} > 0, else {low}"
        latex = "1" if name == "linear" else rf"1 \text{{ if }} {z_latex} > 0 \text{{, else }} {low}"
        symbols = ((z, f"the weighted sum that comes into {neuron(n, layer, j)}"),)
        steps = (Step(caption, result, value, (Operation(f"{name}′", float(pen.values["z", layer][j, x]), z),)),)
    return Rule(text, latex, symbols, (), ((layer, j),), "", steps)


def error(selection: Selection, pen: Pen) -> Rule:
    """δ_j of the output layer: ∇_a C_x and σ′ (BP1), through the Jacobian of softmax, or a − y."""
    network = pen.trace.network
    if network.cost.gradient is None:
        return _difference(selection, pen)
    if pen.trace.layers[-1].activation.name == "softmax":
        return _softmax_error(selection, pen)
    return _slope_error(selection, pen)


def _parts(selection: Selection, pen: Pen) -> tuple[str, str, float, float]:
    """The names and numbers of the selected output and its target."""
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    names = n.entry(("a", layer), j), n.entry(("y", layer), j)
    return *names, float(pen.values["a", layer][j, x]), float(pen.values["y", layer][j, x])


def _minus(selection: Selection, pen: Pen) -> str:
    n, layer, j = pen.notation, selection.layer, selection.row
    return f"{n.entry_latex(('a', layer), j)} - {n.entry_latex(('y', layer), j)}"


def _ends(selection: Selection, pen: Pen) -> tuple[tuple[str, str], ...]:
    a, y, _, _ = _parts(selection, pen)
    where = neuron(pen.notation, selection.layer, selection.row)
    return (a, f"the output of {where}"), (y, "the target: what it should have been")


def _difference(selection: Selection, pen: Pen) -> Rule:
    a, y, out, target = _parts(selection, pen)
    step = Step(
        f"example {selection.column + 1}: output minus target",
        entry(pen.notation, selection),
        float(pen.values[selection.key][selection.row, selection.column]),
        (Operation("", out, a), Operation("−", target, y)),
    )
    at = ((selection.layer, selection.row),)
    note = "With this cost the slope σ′ cancels."
    return Rule(f"{a} − {y}", _minus(selection, pen), _ends(selection, pen), (), at, note, (step,))


def _factor(pen: Pen) -> tuple[str, str, tuple[Operation, ...]]:
    """What the cost puts before a − y: as text, for KaTeX and as operations."""
    outputs = pen.trace.y.shape[0]
    return {
        "squared-error": ("2 ", r"2\,", (Operation("×", 2.0, "2"),)),
        "mean-squared-error": (
            f"2/{outputs} ",
            rf"\tfrac{{2}}{{{outputs}}}\,",
            (Operation("×", 2.0, "2"), Operation("÷", float(outputs), "the number of outputs")),
        ),
    }.get(pen.trace.network.cost.name, ("", "", ()))


def _slope_error(selection: Selection, pen: Pen) -> Rule:
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    a, y, out, target = _parts(selection, pen)
    factor, factor_latex, operations = _factor(pen)
    prime = n.entry(("sigma_prime", layer), j)
    slope_rule = slope(Selection("sigma_prime", layer, j, x), pen)
    off = Step(
        f"example {x + 1}: how far the output is off",
        f"{a} − {y}",
        out - target,
        (Operation("", out, a), Operation("−", target, y)),
    )
    last = Step(
        "times the slope of σ",
        entry(n, selection),
        float(pen.values[selection.key][j, x]),
        (
            Operation("", out - target, f"{a} − {y}"),
            *operations,
            Operation("×", float(pen.values["sigma_prime", layer][j, x]), prime),
        ),
    )
    meaning = f"the slope of σ: how much {n.entry(('z', layer), j)} still moves {a}"
    return Rule(
        f"{factor}({a} − {y}) · {prime}",
        rf"{factor_latex}({_minus(selection, pen)})\,{n.entry_latex(('sigma_prime', layer), j)}",
        (*_ends(selection, pen), (prime, meaning)),
        (),
        ((layer, j),),
        "",
        (*slope_rule.steps, off, last),
    )


def _softmax_error(selection: Selection, pen: Pen) -> Rule:
    """δ_j = Σ_i J_ij ∂C_x/∂a_i: each output i moves with z_j."""
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    a = pen.values["a", layer]
    gradient = pen.trace.network.cost.slope(a, pen.trace.y)
    column = softmax_jacobian(a[:, x])[:, j]
    labels = [f"over {neuron(n, layer, i)}" for i in range(a.shape[0])]
    products = column * gradient[:, x]
    shown, total = rows("output", list(zip(column, gradient[:, x], strict=True)), products, labels)
    factor, factor_latex, _ = _factor(pen)
    word, target, z = n.word("a"), n.word("y"), n.entry(("z", layer), j)
    step = Step(
        f"example {x + 1}: one row per output, since softmax moves them all",
        entry(n, selection),
        float(pen.values[selection.key][j, x]),
        (),
        ("J", f"{factor}({word} − {target})"),
        "their product",
        shown,
        total,
    )
    return Rule(
        f"Σᵢ Jᵢ{_low(j)} · {factor}({word}ᵢ − {target}ᵢ)",
        rf"\sum_i J_{{i{j + 1}}}\,{factor_latex}({n.latex(('a', layer))}_i - {n.latex(('y', layer))}_i)",
        (
            (
                f"Jᵢ{_low(j)}",
                f"how fast output i grows with {z}: {word}ᵢ (1 − {word}ᵢ) if i is {j + 1}, "
                f"else −{word}ᵢ times {n.entry(('a', layer), j)}",
            ),
            (f"{word}ᵢ − {target}ᵢ", "how far output i is off"),
        ),
        (),
        tuple((layer, i) for i in range(a.shape[0])),
        "",
        (step,),
    )


def _low(j: int) -> str:
    return str(j + 1).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def cost(selection: Selection, pen: Pen) -> Rule:
    """C = s Σ_x C_x, and C_x of the pen's example from its outputs and targets."""
    trace, x = pen.trace, pen.example
    scale, scale_latex, divide = mean(trace)
    first = _example_cost(pen, selection.layer)
    costs = trace.example_costs
    shown, total = rows("example", [(value,) for value in costs], costs)
    whole = Step("one row per example", "C", trace.cost, divide, ("C of the example",), "", shown, total)
    symbols = [("C", "of one example: how far its outputs are from its targets")]
    if divide:
        symbols.append(("m", "how many examples there are"))
    return Rule(
        f"{scale}Σₓ C of example x",
        rf"{scale_latex}\sum_x C_x",
        tuple(symbols),
        (),
        tuple((selection.layer, j) for j in range(trace.y.shape[0])),
        f"C of example {x + 1} is written out first." if trace.m > 1 else "",
        (first, whole),
    )


def _example_cost(pen: Pen, layer: int) -> Step:
    """C_x of one example, output by output."""
    trace, n, x = pen.trace, pen.notation, pen.example
    z, a, y = (pen.values[name, layer][:, x] for name in ("z", "a", "y"))
    word, target, name = n.word("a"), n.word("y"), trace.network.cost.name
    if name in ("binary-cross-entropy", "cross-entropy"):
        factors, labels = _logarithms(name, z, y)
        columns, product = (f"{target}, or 1 − {target}", f"ln {word}, or ln(1 − {word})"), "their product"
        if name == "cross-entropy":
            columns = (target, f"ln {word}")
        operations: tuple[Operation, ...] = (Operation("×", -1.0, "−1"),)
    else:
        factors, labels = [(d, d) for d in a - y], [f"output {j + 1}" for j in range(a.size)]
        columns, product = (f"{word} − {target}", f"{word} − {target} again"), "its square"
        operations = {
            "quadratic": (Operation("÷", 2.0, "2"),),
            "mean-squared-error": (Operation("÷", float(a.size), "the number of outputs"),),
        }.get(name, ())
    shown, total = rows("term", factors, [p * q for p, q in factors], labels)
    result = float(trace.example_costs[x])
    return Step(f"example {x + 1}: {name}", f"C of example {x + 1}", result, operations, columns, product, shown, total)


def _logarithms(name: str, z: Array, y: Array) -> tuple[list[tuple[float, float]], list[str]]:
    """The two factors and the label of each term of a cross-entropy; ln a is taken from z, as in the engine."""
    if name == "cross-entropy":
        below_top = z - z.max()
        logs = below_top - np.log1p(np.exp(np.sort(below_top)[:-1]).sum())
        return list(zip(y, logs, strict=True)), [f"output {j + 1}" for j in range(y.size)]
    pairs, labels = [], []
    for j in range(y.size):
        pairs += [(y[j], -np.logaddexp(0.0, -z[j])), (1.0 - y[j], -np.logaddexp(0.0, z[j]))]
        labels += [f"output {j + 1}", f"output {j + 1}, the rest to 1"]
    return pairs, labels
