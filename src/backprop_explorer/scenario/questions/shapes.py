"""Questions about shapes: which matrix has which, and what fits to what."""

from __future__ import annotations

from ..presets import DEFAULT
from .question import EXHIBIT, Evidence, Question
from .starts import at

KIND = "Shapes"
XOR = "xor-2-3-1"  # no two of its sizes are equal

SHAPES = (
    Question(
        "delta-is-not-w",
        KIND,
        "Does δ have the shape of w?",
        (
            "No: δ has one number per neuron for each example, and δ aᵀ has one number per edge, which is the shape "
            "of w.",
            "The product is a sum over the examples and over nothing else.",
        ),
        at(DEFAULT, "grad-2", numbering="question"),
        (
            Evidence("operand:delta-2", "δ has one number per neuron and example."),
            Evidence("operand:grad_w-2", "The product has one number per edge, as w has."),
            Evidence(EXHIBIT, "With 3 neurons and x = (0.5, −2) it has 3 rows: δ of a neuron times an input."),
        ),
    ),
    Question(
        "row-or-column",
        KIND,
        "Row or column: is it z = W x or z = x W?",
        (
            "Both are right: they say the same with every matrix turned, so notes with rows have δ Wᵀ where notes "
            "with columns have wᵀδ.",
            "The two small letters of a weight swap as well, but the edge and its number stay the same.",
        ),
        at(XOR, "delta-1", view="rows"),
        (Evidence(EXHIBIT, "One press turns all formulas, shapes and matrices; the number of the edge stays."),),
    ),
    Question(
        "maths-or-code",
        KIND,
        "The book has columns, the code has rows: when do I transpose?",
        (
            "Code with one example per row holds the transposed matrices, so (A B)ᵀ = Bᵀ Aᵀ changes the order of "
            "the factors.",
            "The numbers are the same in all three; you transpose once, when you go from one to another.",
        ),
        at(XOR, "z-1"),
        (Evidence(EXHIBIT, "The same product in three orientations, with the same numbers."),),
    ),
    Question(
        "what-wT-does",
        KIND,
        "Is wᵀ an inverse, and why does it send the error back?",
        (
            "It is not an inverse: column k of w holds the edges that leave neuron k, and wᵀ adds up the δ at their "
            "ends, each times its weight.",
            "That sum says how much C changes with the output of neuron k.",
        ),
        at("mazur-2-2-2", "delta-1"),
        (Evidence(EXHIBIT, "A column of w is the edges that leave one neuron; wᵀ w is not 1."),),
    ),
    Question(
        "hadamard-or-matmul",
        KIND,
        "Where does ⊙ belong, and where a matrix product?",
        (
            "Where a sum runs, over the neurons of a layer or over the examples, it is a matrix product.",
            "Where a number meets the number at its own place, δ its slope σ′(z), it is ⊙: both shapes are equal.",
        ),
        at(XOR, "delta-1"),
        (Evidence(EXHIBIT, "The shape under each operand says which product it is."),),
    ),
    Question(
        "product-order",
        KIND,
        "Why does my chain of matrices not multiply?",
        (
            "Two factors multiply only where the sides that meet count the same things: the last side of the left "
            "and the first of the right.",
            "Move the factors until all pairs fit; the first pair that does not is marked.",
        ),
        at(XOR, "delta-1"),
        (Evidence(EXHIBIT, "The first pair of factors that does not fit is marked."),),
    ),
    Question(
        "layout",
        KIND,
        "Why does ∂C/∂w have the shape of w?",
        (
            "It has one number for each weight, and this page writes each number at the place of its weight.",
            "Some books write it transposed (numerator layout); then w − η ∂C/∂w needs one more ᵀ.",
        ),
        at(XOR, "grad-1"),
        (Evidence(EXHIBIT, "Each ∂C/∂w stands under its w."),),
    ),
)
