"""The ready-made scenarios, each known by a name that a link can carry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..engine.activations import Array
from ..engine.datasets import gate, spirals
from . import worked
from .data import DATASETS, FEWEST_TO_HOLD, HELD, usual
from .fitting import LEARNS, NUMBERS
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


def _learned(
    name: str,
    data: str,
    sizes: tuple[int, ...],
    eta: float,
    batch_size: int = 10,
    seed: int = 0,
) -> Scenario:
    """A network that learns a ready-made data set well: tanh in its hidden layers, outputs that suit the targets."""
    output, cost = LEARNS.get(DATASETS[data].targets, NUMBERS)
    made = usual(data)
    return Scenario(
        preset=name,
        title=DATASETS[data].words,
        x=(),
        y=(),
        sizes=sizes,
        activations=(*("tanh",) * (len(sizes) - 2), output),
        cost=cost,
        initialiser="xavier",
        seed=seed,
        eta=eta,
        batch_size=batch_size,
        shuffle_seed=None if made.points == batch_size else 0,
        recipe=made,
        held=HELD if made.points >= FEWEST_TO_HOLD else 0,
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
        "and-gate-2-1": lambda: _learned("and-gate-2-1", "and", (2, 1), 2.0, batch_size=4),
        "nand-gate-2-1": lambda: _learned("nand-gate-2-1", "nand", (2, 1), 2.0, batch_size=4),
        "moons": lambda: _learned("moons", "moons", (2, 6, 1), 1.0),
        "circles": lambda: _learned("circles", "circles", (2, 6, 1), 0.5),
        "spirals": lambda: _learned("spirals", "spirals", (2, 8, 8, 2), 0.3, seed=1),
        "blobs": lambda: _learned("blobs", "blobs", (2, 5, 4), 0.3),
        "sine": lambda: _learned("sine", "sine", (1, 6, 1), 0.1, seed=3),
        "digits": lambda: _learned("digits", "digits", (64, 30, 10), 0.3, batch_size=32),
    }
)

DEFAULT = "or-gate-2-2-1"

LEARNED: Mapping[str, str] = MappingProxyType(
    {
        **{"and": "and-gate-2-1", "or": DEFAULT, "nand": "nand-gate-2-1", "xor": "xor-2-3-1"},
        **{name: name for name in ("moons", "circles", "spirals", "blobs", "sine", "digits")},
    }
)
"""The preset whose network learns each data set well."""


def preset(name: str) -> Scenario:
    """The preset called `name`. Raises ValueError for a name that is not known."""
    if name not in PRESETS:
        raise ValueError(f"There is no preset {name!r}; there are {', '.join(PRESETS)}.")
    return PRESETS[name]()
