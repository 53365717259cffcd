"""Questions about learning: why it stops, and how its gradients are checked."""

from __future__ import annotations

from ..presets import DEFAULT
from .question import EXHIBIT, Evidence, Question
from .starts import at, dead_for_all, saturated, stuck

KIND = "Learning"

LEARNING = (
    Question(
        "saturation",
        KIND,
        "The error is huge, yet the gradient is zero: why?",
        (
            "The error is multiplied by the slope of σ, and far from 0 the curve is flat.",
            "At z = 50 the slope is about 2 · 10⁻²², and code that computes a (1 − a) gets 0, because a is rounded "
            "to 1.",
        ),
        saturated,
        (Evidence(EXHIBIT, "The place of z on the curve of σ, and its slope."),),
    ),
    Question(
        "check-the-cost",
        KIND,
        "Why does my gradient check disagree?",
        (
            "A check moves one weight a little and measures how the cost C changes.",
            "A check that measures the output in place of C finds the slope of something else, and disagrees with "
            "every gradient.",
        ),
        at(DEFAULT, "update", panel="check", mistake="output-for-cost"),
        (Evidence(EXHIBIT, "What is moved, by how much, and which slope is measured."),),
    ),
    Question(
        "dead-relu",
        KIND,
        "Why does a ReLU neuron never learn again?",
        (
            "Its z is below 0 for every example, so its slope is 0, and so are δ and the gradient of all that leads "
            "to it: it is dead.",
            "The error that comes back to it is not 0, but it is multiplied by that 0.",
        ),
        dead_for_all,
        (Evidence(EXHIBIT, "(wᵀ δ) reaches the neuron, and its row of the gradient is 0."),),
    ),
    Question(
        "xor-sticks",
        KIND,
        "XOR stays at 0.5: why does it depend on the seed?",
        (
            "From some starting weights the way down leads to a plateau, where outputs stay at 0.5 and the gradient is "
            "almost 0.",
            "From others it leads past it; the same seed always gives the same weights, so you can begin again.",
        ),
        stuck,
        (
            Evidence("chart:cost", "The cost of both runs: one sticks and one does not."),
            Evidence("part:reached", "What both have come to; “same weights again” begins with the same seed."),
        ),
    ),
)
