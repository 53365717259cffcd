"""What each symbol and each word of the field means, said once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .notation import Notation

INDEX = "index "
"""Begins the name of a small mark below a letter: "index x" is the x of δₓ, not the matrix x."""
LAYER = "raised number"
"""The name of a small mark above a letter."""

_LETTERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "book": {
            "x": "The inputs: one number per input and example. x is also a⁰, the activations of layer 0.",
            "y": "The targets: the outputs that the network should give, one per output neuron and example.",
            "w": "The weights of a layer: one number per edge. w¹ belongs to the edges that lead into layer 1.",
            "z": "The weighted input: the weighted sum of a neuron plus its bias. One number per neuron and example.",
            "a": "The activation, or output, of a neuron: a = σ(z). One number per neuron and example.",
            "δ": "Delta, the error of a neuron. δ = ∂Cₓ/∂z: how fast the cost of one example grows with the z of the "
            "neuron.",
        },
        "code": {
            "X": "The inputs, x in the book: one number per input and example.",
            "Y": "The targets, y in the book: the outputs that the network should give.",
            "W": "The weights of a layer, w in the book: one number per edge.",
            "Z": "The weighted inputs, z in the book: the weighted sum of each neuron plus its bias.",
            "A": "The activations, or outputs, of the neurons, a in the book: A = σ(Z).",
            "dZ": "The error of a neuron, δ in the book. dZ = ∂Cₓ/∂Z: how fast the cost of one example grows with Z.",
            "dW": "The gradient of the weights, ∂C/∂w in the book. It has the shape of W: one number per edge.",
            "db": "The gradient of the biases, ∂C/∂b in the book. It has the shape of b: one number per neuron.",
        },
    }
)
_SIGNS = {
    "b": "The biases of a layer: one number per neuron. A neuron adds its bias to its weighted sum.",
    "C": "The cost of the mini-batch. Cₓ is the cost of one example x; C is their mean or their sum.",
    "J": "The Jacobian of softmax: for one example, how fast each output aᵢ grows with each zⱼ.",
    "σ": "Sigma, the activation function. It turns z of a neuron into its output a.",
    "σ′": "The slope of σ: how fast a grows when z grows.",
    "η": "Eta, the learning rate: each weight changes by −η times its gradient.",
    "m": "The number of examples in the mini-batch.",
    "n": "The number of outputs of the network.",
    "⊙": "Multiply entry by entry: each number by the number in the same place. Both sides have the same shape.",
    "ᵀ": "Transposed: rows become columns and columns become rows.",
    "Σ": "Add up. The letter below it says over what: x over the examples, j over the outputs.",
    "∂": "A derivative: ∂C/∂w says how fast C grows when w grows and all other numbers stay as they are.",
    "∇": "The gradient with respect to the letter below it: for each output, how fast the cost grows with it.",
    "softmax": "Turns the numbers z of one example into outputs between 0 and 1 that add up to 1.",
    "ln": "The natural logarithm: the inverse of e to the power of a number.",
    LAYER: "A small raised number is the number of a layer, not a power: w² belongs to layer 2.",
    "index x": "A small x marks one example: δₓ is the δ of example x.",
    "index j": "A small j is the number of a neuron of the output layer.",
    "index i": "A small i is the number of a neuron of the output layer.",
    "index m": "A small m marks the last example of the mini-batch.",
}
_RULES = {
    "λ": "Lambda: how much large weights cost. It multiplies the L2 term, half the sum of all squared weights.",
    "μ": "Mu, the share of the old velocity that is kept.",
    "ε": "Epsilon, a very small number that keeps Adam from dividing by 0.",
    "β₁": "The share of the old m that Adam keeps.",
    "β₂": "The share of the old v that Adam keeps.",
    "v(w)": "One number for each weight. With momentum: its velocity, a running sum of its gradients. With Adam: the "
    "running mean of the square of its gradient.",
    "m(w)": "Adam: the running mean of the gradient of each weight. It is not m, the number of examples.",
    "m̂": "Adam: m divided by what the shares in it add up to, so that it is a true mean.",
    "v̂": "Adam: v divided by what the shares in it add up to. Its root is the usual size of the gradient.",
    "velocity": "A running sum of gradients, in which older gradients count less. The update goes against it.",
    "L2": "An extra cost for large weights, (λ/2) times the sum of all squared weights. Also called weight decay.",
    "Adam": "An update rule that divides the mean gradient of each weight by the usual size of its gradient.",
    "index λ": "C with a small λ is the cost with the L2 term.",
    "index jk": "Over all weights of a matrix: from each k to each j.",
}
_WORDS = {
    "mini-batch": "The examples that go through the network together before the weights change once.",
    "epoch": "One pass over all examples of the data.",
    "step": "One mini-batch: forwards, backwards and the update. Steps are counted from 0.",
    "seed": "A number that determines the random choices: the same seed always gives the same weights.",
    "gradient": "For each weight and each bias: how fast C grows when it grows.",
    "weighted input": "z of a neuron: its weighted sum, plus its bias if it has one.",
    "weighted sum": "Each input times the weight of its edge, all added up. With the bias added, it is z.",
    "bias": "A number that a neuron adds to its weighted sum. It does not depend on the inputs.",
    "transposed": "Rows become columns and columns become rows. It is written with a raised T.",
    "cost": "One number for how far the outputs are from the targets. Learning makes it smaller. Also called loss.",
    "saturated": "z is on a flat part of σ. The slope there is almost 0, so learning almost stops.",
}

GLOSSARY: Mapping[str, str] = MappingProxyType({**_LETTERS["book"], **_LETTERS["code"], **_SIGNS, **_RULES, **_WORDS})
"""Every term with its meaning, in whichever letters it is written."""

MARKED = frozenset({*_WORDS, *_RULES, "δ", "dZ", "σ", "σ′", "η", "⊙"})
"""The terms that a sentence marks as [[term]]. Other letters are not: a person may have typed [[x]]."""


def glossary(notation: Notation, rules: bool = False) -> dict[str, str]:
    """The terms that a page in this notation uses, in the order in which they are listed.

    With `rules`, those of L2, momentum and Adam are among them.
    """
    return {**_LETTERS[notation.letters], **_SIGNS, **(_RULES if rules else {}), **_WORDS}
