"""How quantities are named, numbered and turned when they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from ..engine.activations import Array

Key = tuple[str, int]
"""A quantity and its layer, from 0 for the inputs, whatever number is displayed: ("delta", 2)."""

SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
SUBSCRIPTS = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One kind of matrix: its letter in three scripts, what its two axes count, and whose it is.

    An axis is "to" (the neurons of its layer), "from" (those of the layer before), "examples" or "one".
    `of` is "edge" or "neuron": what carries one number of it. `kind` names its colour scale.
    """

    text: str
    latex: str
    code: str
    axes: tuple[str, str]
    of: str
    kind: str


def _grid(text: str, latex: str, code: str, kind: str) -> Quantity:
    return Quantity(text, latex, code, ("to", "examples"), "neuron", kind)


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        "x": _grid("x", "x", "x", "a"),
        "y": _grid("y", "y", "y", "a"),
        "w": Quantity("w", "w", "w", ("to", "from"), "edge", "w"),
        "b": Quantity("b", "b", "b", ("to", "one"), "neuron", "w"),
        "z": _grid("z", "z", "z", "z"),
        "a": _grid("a", "a", "a", "a"),
        "sigma_prime": _grid("σ′(z)", r"\sigma'(z)", "prime", "sigma_prime"),
        "delta": _grid("δ", r"\delta", "delta", "delta"),
        "grad_w": Quantity("∂C/∂w", r"\partial C/\partial w", "grad_w", ("to", "from"), "edge", "grad"),
        "grad_b": Quantity("∂C/∂b", r"\partial C/\partial b", "grad_b", ("to", "one"), "neuron", "grad"),
        "w_new": Quantity("new w", r"w_{\text{new}}", "w_new", ("to", "from"), "edge", "w"),
        "b_new": Quantity("new b", r"b_{\text{new}}", "b_new", ("to", "one"), "neuron", "w"),
    }
)

_EDGES = frozenset({"w", "grad_w", "w_new"})


class Orientation(NamedTuple):
    """Which way matrices lie: the words of its button, and the quantities shown transposed, against columns."""

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
        "rows": Orientation("rows", frozenset(QUANTITIES)),
        "torch": Orientation("PyTorch", frozenset(QUANTITIES) - _EDGES),
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


def phase_ids(depth: int) -> tuple[str, ...]:
    """The ids of the 4L + 3 phases of a network with L computing layers."""
    forward = [f"{name}-{layer}" for layer in range(1, depth + 1) for name in ("z", "a")]
    back = [f"delta-{depth}"]
    for layer in range(depth, 0, -1):
        back.append(f"grad-{layer}")
        if layer > 1:
            back.append(f"delta-{layer - 1}")
    return ("batch", *forward, "cost", *back, "update")


