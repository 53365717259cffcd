"""One number of the mini-batch: its formula, and its calculation number by number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..expression import addends, entry_formula
from ..expression.formula import chained
from ..expression.tree import Cell
from ..marks import Row as Marks
from ..notation import QUANTITIES, RULED, Key, exact
from ..operands import Pen
from ..phases import Phase, phases
from ..rule_words import small
from ..selection import Selection, entry, neuron, place
from ..updates import AGAINST
from .parts import Step
from .whole import whole_chain
from .work import Work, weighted_sum

Edge = tuple[int, int, int]
"""An edge by its layer, the neuron j that it goes to and the neuron k that it comes from, from 0."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The calculation of one selected number.

    `selection` is the number; a weight or bias stands for its gradient. `formulas` are whole equations, `symbols`
    explains each of their letters. `edges` and `neurons`, a layer and a place in it, are those of the picture that
    the calculation uses. While the number is not known, `steps` is empty and `waits` is the phase that computes it.
    """

    selection: Selection
    title: str
    formulas: tuple[Marks, ...]
    symbols: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    waits: Phase | None
    edges: tuple[Edge, ...]
    neurons: tuple[tuple[int, int], ...]


def chain(selection: Selection, pen: Pen, phase: Phase) -> Chain:
    """The calculation of the selected number as far as it is known at the end of `phase`.

    A weight or bias stands for its gradient. The cost, and quantities that belong to no example, use the example
    of `pen`.
    """
    if selection.name in ("w", "b"):
        selection = Selection(f"grad_{selection.name}", selection.layer, selection.row, selection.column)
    cells = _cells(selection, pen)
    waits = None if _key(selection) in phase.known else _gives(selection, pen)
    return Chain(
        selection,
        f"{entry(pen.notation, selection)}: {place(pen.notation, selection)}",
        _formulas(selection, pen),
        tuple(_symbols(selection, cells, pen)),
        () if waits else _steps(selection, pen),
        waits,
        tuple(dict.fromkeys((key[1], j, k) for key, j, k in cells if QUANTITIES[key[0]].of == "edge")),
        tuple(dict.fromkeys(node for cell in cells for node in _nodes(cell))),
    )


def _key(selection: Selection) -> Key:
    """The quantity that has to be known before the number is shown: σ′ is computed together with δ."""
    return ("delta", selection.layer) if selection.name == "sigma_prime" else selection.key


def _gives(selection: Selection, pen: Pen) -> Phase:
    """The phase that computes the selected number."""
    return next(stage for stage in phases(pen.trace, pen.eta) if _key(selection) in stage.known)


def _formulas(selection: Selection, pen: Pen) -> tuple[Marks, ...]:
    """The equation of the entry; of a gradient the whole chain for one example before it; of δ its definition."""
    n, key, j, c = pen.notation, selection.key, selection.row, selection.column
    right, symbol = pen.rules.of(key), n.entry_symbol(key, j, c)
    if right is None:
        return (symbol,)
    sides = [symbol]
    if selection.name == "delta":
        sides.append((n.derivative(("example_cost", key[1]), ("z", key[1]), n.indices(("z", key[1]), j)),))
    found = chained(*sides, entry_formula(right, n, j, c, Work(pen, j, c).given))
    if not _is_gradient(selection):
        return (found,)
    one = n.symbol(key, n.indices(key, j, c), example="x")
    return chained(one, whole_chain(selection, pen)[0]), found


def _is_gradient(selection: Selection) -> bool:
    return selection.name in ("grad_w", "grad_b")


def _steps(selection: Selection, pen: Pen) -> tuple[Step, ...]:
    """The calculation; for a gradient, the whole chain of one example comes first."""
    steps = Work(pen, selection.row, selection.column).out(selection.key, _caption(selection, pen))
    if selection.name == "cost":
        one = Selection("example_cost", selection.layer, 0, pen.example)
        return (*_steps(one, pen), *steps)
    return (whole_chain(selection, pen)[1], *steps) if _is_gradient(selection) else steps


def _caption(selection: Selection, pen: Pen) -> str:
    """The caption of the last step."""
    n, name, layer, j, x = pen.notation, selection.name, selection.layer, selection.row, selection.column
    depth, against = len(pen.trace.layers), f"against the {AGAINST[pen.trace.rule.name]}"
    if name == "z":
        return weighted_sum(pen, layer, j, x)
    if name == "a" and layer == depth and pen.rules.through_jacobian:
        return f"the output of {neuron(n, layer, j)} in example {x + 1}"
    if name == "delta" and layer < depth:
        return (
            f"example {x + 1}: one row per edge that leaves {neuron(n, layer, j)}; errors come back along these edges"
        )
    if name == "delta" and pen.rules.through_jacobian and not pen.rules.joined:
        return f"example {x + 1}: one row per output: with softmax, each output depends on every z"
    return {
        "a": f"σ is {pen.rules.sigma(max(layer, 1))}",
        "sigma_prime": f"the slope of {pen.rules.sigma(max(layer, 1))} in example {x + 1}",
        "delta": f"example {x + 1}",
        "grad_w": "all examples: the sum runs over the examples, never over the components",
        "grad_b": "all examples: a bias counts as an edge from a constant 1",
        "cost": "one row per example",
        "example_cost": f"example {x + 1}: {pen.trace.network.cost.name}",
        "w_new": against,
        "b_new": f"against the {AGAINST[pen.trace.rule.name]}"
        if pen.trace.network.train_biases
        else "this bias is held fixed",
    }.get(name, "")


def _cells(selection: Selection, pen: Pen) -> list[Cell]:
    """The selected number and all numbers that its equation uses."""
    right = pen.rules.of(selection.key)
    own: Cell = (selection.key, selection.row, selection.column)
    if right is None:
        return [own]
    if selection.name == "delta" and selection.layer == len(pen.trace.layers) and pen.rules.through_jacobian:
        outputs = range(pen.trace.y.shape[0])
        return [own, *((("a", selection.layer), i, selection.column) for i in outputs)]
    return [own, *(cell for term in addends(right, pen.values, selection.row, selection.column) for cell in term)]


def _nodes(cell: Cell) -> tuple[tuple[int, int], ...]:
    """The neurons that a number belongs to: an edge has two."""
    (name, layer), j, k = cell
    of = QUANTITIES[name].of
    ends = name in ("grad_w", "total_w") or (of == "edge" and name.startswith(RULED))
    return () if of == "batch" else ((layer, j), (layer - 1, k)) if ends else ((layer, j),)


# What a letter is, by its quantity: from the pen's notation, its layer, row and column.
Meaning = Callable[[Pen, int, int, int], str]
MEANINGS: Mapping[str, Meaning] = MappingProxyType(
    {
        "x": lambda pen, layer, j, k: f"input {j + 1}",
        "y": lambda pen, layer, j, k: f"the target of {neuron(pen.notation, layer, j)}",
        "w": lambda pen, layer, j, k: (
            f"the weight to {neuron(pen.notation, layer, j)}, from {neuron(pen.notation, layer - 1, k)}"
        ),
        "b": lambda pen, layer, j, k: f"the bias of {neuron(pen.notation, layer, j)}; it does not depend on the inputs",
        "z": lambda pen, layer, j, k: f"the weighted input of {neuron(pen.notation, layer, j)}",
        "a": lambda pen, layer, j, k: f"the output of {neuron(pen.notation, layer, j)}",
        "sigma_prime": lambda pen, layer, j, k: (
            f"the slope of σ: how fast {pen.notation.entry(('a', layer), j)} grows with "
            f"{pen.notation.entry(('z', layer), j)}"
        ),
        "delta": lambda pen, layer, j, k: (
            f"the error of {neuron(pen.notation, layer, j)}: how fast the cost of one example grows with its "
            f"{pen.notation.word('z')}"
        ),
        "example_cost": lambda pen, layer, j, k: "the cost of one example: how far its outputs are from its targets",
        "grad_w": lambda pen, layer, j, k: "how fast C grows with this weight",
        "grad_b": lambda pen, layer, j, k: "how fast C grows with this bias",
        "cost": lambda pen, layer, j, k: "the cost of the mini-batch, without the L2 term",
        "total_w": lambda pen, layer, j, k: "how fast the cost with the L2 term grows with this weight",
    }
)
# The same for what the update rules have for each weight and bias, by how the quantity begins.
OF_A_PARAMETER: Mapping[str, str] = MappingProxyType(
    {
        "velocity": "the velocity: the running sum of its gradients",
        "moment_hat": "the mean of its gradients",
        "square_hat": "the mean of the squares of its gradients",
        "moment": "the running mean of its gradients",
        "square": "the running mean of the squares of its gradients",
    }
)


def meaning(pen: Pen, key: Key, j: int, k: int) -> str:
    """What a letter is."""
    if key[0] in MEANINGS:
        return MEANINGS[key[0]](pen, key[1], j, k)
    return next(words for begin, words in OF_A_PARAMETER.items() if key[0].startswith(begin))


def _symbols(selection: Selection, cells: list[Cell], pen: Pen) -> list[tuple[str, str]]:
    """Each letter of the equation with its meaning, in the order of the equation."""
    n, name = pen.notation, selection.name
    first = {key: (j, k) for key, j, k in reversed(cells[1:])}
    found = [
        (n.entry(key, j, k), meaning(pen, key, j, k))
        for key in dict.fromkeys(key for key, _, _ in cells[1:])
        for j, k in [first[key]]
    ]
    if name in ("grad_w", "grad_b", "cost"):
        found.append(("Σₓ", "the sum over the examples of this mini-batch"))
        found += [("m", "the number of examples")] if pen.trace.network.reduction == "mean" else []
    if name in ("w_new", "b_new") and len(cells) > 2:
        found.append(("η", f"the learning rate, {exact(pen.eta)}: how large a step is"))
    return [*found, *_rule_letters(name, pen)]


def _rule_letters(name: str, pen: Pen) -> list[tuple[str, str]]:
    """The letters of the update rule in the equation of a quantity."""
    rule, l2 = pen.trace.rule, pen.trace.network.l2
    if name in ("total_w", "total_cost"):
        return [("λ", f"the strength of the L2 term, {exact(l2)}")]
    if name.startswith("velocity"):
        return [("μ", f"the share of the old velocity that is kept, {exact(rule.momentum)}")]
    if name.startswith(("moment", "square")):
        letter, share = ("β₁", rule.beta1) if name.startswith("moment") else ("β₂", rule.beta2)
        count = [("t", f"the number of this update, {pen.trace.count + 1}")] if "_hat" in name else []
        return [(letter, f"the share of the old mean that is kept, {exact(share)}"), *count]
    adam = rule.name == "adam" and name in ("w_new", "b_new")
    return [("ε", f"a very small number, {small(rule.epsilon)}, so that nothing is divided by 0")] if adam else []
