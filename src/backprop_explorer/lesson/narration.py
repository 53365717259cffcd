"""The sentences that say, in school words, what a phase does and why its result has its shape."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..engine import Trace
from .notation import Notation, exact, plural
from .phases import Phase

# A word between double brackets explains itself: [[mini-batch]].
GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "mini-batch": "The examples that go through the network together before the weights change once.",
        "epoch": "One pass over all examples of the data.",
        "step": "One mini-batch, forwards, back and updated. Steps are counted from 0.",
        "seed": "A number that fixes the random choices, so that the same seed gives the same weights again.",
        "δ": "Delta, the error of a neuron: how fast C of an example grows when the neuron's z grows.",
        "dZ": "The error of a neuron, δ in the book: how fast C of an example grows when the neuron's Z grows.",
        "⊙": "Multiply number by number, each with the one in the same place. Both sides have the same shape.",
        "σ": "Sigma, the activation function: it turns the weighted sum z of a neuron into its output a.",
        "σ′": "The slope of σ: how fast a grows when z grows.",
        "η": "Eta, the learning rate: how large a step the weights take.",
        "gradient": "For each weight, how fast C grows when that weight grows.",
        "weighted sum": "Each input times the weight of its edge, all added up, plus the bias.",
        "bias": "A number that a neuron adds to its weighted sum, whatever the inputs are.",
        "transposed": "Turned over: rows become columns. It is written with a raised T.",
        "cost": "One number for how far the outputs are from the targets. Learning makes it smaller.",
        "saturated": "At the flat end of σ, where the slope is 0 and nothing can be learned.",
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class Narrator:
    """Tells the phases of one mini-batch in one notation."""

    trace: Trace
    notation: Notation
    eta: float

    def tell(self, phase: Phase, cost_after: float | None = None) -> tuple[str, ...]:
        """Two or three sentences for `phase`; `cost_after` is C after the update, for the last phase."""
        rules = {
            "mini_batch": self._mini_batch,
            "weighted_input": self._weighted_input,
            "activation": self._activation,
            "cost": self._cost,
            "output_error": self._output_error,
            "hidden_error": self._hidden_error,
            "gradients": self._gradients,
        }
        if phase.equation == "update":
            return self._update(cost_after)
        return rules[phase.equation](phase.layer)

    def _name(self, name: str, layer: int) -> str:
        return self.notation.text((name, layer))

    def _lines(self, name: str, standing: str = "column", lying: str = "row") -> str:
        """What runs across the neurons of a layer, as the notation shows it."""
        return lying if self.notation.turned(name) else standing

    def _neurons(self, layer: int) -> str:
        return plural(self.trace.layers[layer - 1].z.shape[0], "neuron")

    def _mean(self) -> bool:
        return self.trace.network.reduction == "mean"

    def _mini_batch(self, layer: int) -> tuple[str, ...]:
        examples = plural(self.trace.m, "example")
        many, x, y = self.trace.m > 1, self.notation.word("x"), self.notation.word("y")
        line = self._lines("x")
        return (
            f"This [[mini-batch]] has {examples}: "
            + (
                f"each {line} of {x} is one of them, its target the same {line} of {y}."
                if many
                else f"{x}, with its target {y}."
            ),
            "Nothing is computed yet. Dots stand where numbers will come; every shape is known from the start.",
            "Press “phase ▶” or the → key to take the first step.",
        )

    def _weighted_input(self, layer: int) -> tuple[str, ...]:
        inputs = "inputs" if layer == 1 else f"outputs of layer {self.notation.number(layer - 1)}"
        bias = self.trace.layers[layer - 1].b is not None
        line = self._lines("w", "row", "column")
        return (
            f"Each neuron of this layer takes a [[weighted sum]] of the {inputs}: {line} j of {self._name('w', layer)} "
            f"holds the weights of the edges that come into neuron j."
            + (" Then its [[bias]] is added." if bias else ""),
            f"{self._neurons(layer)}, {plural(self.trace.m, 'example')}: one {self.notation.word('z')} for each neuron "
            f"and each example.",
        )

    def _activation(self, layer: int) -> tuple[str, ...]:
        if self.trace.layers[layer - 1].activation.name == "softmax":
            return (
                f"Softmax turns the {self.notation.word('z')} of one example into shares: all between 0 and 1, and "
                f"each {self._lines('a')} sums to 1.",
                f"The shape stays that of {self._name('z', layer)}.",
            )
        return (
            f"[[σ]] works on each number by itself, so {self._name('a', layer)} has the shape of "
            f"{self._name('z', layer)}.",
            f"These are the outputs of layer {self.notation.number(layer)}"
            + (", the answers of the network." if layer == len(self.trace.layers) else ", and the inputs of the next."),
        )

    def _cost(self, layer: int) -> tuple[str, ...]:
        together = "the mean" if self._mean() else "the sum"
        return (
            f"Each example has its own [[cost]] C; the batch has {together} of them. No weight comes in here: "
            f"only the outputs {self._name('a', layer)} and the targets {self.notation.word('y')}.",
            "From here on the calculation goes backwards: how does C change when something before it changes?",
        )

    def _output_error(self, layer: int) -> tuple[str, ...]:
        delta = self._name("delta", layer)
        if self.trace.network.cost.gradient is None:
            how = "With this cost the slope σ′ cancels, and the error is simply output minus target."
        elif self.trace.layers[-1].activation.name == "softmax":
            how = (
                f"Each output of softmax depends on every {self.notation.word('z')}, so the slope is a matrix J, one "
                f"for each example."
            )
        else:
            how = (
                f"How far each output is off, times the slope [[σ′]]: how much {self._name('z', layer)} still moves "
                f"{self._name('a', layer)}."
            )
        return (
            how,
            f"[[{self.notation.word('delta')}]] has one number per neuron for each example: {self._neurons(layer)}, "
            f"{plural(self.trace.m, 'example')}. It has the shape of {self._name('z', layer)}, not of "
            f"{self._name('w', layer)}, and {delta} is never averaged over the examples.",
        )

    def _hidden_error(self, layer: int) -> tuple[str, ...]:
        above = layer + 1
        w, count = self._name("w", above), self.trace.layers[above - 1].w.shape[0]
        edge = self.notation.entry(("w", above), 0, 0)
        weight = _signed(self.trace.layers[above - 1].w[0, 0], 4)
        way = (
            f"Neuron 1 reaches the next layer over one edge, {edge} = {weight}, so the error comes back over it, times "
            f"{weight}."
            if count == 1
            else f"Neuron 1 reaches the next layer over {count} edges, so {count} errors come back, each times its "
            f"edge's weight (the first is {edge} = {weight}), and are added."
        )
        return (
            f"{way} The slope [[σ′]] says how much {self._name('z', layer)} still moves {self._name('a', layer)}.",
            f"One number per neuron for each example, as in {self._name('z', layer)}. {self._turn(layer)}",
            f"{w} is the old one: nothing changes before “update”.",
        )

    def _turn(self, layer: int) -> str:
        """Why w of the layer above has a ᵀ on the way back, or none."""
        above = layer + 1
        w = self._name("w", above)
        factors = ((("w", above), True), (("delta", above), False))
        if dict(self.notation.product("delta", factors))["w", above]:
            return f"{w} is [[transposed]] because the way back runs along the same edges from the other end."
        return (
            f"The way back runs along the same edges from the other end: {w} is [[transposed]] on the way forward, so "
            f"it is not on the way back."
        )

    def _gradients(self, layer: int) -> tuple[str, ...]:
        bias = self.trace.layers[layer - 1].b is not None
        w, b = self._name("w", layer), self._name("b", layer)
        below = self.notation.text(("a", layer - 1))
        z, delta = self._name("z", layer), self._name("delta", layer)
        mean = f" and divided by {self.trace.m}" if self._mean() else ""
        over = (
            f"Each is then added up over the {plural(self.trace.m, 'example')}{mean}: the sum runs over the examples, "
            f"never over the components."
            if self.trace.m > 1
            else "With one example there is nothing to add up; with more, the sum runs over the examples, never over "
            "the components."
        )
        first = (
            f"A weight moves {z} of its neuron by the {below} at the other end of its edge, so its gradient is that "
            f"neuron's {delta} times that {below}."
        )
        second = (
            f" A bias moves {z} by 1, as an edge from a constant 1 would, so its gradient is {delta} itself."
            if bias
            else ""
        )
        word = self.notation.word
        shapes = f"So {word('grad_w')} has the shape of {w}, one number per edge" + (
            f", and {word('grad_b')} that of {b}, one per neuron." if bias else "."
        )
        return (
            first + second,
            over,
            shapes,
        )

    def _update(self, cost_after: float | None) -> tuple[str, ...]:
        biased = any(layer.b is not None for layer in self.trace.layers)
        stay = biased and not self.trace.network.train_biases
        frozen = " The biases are set to stay as they are." if stay else ""
        told = [
            f"Every weight takes a step of [[η]] = {exact(self.eta)} times its gradient, against the gradient, all "
            f"at the same time.{frozen}"
        ]
        if cost_after is not None:
            told.append(
                f"C of this mini-batch was {_signed(self.trace.cost)}; "
                f"with the new weights it is {_signed(cost_after)}."
                if math.isfinite(cost_after)
                else f"C of this mini-batch was {_signed(self.trace.cost)}; with the new weights it is larger than any "
                f"number a computer can hold."
            )
        told.append("The next mini-batch begins with the new weights.")
        return tuple(told)


def _signed(number: float, digits: int = 6) -> str:
    """A number in a sentence, with a true minus sign."""
    return f"{number:.{digits}g}".replace("-", "−")


def saturation_notice(trace: Trace) -> str | None:
    """A sentence for a batch whose outputs are all saturated, or None."""
    if not trace.saturated:
        return None
    return (
        "Every output is [[saturated]]: it stands exactly at the end of the range of σ, where the slope is 0. "
        f"Every δ is 0, so no gradient is left and nothing can be learned any more, although C is {trace.cost:.4g}. "
        "Smaller weights or a smaller η would keep the outputs off the flat ends."
    )


def divergence_notice(layer: int, quantity: str, step: int, notation: Notation) -> str:
    """A sentence for a run whose numbers grew beyond what a computer can hold."""
    where = "the cost C" if quantity == "cost" else notation.text((quantity, layer))
    place = f"{where} of layer {notation.number(layer)}" if quantity != "cost" else where
    if step < 0:
        return f"Already in step 0, {place} is too large for a computer's numbers. Choose smaller weights or inputs."
    return (
        f"The run diverges: in step {step + 1}, {place} grows beyond the largest number a computer can hold "
        f"(about 10³⁰⁸). It stops here, at step {step}, the last one whose numbers are all finite. "
        f"A smaller η keeps it stable."
    )
