"""The scenarios at which the questions open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...lesson.notation import Notation
from ..presets import DEFAULT, preset
from ..scenario import Scenario, View


def at(name: str, phase: str, numbering: str = "zero", view: str = "columns", **looked: str) -> Callable[[], Scenario]:
    """A preset at one of its phases; `looked` are fields of its view."""
    notation = Notation(orientation=view, numbering=numbering)
    return lambda: replace(preset(name), phase=phase, notation=notation, view=View(**looked))  # type: ignore[arg-type]


def outer() -> Scenario:
    """The net 2-3-1 with one example whose inputs are neither 0 nor 1, so that each of their products is another."""
    return replace(preset("xor-2-3-1"), x=((0.5, -2.0),), y=((1.0,),), batch_size=1)


def stuck() -> Scenario:
    """XOR with two hidden neurons from a seed that ends on a plateau, beside one that does not."""
    view = View(panel="learning", compare="seed:2", until=2000)
    return replace(preset("xor-2-3-1"), title="XOR from two seeds", sizes=(2, 2, 1), seed=0, phase="cost", view=view)


def softmax_by_hand() -> Scenario:
    """Two inputs, three outputs with softmax, two examples: small enough for a calculation on paper."""
    return Scenario(
        preset=DEFAULT,
        title="Softmax by hand",
        x=((1.0, 2.0), (-1.0, 0.5)),
        y=((0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
        sizes=(2, 3),
        activations=("softmax",),
        cost="cross-entropy",
        weights=(((0.2, 0.1), (-0.3, 0.4), (0.5, -0.2)),),
        biases=((0.1, 0.0, -0.1),),
        eta=0.5,
        batch_size=2,
        phase="delta-1",
    )


def saturated() -> Scenario:
    """One neuron whose z is 50, and whose output should be 0."""
    return Scenario(
        preset=DEFAULT,
        title="A saturated neuron",
        x=((1.0, 1.0),),
        y=((0.0,),),
        sizes=(2, 1),
        activations=("sigmoid",),
        weights=(((30.0, 20.0),),),
        biases=((0.0,),),
        eta=1.0,
        batch_size=1,
        phase="delta-1",
    )


def dead_for_all() -> Scenario:
    """Four examples that all leave the second hidden neuron below 0, with outputs that are wrong for each of them."""
    return Scenario(
        preset=DEFAULT,
        title="Dead for every example",
        x=((0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.5)),
        y=((1.0,), (0.0,), (2.0,), (-1.0,)),
        sizes=(2, 2, 1),
        activations=("relu", "linear"),
        weights=(((0.6, 0.4), (-1.0, -0.5)), ((0.7, -0.8),)),
        biases=((0.1, -0.5), (0.1,)),
        eta=0.2,
        batch_size=4,
        phase="delta-1",
    )
