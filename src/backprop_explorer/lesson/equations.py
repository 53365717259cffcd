"""The equation of each phase as it is shown: its formula, its matrices with their named sides, and its code."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .expression import Each, Expression, Mul, Q, Scale, Sum, T, formula, laid
from .expression.formula import chained
from .marks import Row, Sym
from .notation import Key, exact
from .operands import Equation, Line, Operand, line
from .phases import Phase
from .updates import AGAINST, OF_THE_RULE, STEPS, UpdateWriter, paired

OF_THE_BATCH = ("gradients", *OF_THE_RULE)  # these have no form for one example alone: gradients show both


class Writer(UpdateWriter):
    """Writes the equation of each phase."""

    def write(self, phase: Phase) -> Equation:
        """The equation of `phase`."""
        if self.alone and phase.equation in OF_THE_BATCH:
            return replace(self, alone=False).write(phase)
        rules = {
            "mini_batch": self._mini_batch,
            "weighted_input": self._weighted_input,
            "activation": self._activation,
            "cost": self._cost,
            "output_error": self._output_error,
            "hidden_error": self._hidden_error,
            "gradients": self._gradients,
        }
        equation = self.of_rule(phase) if phase.equation in OF_THE_RULE else rules[phase.equation](phase.layer)
        return replace(equation, heading=self._heading(phase), kicker=self._kicker(phase, equation.label))

    def _heading(self, phase: Phase) -> str:
        """What the phase computes, in words: "The error of layer 1"."""
        of = f" of layer {self.notation.number(phase.layer)}"
        return {
            "mini_batch": "The mini-batch",
            "weighted_input": "The weighted input" + of,
            "activation": "The output" + of,
            "cost": "The cost",
            "output_error": "The error" + of,
            "hidden_error": "The error" + of,
            "gradients": "The gradients" + of,
            "decay": "The L2 term",
            "velocity": "The velocity",
            "moments": "Adam: two running means",
            "corrected": "Adam: the corrected means",
            "update": STEPS[self.trace.rule.name],
        }[phase.equation]

    def _kicker(self, phase: Phase, label: str) -> str:
        """The name of the rule, and what has one number; a label that says what is special stays as it is."""
        name = label.partition(" · ")[0]
        each = "one number per neuron and example"
        return {
            "mini_batch": "inputs and targets",
            "weighted_input": f"{label} · {each}",
            "activation": f"{label} · {each}",
            "output_error": f"{name} · {each}" if label.endswith("output layer") else label,
            "hidden_error": f"{name} · {each}",
            "update": f"one step against the {AGAINST[self.trace.rule.name]}, η = {exact(self.eta)}",
        }.get(phase.equation, label)

    def _rule(self, label: str, key: Key, *between: Row) -> Equation:
        """The equation of one quantity: left side, what else it is called, right side; its one line; its code."""
        right = self.laid(key)
        return Equation(
            label,
            (chained(self.notation.symbol(key), *between, formula(right, self.notation)),),
            (line("", *self.parts(right), "=", self.operand(key, result=True)),),
            (self.assigned(key),),
        )

    def _mini_batch(self, layer: int) -> Equation:
        keys = (("x", 0), ("y", layer))
        inputs, targets = (self.operand(key) for key in keys)
        names = ", ".join(map(self.notation.code, keys))
        symbols = (*self.notation.symbol(keys[0]), Sym(","), *self.notation.symbol(keys[1]))
        return Equation(
            "the mini-batch",
            (symbols,),
            (line("inputs", inputs), line("targets", targets)),
            (f"{names} = batch  # {inputs.array.shape}, {targets.array.shape}",),
        )

    def _weighted_input(self, layer: int) -> Equation:
        return self._rule("weighted input", ("z", layer))

    def _activation(self, layer: int) -> Equation:
        return self._rule(f"activation: σ is {self.rules.sigma(layer)}", ("a", layer))

    def _cost(self, layer: int) -> Equation:
        n, each, whole = self.notation, ("example_cost", layer), ("cost", layer)
        a, y = self.operand(("a", layer)), self.operand(("y", layer))
        batch = replace(self, alone=False)
        who = f"example {self.example + 1}" if self.alone else "each example"
        return Equation(
            f"cost: {self.trace.network.cost.name}",
            tuple(chained(n.symbol(key), formula(self.laid(key), n)) for key in (each, whole)),
            (
                line(who, "from", a, "and", y, "we get", self.operand(each)),
                line("the batch", *batch.parts(self.laid(whole)), "=", self.operand(whole, result=True)),
            ),
            (self.assigned(each), self.assigned(whole)),
        )

    def _definition(self, layer: int) -> Row:
        """∂C_x/∂z^l, the definition of δ^l."""
        return (self.notation.derivative(("example_cost", layer), ("z", layer)),)

    def _output_error(self, layer: int) -> Equation:
        n, rules, key = self.notation, self.rules, ("delta", layer)
        gradient: Expression = Q(("cost_gradient", layer))
        if rules.through_jacobian:
            return self._softmax_error(layer)
        book = laid(Each("⊙", gradient, rules.slope(layer)), n, n.turned("delta"))
        label = "BP1 · the error of the output layer"
        if rules.joined:
            label = f"BP1 · {rules.sigma(layer)} with {self.trace.network.cost.name}: σ′(z) cancels"
        return self._rule(label, key, self._definition(layer), formula(book, n))

    def _softmax_error(self, layer: int) -> Equation:
        """δ_x = Jᵀ ∇_a C_x for one example, since each output depends on every z; then a − y, if it is equal."""
        n, rules, key = self.notation, self.rules, ("delta", layer)
        turned = n.turned("delta")
        book = laid(Mul(T(Q(("jacobian", layer))), Q(("cost_gradient", layer))), n, turned)
        single = laid(rules.chained(layer), n, turned)
        error = self.operand(key, result=True) if self.alone else self.operand(key, one=True)
        product = line(f"example {self.example + 1}", *self.parts(single, one=True), "=", error)
        if not all(np.isfinite(operand.array).all() for operand in product.operands):
            product = line(f"example {self.example + 1}", error)  # −y/a of an a of 0
        sides = [self._definition(layer), formula(book, n)]
        if rules.joined:
            right = self.laid(key)
            whole = line("all examples", *self.parts(right), "=", self.operand(key, result=True))
            formulas = (chained(n.symbol(key), *sides, formula(right, n)),)
            label = "BP1 · softmax with cross-entropy: the product of J and −y/a is a − y"
            lines_of_code: tuple[str, ...] = (self.assigned(key),)
        else:
            whole = line("all examples", self.operand(key, result=True))
            formulas = (chained(n.symbol(key, example="x"), *sides, formula(single, n, example="x")),)
            label, lines_of_code = "BP1 · softmax: the matrix J takes the place of σ′", self._jacobian_code(key, turned)
        return Equation(label, formulas, (product,) if self.alone else (product, whole), lines_of_code)

    def _jacobian_code(self, key: Key, turned: bool) -> tuple[str, str]:
        name = self.notation.code(key)
        product = f"{name}[x] = gradient[x] @ J" if turned else f"{name}[:, x] = J.T @ gradient[:, x]"
        return "J = np.diag(a_x) - np.outer(a_x, a_x)", product

    def _hidden_error(self, layer: int) -> Equation:
        label = f"BP2 · the error of layer {self.notation.number(layer)}"
        return self._rule(label, ("delta", layer), self._definition(layer))

    def _gradients(self, layer: int) -> Equation:
        """BP4 and BP3: first one example, then the batch."""
        keys = [key for key in (("grad_w", layer), ("grad_b", layer)) if key in self.values]
        single, batch = zip(*(self._both(key) for key in keys), strict=True)
        label = "BP4 and BP3 · one number per edge, one per neuron" if keys[1:] else "BP4 · one number per edge"
        return Equation(
            label,
            tuple(self._gradient_formula(key) for key in keys),
            (*paired(single), *paired(batch)),
            tuple(self.assigned(key) + self._stored(key) for key in keys),
        )

    def _both(self, key: Key) -> tuple[Line, Line]:
        """A gradient of one example, and of the batch."""
        of_batch = self.laid(key)
        of_one = unscaled(of_batch)
        result = self._example_gradient(key)
        if key[0] == "grad_b":
            (delta,) = self.parts(of_one.of if isinstance(of_one, Sum) else of_one, one=True)
            one = line("", delta, "· 1 =", result, bare=True)
        else:
            one = line(f"example {self.example + 1}", *self.parts(of_one, one=True), "=", result, bare=True)
        who = f"all {self.trace.m} examples" if self.trace.m > 1 else "the mini-batch"
        caption = who if key[0] == "grad_w" else ""
        return one, line(caption, *self.parts(of_batch), "=", self.operand(key, result=True))

    def _example_gradient(self, key: Key) -> Operand:
        """∂C_x/∂w or ∂C_x/∂b of the chosen example."""
        name, layer = key
        array = self.trace.layers[layer - 1].example_grad_w(self.example)
        if name == "grad_b":
            array = self.array(("delta", layer), one=True)
        like = self.operand(key)
        name, shown = self.notation.of_example(key, self.example), self.notation.display(key, array)
        return replace(like, name=name, data=f"{like.data}-example", array=shown)

    def _gradient_formula(self, key: Key) -> Row:
        """∂C/∂w = (1/m) Σ_x δ_x (a_x)ᵀ = (1/m) δ aᵀ; the sum of ∂C/∂b has one form only."""
        summed = [] if key[0] == "grad_b" else [formula(self.laid(key), self.notation)]
        return chained(self.notation.symbol(key), self.over_examples(key), *summed)

    def over_examples(self, key: Key, whole: bool = True) -> Row:
        """A gradient as a sum over the examples, (1/m) Σ_x δ_x (a_x)ᵀ, or unless `whole` one addend of it."""
        n, right = self.notation, self.laid(key)
        # x cannot be an index and a matrix at once: there it is a⁰, or the index is i where layer 0 computes.
        inputs = key == ("grad_w", 1)
        index = "i" if inputs and n.numbering == "question" else "x"

        def leaf(q: Q) -> Row:
            named = inputs and index == "x" and q.key == ("x", 0)
            return (Sym(n.word("a"), str(n.number(0)), index),) if named else n.symbol(q.key, index)

        product = unscaled(right)
        addend = product.of if isinstance(product, Sum) else product
        summed = Sum(1, addend, index)
        written = replace(right, of=summed) if isinstance(right, Scale) else summed
        return formula(written if whole else addend, n, leaf=leaf)

    def _stored(self, key: Key) -> str:
        if key[0] != "grad_b" or self.notation.orientation != "torch":
            return ""
        return f"  # nn.Linear stores ({self.values[key].size},)"


def unscaled(e: Expression) -> Expression:
    """An expression without its factor s."""
    return e.of if isinstance(e, Scale) else e