def plural(count: int, word: str) -> str:
    """A count with its word: "1 neuron", "4 neurons"."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def exact(number: float) -> str:
    """The shortest text that is read back as the same number: "3", "0.123456789"."""
    return repr(float(number)).removesuffix(".0")


@dataclass(frozen=True, slots=True)
class Axis:
    """One side of a shown matrix: how many, of what, and whether a product sums it away."""

    size: int
    word: str  # "neuron", "input", "example" or "" for a bare 1
    summed: bool = False

    def __str__(self) -> str:
        text = plural(self.size, self.word) if self.word else str(self.size)
        return f"[{text}]" if self.summed else text


@dataclass(frozen=True, slots=True)
class Notation:
    """One way of writing: everything that is shown passes through it, and no number changes.

    `orientation` says which way matrices lie, `numbering` which number the first layer has, `letters`
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

        What comes into a neuron is its "inputs". Inside a formula the layer before is called by what it
        is, so that both sides of a product use one word.
        """
        quantity, layer = QUANTITIES[key[0]], key[1]
        words = {
            "to": "input" if layer == 0 else "neuron",
            "from": "neuron" if inside and layer > 1 else "input",
            "examples": "example",
            "one": "",
        }
        first, second = (Axis(n, words[axis]) for n, axis in zip(shape, quantity.axes, strict=True))
        return (second, first) if self.turned(key[0]) else (first, second)

    def letter(self, key: Key) -> Key:
        """The key under which a quantity is written: the activation of layer 0 is x."""
        return ("x", 0) if key == ("a", 0) else key

    def word(self, name: str) -> str:
        """The letters of a quantity without a layer: "δ", "∂C/∂w"."""
        return LETTERS[self.letters].own.get(name, QUANTITIES[name].text)

    def text(self, key: Key) -> str:
        """A plain name with a raised layer number: "w²", "∂C/∂w²", "x"."""
        name, layer = self.letter(key)
        raised = "" if name in ("x", "y") else str(self.number(layer)).translate(SUPERSCRIPTS)
        if name == "sigma_prime":
            return f"σ′({self.word('z')}{raised})"
        return f"{self.word(name)}{raised}"

    def latex(self, key: Key) -> str:
        """The same for KaTeX: "w^{2}"."""
        name, layer = self.letter(key)
        raised = "" if name in ("x", "y") else f"^{{{self.number(layer)}}}"
        if name == "sigma_prime":
            return rf"\sigma'({self.word('z')}{raised})"
        if name in ("w_new", "b_new"):
            return rf"{self.word(name[0])}{raised}_{{\text{{new}}}}"
        if self.letters == "book" and name in ("grad_w", "grad_b"):
            return rf"\tfrac{{\partial C}}{{\partial {name[-1]}{raised}}}"
        return f"{self.word_latex(name)}{raised}"

    def word_latex(self, name: str) -> str:
        """The letters of a quantity without a layer, for KaTeX."""
        return LETTERS[self.letters].own.get(name, QUANTITIES[name].latex)

    def code(self, key: Key) -> str:
        """The same as a Python name: "grad_w2"."""
        name, layer = self.letter(key)
        own = LETTERS[self.letters].own
        word = f"{own.get(name[0], name[0])}_new" if name.endswith("_new") else own.get(name, QUANTITIES[name].code)
        word = "prime" if name == "sigma_prime" else word
        return word if name in ("x", "y") else f"{word}{self.number(layer)}"

    def product(self, result: str, factors: Sequence[tuple[Key, bool]]) -> list[tuple[Key, bool]]:
        """The factors of a product, in order, as they are written: each key and whether it has a ᵀ.

        `factors` is the product with columns as examples. Where the result is shown transposed the
        order turns round, (AB)ᵀ = BᵀAᵀ, and a factor that is itself shown transposed loses or gains a ᵀ.
        """
        flip = self.turned(result)
        written = [(key, transposed ^ flip ^ self.turned(key[0])) for key, transposed in factors]
        return written[::-1] if flip else written

    def entry(self, key: Key, j: int, k: int | None = None) -> str:
        """One entry, from 0: "w²₁₂" is the weight to neuron 1 from neuron 2; "b²₁"."""
        lowered = self._indices(key, j, k).translate(SUBSCRIPTS)
        if key[0] == "sigma_prime":
            return f"σ′({self.text(('z', key[1]))}{lowered})"
        return f"{self.text(key)}{lowered}"

    def entry_latex(self, key: Key, j: int, k: int | None = None) -> str:
        """The same for KaTeX: "w^{2}_{12}"."""
        name, layer = self.letter(key)
        lowered = self._indices(key, j, k)
        if name == "sigma_prime":
            return rf"\sigma'({self.latex(('z', layer))}_{{{lowered}}})"
        if name in ("w_new", "b_new"):
            return rf"{self.latex((name[0], layer))}_{{{lowered},\,\text{{new}}}}"
        if self.letters == "book" and name in ("grad_w", "grad_b"):
            return rf"\frac{{\partial C}}{{\partial {self.latex((name[-1], layer))}_{{{lowered}}}}}"
        return f"{self.latex(key)}_{{{lowered}}}"

    def _indices(self, key: Key, j: int, k: int | None) -> str:
        """The small numbers of an entry, from 1, in the order of the notation."""
        if k is None:
            return f"{j + 1}"
        first, second = (k, j) if self.turned(key[0]) else (j, k)
        return f"{first + 1}{'' if max(j, k) < 9 else ','}{second + 1}"
