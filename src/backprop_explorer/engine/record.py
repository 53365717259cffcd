"""The numbers of one mini-batch in one flat array, with a named view for each matrix.

One array makes a mini-batch cheap to copy and an update cheap to make (two calls). The order is
[parameters | state | inputs | z | a | σ′ | δ | gradients | totals]; all of a kind stand together. The state
is what the update rule carries from mini-batch to mini-batch, nothing for plain descent; totals are the
gradients with the L2 term, and the gradients themselves where there is none. Each matrix begins on a
cache line of its own, since products and ufuncs then run up to a fifth faster; the few numbers between
two matrices belong to none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from .activations import Activation, Array
from .network import Network
from .rules import DESCENT, Rule, add_to_velocity, average, correct, divide

LINE = 8  # float64 numbers in a cache line of 64 bytes
ROOMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"descent": (), "momentum": (), "adam": ("moment_hat", "square_hat", "direction")}
)
"""What each rule works out on the way, besides its state: of each, one number for every parameter."""
STRETCH = 8192  # numbers updated at a time: 64 KiB, so that the change is still in the cache when it is taken off


@dataclass(frozen=True, eq=False, slots=True)
class LayerRecord:
    """What layer l, whose `number` is l, had in one mini-batch of m examples; every array is a view of the flat record.

    w, grad_w `(n_l, n_{l−1})`; b, grad_b `(n_l, 1)` or None; a_prev `(n_{l−1}, m)`; z, a, delta
    `(n_l, m)`; sigma_prime `(n_l, m)`, or None where δ^L is computed without σ′.

    The folded views serve the loop: parameters is [w | b] `(n_l, n_{l−1} + 1)`, inputs is
    [a_prev ; 1] `(n_{l−1} + 1, m)`, gradients is [grad_w | grad_b]. Without biases they are w, a_prev
    and grad_w. totals is [grad_w + λ w | grad_b], the gradients of C_λ = C + (λ/2) Σ w². Without an L2
    term it is the same view as gradients. w_t and inputs_t are transposed views, kept because making one
    costs as much as a product of small matrices.
    """

    number: int
    activation: Activation
    w: Array
    b: Array | None
    a_prev: Array
    z: Array
    a: Array
    sigma_prime: Array | None
    delta: Array
    grad_w: Array
    grad_b: Array | None
    parameters: Array
    inputs: Array
    gradients: Array
    totals: Array
    w_t: Array
    inputs_t: Array

    def example_grad_w(self, x: int) -> Array:
        """δ_x (a_x^{l−1})ᵀ of the example in column x, `(n_l, n_{l−1})`: BP4 before the sum."""
        return np.outer(self.delta[:, x], self.a_prev[:, x])

    @property
    def total_w(self) -> Array:
        """∂C_λ/∂w = ∂C/∂w + λ w, `(n_l, n_{l−1})`: with the L2 term."""
        return self.totals[:, : self.w.shape[1]]


class Pair(NamedTuple):
    """Numbers that lie like the parameters of one layer: w `(n_l, n_{l−1})`, and b `(n_l, 1)` or None."""

    w: Array
    b: Array | None


class Span(NamedTuple):
    """A stretch of the flat record and the matrix shape it is seen in."""

    start: int
    stop: int
    shape: tuple[int, int]

    def moved(self, by: int) -> Span:
        """The same matrix in another list."""
        return Span(self.start + by, self.stop + by, self.shape)

    def view(self, flat: Array) -> Array:
        """The matrix, without a copy."""
        return flat[self.start : self.stop].reshape(self.shape)


class Layout:
    """Where each matrix stands in the flat record of a network's mini-batch with m examples."""

    def __init__(self, network: Network, m: int, rule: Rule = DESCENT) -> None:
        self.sizes = network.sizes
        self.activations = tuple(layer.activation for layer in network.layers)
        self.biased = tuple(layer.b is not None for layer in network.layers)
        self.sloped = tuple(network.has_slope(number) for number, _ in enumerate(network.layers, start=1))
        self.size = 0
        folded = [n + one for n, one in zip(self.sizes, (*self.biased, False), strict=True)]
        self.parameters = [self._span(n, k) for n, k in zip(self.sizes[1:], folded, strict=False)]
        self.parameters_size = self.size
        self.state = {name: self._block() for name in rule.state}
        self.count = self._span(1, 1) if rule.name == "adam" else None
        self.kept_size = self.size
        inputs = self._span(folded[0], m)
        self.z = [self._span(n, m) for n in self.sizes[1:]]
        self.z_range = slice(self.z[0].start, self.size)
        self.a = [inputs, *(self._span(n, m) for n in folded[1:])]
        self.sigma_prime = [self._span(n, m) for n in self.sizes[1:]]
        self.delta = [self._span(n, m) for n in self.sizes[1:]]
        self.delta_range = slice(self.delta[0].start, self.size)
        self.gradients = [self._span(*span.shape) for span in self.parameters]
        self.gradients_range = slice(self.gradients[0].start, self.size)
        self.totals_range = self._block() if network.l2 else self.gradients_range

    def _block(self) -> slice:
        """Room for one number for every parameter, laid as the parameters are."""
        start = self._span(1, self.parameters_size).start
        return slice(start, self.size)

    def _span(self, rows: int, columns: int) -> Span:
        start = -(-self.size // LINE) * LINE
        self.size = start + rows * columns
        return Span(start, self.size, (rows, columns))

    def pairs(self, block: Array) -> tuple[Pair, ...]:
        """The weights' part and the biases' part of each layer, in numbers `(parameters,)` laid as the parameters."""
        folded = (span.view(block) for span in self.parameters)
        ends = zip(folded, self.sizes, self.biased, strict=False)
        return tuple(Pair(view[:, :n], view[:, n:] if biased else None) for view, n, biased in ends)

    def layers(self, flat: Array) -> tuple[LayerRecord, ...]:
        """The named views of layers 1…L."""
        return tuple(self._layer(flat, i) for i in range(len(self.activations)))

    def _layer(self, flat: Array, i: int) -> LayerRecord:
        n_prev, n = self.sizes[i], self.sizes[i + 1]
        biased = self.biased[i]
        parameters = self.parameters[i].view(flat)
        gradients = self.gradients[i].view(flat)
        inputs = self.a[i].view(flat)
        return LayerRecord(
            number=i + 1,
            activation=self.activations[i],
            w=parameters[:, :n_prev],
            b=parameters[:, n_prev:] if biased else None,
            a_prev=inputs[:n_prev],
            z=self.z[i].view(flat),
            a=self.a[i + 1].view(flat)[:n],
            sigma_prime=self.sigma_prime[i].view(flat) if self.sloped[i] else None,
            delta=self.delta[i].view(flat),
            grad_w=gradients[:, :n_prev],
            grad_b=gradients[:, n_prev:] if biased else None,
            parameters=parameters,
            inputs=inputs,
            gradients=gradients,
            totals=self.parameters[i].view(flat[self.totals_range]),
            w_t=parameters[:, :n_prev].T,
            inputs_t=inputs.T,
        )


class Record:
    """The working record of one batch size: the flat array, its views, and the constants of a step."""

    def __init__(self, network: Network, m: int, eta: float = 0.0, rule: Rule = DESCENT) -> None:
        self.rule, self.layout = rule, (layout := Layout(network, m, rule))
        self.flat = _aligned_ones(layout.size)  # the rows of ones that carry the biases stay as they are
        self.parameters = self.flat[: layout.parameters_size]
        self.kept = self.flat[: layout.kept_size]  # what the next mini-batch needs of this one
        self.state = self.kept[layout.parameters_size :]
        self.state.fill(0.0)
        self.gradients = self.flat[layout.gradients_range]
        self.totals = self.flat[layout.totals_range]
        self.gradients.fill(0.0)  # so that an update leaves the numbers between the matrices alone
        self.z = self.flat[layout.z_range]
        self.delta = self.flat[layout.delta_range]
        self.share = np.empty(self.delta.size)  # s δ, which is not kept: it says nothing that δ does not
        self.layers = layout.layers(self.flat)
        shares = (span.moved(-layout.delta_range.start).view(self.share) for span in layout.delta)
        self.shares = tuple(zip(self.layers, shares, strict=True))
        self.output = self.layers[-1]
        self.downward = tuple(zip(self.layers[-2::-1], self.layers[:0:-1], strict=True))
        self.cost, self.l2 = network.cost, network.l2
        self.y: Array = np.empty((network.sizes[-1], m))
        self.s = np.array(network.factor(m))
        # What is added for L2: nothing to go through without it.
        self.decays = ((self.gradients, self.parameters, _decay(network, layout), self.totals),) if network.l2 else ()
        self.rooms = {name: np.zeros(layout.parameters_size) for name in ROOMS[rule.name]}
        self.direction = self._direction()
        self.stretches = tuple(self._stretches(_rates(network, layout, eta)))
        for views, layer in zip(self.layers, network.layers, strict=True):
            views.w[...] = layer.w
            if views.b is not None:
                views.b[...] = layer.b

    def _stretches(self, rates: Array) -> Iterator[tuple[Array, Array, Array, Array]]:
        """Parameters, the direction, η, and room for the change, of `STRETCH` numbers at a time."""
        change = np.empty(min(STRETCH, self.parameters.size))
        for start in range(0, self.parameters.size, STRETCH):
            some = slice(start, start + STRETCH)
            parameters = self.parameters[some]
            yield parameters, self.direction[some], rates[some] if rates.ndim else rates, change[: parameters.size]

    def _direction(self) -> Array:
        """What an update is η times of, `(parameters,)`: the gradients, or what the rule makes of them."""
        if self.rule.name == "momentum":
            return self.flat[self.layout.state["velocity"]]
        return self.rooms["direction"] if self.rule.name == "adam" else self.totals

    def direct(self) -> None:
        """Make the direction from the gradients, and bring the state of the rule to this mini-batch."""
        state = {name: self.flat[block] for name, block in self.layout.state.items()}
        if self.rule.name == "momentum":
            add_to_velocity(self.totals, state["velocity"], self.rule.momentum)
        elif self.layout.count is not None:
            moment, square, count = state["moment"], state["square"], self.layout.count.view(self.flat)
            hats = self.rooms["moment_hat"], self.rooms["square_hat"]
            count += 1
            average(self.totals, moment, square, self.rule, self.direction)
            correct(moment, square, count.item(), self.rule, *hats)
            divide(*hats, self.rule.epsilon, self.direction)

    def load(self, x: Array, y: Array) -> None:
        """Take a mini-batch: x `(n_0, m)`, y `(n_L, m)`."""
        self.layers[0].a_prev[...] = x
        self.y[...] = y


def _aligned_ones(size: int) -> Array:
    """An array `(size,)` of ones that begins on a cache line."""
    room = np.ones(size + LINE)
    start = -(room.ctypes.data // room.itemsize) % LINE
    return room[start : start + size]


def _decay(network: Network, layout: Layout) -> Array:
    """λ for every weight, 0 for every bias and for the numbers between the matrices, `(parameters,)`."""
    decay = np.zeros(layout.parameters_size)
    for pair in layout.pairs(decay):
        pair.w[...] = network.l2
    return decay


def _rates(network: Network, layout: Layout, eta: float) -> Array:
    """η for every parameter: one number where all are trained, else a list with 0 for each frozen bias."""
    if network.train_biases or not any(layout.biased):
        return np.array(eta)
    rates = np.full(layout.parameters_size, eta)
    for span, biased in zip(layout.parameters, layout.biased, strict=True):
        if biased:
            span.view(rates)[:, -1] = 0.0
    return rates
