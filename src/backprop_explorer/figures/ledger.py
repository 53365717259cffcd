"""The ledger: every matrix of the mini-batch, in the columns of the network."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..engine.activations import Array
from ..lesson.expression import Rules, lights
from ..lesson.notation import QUANTITIES, RULED, Key, Notation
from ..lesson.operands import Sides
from ..lesson.phases import Phase
from ..lesson.written import WHOLE, in_print
from . import numbers
from .cells import NONE, Chosen, block, ghost, power_html, shape, table
from .columns import Columns
from .html import Html, h
from .mathml import mathml

# What the update rules have for each parameter.
RULE = (
    *("velocity_*", "velocity_*_new", "moment_*", "square_*"),
    *("moment_*_new", "square_*_new", "moment_hat_*", "square_hat_*"),
)
GROUPS = (
    ("e", ("w", "grad_w", "total_w", *(name.replace("*", "w") for name in RULE), "w_new")),
    ("b", ("b", "grad_b", *(name.replace("*", "b") for name in RULE), "b_new")),
    ("n", ("z", "a", "delta")),
)
ROWS = ("w", "b", "z", "a", "delta", "grad_w", "grad_b")
SCALE = h("span", "minus ", h("i", class_="bar"), " plus, one scale for each kind of number")
FOOT = h(
    "div",
    SCALE,
    h("span", "A click on a number opens its own chain rule. → and ← move by a phase."),
    class_="foot",
)


@dataclass(frozen=True, eq=False)
class AllMatrices:
    """Every matrix of the mini-batch in its column; what is not computed by the end of `phase` as a ghost.

    `ends` says where the colour scales end, and `example` which example is underlined. `opened` are the ids of the
    matrices, "w-2", and of the layers, "layer-2", that were opened. Of what is `hidden` not even the shape is shown.
    `drawn` keeps the matrices that are drawn already, for the other phases of the mini-batch: replace(…, phase=…).
    `foot` is the line below them.
    """

    values: Mapping[Key, Array]
    phase: Phase
    rules: Rules
    notation: Notation
    ends: Mapping[str, float]
    columns: Columns
    opened: Collection[str] = ()
    hidden: Collection[Key] = ()
    example: int = -1
    drawn: dict[tuple[object, ...], Html] = field(default_factory=dict)
    foot: Html = FOOT

    def html(self) -> Html:
        """All of them, layer by layer."""
        layers = range(1, self.columns.depth + 1)
        if self.columns.folded:
            return h("div", h("h3", "All matrices", class_="heard"), self._folded(layers), self.foot, class_="all")
        ends = ("x", 0), ("y", self.columns.depth)
        parts = [self._data("inputs", ends[0]), *map(self._layer, layers), self._data("targets", ends[1])]
        kind = "ledger blocks" if self.columns.blocks else "ledger"
        kind += " turned" if self.columns.rows else ""
        widths = {"columns": self.columns.template, "u": f"{self.columns.cell:.4g}", "short": f"{self.columns.short}px"}
        style = ";".join(f"--{name}:{value}" for name, value in {**widths, "most": self.columns.most}.items())
        ledger = h("div", *parts, class_=kind, style=style)
        return h("div", h("h3", "All matrices", class_="heard"), ledger, self.foot, class_="all")

    def _folded(self, layers: Iterable[int]) -> Html:
        """One line of layers; below it the layers that were opened, and as numbers what the phase uses."""
        live = {layer for _, layer in (*self.phase.operands, *self.phase.result)}
        names = [self._fold("inputs", "x-0", ("x", 0), False)]
        names += [self._fold(self._called(layer), f"layer-{layer}", ("w", layer), layer in live) for layer in layers]
        names.append(self._fold("targets", f"y-{self.columns.depth}", ("y", self.columns.depth), False))
        opened = [self._layer(layer) for layer in layers if f"layer-{layer}" in self.opened]
        beyond = [key for key in self.values if f"layer-{key[1]}" not in self.opened and self._as_numbers(key)]
        return h("div", h("div", *names, class_="layers"), *opened, self._below(beyond), class_="ledger blocks folded")

    def _fold(self, words: str, identity: str, key: Key, live: bool) -> Html:
        """The name of a layer, which opens it."""
        return h(
            "button",
            words,
            h("small", self._shape(key)),
            class_="live" if live else None,
            data_pick=f"open:{identity}",
            aria_expanded=str(identity in self.opened).lower(),
        )

    def _data(self, words: str, key: Key) -> Html:
        """The inputs, or the targets."""
        group = self._group("x", [key])
        return h("section", h("h4", words), group, class_="layer data", data_layer=key[0]) + self._below([key])

    def _layer(self, layer: int) -> Html:
        """The matrices of one layer: edges, biases, neurons."""
        groups = [(kind, [(name, layer) for name in names if self._is_shown((name, layer))]) for kind, names in GROUPS]
        drawn = [self._group(kind, keys) if keys else h("div") for kind, keys in groups]
        section = h("section", h("h4", self._called(layer)), *drawn, class_="layer", data_layer=str(layer))
        return section + self._below([key for _, keys in groups for key in keys])

    def _called(self, layer: int) -> str:
        return f"layer {self.notation.number(layer)}"

    def _is_shown(self, key: Key) -> bool:
        """A network without biases has none of them, and new parameters stand there once they are known.

        What an update rule has besides stands there in the phases that use it or make it.
        """
        if key[0] == "total_w" or key[0].startswith(RULED):
            return key in self.values and key in (*self.phase.operands, *self.phase.result)
        return key in self.values and (not key[0].endswith("_new") or key in self.phase.known)

    def _group(self, kind: str, keys: Sequence[Key]) -> Html:
        """What stands in one column: the shape that its matrices have in common, then they."""
        seen = [key for key in keys if key not in self.hidden]
        head, style = Html(), None
        if seen:
            rows, columns = self._display(seen[0]).shape
            icon = h("i", class_="grid", style=f"--r:{rows};--k:{columns}") if not self.columns.blocks else ""
            head = h("div", icon, h("b", f"{rows} × {columns}"), h("span", self._each(seen[0])), class_="sh")
            style = f"--k:{columns}"
        return h("div", head, h("div", *map(self.figure, keys), class_="tiles"), class_=f"stack {kind}", style=style)

    def _each(self, key: Key) -> str:
        """What has one number of it, in the order of the shown sides: "one per neuron and example"."""
        name = key[0]
        if name in ("x", "y"):
            return ""
        if QUANTITIES[name].of == "edge":
            return "one per edge"
        words = [axis.word for axis in self._axes(key) if axis.word]
        return f"{'one ' if len(words) > 1 else ''}per {' and '.join(words)}"

    def figure(self, key: Key) -> Html:
        """One matrix with its name; or its name alone, if it is hidden."""
        return self._once(key, self._figure)

    def _once(self, key: Key, draw: Callable[[Key], Html]) -> Html:
        """What `draw` makes of a matrix: it differs between phases only in what the key of `drawn` says."""
        differs = (key in self.phase.known, key in self.hidden, self._role(key), self._as_numbers(key), self._end(key))
        state = (draw.__name__, key, f"{key[0]}-{key[1]}" in self.opened, *differs)
        if state not in self.drawn:
            self.drawn[state] = draw(key)
        return self.drawn[state]

    def _figure(self, key: Key) -> Html:
        identity, role = f"{key[0]}-{key[1]}", self._role(key)
        # v(w) stands in the column of w: its letter is enough.
        name = mathml(self.notation.symbol(key)[: 1 if key[0].startswith(RULED) else None])
        if key in self.hidden:
            return h("figure", h("figcaption", name), h("b", "?", class_="asked"), class_=role, data_hidden=identity)
        known, ghosted = key in self.phase.known, "" if key in self.phase.known else "ghosted"
        opens = {"data_pick": f"open:{identity}"} if known and self.columns.blocks else {}
        up = self._up(key) if known and not self.columns.blocks else 0
        if opens:
            words = f"open {self._named(key)}"
            name = h("button", name, aria_label=words, aria_expanded=str(identity in self.opened).lower(), **opens)
        caption = h("figcaption", name, power_html(up), self._range(key) if known else "", data_lit=self._lit(key))
        grid = h("div", self._picture(key, up), self._which(key), self._agreement(key), class_="grid-of")
        return h("figure", caption, grid, class_=f"{role} {ghosted}".strip(), **opens)

    def _role(self, key: Key) -> str:
        return "out" if key in self.phase.result else "in" if key in self.phase.operands else ""

    def _picture(self, key: Key, up: int) -> Html:
        """The matrix in its place: numbers, a block of colour, or a ghost."""
        array, about, head = self._display(key), self._about(key), self._caption(key)
        rows, columns = array.shape
        if key not in self.phase.known:
            return ghost((rows, columns), self.columns.blocks, head, **about)
        end, chosen = self._end(key), self._chosen(key)
        if not self.columns.blocks:
            return table(array, end, None, up, chosen, head, tabindex="0", **about)
        if self._as_numbers(key):
            return block(array, end, chosen)
        entered = {"tabindex": "0"} if max(rows, columns) <= WHOLE else {}
        return block(array, end, chosen, head, **entered, **about)

    def _as_numbers(self, key: Key) -> bool:
        """Whether a matrix that stands as a block is spelt out below: it was opened, or the phase uses it."""
        if not self.columns.blocks or key not in self.phase.known or key in self.hidden or not self._is_listed(key):
            return False
        alone = self.columns.folded or max(self.values[key].shape) > WHOLE
        return f"{key[0]}-{key[1]}" in self.opened or (alone and self._role(key) != "")

    def _is_listed(self, key: Key) -> bool:
        return key[0] in ("x", "y") or any(key[0] in names for _, names in GROUPS)

    def _below(self, keys: Iterable[Key]) -> Html:
        """The row of those that are spelt out."""
        found = [key for key in keys if self._as_numbers(key)]
        return h("div", *(self._once(key, self._spelt) for key in found), class_="opened") if found else Html()

    def _spelt(self, key: Key) -> Html:
        """A block as numbers, with a way to close it if it was opened."""
        array, up, identity = self._display(key), self._up(key), f"{key[0]}-{key[1]}"
        head, about = self._caption(key), self._about(key)
        grid = table(array, self._end(key), None, up, self._chosen(key), head, tabindex="0", **about)
        words = f"close {self.notation.text(key)}"
        close = h("button", "×", class_="close", data_pick=f"open:{identity}", aria_label=words)
        size = h("small", self._shape(key))
        name = mathml(self.notation.symbol(key))
        caption = h("figcaption", name, power_html(up), size, close if identity in self.opened else "")
        return h("figure", caption, grid, class_=self._role(key))

    def _display(self, key: Key) -> Array:
        return self.notation.display(key, self.values[key])

    def _end(self, key: Key) -> float:
        return self.ends.get(QUANTITIES[key[0]].kind, 0.0)

    def _up(self, key: Key) -> int:
        """The power that stands at the name, for what is printed of the matrix."""
        rows, columns = map(in_print, self._display(key).shape)
        return numbers.power(self._display(key)[:rows, :columns])

    def _shape(self, key: Key) -> str:
        return " × ".join(map(str, self._display(key).shape))

    def _caption(self, key: Key) -> str:
        """What a screen reader calls the table of a matrix: "δ of layer 1, 2 neurons × 4 examples"."""
        return f"{self._named(key)}, {shape(self._axes(key))}"

    def _named(self, key: Key) -> str:
        """A matrix in words: "δ of layer 1"."""
        name, layer = key
        of = "" if name in ("x", "y") else f" of layer {self.notation.number(layer)}"
        return f"{self.notation.word(name)}{of}"

    def _axes(self, key: Key) -> Sides:
        return self.notation.axes(key, self.values[key].shape)

    def _about(self, key: Key) -> dict[str, str]:
        """What the table of a matrix tells the page."""
        name, layer = key
        turned = {"data_turned": ""} if self.notation.turned(name) else {}
        axes = ",".join(axis.word for axis in self._axes(key))
        return {"data_matrix": f"{name}-{layer}", "data_made": self._made_from(key), "data_axes": axes, **turned}

    def _chosen(self, key: Key) -> Chosen:
        if self.example < 0 or QUANTITIES[key[0]].axes[1] != "examples" or self.values[key].shape[1] == 1:
            return NONE
        return Chosen(row=self.example) if self.notation.turned(key[0]) else Chosen(column=self.example)

    def _which(self, key: Key) -> Html:
        """The number of the chosen example, once, beside its line of x."""
        if key[0] != "x" or self._chosen(key) == NONE:
            return Html()
        rows, columns = self._display(key).shape
        return h(
            "small", f"ex. {self.example + 1}", class_="which", style=f"--at:{self.example};--r:{rows};--k:{columns}"
        )

    def _range(self, key: Key) -> Html:
        """The largest and the smallest number of a matrix; where the scale of its colours ends."""
        end = self._end(key)
        words = f"its colours: −{numbers.number(end)} to {numbers.number(end)}"
        if not self.columns.blocks:
            return h("small", words, class_="range")
        array = self.values[key]
        most, least = map(numbers.short, (array.max(), array.min()))
        return h("small", most, h("br"), least, class_="extent", title=words)

    def _lit(self, key: Key) -> str:
        """What of the picture belongs to a matrix."""
        name, layer = key
        return f"w-{layer}-*-*" if QUANTITIES[name].of == "edge" else f"neuron-{layer}-*"

    def _made_from(self, key: Key) -> str:
        """The cells that entry (j, c) is made from, "w-1:j:* x-0:*:c", with columns as examples.

        A slope σ′ is not in sight: the z that it belongs to stands for it. A parameter and its gradient, which have
        one number per edge, point at each other.
        """
        right = self.rules.of(key)
        found = list(lights(right)) if right is not None else []
        name, layer = key
        if name in ("w", "b"):
            found.append(((f"grad_{name}", layer), "j", "c"))
        elif name in ("grad_w", "grad_b"):
            found.append(((name[-1], layer), "j", "c"))
        shown = {"sigma_prime": "z"}
        return " ".join(f"{shown.get(q, q)}-{number}:{row}:{column}" for (q, number), row, column in found)

    def _agreement(self, key: Key) -> Html:
        """The line that says what a gradient's shape agrees with."""
        name, layer = key
        if name not in ("grad_w", "grad_b") or key not in self.phase.known:
            return Html()
        same = self.values[key].shape == self.values[name[-1], layer].shape
        words = h("span", "shape of ", class_="words")
        return h("span", words, f"{self.notation.text((name[-1], layer))}\u00a0✓", class_="ok") if same else Html()
