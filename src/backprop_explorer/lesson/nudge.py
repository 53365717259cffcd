"""What a gradient is: one parameter moved a little, and how the cost answers."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..engine import Layer, Network, Trace, backprop
from .selection import Selection

POINTS = 21  # of the curve
REACH = 1.0  # how far the curve goes to either side: far enough that it leaves its straight line
SLIDER = 0.01  # the largest nudge that the page offers
ROUNDINGS = 16 * 2.0**-52  # what a difference of two costs can be wrong by, as a share of the cost


@dataclass(frozen=True, slots=True)
class State:
    """z_j and a_j of the parameter's neuron in one example, and C of the mini-batch."""

    z: float
    a: float
    cost: float


@dataclass(frozen=True, slots=True)
class Nudge:
    """One weight or bias moved by `change`, all else as it was, and C computed anew.

    `selection` is the parameter, "w" or "b"; `value` what it was; `slope` its ∂C/∂w. `half_gap` is the gap for
    half the nudge. `kinked` says that a σ with a corner was taken across it, where the claim of `gap` does not hold.
    `curve` is (t, C with the parameter moved by t).
    """

    selection: Selection
    example: int
    value: float
    change: float
    before: State
    after: State
    slope: float
    half_gap: float
    kinked: bool
    curve: tuple[tuple[float, float], ...]

    @property
    def rise(self) -> float:
        """ΔC: what C has grown by."""
        return self.after.cost - self.before.cost

    @property
    def ratio(self) -> float | None:
        """ΔC/Δw, or None where nothing was moved."""
        return self.rise / self.change if self.change else None

    @property
    def predicted(self) -> float:
        """∂C/∂w · Δw: what C would grow by if it followed its slope, a straight line."""
        return self.slope * self.change

    @property
    def gap(self) -> float:
        """ΔC less what the straight line predicts: ½ C″ Δw² and terms of higher order (Taylor)."""
        return self.rise - self.predicted

    @property
    def rounded_away(self) -> bool:
        """Whether the gap is no larger than what rounding does to ΔC."""
        return abs(self.gap) <= rounding(self)


def rounding(nudge: Nudge) -> float:
    """How far the gap may be wrong, since C is a rounded number."""
    return ROUNDINGS * max(abs(nudge.before.cost), abs(nudge.after.cost), abs(nudge.predicted))


def nudge(trace: Trace, selection: Selection, change: float, example: int = 0) -> Nudge:
    """Move the selected weight or bias (or that of the selected gradient) of the mini-batch in `trace` by `change`.

    `example` is the column whose z and a are told. Every cost comes from the whole network, run again.
    Raises ValueError for a change that is not finite and for a selection that is no weight, bias or gradient.
    """
    name = selection.name.removeprefix("grad_")
    if name not in ("w", "b"):
        raise ValueError(f"{selection.id} is no parameter; a weight or a bias can be nudged, as in w-1-0-0.")
    if not math.isfinite(change):
        raise ValueError(f"The nudge is {change}; it has to be a finite number.")
    chosen = replace(selection, name=name)
    layer = trace.layers[chosen.layer - 1]
    parameters, gradients = (layer.w, layer.grad_w) if name == "w" else (layer.b, layer.grad_b)
    if parameters is None or gradients is None:
        raise ValueError(f"Layer {chosen.layer} has no biases; a weight can be nudged, as in w-1-0-0.")
    place = chosen.row, chosen.column
    slope = float(gradients[place])
    after = moved(trace, chosen, change)
    half = moved(trace, chosen, change / 2).cost - trace.cost - slope * change / 2
    # Next to a huge weight a reach of 1 would be nothing at all.
    ways = np.linspace(-1.0, 1.0, POINTS) * max(REACH, abs(change), 1e-6 * abs(float(parameters[place])))
    return Nudge(
        chosen,
        example,
        float(parameters[place]),
        float(change),
        _state(trace, chosen, example),
        _state(after, chosen, example),
        slope,
        half,
        _kinked(trace, after),
        tuple((float(t), moved(trace, chosen, float(t)).cost) for t in ways),
    )


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


def _state(trace: Trace, selection: Selection, example: int) -> State:
    layer = trace.layers[selection.layer - 1]
    return State(float(layer.z[selection.row, example]), float(layer.a[selection.row, example]), trace.cost)


def _kinked(before: Trace, after: Trace) -> bool:
    """Whether some z has come to the other side of a corner of its σ, or stands on it."""
    pairs = [(p, q) for p, q in zip(before.layers, after.layers, strict=True) if p.activation.kink]
    return any(bool((((p.z > 0) != (q.z > 0)) | ((p.z == 0) & (q.z != 0))).any()) for p, q in pairs)
