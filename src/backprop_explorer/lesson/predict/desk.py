"""The place of one number in a mini-batch, its name in words, and the terms it is the sum of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ...engine import Trace
from ...engine.activations import Array, softmax_jacobian
from ...engine.record import LayerRecord
from ..notation import Key, Notation

WHOLE, PART = 12, 6  # rows or columns up to which a matrix is printed whole, and how many are printed beyond


class Place(NamedTuple):
    """One number: its quantity, its neuron j and its column c, from 0: an example, an input of the neuron, or 0."""

    key: Key
    j: int
    c: int


@dataclass(frozen=True, eq=False, slots=True)
class Desk:
    """All that is needed to put questions about one mini-batch; equal `seed` and step give equal questions."""

    trace: Trace
    values: Mapping[Key, Array]
    notation: Notation
    eta: float
    seed: int

    def chance(self, word: str) -> int:
        """A number that depends on the seed, the step and `word` alone: the same on every machine."""
        return crc32(f"{self.seed}/{self.trace.step}/{word}".encode())

    def layer(self, number: int) -> LayerRecord:
        """The record of layer `number`, from 1."""
        return self.trace.layers[number - 1]

    def below(self, layer: int) -> Key:
        """What goes into a layer."""
        return ("a", layer - 1) if layer > 1 else ("x", 0)

    def value(self, place: Place) -> float:
        """The number at a place."""
        return self.trace.cost if place.key[0] == "cost" else float(self.values[place.key][place.j, place.c])

    def name(self, place: Place) -> str:
        """A place in words: "z¹₁ of example 2", "∂C/∂w²₁₂ (to neuron 1 from neuron 2)"."""
        (name, layer), j, c = place
        if name == "cost":
            return "C"
        if name in ("w", "grad_w", "w_new"):
            source = "input" if layer == 1 else "neuron"
            entry = self.notation.entry(place.key, j, c)
            return f"{entry} (to neuron {j + 1} from {source} {c + 1})"
        entry = self.notation.entry(place.key, j)
        if name in ("b", "grad_b", "b_new"):
            return f"{entry} (the bias of neuron {j + 1})"
        return f"{entry} of example {c + 1}"

    def pick(self, keys: tuple[Key, ...], word: str, fits: Callable[[Place], bool]) -> Place | None:
        """One printed place of these quantities that fits, or None: which one, chance decides."""
        places = [
            Place(key, int(j), int(c))
            for key in keys
            for j, c in np.ndindex(*(n if n <= WHOLE else PART for n in self.values[key].shape))
        ]
        start = self.chance(word) % len(places)
        return next((place for place in places[start:] + places[:start] if fits(place)), None)

    def terms(self, place: Place) -> Array:
        """The numbers whose sum the place holds, before any slope σ′ is multiplied on."""
        (name, number), j, c = place
        if name == "cost":
            return self.trace.example_costs
        layer = self.layer(number)
        if name == "z":
            over: Array = layer.w[j] * layer.a_prev[:, c]
            return over if layer.b is None else np.append(over, layer.b[j])
        if name == "a":
            return layer.z[j, c : c + 1]
        if name == "delta":
            return self._error_terms(number, j, c)
        if name == "grad_w":
            return np.asarray(layer.delta[j] * layer.a_prev[c])
        if name == "grad_b":
            errors: Array = layer.delta[j]
            return errors
        return np.array([self.value(Place((name[0], number), j, c)), self.change(place)])

    def change(self, place: Place) -> float:
        """What the update adds to a weight or a bias: −η times its gradient, or 0 for a bias that stays."""
        name, number = place.key
        if name[0] == "b" and not self.trace.network.train_biases:
            return 0.0
        with np.errstate(all="ignore"):
            return float(-self.eta * self.values[f"grad_{name[0]}", number][place.j, place.c])

    def _error_terms(self, number: int, j: int, c: int) -> Array:
        if number < len(self.trace.layers):
            above = self.layer(number + 1)
            return np.asarray(above.w[:, j] * above.delta[:, c])
        output = self.layer(number)
        slope = self.slope()
        if self.jacobian:
            parts: Array = softmax_jacobian(output.a[:, c])[j] * slope[:, c]
            return parts
        return slope[j, c : c + 1]

    @property
    def jacobian(self) -> bool:
        """Whether the error of the output goes through the matrix J of softmax."""
        return self.trace.network.cost.gradient is not None and self.layer(len(self.trace.layers)).sigma_prime is None

    def slope(self) -> Array:
        """∇_a C_x `(n_L, m)`, or a − y where σ′ cancels."""
        output, cost = self.layer(len(self.trace.layers)), self.trace.network.cost
        return cost.slope(output.a, self.trace.y)
