"""What a gradient is: one parameter moved a little, and the change of all numbers up to the cost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..engine import Layer, Network, Trace, backprop
from .notation import exact
from .selection import Selection

LARGEST = 1.0  # the largest nudge that the page offers, and how far the curve goes to either side
FINE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, LARGEST)
STEPS = (*(-step for step in reversed(FINE)), 0.0, *FINE)  # of the slider: fine near 0, where the gradient is meant
POINTS = 41  # of the curve
SHOWN = 4  # neurons of one layer whose z and a are told, 8 numbers in all; the others are counted
ROUNDINGS = 16 * 2.0**-52  # what a difference of two costs can be wrong by, as a share of the cost


@dataclass(frozen=True, slots=True)
class Change(Selection):
    """One number before and after the nudge.

    `name` is "w" or "b", "z", "a", "example_cost" (C_x) or "cost" (C of the mini-batch).
    """

    before: float
    after: float


@dataclass(frozen=True, eq=False, slots=True)
class Nudge:
    """One weight or bias moved by `change`, all others unchanged, and the whole network computed again.

    `selection` is the parameter, "w" or "b", and `slope` its ∂C/∂w. `before` and `after` are the mini-batch through
    the network without and with the nudge. `half_gap` is the gap for half the nudge. `curve` is
    (t, C with the parameter moved by t), among them t = 0 and t = `change`.
    """

    selection: Selection
    example: int
    change: float
    before: Trace
    after: Trace
    slope: float
    half_gap: float
    curve: tuple[tuple[float, float], ...]

    @property
    def value(self) -> float:
        """The parameter before the nudge."""
        return _value(self.before, self.selection)

    @property
    def rise(self) -> float:
        """ΔC: the change of C."""
        return self.after.cost - self.before.cost

    @property
    def ratio(self) -> float | None:
        """ΔC/Δw, or None where nothing was moved."""
        return self.rise / self.change if self.change else None

    @property
    def predicted(self) -> float:
        """∂C/∂w · Δw: the change of C along the straight line with its slope."""
        return self.slope * self.change

    @property
    def gap(self) -> float:
        """ΔC minus the change along the straight line: ½ C″ Δw² and terms of higher order (Taylor)."""
        return self.rise - self.predicted

    @property
    def rounded_away(self) -> bool:
        """Whether the gap is no larger than the rounding error of ΔC."""
        return abs(self.gap) <= rounding(self)

    @property
    def kinked(self) -> bool:
        """Whether some z is on the other side of a corner of its σ after the nudge, or at the corner.

        There the gap does not shrink with the square of the nudge.
        """
        pairs = [(p, q) for p, q in zip(self.before.layers, self.after.layers, strict=True) if p.activation.kink]
        return any(bool((((p.z > 0) != (q.z > 0)) | ((p.z == 0) & (q.z != 0))).any()) for p, q in pairs)

    @property
    def idle(self) -> bool:
        """Whether the example has a 0 at the other end of the edge, so that the weight has no effect there."""
        chosen = self.selection
        return chosen.name == "w" and self.before.layers[chosen.layer - 1].a_prev[chosen.column, self.example] == 0

    def changes(self) -> tuple[Change, ...]:
        """Every number between the parameter and C, in the order of the calculation; z and a of one example."""
        first, x = self.selection, self.example
        parameter = Change(first.name, first.layer, first.row, first.column, self.value, _value(self.after, first))
        told = [(name, layer, row) for name, layer, rows in self._moving() for row in rows[:SHOWN]]
        depth = len(self.before.layers)
        costs = float(self.before.example_costs[x]), float(self.after.example_costs[x])
        return (
            parameter,
            *(Change(*place, x, *self._pair(*place)) for place in told),
            Change("example_cost", depth, 0, x, *costs),
            Change("cost", depth, 0, 0, self.before.cost, self.after.cost),
        )

    def others(self) -> tuple[tuple[str, int, int], ...]:
        """The neurons of wide layers that `changes` leaves out: quantity, layer, and how many neurons."""
        return tuple((name, layer, len(rows) - SHOWN) for name, layer, rows in self._moving() if len(rows) > SHOWN)

    def _moving(self) -> Iterator[tuple[str, int, list[int]]]:
        """The z and a that the parameter leads to: quantity, layer and rows, its own neuron first."""
        own, j = self.selection.layer, self.selection.row
        for number, layer in enumerate(self.before.layers[own - 1 :], start=own):
            every = sorted(range(layer.a.shape[0]), key=lambda row: (number == own and row != j, row))
            yield "z", number, every[:1] if number == own else every
            # The outputs of softmax depend on every z of their layer.
            yield "a", number, every[:1] if number == own and layer.activation.f_prime else every

    def _pair(self, name: str, layer: int, row: int) -> tuple[float, float]:
        old, new = (getattr(trace.layers[layer - 1], name)[row, self.example] for trace in (self.before, self.after))
        return float(old), float(new)


def _value(trace: Trace, selection: Selection) -> float:
    return float(getattr(trace.layers[selection.layer - 1], selection.name)[selection.row, selection.column])


def rounding(nudge: Nudge) -> float:
    """The largest error of the gap, since C is a rounded number."""
    return ROUNDINGS * max(abs(nudge.before.cost), abs(nudge.after.cost), abs(nudge.predicted))


def read_change(text: str) -> float | None:
    """The nudge that a person asks for, no larger than LARGEST; None where the text is no finite number."""
    try:
        change = float(text)
    except ValueError:
        return None
    return max(-LARGEST, min(LARGEST, change)) if math.isfinite(change) else None


def moved_by(change: float) -> str:
    """The nudge in words: "moved by +0.5"."""
    return f"moved by {'+' * (change > 0)}{exact(change)}".replace("-", "−")


def nudge(trace: Trace, selection: Selection, change: float, example: int = 0) -> Nudge:
    """Move the selected weight or bias (or that of the selected gradient) of the mini-batch in `trace` by `change`.

    `example` is the column whose z and a are shown. The numbers come from the whole network, run again; those of the
    curve from the layers that the parameter leads to.
    Raises ValueError for a change that is not finite and for a selection that is no weight, bias or gradient.
    """
    name = selection.name.removeprefix("grad_")
    if name not in ("w", "b"):
        raise ValueError(f"{selection.id} is no parameter; a weight or a bias can be nudged, as in w-1-0-0.")
    if not math.isfinite(change):
        raise ValueError(f"The nudge is {change}; it has to be a finite number.")
    chosen = replace(selection, name=name)
    layer = trace.layers[chosen.layer - 1]
    gradients = layer.grad_w if name == "w" else layer.grad_b
    if gradients is None:
        raise ValueError(f"Layer {chosen.layer} has no biases; a weight can be nudged, as in w-1-0-0.")
    slope = float(gradients[chosen.row, chosen.column])
    half = moved(trace, chosen, change / 2).cost - trace.cost - slope * change / 2
    # Next to a huge weight a reach of 1 would be nothing at all.
    reach = max(LARGEST, abs(change), 1e-6 * abs(_value(trace, chosen)))
    ways = sorted({*(np.linspace(-1.0, 1.0, POINTS) * reach).tolist(), 0.0, float(change)})
    after = moved(trace, chosen, change)
    exactly = {0.0: trace.cost, float(change): after.cost}
    curve = tuple((t, exactly.get(t, cost)) for t, cost in zip(ways, _costs(trace, chosen, ways), strict=True))
    return Nudge(chosen, example, float(change), trace, after, slope, half, curve)


def _costs(trace: Trace, selection: Selection, ways: list[float]) -> list[float]:
    """C with the parameter moved by each of `ways`, in one pass from its own layer upwards.

    Columns are `(n_l, len(ways) · m)`: z_j alone moves at first, by t a_k for a weight and by t for a bias.
    """
    own, net = selection.layer, trace.network
    layer = trace.layers[own - 1]
    by = layer.a_prev[selection.column] if selection.name == "w" else np.ones(trace.m)
    with np.errstate(all="ignore"):
        z = np.tile(layer.z, len(ways))
        z[selection.row] += np.outer(ways, by).ravel()
        a = layer.activation.value(z)
        for above in trace.layers[own:]:
            z = above.w @ a if above.b is None else above.w @ a + above.b
            a = above.activation.value(z)
        costs = net.cost.value(z, a, np.tile(trace.y, len(ways))).reshape(len(ways), -1)
        return [float(cost) for cost in net.factor(trace.m) * costs.sum(axis=1)]


def moved(trace: Trace, selection: Selection, change: float) -> Trace:
    """The same mini-batch through a network in which one weight or bias differs by `change`."""
    network = trace.network
    layers = list(network.layers)
    old = layers[selection.layer - 1]
    w, b = np.array(old.w), None if old.b is None else np.array(old.b)
    with np.errstate(all="ignore"):
        if selection.name == "w":
            w[selection.row, selection.column] += change
        elif b is not None:
            b[selection.row, selection.column] += change
    layers[selection.layer - 1] = Layer(w, b, old.activation)
    changed = Network(tuple(layers), network.cost, network.reduction, network.train_biases)
    return backprop(changed, trace.x, trace.y)
