"""Five worked examples that others published, with exactly the numbers that they start from."""

from __future__ import annotations

from .scenario import Scenario


def or_gate() -> Scenario:
    """The network of the question that this page grew from (ai.stackexchange.com, question 22985)."""
    return Scenario(
        preset="or-gate-2-2-1",
        title="OR gate",
        x=((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)),
        y=((0.0,), (1.0,), (1.0,), (1.0,)),
        sizes=(2, 2, 1),
        activations=("sigmoid", "sigmoid"),
        weights=(((0.27660583, 1.00106314), (0.34017727, 0.74990392)), ((1.095244, -0.22719165),)),
        biases=((1.0, 1.0), (1.0,)),
        eta=3.0,
        batch_size=4,
    )


def mazur() -> Scenario:
    """Matt Mazur, A Step by Step Backpropagation Example (2015): the biases stay as they are."""
    return Scenario(
        preset="mazur-2-2-2",
        title="Mazur’s example",
        x=((0.05, 0.10),),
        y=((0.01, 0.99),),
        sizes=(2, 2, 2),
        activations=("sigmoid", "sigmoid"),
        weights=(((0.15, 0.20), (0.25, 0.30)), ((0.40, 0.45), (0.50, 0.55))),
        biases=((0.35, 0.35), (0.60, 0.60)),
        train_biases=False,
        eta=0.5,
        batch_size=1,
    )


def schiendorfer() -> Scenario:
    """Alexander Schiendorfer, A worked example of backpropagation (2020): no ½ in C, gradients summed, no biases."""
    return Scenario(
        preset="schiendorfer-batch-of-two",
        title="Schiendorfer’s batch of two",
        x=((3.0, 1.0), (-1.0, 4.0)),
        y=((1.0, 0.0), (0.0, 1.0)),
        sizes=(2, 2, 2),
        activations=("sigmoid", "sigmoid"),
        cost="squared-error",
        reduction="sum",
        weights=(((6.0, -2.0), (-3.0, 5.0)), ((1.0, 0.25), (-2.0, 2.0))),
        biased=False,
        eta=0.5,
        batch_size=2,
    )


def rgu() -> Scenario:
    """Robert Gordon University, chapter 3, worked example 3.1: one output, no biases."""
    return Scenario(
        preset="rgu-2-2-1",
        title="RGU’s example",
        x=((0.35, 0.9),),
        y=((0.5,),),
        sizes=(2, 2, 1),
        activations=("sigmoid", "sigmoid"),
        weights=(((0.1, 0.8), (0.4, 0.6)), ((0.3, 0.9),)),
        biased=False,
        eta=1.0,
        batch_size=1,
    )


def dead_relu() -> Scenario:
    """Public study notes to the course CS231n: one of the two hidden neurons is dead.

    The source takes no step; η is small, so that the other neuron does not die as well.
    """
    return Scenario(
        preset="dead-relu",
        title="A dead ReLU",
        x=((16.0, -6.0),),
        y=((0.0, 0.0, 1.0),),
        sizes=(2, 2, 3),
        activations=("relu", "softmax"),
        cost="cross-entropy",
        weights=(((0.18, 0.10), (0.04, 0.22)), ((0.19, -0.02), (-0.10, -0.01), (0.10, 0.04))),
        biased=False,
        eta=0.1,
        batch_size=1,
    )
