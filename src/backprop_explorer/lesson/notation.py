"""How quantities are named, numbered and turned when they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from ..engine.activations import Array
from .marks import Fence, Frac, Row, Sym, text

Key = tuple[str, int]
"""A quantity and its layer, from 0 for the inputs, whatever number is displayed: ("delta", 2)."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of matrix: its letter, its name in code, what its two axes count, and what it belongs to.

    An axis is "to" (the neurons of its layer), "from" (those of the layer before), "examples" or "one".
    `of` is "edge", "neuron", "pair" (of neurons) or "batch": what has one number of it. `kind` names its colour
    scale.
    """

    text: str
    code: str
    axes: tuple[str, str]
    of: str
    kind: str


def _grid(text: str, code: str, kind: str) -> Quantity:
    return Quantity(text, code, ("to", "examples"), "neuron", kind)


def _both(name: str, text: str, code: str, kind: str) -> dict[str, Quantity]:
    """What the update rule has for each parameter: for the weights "velocity_w", for the biases "velocity_b"."""
    found = {}
    for letter, axes, of in (("w", ("to", "from"), "edge"), ("b", ("to", "one"), "neuron")):
        found[name.replace("*", letter)] = Quantity(text, code.replace("*", letter), axes, of, kind)
    return found


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "x": _grid("x", "x", "a"),
        "y": _grid("y", "y", "a"),
        "w": Quantity("w", "w", ("to", "from"), "edge", "w"),
        "b": Quantity("b", "b", ("to", "one"), "neuron", "w"),
        "z": _grid("z", "z", "z"),
        "a": _grid("a", "a", "a"),
        "example_cost": Quantity("Cₓ", "C_x", ("one", "examples"), "batch", "cost"),
        "cost": Quantity("C", "C", ("one", "one"), "batch", "cost"),
        "cost_gradient": _grid("∇C", "gradient", "error"),
        "jacobian": Quantity("J", "J", ("to", "to"), "pair", "sigma_prime"),
        "sigma_prime": _grid("σ′(z)", "prime", "sigma_prime"),
        "delta": _grid("δ", "delta", "delta"),
        "grad_w": Quantity("∂C/∂w", "grad_w", ("to", "from"), "edge", "grad"),
        "grad_b": Quantity("∂C/∂b", "grad_b", ("to", "one"), "neuron", "grad"),
        "w_new": Quantity("new w", "w_new", ("to", "from"), "edge", "w"),
        "b_new": Quantity("new b", "b_new", ("to", "one"), "neuron", "w"),
        "total_cost": Quantity("C_λ", "C_total", ("one", "one"), "batch", "cost"),
        "total_w": Quantity("∂C_λ/∂w", "total_w", ("to", "from"), "edge", "grad"),
        **_both("velocity_*", "v", "v_*", "velocity"),
        **_both("velocity_*_new", "new v", "v_*_new", "velocity"),
        **_both("moment_*", "m", "m_*", "moment"),
        **_both("moment_*_new", "new m", "m_*_new", "moment"),
        **_both("square_*", "v", "v_*", "square"),
        **_both("square_*_new", "new v", "v_*_new", "square"),
        **_both("moment_hat_*", "m̂", "m_hat_*", "moment"),
        **_both("square_hat_*", "v̂", "v_hat_*", "square"),
    }
)

_EDGES = frozenset(name for name, quantity in QUANTITIES.items() if quantity.of == "edge")
_TURNED = frozenset(QUANTITIES) - {"jacobian"}  # J is laid alike in all of them: δ_x = Jᵀ ∇C_x, turned ∇C_x J

RULED = ("velocity_", "moment_", "square_")
"""How the quantities begin that an update rule has for each parameter: they are written v(w), m(w), v̂(w)."""

RULED_TERMS = MappingProxyType({"v": "v(w)", "m": "m(w)"})
"""What the glossary calls their letters, where another letter is written like it."""

# What has no layer's number, since there is one of it in a network.
BARE = ("x", "y", "cost", "example_cost", "total_cost", "cost_gradient", "jacobian")


class Orientation(NamedTuple):
    """The orientation of matrices: the words of its button, and the quantities that it transposes."""

    words: str
    turned: frozenset[str]


class Numbering(NamedTuple):
    """The numbers of the layers: the words of its button, and what is added to a number that counts inputs as 0."""

    words: str
    added: int


class Letters(NamedTuple):
    """How quantities are written: the words of its button, and the names that differ from those of the book."""

    words: str
    own: Mapping[str, str]


ORIENTATIONS: Mapping[str, Orientation] = MappingProxyType(
    {
        "columns": Orientation("columns", frozenset()),
        "rows": Orientation("rows", _TURNED),
        "torch": Orientation("PyTorch", _TURNED - _EDGES),
    }
)
NUMBERINGS: Mapping[str, Numbering] = MappingProxyType(
    {
        "zero": Numbering("inputs = 0", 0),
        "one": Numbering("inputs = 1", 1),
        "question": Numbering("first neurons = 0", -1),
    }
)
LETTERS: Mapping[str, Letters] = MappingProxyType(
    {
        "book": Letters("δ", MappingProxyType({})),
        "code": Letters(
            "dZ",
            MappingProxyType(
                {"x": "X", "y": "Y", "w": "W", "z": "Z", "a": "A", "sigma_prime": "σ′(Z)"}
                | {"delta": "dZ", "grad_w": "dW", "grad_b": "db", "w_new": "new W"}
            ),
        ),
    }
)


def parameter(name: str) -> str:
    """Which parameter a quantity has a number for each of: "w" for "velocity_w_new", "b" for "grad_b", else ""."""
    return next((letter for letter in name.split("_") if letter in ("w", "b")), "")


RULE_PHASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"descent": (), "momentum": ("velocity",), "adam": ("moments", "corrected")}
)
"""The phases that each update rule has before the update."""


def rule_phases(rule: str, l2: float) -> tuple[str, ...]:
    """The phases between the gradients and the update: of the L2 term, if there is one, and of the rule."""
    return (*(("decay",) if l2 else ()), *RULE_PHASES[rule])


def phase_ids(depth: int, rule: str = "descent", l2: float = 0.0) -> tuple[str, ...]:
    """The ids of the 4L + 3 phases of a network with L computing layers, and of those of its update rule."""
    forward = [f"{name}-{layer}" for layer in range(1, depth + 1) for name in ("z", "a")]
    back = [f"delta-{depth}"]
    for layer in range(depth, 0, -1):
        back.append(f"grad-{layer}")
        if layer > 1:
            back.append(f"delta-{layer - 1}")
    return ("batch", *forward, "cost", *back, *rule_phases(rule, l2), "update")


def plural(count: int, word: str) -> str:
    """A count with its word: "1 neuron", "4 neurons"."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def exact(number: float) -> str:
    """The shortest text that is read back as the same number: "3", "0.123456789"."""
    return repr(float(number)).removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a shown matrix: how many, of what, and whether a product sums it away.

    `layer` is the displayed number of the layer whose neurons are counted, None if it is not shown.
    """

    size: int
    word: str  # "neuron", "input", "example" or "" for a bare 1
    summed: bool = False
    layer: int | None = None

    def __str__(self) -> str:
        text = plural(self.size, self.word) if self.word else str(self.size)
        text += "" if self.layer is None else f" of layer {self.layer}"
        return f"[{text}]" if self.summed else text


def _neurons(layer: int) -> str:
    return "input" if layer == 0 else "neuron"


@dataclass(frozen=True, slots=True)
class Notation:
    """One way of writing: everything that is shown passes through it, and no number changes.

    `orientation` says which matrices are transposed, `numbering` which number the first layer has, `letters`
    whether names are those of the book (δ, ∂C/∂w) or of code (dZ, dW).
    """

    orientation: str = "columns"
    numbering: str = "zero"
    letters: str = "book"

    def number(self, layer: int) -> int:
        """The displayed number of `layer`."""
        return layer + NUMBERINGS[self.numbering].added

    def turned(self, name: str) -> bool:
        """Whether this quantity is shown transposed."""
        return name in ORIENTATIONS[self.orientation].turned

    def display(self, key: Key, array: Array) -> Array:
        """The array as it is shown."""
        return array.T if self.turned(key[0]) else array

    def axes(self, key: Key, shape: Sequence[int], inside: bool = False) -> tuple[Axis, Axis]:
        """The named axes of a quantity as it is shown; `shape` is that of the engine's array.

        What comes into a neuron is its "inputs". Inside a line of products the layer before is called by what it
        is, and its neurons by the number of their layer, so that one side has one name in the whole line.
        """
        quantity, layer = QUANTITIES[key[0]], key[1]
        words = {
            "to": _neurons(layer),
            "from": _neurons(layer - 1) if inside else "input",
            "examples": "example",
            "one": "",
        }
        layers = {"to": layer, "from": layer - 1}
        first, second = (
            Axis(n, words[axis], layer=self.number(layers[axis]) if inside and words[axis] == "neuron" else None)
            for n, axis in zip(shape, quantity.axes, strict=True)
        )
        return (second, first) if self.turned(key[0]) else (first, second)

    def letter(self, key: Key) -> Key:
        """The key under which a quantity is written: the activation of layer 0 is x."""
        return ("x", 0) if key == ("a", 0) else key

    def word(self, name: str) -> str:
        """The letters of a quantity without a layer: "δ", "∂C/∂w"."""
        return LETTERS[self.letters].own.get(name, QUANTITIES[name].text)

    def symbol(self, key: Key, down: str = "", example: str = "", layer: bool = True) -> Row:
        """The quantity in a formula; `down` are the small marks of an entry, `example` that of one example.

        Without `layer` the number of its layer is left out. C is the mini-batch's: of one example it is C_x.
        """
        name, number = self.letter(key)
        up = str(self.number(number)) if layer and name not in BARE else ""
        if name == "sigma_prime":
            return (Sym("σ′"), Fence(self.symbol(("z", number), down, example, layer)))
        if name == "cost_gradient":
            return (Sym("∇", "", self.word("a")), *self.symbol(("example_cost", number)))
        if name == "total_w":
            return (self.derivative(("total_cost", number), ("w", number), down, layer=layer),)
        if name.startswith(RULED):
            of = self.symbol((parameter(name), number), down, layer=layer)
            letter = QUANTITIES[name].text.removeprefix("new ")
            return (Sym(letter, new=name.endswith("_new"), term=RULED_TERMS.get(letter, letter)), Fence(of))
        if name in ("w_new", "b_new"):
            return (Sym(self.word(name[0]), up, down, new=True),)
        if self.letters == "book" and name in ("grad_w", "grad_b"):
            return (self.derivative(("cost", number), (name[-1], number), down, example, layer),)
        if name == "total_cost":
            return (Sym("C", "", "λ"),)
        if name in ("cost", "example_cost"):
            return (Sym("C", "", example or ("x" if name == "example_cost" else "")),)
        return (Sym(self.word(name), up, down or example),)

    def derivative(self, of: Key, by: Key, down: str = "", example: str = "", layer: bool = True) -> Frac:
        """∂C/∂w: how fast one quantity grows with another, or with its entry `down`."""
        top = self.symbol(of, example=example)
        return Frac((Sym("∂"), *top), (Sym("∂"), *self.symbol(by, down, layer=layer)))

    @lru_cache(1024)  # noqa: B019  # a page writes each name in many places, and there are few notations
    def text(self, key: Key) -> str:
        """A plain name with a raised layer number: "w²", "∂C/∂w²", "x"."""
        return text(self.symbol(key))

    def cost_of(self, x: int) -> str:
        """The cost of example x, from 0: "C₁"."""
        return text(self.symbol(("example_cost", 0), example=f"{x + 1}"))

    def of_example(self, key: Key, x: int, down: str = "") -> str:
        """The gradient of example x, from 0, alone: "∂C₁/∂w²", or "dW² of example 1"; `down` is that of an entry."""
        name = text(self.symbol(key, down, example=f"{x + 1}" if self.letters == "book" else ""))
        return name if self.letters == "book" else f"{name} of example {x + 1}"

    def code(self, key: Key) -> str:
        """The same as a Python name: "grad_w2"."""
        name, layer = self.letter(key)
        own = LETTERS[self.letters].own
        word = (
            f"{own.get(name[0], name[0])}_new" if name in ("w_new", "b_new") else own.get(name, QUANTITIES[name].code)
        )
        word = "prime" if name == "sigma_prime" else word
        return word if name in BARE else f"{word}{self.number(layer)}"

    @lru_cache(4096)  # noqa: B019  # as above
    def entry(self, key: Key, j: int, k: int | None = None) -> str:
        """One entry, from 0: "w²₁₂" is the weight to neuron 1 from neuron 2; "b²₁"."""
        return text(self.entry_symbol(key, j, k))

    def entry_symbol(self, key: Key, j: int, k: int | None = None, example: str = "") -> Row:
        """The same in a formula; k counts for what belongs to edges."""
        return self.symbol(key, self.indices(key, j, k), example)

    def indices(self, key: Key, j: int, k: int | None = None) -> str:
        """The small numbers of an entry, from 1, in the order of the notation."""
        of = QUANTITIES[key[0]].of
        if of == "batch":
            return ""
        if of == "neuron" or k is None:
            return f"{j + 1}"
        first, second = (k, j) if self.turned(key[0]) else (j, k)
        return f"{first + 1}{'' if max(j, k) < 9 else ','}{second + 1}"
