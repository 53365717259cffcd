"""The sentences that say, in school words, what a phase does and why its result has its shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..engine import Trace
from .expression import Q, T, laid
from .notation import Notation, plural
from .phases import Phase
from .rule_words import RuleNarrator, signed
from .saturation import SLOPE_OF_OUTPUT, true_slope
from .updates import OF_THE_RULE


# A word between double brackets explains itself: [[mini-batch]] is a term of the glossary.
@dataclass(frozen=True, eq=False, slots=True)
class Narrator:
    """Explains the phases of one mini-batch in one notation."""

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
        if phase.equation in OF_THE_RULE:
            return RuleNarrator(self.trace, self.notation, self.eta).tell(phase, cost_after)
        return rules[phase.equation](phase.layer)

    def _name(self, name: str, layer: int) -> str:
        return self.notation.text((name, layer))

    def _lines(self, name: str, standing: str = "column", lying: str = "row") -> str:
        """A line of the matrix that holds one example: "column" or, where the matrix is shown transposed, "row"."""
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
                f"each {line} of {x} is one example, and the same {line} of {y} is its target."
                if many
                else f"{x}, with its target {y}."
            ),
            "Nothing is computed yet. Dots stand for numbers that are not known. Every shape is known from the start.",
            "Press “phase ▶” or the → key for the first step.",
        )

    def _weighted_input(self, layer: int) -> tuple[str, ...]:
        inputs = "inputs" if layer == 1 else f"outputs of layer {self.notation.number(layer - 1)}"
        bias = self.trace.layers[layer - 1].b is not None
        line = self._lines("w", "row", "column")
        return (
            f"Each neuron of this layer takes a [[weighted sum]] of the {inputs}: {line} j of {self._name('w', layer)} "
            f"holds the weights of the edges that lead into neuron j."
            + (" Then its [[bias]] is added." if bias else ""),
            f"{self._neurons(layer)}, {plural(self.trace.m, 'example')}: one {self.notation.word('z')} for each neuron "
            f"and each example.",
        )

    def _activation(self, layer: int) -> tuple[str, ...]:
        if self.trace.layers[layer - 1].activation.name == "softmax":
            return (
                f"Softmax turns the {self.notation.word('z')} of one example into numbers between 0 and 1: each "
                f"{self._lines('a')} sums to 1.",
                f"The shape stays that of {self._name('z', layer)}.",
            )
        return (
            f"[[σ]] is applied to each number by itself, so {self._name('a', layer)} has the shape of "
            f"{self._name('z', layer)}.",
            f"These are the outputs of layer {self.notation.number(layer)}"
            + (", the answers of the network." if layer == len(self.trace.layers) else ", and the inputs of the next."),
        )

    def _cost(self, layer: int) -> tuple[str, ...]:
        together = "mean" if self._mean() else "sum"
        last, y = self._name("a", layer), self.notation.word("y")
        return (
            f"Each example x has its own [[cost]] C_x. C, the cost of the mini-batch, is the {together} of them. C_x "
            f"depends only on the outputs {last} and the targets {y}.",
            *self._bce_loss(),
            "From here on the calculation runs backwards: how does C change when an earlier number changes?",
        )

    def _bce_loss(self) -> tuple[str, ...]:
        """How PyTorch's function of the same name differs, if it does."""
        outputs = self.trace.network.sizes[-1]
        if self.trace.network.cost.name != "binary-cross-entropy" or outputs == 1:
            return ()
        return (
            f"Here C_x is the sum over the {outputs} outputs. PyTorch's BCELoss takes the mean over the outputs as "
            f"well, so its cost and its gradients are smaller by the factor {outputs}.",
        )

    def _output_error(self, layer: int) -> tuple[str, ...]:
        delta, z, a = self._name("delta", layer), self._name("z", layer), self._name("a", layer)
        joined, softmax = self.trace.network.cost.gradient is None, self.trace.layers[-1].activation.name == "softmax"
        if softmax:
            how = (
                f"Each output of softmax depends on every {self.notation.word('z')} of its example. So the derivative "
                f"is a matrix for each example, the Jacobian J, with the numbers ∂aᵢ/∂zⱼ."
            )
            how += " The product of J and −y/a, the slope of the cost, is output minus target." if joined else ""
        elif joined:
            how = (
                f"The slope of this cost has σ′({self.notation.word('z')}) = a(1 − a) in its denominator. It cancels "
                f"with the slope of σ, and output minus target is left."
            )
        else:
            how = (
                "The first factor says how fast C_x grows with each output. The slope [[σ′]] says how fast "
                f"{a} grows with {z}."
            )
        return (how, f"{self._one_per_neuron(layer)} {delta} is never averaged over the examples.", *self._torch())

    def _one_per_neuron(self, layer: int) -> str:
        return (
            f"[[{self.notation.word('delta')}]] has one number per neuron for each example: {self._neurons(layer)}, "
            f"{plural(self.trace.m, 'example')}. It has the shape of {self._name('z', layer)}, not of "
            f"{self._name('w', layer)}."
        )

    def _torch(self) -> tuple[str, ...]:
        """What PyTorch keeps in place of δ; said in PyTorch's view only."""
        m = self.trace.m
        if self.notation.orientation != "torch" or not self._mean() or m == 1:
            return ()
        delta, z = self.notation.word("delta"), self.notation.word("z")
        return (f"In PyTorch, {z}.grad is {delta} ÷ {m}, because backward() starts at C, the mean over {m} examples.",)

    def _hidden_error(self, layer: int) -> tuple[str, ...]:
        above = layer + 1
        count = self.trace.layers[above - 1].w.shape[0]
        edge = self.notation.entry(("w", above), 0, 0)
        weight = signed(self.trace.layers[above - 1].w[0, 0], 4)
        way = (
            f"Neuron 1 has one edge to the next layer, {edge} = {weight}. The error of that layer comes back along it, "
            f"times {weight}."
            if count == 1
            else f"Neuron 1 has {count} edges to the next layer. Along each an error comes back, times the weight of "
            f"the edge (the first is {edge} = {weight}). These are added up."
        )
        return (
            f"{way} The slope [[σ′]] says how fast {self._name('a', layer)} grows with {self._name('z', layer)}.",
            f"{self._one_per_neuron(layer)} {self._turn(layer)} It is still the old one: no weight changes before the "
            f"phase “update”.",
            *self._torch(),
        )

    def _turn(self, layer: int) -> str:
        """Why w of the next layer has a ᵀ in the backward pass, or none."""
        w = self._name("w", layer + 1)
        way = laid(T(Q(("w", layer + 1))), self.notation, self.notation.turned("delta"))
        if isinstance(way, T):
            return f"{w} is [[transposed]], because the error passes the same edges in the other direction."
        return (
            f"{w} is [[transposed]] in the forward pass, so it is not in the backward pass, where the error passes the "
            f"same edges in the other direction."
        )

    def _gradients(self, layer: int) -> tuple[str, ...]:
        bias, m = self.trace.layers[layer - 1].b is not None, self.trace.m
        w, b, below = self._name("w", layer), self._name("b", layer), self._name("a", layer - 1)
        z, delta = self._name("z", layer), self._name("delta", layer)
        mean = f", and divided by {m}" if self._mean() else ""
        over = "never over the components"
        added = f"This is added up over the {plural(m, 'example')}, {over}{mean}."
        alone = f"With one example there is nothing to add up; with more, the sum runs over the examples, {over}."
        word = self.notation.word
        return (
            f"A weight moves {z} by the {below} at the start of its edge: in one example its gradient is {delta} times "
            f"{below}." + (f" A bias moves {z} by 1: its gradient is {delta}." if bias else ""),
            (added if m > 1 else alone)
            + f" So {word('grad_w')} has the shape of {w}"
            + (f", and {word('grad_b')} that of {b}." if bias else "."),
        )


