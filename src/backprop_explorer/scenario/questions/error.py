"""Questions about δ: which weights, which slope, and which matrix it is made with."""

from __future__ import annotations

from ..presets import DEFAULT
from .question import EXHIBIT, Evidence, Question
from .starts import at, softmax_by_hand

KIND = "The error"

ERROR = (
    Question(
        "old-or-new-w",
        KIND,
        "Is the hidden δ made with the old or with the updated weights?",
        (
            "With the old ones: all gradients belong to one C at one place, and nothing changes before all of them "
            "are known.",
            "With the updated weights the hidden δ differs a little, and so does the cost after the step.",
        ),
        at("mazur-2-2-2", "delta-1"),
        (Evidence(EXHIBIT, "δ and the cost after the step, both ways."),),
    ),
    Question(
        "sigma-prime-or-not",
        KIND,
        "Does δ at the output contain σ′?",
        (
            "With the quadratic cost it does: δ = (a − y) ⊙ σ′(z).",
            "With the cross-entropy cost the derivative of C has σ′ below the line, which cancels it: δ = a − y.",
        ),
        at(DEFAULT, "delta-2"),
        (Evidence(EXHIBIT, "Both costs on the same network."),),
    ),
    Question(
        "softmax-jacobian",
        KIND,
        "Do I need the full softmax Jacobian, or p − y?",
        (
            "Each output of softmax depends on every z, so δ is the whole Jacobian times ∇C.",
            "With the cross-entropy cost this product is p − y, to the last digit that is shown.",
        ),
        softmax_by_hand,
        (Evidence(EXHIBIT, "The Jacobian times ∇C, and p − y: the same numbers."),),
    ),
    Question(
        "prime-of-z-or-a",
        KIND,
        "Is σ′ taken at z or at a?",
        (
            "At z: σ′(z) = a (1 − a) is only written with a, and that is not σ′(a).",
            "Code that passes a to a function of the slope gets another number, without any warning.",
        ),
        at(DEFAULT, "delta-1"),
        (Evidence(EXHIBIT, "σ′(z) and σ′(a) beside z and a."),),
    ),
)
