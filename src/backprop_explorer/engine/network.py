"""A network of fully connected layers, checked when it is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike

from .activations import ACTIVATIONS, SOFTMAX, Activation, Array
from .costs import COSTS, Cost

REDUCTIONS = ("mean", "sum")
Entry = TypeVar("Entry", Activation, Cost)


class ShapeError(ValueError):
    """A list of numbers does not have the shape that its place in the network asks for.

    `layer` counts from 0, the inputs; `quantity` is "w", "b", "x" or "y". `found` and `needed` are
    shapes; None in `needed` stands for "any number".
    """

    def __init__(
        self, layer: int, quantity: str, found: tuple[int, ...], needed: tuple[int | None, ...], why: str
    ) -> None:
        super().__init__(layer, quantity, found, needed, why)
        self.layer, self.quantity, self.found, self.needed, self.why = layer, quantity, found, needed, why

    def __str__(self) -> str:
        name = self.quantity if self.quantity in "xy" else f"{self.quantity}^{self.layer}"
        needed = ", ".join("any" if n is None else str(n) for n in self.needed)
        return f"{name} has the shape {self.found}, but ({needed}) is needed: {self.why}."


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """One computing layer: w `(n_l, n_{l−1})`, b `(n_l, 1)` or None, and its activation."""

    w: Array
    b: Array | None
    activation: Activation


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """Layers 1…L, the cost C_x of one example, and how the examples of a batch are put together.

    `reduction` is "mean" (C = (1/m) Σ_x C_x) or "sum" (C = Σ_x C_x). With `train_biases` False the
    bias gradients are computed, but `descend` leaves the biases alone. Arrays are read-only.
    """

    layers: tuple[Layer, ...]
    cost: Cost
    reduction: str
    train_biases: bool

    @classmethod
    def build(
        cls,
        weights: Sequence[ArrayLike],
        biases: Sequence[ArrayLike | None] | None = None,
        activations: str | Sequence[str] = "sigmoid",
        cost: str = "quadratic",
        reduction: str = "mean",
        train_biases: bool = True,
    ) -> Network:
        """Check and build.

        `weights[l−1]` is w^l, `(n_l, n_{l−1})`: one row for each neuron, one number for each edge that
        comes in. `biases[l−1]` is b^l as n_l numbers, flat or `(n_l, 1)`, or None. `activations` is one
        name for all layers or a name for each.

        Raises ShapeError where a list has the wrong shape, ValueError for an unknown name, a number
        that is not finite, or a cost that does not go with the output activation.
        """
        _check_counts(weights, biases, activations)
        names = [activations] * len(weights) if isinstance(activations, str) else activations
        chosen = [_lookup(ACTIVATIONS, name, "activation") for name in names]
        given = [None] * len(weights) if biases is None else biases
        vectors = [None if b is None else _bias(b, number) for number, b in enumerate(given, start=1)]
        layers: list[Layer] = []
        for number, (w, b, activation) in enumerate(zip(weights, vectors, chosen, strict=True), start=1):
            inputs = layers[-1].w.shape[0] if layers else None
            layers.append(Layer(_weights(w, number, inputs, b), b, activation))
        picked = _lookup(COSTS, cost, "cost")
        _check_pairing(chosen, picked, layers[-1].w.shape[0])
        if reduction not in REDUCTIONS:
            raise ValueError(f"The reduction is {reduction!r}; it has to be 'mean' or 'sum'.")
        return cls(tuple(layers), picked, reduction, bool(train_biases))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of inputs and of neurons: n_0, n_1, …, n_L."""
        return (self.layers[0].w.shape[1], *(layer.w.shape[0] for layer in self.layers))

    def has_slope(self, number: int) -> bool:
        """Whether δ of layer `number` has the factor σ′: softmax has none, and a cross-entropy cancels it."""
        cancelled = number == len(self.layers) and self.cost.gradient is None
        return self.layers[number - 1].activation.f_prime is not None and not cancelled

    def factor(self, m: int) -> float:
        """The s in C = s Σ_x C_x for a batch of m examples: 1/m for the mean, 1 for the sum."""
        return 1.0 / m if self.reduction == "mean" else 1.0


def frozen(array: Array) -> Array:
    """The same array, of any shape, read-only from now on."""
    array.setflags(write=False)
    return array