def saturation_notice(trace: Trace, notation: Notation) -> str | None:
    """The notice for a batch whose outputs are all saturated, or None: the true slope of σ, and that in float64."""
    if not trace.saturated:
        return None
    z = float(np.abs(trace.layers[-1].z).max())
    activation = trace.layers[-1].activation.name
    slope, formula = true_slope(activation, z), SLOPE_OF_OUTPUT[activation]
    true = f"about {slope:.3g}" if slope > 0 else "smaller than any number that a computer can hold"
    return (
        f"Every output is [[saturated]]. At |{notation.word('z')}| = {signed(z, 4)} the true slope of σ is "
        f"{true.replace('-', '−')}. The output a is rounded to the end of its range, so {formula} gives 0. Every "
        f"{notation.word('delta')} is then 0 and nothing is learned, although C is {signed(trace.cost, 4)}. Smaller "
        f"weights or a smaller η keep the outputs away from the flat ends."
    )


def divergence_notice(layer: int, quantity: str, step: int, notation: Notation) -> str:
    """A sentence for a run whose numbers grew beyond what a computer can hold."""
    name = (
        "the cost C" if quantity == "cost" else f"{notation.text((quantity, layer))} of layer {notation.number(layer)}"
    )
    if step < 0:
        return (
            f"In step 0, {name} is already larger than any number that a computer can hold. Choose smaller weights or "
            f"inputs."
        )
    return (
        f"The run diverges: in step {step + 1}, {name} grows beyond the largest number that a computer can hold "
        f"(about 10³⁰⁸). The page stops at step {step}, the last step with finite numbers only. "
        f"Choose a smaller η."
    )
