"""Questions about the mini-batch: what is added over its examples, and what is divided."""

from __future__ import annotations

from ..presets import DEFAULT
from .question import EXHIBIT, Evidence, Question
from .starts import at

KIND = "The batch"

BATCH = (
    Question(
        "bias-gradient",
        KIND,
        "Why is the bias gradient a sum over the batch? Is db = dz?",
        (
            "One bias serves every example, so the gradients of all examples are added: the columns of δ become one "
            "column.",
            "For a single example the gradient is δ itself, and only then is db = dz.",
        ),
        at("xor-2-3-1", "grad-1"),
        (Evidence(EXHIBIT, "The four columns of δ become one."),),
    ),
    Question(
        "sum-or-mean",
        KIND,
        "Sum or mean over the mini-batch?",
        (
            "Both are used: the sum is m times the mean, and nothing else differs.",
            "A learning rate divided by m makes both take the same step.",
        ),
        at(DEFAULT, "grad-2"),
        (Evidence(EXHIBIT, "Both gradients, and the η at which they take the same step."),),
    ),
    Question(
        "four-updates",
        KIND,
        "Four examples give four updates: which one is right?",
        (
            "All four are right for their own example; a mini-batch takes their mean, and changes w once.",
            "Four single updates in turn lead elsewhere, because each begins where the one before ended.",
        ),
        at(DEFAULT, "grad-2"),
        (Evidence(EXHIBIT, "Four gradients, and the one that is their mean."),),
    ),
    Question(
        "half-or-two",
        KIND,
        "Does the cost have a ½ or not?",
        (
            "Both are used; with the ½ the 2 of the derivative cancels.",
            "Without it every δ and every gradient is exactly twice as large, as if η were doubled.",
        ),
        at("mazur-2-2-2", "delta-2"),
        (Evidence(EXHIBIT, "Both δ: one is exactly twice the other."),),
    ),
    Question(
        "where-is-the-bias",
        KIND,
        "My calculation does not add up: where is the bias?",
        (
            "Each neuron adds its own bias to the weighted sum: it is the last addend of z.",
            "A calculation without it gives another z, and then everything after it differs.",
        ),
        at(DEFAULT, "z-1"),
        (
            Evidence("marks:b-1", "Each bias is drawn at its neuron."),
            Evidence("operand:b-1", "It is an operand of its own, one number per neuron."),
            Evidence("part:entry", "It is the last addend of the sum."),
        ),
    ),
)
