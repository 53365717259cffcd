"""The ready-made scenarios, each known by a name that a link can carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..engine.activations import Array
from ..engine.datasets import gate, spirals
from . import worked
from .scenario import Rows, Scenario


def rows(columns: Array) -> Rows:
    """Data as people type it, one row per example, from one column per example."""
    return tuple(tuple(example) for example in columns.T.tolist())


def _xor() -> Scenario:
    """XOR needs a hidden layer; from this seed it is learned within a few hundred steps."""
    x, y = gate((0.0, 1.0, 1.0, 0.0))
    return Scenario(
        preset="xor-2-3-1",
        title="XOR gate",
        x=rows(x),
        y=rows(y),
        sizes=(2, 3, 1),
        activations=("sigmoid", "sigmoid"),
        seed=1,
        eta=5.0,
        batch_size=4,
    )


def _two_inputs() -> Scenario:
    """One neuron and no hidden layer: the shortest way round, with numbers that can be done by hand."""
    return Scenario(
        preset="two-inputs-one-output",
        title="One neuron",
        x=((1.0, 2.0), (2.0, -1.0)),
        y=((1.0,), (0.0,)),
        sizes=(2, 1),
        activations=("sigmoid",),
        weights=(((0.5, -0.25),),),
        biases=((0.1,),),
        eta=1.0,
        batch_size=2,
    )


def _three_classes() -> Scenario:
    """Three spiral arms of 50 points, told apart by softmax, ten points at a time."""
    x, y = spirals(seed=0)
    return Scenario(
        preset="three-classes",
        title="Three classes",
        x=rows(x),
        y=rows(y),
        sizes=(2, 6, 6, 3),
        activations=("tanh", "tanh", "softmax"),
        cost="cross-entropy",
        initialiser="xavier",
        seed=0,
        eta=0.3,
        batch_size=10,
        shuffle_seed=0,
    )


PRESETS: Mapping[str, Callable[[], Scenario]] = MappingProxyType(
    {
        "or-gate-2-2-1": worked.or_gate,
        "two-inputs-one-output": _two_inputs,
        "mazur-2-2-2": worked.mazur,
        "schiendorfer-batch-of-two": worked.schiendorfer,
        "rgu-2-2-1": worked.rgu,
        "dead-relu": worked.dead_relu,
        "xor-2-3-1": _xor,
        "three-classes": _three_classes,
    }
)

DEFAULT = "or-gate-2-2-1"


def preset(name: str) -> Scenario:
    """The preset called `name`. Raises ValueError for a name that is not known."""
    if name not in PRESETS:
        raise ValueError(f"There is no preset {name!r}; there are {', '.join(PRESETS)}.")
    return PRESETS[name]()
