"""One mistake: how it is made, and a mini-batch with the mistake in it.

A mistake is the engine's EQUATIONS with a function replaced, so its numbers come from the same loop as the right ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ...engine import EQUATIONS, Equations, Network, Trace, backprop, descend
from ..expression import Expression, Mul, Q, T, code, laid
from ..notation import QUANTITIES, Key, Notation
from .equations import Builder, Where
from .misfit import Misfit, numpy_words

Takes = Callable[[Network, int], bool]


@dataclass(frozen=True, eq=False, slots=True)
class Form:
    """One way to make a mistake.

    `place` is the phase it is made in, "z", "delta", "grad" or "update"; `reach` says in which layers it can be
    made, "output", "hidden" or "all", and `takes` in which of these it changes anything. `words` sets it apart
    from the other forms of its mistake.
    """

    kind: str
    place: str
    reach: str
    build: Builder
    takes: Takes
    words: str = ""

    def layers(self, net: Network) -> tuple[int, ...]:
        """The layers of `net` in which the mistake can be made this way."""
        depth = len(net.layers)
        within = {"output": (depth,), "hidden": range(1, depth), "all": range(1, depth + 1)}[self.reach]
        return tuple(number for number in within if self.takes(net, number))

    def wheres(self, net: Network) -> tuple[Where, ...]:
        """Where it may be made: everywhere first, then the output alone, the hidden layers, each layer alone."""
        layers, depth = frozenset(self.layers(net)), len(net.layers)
        found = [layers]
        if self.place in ("z", "delta") or self.kind == "shape":
            found += [layers & {depth}, layers - {depth}, *(frozenset({number}) for number in sorted(layers))]
        return tuple(dict.fromkeys(where for where in found if where))


@dataclass(frozen=True, eq=False, slots=True)
class Mistake:
    """One classic mistake.

    `line` describes it as a part of a sentence, with {w}, {delta}, … for the letters of the notation. `kind` is
    "gradient", "update" or "shape" (the shapes do not fit). `coincides` says, for people, when its numbers are
    right or those of another mistake.
    """

    id: str
    line: str
    forms: tuple[Form, ...]
    coincides: str

    @property
    def kind(self) -> str:
        """The kind of its first form."""
        return self.forms[0].kind

    def told(self, notation: Notation) -> str:
        """The line in the letters of the notation."""
        return self.line.format(**{name: notation.word(name) for name in QUANTITIES})

    def equations(self, net: Network, eta: float, form: int = 0, where: Where | None = None) -> Equations:
        """What `backprop` and `Run` take; everywhere it can be made, unless `where` names layers.

        Where it cannot be made at all, these are the right EQUATIONS.
        """
        chosen = self.forms[form]
        layers = frozenset(chosen.layers(net))
        where = layers if where is None else where & layers
        return chosen.build(where, net, eta) if where else EQUATIONS


@dataclass(frozen=True, slots=True)
class ShapeStory:
    """Two arrays that a mistake combines although their shapes do not fit, and NumPy's error message.

    `left` and `right` are quantities, `shapes` those of the engine, with examples as columns; `sign` is
    "@", "*" or "-=". `phase` is the one that cannot be computed.
    """

    phase: str
    sign: str
    left: Key
    right: Key
    shapes: tuple[tuple[int, ...], ...]
    words: str

    def sides(self, notation: Notation) -> tuple[tuple[str, tuple[int, ...]], tuple[str, tuple[int, ...]]]:
        """Both names as NumPy code, with their displayed shapes, in the order of the notation."""
        shapes = dict(zip((self.left, self.right), self.shapes, strict=True))
        pair = Mul(Q(self.left), Q(self.right))
        product = laid(pair, notation, notation.turned("delta")) if self.sign == "@" else pair
        assert isinstance(product, Mul)
        first, second = (self._side(side, shapes, notation) for side in (product.left, product.right))
        return first, second

    def _side(
        self, e: Expression, shapes: Mapping[Key, tuple[int, ...]], notation: Notation
    ) -> tuple[str, tuple[int, ...]]:
        """One array as NumPy code, with its displayed shape."""
        turned = isinstance(e, T)
        key = e.of.key if isinstance(e, T) else e.key  # type: ignore[union-attr]
        return code(e, notation), shapes[key][:: -1 if turned ^ notation.turned(key[0]) else 1]

    def numpy_says(self, notation: Notation) -> str:
        """NumPy's error message for the arrays as the notation shows them."""
        (_, left), (_, right) = self.sides(notation)
        return numpy_words(self.sign, left, right) or self.words


def applies(mistake: Mistake, net: Network) -> bool:
    """Whether the mistake can be made in this network at all."""
    return any(form.layers(net) for form in mistake.forms)


def wrong_step(
    trace: Trace, mistake: Mistake, eta: float, form: int = 0, where: Where | None = None
) -> tuple[Trace, Network] | ShapeStory:
    """The mini-batch of `trace` with the mistake in it, and the network after its update."""
    net = trace.network
    equations = mistake.equations(net, eta, form, where)
    try:
        wrong = backprop(net, trace.x, trace.y, equations, trace.rule, trace.carried)
    except Misfit as misfit:
        phase = f"{mistake.forms[form].place}-{misfit.layer}"
        return ShapeStory(phase, misfit.sign, misfit.left, misfit.right, misfit.shapes, misfit.words)
    wrong = replace(wrong, indices=trace.indices, step=trace.step)
    return wrong, descend(net, wrong, eta, equations)
