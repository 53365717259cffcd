"""How the numbers on the way forward are made: weighted sums, and what σ or softmax makes of them."""

from __future__ import annotations

import numpy as np

from ..notation import Key
from ..operands import Pen
from ..selection import Selection, entry, neuron
from .parts import Operation, Rule, Step, rows


def below(layer: int) -> Key:
    """What goes into a layer: the inputs, or the outputs of the layer before."""
    return ("a", layer - 1) if layer > 1 else ("x", 0)


def weighted_input(selection: Selection, pen: Pen) -> Rule:
    """z_j = Σ_k w_jk a_k + b_j."""
    layer = selection.layer
    step = _step(selection, pen)
    return Rule(
        *_sum_text(selection, pen),
        _sum_symbols(selection, pen),
        tuple((layer, selection.row, k) for k in range(pen.values["w", layer].shape[1])),
        ((layer, selection.row), *((layer - 1, k) for k in range(pen.values["w", layer].shape[1]))),
        "",
        (step,),
    )


def _sum_text(selection: Selection, pen: Pen) -> tuple[str, str]:
    """Σ_k w_jk a_k + b_j, with the sum written out where it has at most three terms."""
    n, layer, j = pen.notation, selection.layer, selection.row
    count = pen.values["w", layer].shape[1]
    some = range(count) if count <= 3 else range(1)
    text = " + ".join(f"{n.entry(('w', layer), j, k)} {n.entry(below(layer), k)}" for k in some)
    latex = " + ".join(rf"{n.entry_latex(('w', layer), j, k)}\,{n.entry_latex(below(layer), k)}" for k in some)
    if count > 3:
        last = count - 1
        text += f" + … + {n.entry(('w', layer), j, last)} {n.entry(below(layer), last)}"
        latex += rf" + \dots + {n.entry_latex(('w', layer), j, last)}\,{n.entry_latex(below(layer), last)}"
    if ("b", layer) in pen.values:
        text += f" + {n.entry(('b', layer), j)}"
        latex += f" + {n.entry_latex(('b', layer), j)}"
    return text, latex


def _sum_symbols(selection: Selection, pen: Pen) -> tuple[tuple[str, str], ...]:
    n, layer, j = pen.notation, selection.layer, selection.row
    found = [
        (n.entry(("w", layer), j, 0), f"the weight to {neuron(n, layer, j)}, from {neuron(n, layer - 1, 0)}"),
        (n.entry(below(layer), 0), f"what comes from {neuron(n, layer - 1, 0)}"),
    ]
    if ("b", layer) in pen.values:
        found.append((n.entry(("b", layer), j), "the bias, added whatever the inputs are"))
    return tuple(found)


def _step(selection: Selection, pen: Pen) -> Step:
    """The weighted sum that comes into the selected neuron in the selected example."""
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    weights, sources = pen.values["w", layer][j], pen.values[below(layer)][:, x]
    labels = [f"from {neuron(n, layer - 1, k)}" for k in range(weights.size)]
    what = "input" if layer == 1 else "neuron"
    shown, total = rows(what, list(zip(weights, sources, strict=True)), weights * sources, labels)
    after: tuple[Operation, ...] = ()
    if ("b", layer) in pen.values:
        after = (Operation("+", float(pen.values["b", layer][j, 0]), n.entry(("b", layer), j)),)
    return Step(
        f"the weighted sum of {neuron(n, layer, j)} in example {x + 1}: one row per edge that comes in",
        n.entry(("z", layer), j),
        float(pen.values["z", layer][j, x]),
        after,
        ("weight", "what comes in"),
        "weight × what comes in",
        shown,
        total,
    )


def activation(selection: Selection, pen: Pen) -> Rule:
    """a_j = σ(z_j)."""
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    name = pen.trace.layers[layer - 1].activation.name
    z, a = n.entry(("z", layer), j), entry(n, selection)
    z_latex = n.entry_latex(("z", layer), j)
    number, value = float(pen.values["z", layer][j, x]), float(pen.values["a", layer][j, x])
    first = _step(selection, pen)
    before = weighted_input(Selection("z", layer, j, x), pen)
    if name == "softmax":
        text, latex = f"e^({z}) / Σᵢ e^(zᵢ)", rf"e^{{{z_latex}}} \big/ \textstyle\sum_i e^{{z_i}}"
        steps: tuple[Step, ...] = _softmax(selection, pen)
        meaning = "the weighted sum; softmax turns those of all outputs into shares that add up to 1"
    else:
        text, latex = f"σ({z})", rf"\sigma({z_latex})"
        steps = (first, Step(f"σ is {name}", a, value, (Operation(name, number, z),)))
        meaning = f"the weighted sum that comes into {neuron(n, layer, j)}"
    return Rule(text, latex, ((z, meaning),), before.edges, before.neurons, "", steps)


def _softmax(selection: Selection, pen: Pen) -> tuple[Step, ...]:
    """Shares: e to the power of each z, less the largest z so that nothing overflows, divided by their sum."""
    n, layer, j, x = pen.notation, selection.layer, selection.row, selection.column
    z, a = pen.values["z", layer][:, x], pen.values["a", layer]
    top = float(z.max())
    power = np.exp(z - top)
    shown, total = rows("neuron", [(value - top,) for value in z], power)
    word = n.word("z")
    sum_step = Step(
        f"one row per output: the largest {word} is taken off first, which changes no share",
        "their sum",
        total,
        (),
        (f"{word} − largest {word}",),
        f"e to the power of {word} − largest {word}",
        shown,
        total,
        "exp",
    )
    share = Step(
        f"the share of {neuron(n, layer, j)} in example {x + 1}",
        entry(n, selection),
        float(a[j, x]),
        (Operation("", float(power[j]), f"e^({n.entry(('z', layer), j)} − largest)"), Operation("÷", total, "the sum")),
    )
    return _step(selection, pen), sum_step, share
