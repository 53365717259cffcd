"""What a chart of learning says to those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...engine.activations import Array
from ...lesson.classes import Classes
from ...lesson.curves import Curves, Data
from ...lesson.maps import NeuronMap
from ...lesson.notation import Notation, plural
from ...lesson.written import number

Pairs = Sequence[tuple[int, float]]


def percent(share: float) -> str:
    """A share: "75 %"."""
    return f"{100 * share:.3g} %"


def _first_last_lowest(pairs: Pairs) -> str:
    """What a curve begins and ends with, and its lowest number."""
    (_, first), (last_step, last) = pairs[0], pairs[-1]
    step, lowest = min(pairs, key=lambda pair: pair[1])
    return (
        f"{number(first)} at the beginning, {number(last)} after {plural(last_step, 'update')}, at the lowest "
        f"{number(lowest)} after {plural(step, 'update')}"
    )


def cost_words(runs: Sequence[Curves]) -> str:
    """Of the cost."""
    own, *others = runs
    said = [f"C of the mini-batch is {_first_last_lowest(_costs(own))}."]
    if own.epochs and own.batches > 1:
        said.append(f"C of all training examples is {_first_last_lowest([(e.step, e.cost) for e in own.epochs])}.")
    held = [(each.step, each.held_cost) for each in own.epochs if each.held_cost is not None]
    if held:
        said.append(f"C of the held-out data is {_first_last_lowest(held)}.")
    said += [f"In the second run, {other.name}, C is {_first_last_lowest(_whole(other))}." for other in others]
    return " ".join(said)


def _costs(run: Curves) -> Pairs:
    return [(point.step, point.cost) for point in run.points]


def _whole(run: Curves) -> Pairs:
    """C of all training examples."""
    return _costs(run) if run.batches == 1 else [(each.step, each.cost) for each in run.epochs]


def right_words(runs: Sequence[Curves]) -> str:
    """Of the right answers."""
    said = []
    for run in runs:
        first, last = run.epochs[0], run.epochs[-1]
        whose = f"In the run with {run.name}, " if run.name else ""
        if first.right is None or last.right is None:
            continue
        text = f"of the training examples {percent(first.right)} are right at the beginning and {percent(last.right)} "
        text += f"after {plural(last.step, 'update')}"
        if last.held_right is not None:
            text += f", of the held-out ones {percent(last.held_right)}"
        said.append(_sentence(whose + text))
    return " ".join(said)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def gradient_words(own: Curves, notation: Notation) -> str:
    """Of the size of the gradients."""
    said = ["The size is the square root of the sum of all squares."]
    for at in range(len(own.points[0].sizes)):
        pairs = [(point.step, point.sizes[at]) for point in own.points]
        said.append(f"{notation.text(('grad_w', at + 1))} has the size {_first_last_lowest(pairs)}.")
    return " ".join(said)


def weights_words(own: Curves, notation: Notation) -> str:
    """Of the weights that are followed."""
    count = len(own.followed)
    said = [f"All {count} weights." if count == own.total else f"{count} of {own.total} weights, evenly chosen."]
    ends = []
    for at, (layer, j, k) in enumerate(own.followed):
        first, last = own.points[0].weights[at], own.points[-1].weights[at]
        ends.append(f"{notation.entry(('w', layer), j, k)} from {number(first)} to {number(last)}")
    return " ".join((*said, f"{', '.join(ends)}."))


def ends_words(runs: Sequence[Curves]) -> str:
    """What two runs have come to."""
    said = []
    for run in runs:
        step, cost = _whole(run)[-1]
        after = f"after {plural(step, 'update')} C is {number(cost)}"
        right = run.epochs[-1].right if run.epochs else None
        answers = "" if right is None else f" and {percent(right)} of the answers are right"
        stopped = "; there its numbers leave what a computer can hold" if run.ended else ""
        said.append(f"{run.name}: {after}{answers}{stopped}.")
    return " ".join(said)


def plane_words(outputs: Array, data: Data, classes: Classes | None) -> str:
    """Of the examples on the plane, with the `outputs` `(n_L, m)` of each."""
    x, y = data
    if classes is None:
        gap = float(np.abs(outputs - y).max())
        return f"The output and the target of an example are at most {number(gap)} apart."
    wrong = np.flatnonzero(~classes.right(outputs, y))
    right = f"{x.shape[1] - len(wrong)} of {plural(x.shape[1], 'example')} are in the region of their own class"
    if not 0 < len(wrong) <= 3:
        return f"{right}."
    points = ", ".join("(" + ", ".join(number(value) for value in x[:, each]) + ")" for each in wrong)
    return f"{right}; not {points}."


def maps_words(maps: Sequence[NeuronMap], total: int, notation: Notation) -> str:
    """Of the maps of the hidden neurons."""
    count = f"All {total} hidden neurons" if len(maps) == total else f"{len(maps)} of {total} hidden neurons"
    ranges = (
        f"{notation.entry(('a', each.layer), each.j)} from {number(float(each.a.min()))} to "
        f"{number(float(each.a.max()))}"
        for each in maps
    )
    return f"{count}, each over the same plane: {', '.join(ranges)}."
