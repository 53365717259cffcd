"""The equations of the update rule as they are shown: the L2 term, momentum, Adam, and the update itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from .expression import Factor, Q, Scale, code, formula, laid
from .expression.formula import chained
from .marks import Row
from .notation import QUANTITIES, Key, parameter
from .operands import Equation, Line, Pen, line
from .phases import Phase

OF_THE_RULE = ("decay", "velocity", "moments", "corrected", "update")
"""The phases of the update rule: each of them is about all layers at once."""
AGAINST: Mapping[str, str] = MappingProxyType({"descent": "gradient", "momentum": "velocity", "adam": "mean gradient"})
"""What an update goes against."""
STEPS: Mapping[str, str] = MappingProxyType(
    {"descent": "Gradient descent", "momentum": "The step, with momentum", "adam": "The step of Adam"}
)
"""The heading of the update."""
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "decay": "L2 · large weights make the cost larger",
        "velocity": "momentum · a running sum of gradients",
        "moments": "Adam · running means of the gradient and of its square",
        "corrected": "Adam · each mean divided by what its shares add up to",
        "descent": "gradient descent: one step against the gradient",
        "momentum": "momentum: one step against the velocity",
        "adam": "Adam: one step against the mean gradient, divided by its usual size",
    }
)
EVERYWHERE = "  # and so in every layer"


class UpdateWriter(Pen):
    """Writes the equations of the phases between the gradients and the next mini-batch."""

    def of_rule(self, phase: Phase) -> Equation:
        """The equation of a phase of the update rule: its formulas without layers, and all layers as numbers."""
        whole = [key for key in phase.result if QUANTITIES[key[0]].of == "batch"]
        stems = dict.fromkeys(_stem(key[0]) for key in phase.result if key not in whole)
        lines = chain.from_iterable(
            paired([self.change(key) for key in phase.result if key[1] == layer and _stem(key[0]) == stem])
            for layer in range(1, len(self.trace.layers) + 1)
            for stem in stems
        )
        shown = dict.fromkeys(key[0] for key in phase.result if key not in whole)
        return Equation(
            LABELS[self.trace.rule.name if phase.id == "update" else phase.id],
            (*(self._whole(key) for key in whole), *(self._without_layers(name) for name in shown)),
            (*(self.change(key) for key in whole), *lines),
            (*map(self.assigned, whole), *self._lines_of_code(phase, stems)),
        )

    def assigned(self, key: Key) -> str:
        """The line of code that computes a quantity."""
        return f"{self.notation.code(key)} = {code(self.laid(key), self.notation)}"

    def _whole(self, key: Key) -> Row:
        """The formula of a number that there is one of."""
        return chained(self.notation.symbol(key), self.rules_text(key))

    def _without_layers(self, name: str) -> Row:
        """The rule for all weights, or for all biases, without layers."""
        n, key = self.notation, next(key for key in self.values if key[0] == name)

        def leaf(q: Q) -> Row:
            return n.symbol(q.key, layer=False)

        return chained(leaf(Q(key)), formula(self.laid(key), n, leaf=leaf))

    def _lines_of_code(self, phase: Phase, stems: Sequence[str] | Mapping[str, None]) -> list[str]:
        """The lines for the weights of the last layer."""
        layer = len(self.trace.layers)
        if phase.id == "update":
            return [self.descended("w", layer) + EVERYWHERE]
        return [self.assigned((stem.replace("*", "w"), layer)) + EVERYWHERE for stem in stems]

    def descended(self, name: str, layer: int) -> str:
        """The line of code that moves a parameter."""
        right = laid(self.rules.direction(name, layer), self.notation, self.notation.turned(name))
        return f"{self.notation.code((name, layer))} -= {code(Scale(Factor('η', self.eta), right), self.notation)}"

    def change(self, key: Key) -> Line:
        """One matrix of the rule with what it is made from; or a bias that is held fixed."""
        right, result = self.laid(key), self.operand(key, result=True)
        caption = "held fixed:" if isinstance(right, Q) else ""
        alike = QUANTITIES[key[0]].of != "batch"
        return line(caption, *self.parts(right), "=", result, alike=alike)


def _stem(name: str) -> str:
    """A quantity without its parameter: "velocity_*_new" for the weights' and for the biases'."""
    letter = parameter(name)
    return "_".join("*" if part == letter else part for part in name.split("_"))


def paired(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The line of the weights with the line of the bias beside it, if there is one, then that line."""
    weights, *biases = lines
    return (replace(weights, beside=biases[0]) if biases else weights, *biases)
