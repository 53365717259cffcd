"""What the exported NumPy and PyTorch scripts share: the head, the data, the update, and the printing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Self

from ...engine import Trace
from ...engine.activations import Array
from ..equations import Writer
from ..notation import Key, Notation, exact, plural
from ..phases import Phase, phases, quantities
from ..updates import OF_THE_RULE

ORIENTATION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "columns": "One column per example; {w} has one row per neuron: row j, column k is the edge to j, from k.",
        "rows": "One row per example; {w} has one column per neuron: row k, column j is the edge to j, from k.",
        "torch": "One row per example; {w} lies as in nn.Linear: row j, column k is the edge to j, from k.",
    }
)

SHOW = '''
def show(name, matrix, shape):
    """Print a matrix with all its digits, as Python that can be read back."""
    print(f"{name} = [  # {shape}")
    for row in matrix.tolist():
        print(f"    {row},")
    print("]")
'''

NUMBERS_A_LINE = 5
WIDEST_COMMENT = 100


class ScriptWriter(Writer):
    """Writes the parts of a script from the lines of code that the page shows."""

    @classmethod
    def of(cls, trace: Trace, eta: float, notation: Notation) -> Self:
        """The writer of one mini-batch and its update."""
        return cls(trace, quantities(trace, eta), notation, eta)

    @property
    def depth(self) -> int:
        """The number L of computing layers."""
        return len(self.trace.layers)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The phases of the mini-batch, in order."""
        return phases(self.trace, self.eta)

    @property
    def axis(self) -> int:
        """The axis along which the neurons of a layer lie."""
        return int(self.notation.turned("a"))

    def name(self, name: str, layer: int) -> str:
        """The name of a quantity in the script."""
        return self.notation.code((name, layer))

    def shape(self, key: Key) -> str:
        """The named shape of a quantity as it lies in the script: "1 neuron × 4 examples"."""
        first, second = self.notation.axes(key, self.values[key].shape)
        return f"{first} × {second}"

    def head(self, tool: str) -> list[str]:
        """The docstring: what is computed, and the orientation of the matrices."""
        network, n, m = self.trace.network, self.notation, self.trace.m
        sigmas = ", ".join(layer.activation.name for layer in self.trace.layers)
        together = "mean" if network.reduction == "mean" else "sum"
        rule = self._rule_words()
        frozen = any(layer.b is not None for layer in self.trace.layers) and not network.train_biases
        return [
            f'"""One mini-batch of {plural(m, "example")}, forwards and backwards, with {tool}.',
            "",
            f"Network: {'-'.join(map(str, network.sizes))} (inputs first). Activations: {sigmas}.",
            f"Cost: {network.cost.name}, the {together} over the examples. Learning rate: {exact(self.eta)}.",
            f"The weights are those before mini-batch {self.trace.step}, where the first mini-batch is number 0.",
            *([rule] if rule else []),
            *(["The biases are not trained: their gradients are computed, but not used."] if frozen else []),
            "",
            orientation_words(n),
            f"The number in a name is the layer; {n.code(('w', 1))} leads from the inputs to the first neurons.",
            '"""',
            "",
        ]

    def _rule_words(self) -> str:
        """What the update rule is, unless it is plain descent."""
        rule, l2 = self.trace.rule, self.trace.network.l2
        words = {
            "momentum": f"Momentum: μ = {exact(rule.momentum)}.",
            "adam": f"Adam: β₁ = {exact(rule.beta1)}, β₂ = {exact(rule.beta2)}, ε = {exact(rule.epsilon)}; this is its "
            f"update t = {self.trace.count + 1}.",
        }.get(rule.name, "")
        return f"{words} L2 on the weights: λ = {exact(l2)}.".strip() if l2 else words

    def matrices(self, keys: Iterable[Key], template: str) -> list[str]:
        """Assignments of the given matrices; `template` has a @ where the list of rows stands."""
        lines = []
        before, after = template.split("@")
        for key in keys:
            rows = literal(self.notation.display(key, self.values[key]))
            lines += [f"{self.notation.code(key)} = {before}[  # {self.shape(key)}", *rows, f"]{after}"]
        return lines

    def batch(self, template: str) -> list[str]:
        """The inputs and targets, and the page's line that names them."""
        before, after = template.split("@")
        lines = ["# The mini-batch: inputs and targets", "batch = ("]
        for key in (("x", 0), ("y", self.depth)):
            rows = literal(self.notation.display(key, self.values[key]))
            closing = f"]{after},"
            lines += [f"    {before}[  # {self.shape(key)}", *(f"    {row}" for row in rows), f"    {closing}"]
        return [*lines, ")", *self.write(self.phases[0]).code, ""]

    def parameters(self, template: str) -> list[str]:
        """The weights and biases before the update."""
        keys = [(name, layer) for layer in range(1, self.depth + 1) for name in "wb" if (name, layer) in self.values]
        return [
            *self._states(template),
            "# The weights and biases" if ("b" in dict(keys)) else "# The weights",
            *self.matrices(keys, template),
        ]

    def _states(self, template: str) -> list[str]:
        """What the update rule carries over from the mini-batch before."""
        carried = {f"{name}_{letter}" for name in self.trace.rule.state for letter in "wb"}
        keys = sorted((key for key in self.values if key[0] in carried), key=lambda key: key[1])
        without = template.replace(", requires_grad=True", "")
        return ["# What the update rule carries over from before", *self.matrices(keys, without), ""] if keys else []

    def comment(self, label: str, keys: Sequence[Key] = ()) -> list[str]:
        """The label of an equation with the names and shapes of its results."""
        results = ", ".join(f"{self.notation.code(key)} ({self.shape(key)})" for key in keys if key in self.values)
        label = label[0].upper() + label[1:]
        line = f"# {label} → {results}" if results else f"# {label}"
        return [line] if len(line) <= WIDEST_COMMENT else [f"# {label}", f"# → {results}"]

    def block(self, phase: Phase, code: Sequence[str] | None = None) -> list[str]:
        """A phase: its label, its lines of code, or those given in their place, and an empty line."""
        equation = self.write(phase)
        keys = () if phase.id == "update" else phase.result
        return [*self.comment(equation.label, keys), *(code or equation.code), ""]

    def cost_code(self, phase: Phase, instead: str, why: str) -> list[str]:
        """The lines of the cost; `instead`, where not empty, stands in place of the page's line for C_x."""
        first, total = self.write(phase).code
        if not instead:
            return [first, total]
        return [f"# The page writes {first}", f"# {why}", f"C_x = {instead}", total]

    @property
    def ruled(self) -> tuple[Phase, ...]:
        """The phases of the update rule before the update."""
        return tuple(phase for phase in self.phases if phase.equation in OF_THE_RULE and phase.id != "update")

    def rule_code(self, phase: Phase) -> list[str]:
        """The page's lines of a phase of the update rule, for every layer and for the trained biases, too."""
        return [self.assigned(key) for key in phase.result]

    def update(self) -> list[str]:
        """The page's line of the update for every layer, and the same for the trained biases."""
        trained = "wb" if self.trace.network.train_biases else "w"
        keys = [(name, layer) for layer in range(1, self.depth + 1) for name in trained]
        return [self.descended(*key) for key in keys if key in self.values]

    def printing(self) -> list[str]:
        """A call of `show` for every result, in the order of the phases."""
        lines = ["# The numbers of the page"]
        for phase in self.phases[1:]:
            if phase.id == "cost":
                lines += ['print("C_x =", C_x.tolist())', 'print("C =", C.item())']
                continue
            for key in phase.result:
                if key[0] == "total_cost":
                    lines.append('print("C_total =", C_total.item())')
                    continue
                held = (key[0][0], key[1]) if key[0] in ("w_new", "b_new") else key
                shape = self.shape(key).replace("×", "x")  # what is printed stays ASCII, for any terminal
                lines.append(f'show("{self.notation.code(key)}", {self.notation.code(held)}, "{shape}")')
        return lines

    def functions(self, bodies: Callable[[str], list[str]]) -> list[str]:
        """The functions that `bodies` writes for each activation of the network, each of them once."""
        names = dict.fromkeys(layer.activation.name for layer in self.trace.layers)
        return [line for name in names for line in bodies(name)]


def orientation_words(notation: Notation) -> str:
    """A sentence on the orientation of the matrices."""
    return ORIENTATION_WORDS[notation.orientation].format(w=notation.word("w"))


def literal(array: Array) -> list[str]:
    """The rows of a matrix as lines of Python, every double exact; long rows go over several lines."""
    lines = []
    for row in array.tolist():
        count = -(-len(row) // NUMBERS_A_LINE)
        width = -(-len(row) // count)  # six numbers stand as three and three, not as five and one
        parts = [", ".join(map(repr, row[i : i + width])) for i in range(0, len(row), width)]
        lines += f"    [{f',{chr(10)}     '.join(parts)}],".split("\n")
    return lines


def function(name: str, argument: str, doc: str, *body: str) -> list[str]:
    """A function of the script, with two empty lines before it."""
    return [
        "",
        "",
        f"def {name}({argument}):",
        *([f'    """{doc}"""'] if doc else []),
        *(f"    {line}" for line in body),
    ]