def as_numbers(values: ArrayLike, layer: int, quantity: str) -> Array:
    """A float64 copy of `values`, refused with a sentence where they are not finite numbers in a grid.

    An array that nobody can change, because it is read-only and owns its numbers, is taken as it is.
    """
    where = quantity if quantity in "xy" else f"{quantity}^{layer}"
    try:
        if np.iscomplexobj(values):
            raise TypeError("complex numbers have no place here")
        array = np.array(values, dtype=np.float64, copy=not _is_frozen(values) or None)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(
            f"{where} is not a rectangle of numbers: its rows differ in length, or an entry is no number that a "
            f"float64 can hold."
        ) from error
    if not np.isfinite(array).all():
        raise ValueError(f"{where} holds a number that is not finite; every number has to be finite.")
    return array


def _is_frozen(values: ArrayLike) -> bool:
    return isinstance(values, np.ndarray) and values.base is None and not values.flags.writeable


def _check_counts(weights: Sized, biases: Sized | None, activations: str | Sized) -> None:
    count = len(weights)
    if count == 0:
        raise ValueError("The network has no layer of weights; at least one is needed.")
    if biases is not None and len(biases) != count:
        raise ValueError(
            f"There are {count} weight matrices but {len(biases)} bias lists; each layer needs one of each."
        )
    if not isinstance(activations, str) and len(activations) != count:
        raise ValueError(f"There are {count} layers but {len(activations)} activations; each layer needs one.")


def _bias(values: ArrayLike, layer: int) -> Array:
    array = as_numbers(values, layer, "b")
    flat = array.ndim == 1 or (array.ndim == 2 and array.shape[1] == 1)
    if not flat or array.size == 0:
        raise ShapeError(layer, "b", array.shape, (None, 1), "a bias list holds one number per neuron")
    return frozen(array.reshape(-1, 1))


def _weights(values: ArrayLike, layer: int, inputs: int | None, bias: Array | None) -> Array:
    """w^l as `(n_l, n_{l−1})`, where n_l comes from the bias and n_{l−1} from the layer before."""
    array = as_numbers(values, layer, "w")
    neurons = None if bias is None else bias.shape[0]
    fits = array.ndim == 2 and array.size > 0 and inputs in (None, array.shape[1])
    if not fits or neurons not in (None, array.shape[0]):
        raise ShapeError(
            layer, "w", array.shape, (neurons, inputs), "one row for each neuron, one number for each edge into it"
        )
    return frozen(array)


def _lookup(table: Mapping[str, Entry], name: str, kind: str) -> Entry:
    if name not in table:
        raise ValueError(f"The {kind} {name!r} is not known; there are {', '.join(table)}.")
    return table[name]


def _check_pairing(activations: Sequence[Activation], cost: Cost, outputs: int) -> None:
    if SOFTMAX in activations[:-1]:
        raise ValueError("Softmax stands in a hidden layer; it is for the output layer only.")
    output = activations[-1]
    if output is SOFTMAX and outputs < 2:
        raise ValueError("Softmax stands over 1 output neuron; it needs 2 or more, or its output is always 1.")
    if cost.needs not in (None, output.name):
        raise ValueError(
            f"The cost {cost.name} needs {cost.needs} outputs, and these are {output.name}. "
            f"Choose {cost.needs} for the output layer, or another cost."
        )


INITIALISERS = ("normal", "xavier", "he", "uniform", "zeros")


def initial_parameters(
    sizes: Sequence[int], initialiser: str, seed: int, biases: bool = True
) -> tuple[list[Array], list[Array] | None]:
    """Starting weights `(n_l, n_{l−1})` and biases `(n_l, 1)` from a seed, or None for the biases.

    normal: weights and biases from N(0, 1) (Nielsen, chapter 1). xavier: weights from
    N(0, 2/(n_{l−1} + n_l)) (Glorot and Bengio, 2010). he: weights from N(0, 2/n_{l−1}) (He and others,
    2015). uniform: weights between ∓1/√n_{l−1}. zeros: all weights 0, so that all neurons of a layer
    stay alike. Biases start at 0, save under normal.

    Raises ValueError for an unknown initialiser.
    """
    if initialiser not in INITIALISERS:
        raise ValueError(f"The initialiser {initialiser!r} is not known; there are {', '.join(INITIALISERS)}.")
    random = np.random.default_rng(seed)
    weights, offsets = [], []
    for n_prev, n in pairwise(sizes):
        if initialiser == "uniform":
            w = random.uniform(-1.0, 1.0, (n, n_prev)) / np.sqrt(n_prev)
        else:
            spread = {
                "normal": 1.0,
                "xavier": np.sqrt(2.0 / (n_prev + n)),
                "he": np.sqrt(2.0 / n_prev),
                "zeros": 0.0,
            }[initialiser]
            w = spread * random.standard_normal((n, n_prev)) + 0.0  # + 0.0 turns −0 into 0
        weights.append(w)
        offsets.append(random.standard_normal((n, 1)) if initialiser == "normal" else np.zeros((n, 1)))
    return weights, offsets if biases else None
