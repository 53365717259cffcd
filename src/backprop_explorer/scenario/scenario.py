"""A scenario: everything that decides what the page shows, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np

from ..engine import Network, Rule, Run, initial_parameters
from ..engine.activations import Array
from ..engine.training import MEMORY
from ..lesson.notation import Notation, phase_ids
from .data import Recipe
from .data.held import held_count, split
from .data.sets import examples_of, width

Rows = tuple[tuple[float, ...], ...]

# What keeps one visitor from taking the machine away from the others; checked in this room alone.
MAX_LAYERS = 6
MAX_NEURONS = 64
MAX_INPUTS = 784
MAX_PARAMETERS = 100_000
MAX_EXAMPLES = 2_000
MAX_BATCH = 256
MAX_STEP = 100_000
MAX_SEED = 2**32 - 1
MAX_TITLE = 80  # letters
MAX_L2 = 10.0
MAX_EPSILON = 1.0

CURSOR = ("step", "phase", "question", "view", "ask", "lock", "hide")


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: `edges` and `neurons` are of the choices in figures/graph, `panel` of those in visit/panels.

    `example` is the column of the mini-batch, from 0, whose values the neurons carry, and if `alone` the equation is
    shown for that example only. `mistake` is switched on in the check, and `about` is what the doctor is asked.
    `selected` is the number whose chain rule is shown, as "w-2-0-1", and `nudge` is added to it. `dropped` is the
    line of the phase whose ᵀ is left out to see what happens, or −1. `form` is how a product is drawn: "corner",
    "line", or "auto" for the one that suits it. `script` is the export that is shown.
    `compare` says in what a second run differs that is drawn beside this one, as "seed:3,eta:0.1", and the curves of
    learning reach at least to step `until`. `play` is what a playing page moves by, and `speed` how fast.
    """

    edges: str = "w"
    neurons: str = "auto"
    example: int = 0
    alone: bool = False
    panel: str = "phase"
    selected: str = ""
    nudge: float = 0.01
    dropped: int = -1
    form: str = "auto"
    script: str = "numpy"
    mistake: str = ""
    about: str = ""
    compare: str = ""
    until: int = 0
    play: str = "phase"
    speed: str = "slow"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Data, network, training and the place on the page; equal scenarios give equal pages.

    `x` and `y` are rows as people type them, one row per example; both are empty where the examples come from a
    `recipe`. `held` is the share of the examples, in per cent, that is never trained on. `weights` are rows per
    neuron, or None for the numbers that `initialiser` and `seed` give; then `biased` says whether there are biases.
    `rule` is one of the engine's RULES; `momentum` is μ, and `beta1`, `beta2` and `epsilon` are Adam's. `l2` is λ.
    `preset` is the preset that this scenario began as. `step` counts mini-batches from 0.
    A teacher can `ask` before each phase, `lock` the "setup", and `hide` the "results", the "doctor" or the "check".
    """

    preset: str
    title: str
    x: Rows
    y: Rows
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    cost: str = "quadratic"
    reduction: str = "mean"
    weights: tuple[Rows, ...] | None = None
    biases: tuple[tuple[float, ...], ...] | None = None
    biased: bool = True
    train_biases: bool = True
    initialiser: str = "normal"
    seed: int = 0
    eta: float = 1.0
    batch_size: int = 1
    shuffle_seed: int | None = None
    recipe: Recipe | None = None
    held: int = 0
    rule: str = "descent"
    l2: float = 0.0
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    notation: Notation = field(default_factory=Notation)
    view: View = field(default_factory=View)
    step: int = 0
    phase: str = "batch"
    question: str = ""
    ask: bool = False
    lock: tuple[str, ...] = ()
    hide: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        """The number L of computing layers."""
        return len(self.sizes) - 1

    @property
    def phase_ids(self) -> tuple[str, ...]:
        """The ids of the phases of a mini-batch, in order."""
        return phase_ids(self.depth, self.rule, self.l2)

    def setup(self) -> tuple[object, ...]:
        """All that stays when only the place on the page changes."""
        return tuple(getattr(self, f.name) for f in fields(self) if f.name not in CURSOR and f.name != "notation")

    def network(self) -> Network:
        """The network before the first mini-batch. Raises ValueError where the parts do not go together."""
        if self.weights is None:
            weights, biases = initial_parameters(self.sizes, self.initialiser, self.seed, self.biased)
        else:
            weights, biases = self.weights, self.biases  # type: ignore[assignment]
        return Network.build(weights, biases, self.activations, self.cost, self.reduction, self.train_biases, self.l2)

    @property
    def width(self) -> tuple[int, int]:
        """The numbers of inputs and of targets of each example."""
        return (len(self.x[0]), len(self.y[0])) if self.recipe is None else width(self.recipe)

    @property
    def examples(self) -> int:
        """The number of examples to train on."""
        return self._count - self.held_count

    @property
    def held_count(self) -> int:
        """The number of examples that are never trained on."""
        return held_count(self._count, self.held)

    @property
    def _count(self) -> int:
        return len(self.x) if self.recipe is None else self.recipe.points

    def data(self) -> tuple[Array, Array]:
        """The examples to train on as the engine holds them: x `(n_0, examples)`, y `(n_L, examples)`."""
        x, y = self.all_data()
        return self._part(x, y, 0) if self.held else (x, y)

    def held_out(self) -> tuple[Array, Array] | None:
        """The examples that are never trained on, as `data` gives the others; None where there are none."""
        x, y = self._part(*self.all_data(), 1) if self.held else (np.empty((0, 0)), np.empty((0, 0)))
        return (x, y) if x.size else None

    def all_data(self) -> tuple[Array, Array]:
        """All examples, those that are held out among them, in the order of the data."""
        if self.recipe is not None:
            return examples_of(self.recipe)
        return np.array(self.x, dtype=np.float64).T, np.array(self.y, dtype=np.float64).T

    def _part(self, x: Array, y: Array, which: int) -> tuple[Array, Array]:
        seed = 0 if self.recipe is None else self.recipe.seed
        indices = split(x.shape[1], self.held, seed)[which]
        return x[:, indices], y[:, indices]

    def start(self, like: Run | None = None, memory: int = MEMORY) -> Run:
        """A run at its first mini-batch. Raises ValueError where the parts do not go together.

        `like` is a run on the same data, which is then not copied, and `memory` bounds the history, in bytes.
        """
        x, y = self.data() if like is None else (like.x, like.y)
        rule = Rule(self.rule, self.momentum, self.beta1, self.beta2, self.epsilon)
        return Run(self.network(), x, y, self.eta, self.batch_size, self.shuffle_seed, memory, rule=rule)
