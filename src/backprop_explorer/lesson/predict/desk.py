"""The place of one number in a mini-batch: its name, its equation in letters and in numbers, and its marks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np

from ...engine import Trace
from ...engine.activations import Array, softmax_jacobian
from ...engine.record import LayerRecord
from ..expression import Call, Expression, Q, Rules, addends, entry_formula, text, value
from ..notation import QUANTITIES, Key, Notation, parameter
from ..phases import Phase
from ..updates import OF_THE_RULE
from ..written import in_print
from .answers import Choice, Question, Slip
from .calculation import Calculation


class Place(NamedTuple):
    """One number: its quantity, its neuron j and its column c, from 0: an example, an input of the neuron, or 0."""

    key: Key
    j: int
    c: int

    @property
    def kind(self) -> str:
        """What has the number: "edge", "bias", "cost" or "neuron"."""
        of = QUANTITIES[self.key[0]].of
        return "cost" if of == "batch" else {"w": "edge", "b": "bias", "": "neuron"}[parameter(self.key[0])]

    @property
    def lit(self) -> str:
        """Its mark in the picture."""
        (_, layer), j, c = self
        marks = {"edge": f"w-{layer}-{j}-{c}", "bias": f"b-{layer}-{j}", "cost": "cost"}
        return marks.get(self.kind, f"neuron-{layer}-{j}")


@dataclass(frozen=True, eq=False, slots=True)
class Desk:
    """All that is needed to ask questions about one mini-batch; equal `seed` and step give equal questions."""

    trace: Trace
    values: Mapping[Key, Array]
    notation: Notation
    eta: float
    seed: int

    def chance(self, word: str) -> int:
        """A number that depends on the seed, the step and `word` alone: the same on every machine."""
        return crc32(f"{self.seed}/{self.trace.step}/{word}".encode())

    @property
    def rules(self) -> Rules:
        """The equations."""
        return Rules.of_trace(self.trace, self.eta)

    @property
    def depth(self) -> int:
        """The number L of computing layers."""
        return len(self.trace.layers)

    def layer(self, number: int) -> LayerRecord:
        """The record of layer `number`, from 1."""
        return self.trace.layers[number - 1]

    def value(self, place: Place) -> float:
        """The number at a place."""
        return float(self.values[place.key][place.j, place.c])

    def entry(self, place: Place) -> str:
        """A place in letters: "z¹₁"."""
        return self.notation.entry(*place)

    def name(self, place: Place) -> str:
        """A place in words: "z¹₁ of example 2", "∂C/∂w²₁₂ (to neuron 1 from neuron 2)"."""
        (_, layer), j, c = place
        return (
            self.entry(place)
            + {
                "cost": "",
                "edge": f" (to neuron {j + 1} from {'input' if layer == 1 else 'neuron'} {c + 1})",
                "bias": f" (the bias of neuron {j + 1})",
                "neuron": f" of example {c + 1}",
            }[place.kind]
        )

    def pick(self, keys: tuple[Key, ...], word: str, fits: Callable[[Place], bool]) -> Place | None:
        """One printed place of these quantities that fits, or None: it is chosen at random."""
        places = [
            Place(key, int(j), int(c)) for key in keys for j, c in np.ndindex(*map(in_print, self.values[key].shape))
        ]
        start = self.chance(word) % len(places)
        return next((place for place in places[start:] + places[:start] if fits(place)), None)

    def rule(self, place: Place) -> Expression:
        """The right side of the equation of a place."""
        return self.rules.of(place.key) or Q(place.key)

    def parts(self, place: Place) -> Array:
        """The terms of the sum at a place; a single number if there is no sum."""
        name, layer = place.key
        if name == "a" or (name == "delta" and layer == self.depth):
            return np.array([self.value(place)])
        found = addends(self.rule(place), self.values, place.j, place.c)
        return np.array([math.prod(float(self.values[key][j, c]) for key, j, c in cells) for cells in found])

    def summed(self, place: Place) -> int:
        """Over how many inputs, neurons or examples the sum at a place runs."""
        name, layer = place.key
        neurons, m = self.trace.network.sizes, self.trace.m
        if name in ("z", "delta"):
            return neurons[layer - 1 if name == "z" else min(layer + 1, self.depth)]
        if name.endswith(("_new", "_hat_w", "_hat_b")) or name == "total_w":
            return 1
        return neurons[layer] if name == "a" else max(neurons[-1], m) if name == "cost" else m

    def letters(self, place: Place) -> str:
        """The equation of a place in letters, and that of a part that is not printed: "δ²₁ = …, with σ′(z²₁) = …"."""
        (name, layer), j, c = place
        inner = Place(({"delta": "sigma_prime", "cost": "example_cost"}.get(name, name), layer), j, c)
        told = f"{self.entry(place)} = {self._letters(place)}"
        if inner.key not in self.values or inner == place or isinstance(self.rule(inner), Q | Call):
            return told
        return f"{told}, with {self.entry(inner)} = {self._letters(inner)}"

    def _letters(self, place: Place) -> str:
        return text(entry_formula(self.rule(place), self.notation, place.j, place.c, self._with_jacobian(place)))

    def numbers(self, place: Place) -> str:
        """The same as a calculation with the numbers that are printed: "0.15 × 0.05 + 0.2 × 0.1 + 0.35"."""
        spelled = Calculation(self.rules, self._with_jacobian(place), place.c)
        return spelled.text(self.rule(place), place.j, place.c).replace("+ −", "− ")

    def _with_jacobian(self, place: Place) -> Mapping[Key, Array]:
        """All matrices, and where a place needs it the one of its example: J."""
        if place.key[0] != "delta" or not self.jacobian:
            return self.values
        return {**self.values, ("jacobian", self.depth): softmax_jacobian(self.layer(self.depth).a[:, place.c])}

    def error_before(self, place: Place) -> float:
        """An error before it is multiplied by the slope σ′: from the cost, or from the layer above."""
        (_, layer), j, c = place
        if layer == self.depth:
            return float(self.trace.network.cost.slope(self.layer(layer).a, self.trace.y)[j, c])
        above = self.layer(layer + 1)
        return float(above.w[:, j] @ above.delta[:, c])

    @property
    def jacobian(self) -> bool:
        """Whether the error of the output goes through the matrix J of softmax."""
        return self.rules.through_jacobian and not self.rules.joined

    @property
    def mean(self) -> bool:
        """Whether C is a mean over the examples, not their sum."""
        return self.trace.network.reduction == "mean"

    def change(self, place: Place) -> float:
        """What the update adds to a weight or a bias: −η times its direction, or 0 for a bias that stays."""
        name, number = place.key
        if name[0] == "b" and not self.trace.network.train_biases:
            return 0.0
        with np.errstate(all="ignore"):
            return float(-self.eta * value(self.rules.direction(name[0], number), self.values)[place.j, place.c])

    def question(
        self,
        phase: Phase,
        kind: str,
        prompt: str,
        answer: str,
        told: str,
        hints: tuple[str, ...],
        place: Place | None = None,
        choices: tuple[Choice, ...] = (),
        slips: tuple[Slip, ...] = (),
    ) -> Question:
        """A question about a place, or about the shape of a whole matrix."""
        identity = f"{phase.id}:{kind}"
        if place is None:
            return Question(identity, kind, prompt, choices, answer, told, hints)
        given = phase.operands
        if phase.equation in OF_THE_RULE:
            own = parameter(place.key[0])
            given = tuple(key for key in given if key[1] == place.key[1] and parameter(key[0]) == own)
        example = place.c if place.kind == "neuron" else None
        return Question(identity, kind, prompt, choices, answer, told, hints, given, (place.lit,), example, slips)
