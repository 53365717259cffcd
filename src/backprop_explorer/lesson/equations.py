"""The equation of each phase: its symbols, its matrices with their named shapes, and a line of NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..engine.activations import softmax_jacobian
from .cost_formulas import COST_CODE, COST_LATEX
from .notation import Axis, Key, exact
from .operands import Equation, Line, Operand, Pen
from .phases import Phase

OF_THE_BATCH = ("gradients", "update")  # these have no form for one example alone: gradients show both


class Writer(Pen):
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
            "update": self._update,
        }
        return rules[phase.equation](phase.layer)

    def _below(self, layer: int) -> Key:
        return ("a", layer - 1) if layer > 1 else ("x", 0)

    def _mini_batch(self, layer: int) -> Equation:
        inputs, targets = self.operand(("x", 0)), self.operand(("y", layer))
        return Equation(
            "The mini-batch",
            (rf"{self.notation.latex(('x', 0))},\quad {self.notation.latex(('y', layer))}",),
            (Line("inputs", (inputs,)), Line("targets", (targets,))),
            (
                f"{self.notation.code(('x', 0))}, {self.notation.code(('y', layer))} = batch  "
                f"# {inputs.array.shape}, {targets.array.shape}",
            ),
        )

    def _weighted_input(self, layer: int) -> Equation:
        z, w, b = ("z", layer), ("w", layer), ("b", layer)
        factors = ((w, False), (self._below(layer), False))
        biased = b in self.values
        latex = f"{self.notation.latex(z)} = {self.latex_product('z', *factors)}"
        code = f"{self.notation.code(z)} = {self.code_product('z', *factors)}"
        parts: list[Operand | str] = [*self.product("z", *factors)]
        if biased:
            latex += f" + {self.notation.latex(b)}"
            code += f" + {self.notation.code(b)}"
            parts += ["+", self.operand(b)]
        line = Line("", (*parts, "=", self.operand(z, result=True)))
        return Equation("weighted input", (latex,), (line,), (code,))

    def _sigma(self, layer: int) -> str:
        return self.trace.layers[layer - 1].activation.name

    def _activation(self, layer: int) -> Equation:
        a, z = ("a", layer), ("z", layer)
        name = self._sigma(layer)
        symbol = r"\operatorname{softmax}" if name == "softmax" else r"\sigma"
        code = name.replace("-", "_")
        return Equation(
            f"activation: σ is {name}",
            (rf"{self.notation.latex(a)} = {symbol}({self.notation.latex(z)})",),
            (Line("", ("softmax" if name == "softmax" else "σ", self.operand(z), "=", self.operand(a, result=True))),),
            (f"{self.notation.code(a)} = {code}({self.notation.code(z)})",),
        )

    def _scale(self) -> str:
        """The "÷ m" of a mean, or nothing for a sum."""
        return f"÷ {self.trace.m}" if self.trace.network.reduction == "mean" else ""

    def _scale_latex(self) -> str:
        """The 1/m of a mean in symbols: what holds for every batch of a run, the smaller last one included."""
        return r"\tfrac{1}{m}" if self.trace.network.reduction == "mean" else ""

    def _cost(self, layer: int) -> Equation:
        a, y = ("a", layer), ("y", layer)
        name = self.trace.network.cost.name
        costs = self.trace.example_costs[np.newaxis, :]
        axes = (Axis(1, ""), Axis(self.trace.m, "example"))
        total = np.array([[self.trace.cost]])
        per_example: Operand = Operand("C of each example", "example_costs", costs, axes, "cost")
        summed = replace(per_example, axes=(axes[0], replace(axes[1], summed=True)))
        cost = Operand("C", "cost", total, (Axis(1, ""), Axis(1, "")), "cost", result=True)
        scale = self._scale()
        who, shown = "each example", per_example
        if self.alone:
            who = f"example {self.example + 1}"
            shown = replace(shown, name=f"C of {who}", data="example_cost", array=costs[:, self.some])
            shown = replace(shown, axes=(axes[0], Axis(1, "example")))
        per_line = Line(who, ("from", self.operand(a), "and", self.operand(y), "comes", shown))
        end = (scale, "=", cost) if scale else ("=", cost)
        return Equation(
            f"cost: {name}",
            (
                rf"C_x = \textstyle {self._cost_latex(a, y)}",
                rf"C = {self._scale_latex()}\textstyle\sum_x C_x",
            ),
            (per_line, Line("the batch", ("Σ", summed, *end))),
            (
                "C_x = "
                + COST_CODE[name].format(
                    a=self.notation.code(a), y=self.notation.code(y), axis=int(self.notation.turned("a"))
                ),
                f"C = C_x.{self.trace.network.reduction}()",
            ),
        )

    def _cost_latex(self, a: Key, y: Key) -> str:
        """C_x in symbols."""
        words = COST_LATEX[self.trace.network.cost.name].replace("y_j", f"{self.notation.latex(y)}_j")
        return words.replace("@", self.notation.latex(a))

    def _slope(self, layer: int) -> tuple[str, str]:
        """σ′(z^l) for KaTeX and in NumPy."""
        code = f"{self._sigma(layer).replace('-', '_')}_prime({self.notation.code(('z', layer))})"
        return self.notation.latex(("sigma_prime", layer)), code

    def _cost_gradient(self, layer: int) -> tuple[str, str, Operand]:
        """∇_a C_x for KaTeX, in NumPy and as numbers."""
        a, y = self.notation.latex(("a", layer)), self.notation.latex(("y", layer))
        code = f"({self.notation.code(('a', layer))} - {self.notation.code(('y', layer))})"
        cost = self.trace.network.cost
        outputs = self.trace.layers[-1].a.shape[0]
        factor, word = {
            "squared-error": ("2\\,", "2 * "),
            "mean-squared-error": (rf"\tfrac{{2}}{{{outputs}}}", f"2 / {outputs} * "),
        }.get(cost.name, ("", ""))
        shown = self.operand(("delta", layer))
        numbers = cost.slope(self.trace.layers[-1].a, self.trace.y)[:, self.some]
        text = f"{self.notation.text(('a', layer))} − {self.notation.text(('y', layer))}"
        name = {"": text, "2 * ": f"2({text})"}.get(word, f"2({text})/{outputs}")
        grid = self.notation.display(("delta", layer), numbers)
        operand = replace(shown, name=name, data="cost_gradient", array=grid, kind="error")
        return rf"{factor}({a} - {y})", f"{word}{code}", operand

    def _output_error(self, layer: int) -> Equation:
        delta = ("delta", layer)
        result = self.operand(delta, result=True)
        symbol, code = self.notation.latex(delta), self.notation.code(delta)
        gradient, gradient_code, numbers = self._cost_gradient(layer)
        if self.trace.network.cost.gradient is None:
            why = f"BP1 · {self._sigma(layer)} with {self.trace.network.cost.name}: σ′ cancels"
            a, y = self.operand(("a", layer)), self.operand(("y", layer))
            return Equation(
                why,
                (f"{symbol} = {gradient[1:-1]}",),
                (Line("", (a, "−", y, "=", result)),),
                (f"{code} = {gradient_code[1:-1]}",),
            )
        if self._sigma(layer) == "softmax":
            return self._softmax_error(layer)
        slope, slope_code = self._slope(layer)
        prime = self.operand(("sigma_prime", layer))
        return Equation(
            "BP1 · the error of the output layer",
            (rf"{symbol} = {self._nabla()} \odot {slope} = {gradient} \odot {slope}",),
            (Line("", (numbers, "⊙", prime, "=", result)),),
            (f"{code} = {gradient_code} * {slope_code}",),
        )

    def _nabla(self) -> str:
        return rf"\nabla_{{\!{self.notation.word_latex('a')}}} C_x"

    def _softmax_error(self, layer: int) -> Equation:
        """δ_x = Jᵀ ∇_a C_x for one example, since each output moves with every z."""
        if self.alone:  # the first of the two lines
            both = replace(self, alone=False)._softmax_error(layer)
            first, error = both.lines[0], self.operand(("delta", layer), result=True)
            return replace(both, lines=(replace(first, parts=(*first.parts[:-1], error)),))
        gradient, _, numbers = self._cost_gradient(layer)
        delta, some = ("delta", layer), slice(self.example, self.example + 1)
        n, turned = self.trace.layers[-1].a.shape[0], self.notation.turned("delta")
        jacobian = softmax_jacobian(self.trace.layers[-1].a[:, self.example])
        neurons, summed, one = Axis(n, "neuron"), Axis(n, "neuron", summed=True), Axis(1, "example")
        name, data = f"{numbers.name} of example {self.example + 1}", f"{numbers.data}-example"
        slope = replace(numbers, name=name, data=data)
        symbol, code = self.notation.latex(delta), self.notation.code(delta)
        if turned:
            parts = (
                replace(slope, array=numbers.array[some], axes=(one, summed)),
                Operand("J", "jacobian", jacobian, (summed, neurons), "sigma_prime"),
            )
            formula = rf"{symbol}_x = {self._nabla()}\, J = {gradient}_x\, J"
            line = f"{code}[x] = gradient[x] @ J"
        else:
            parts = (
                Operand("Jᵀ", "jacobian", jacobian.T, (neurons, summed), "sigma_prime"),
                replace(slope, array=numbers.array[:, some], axes=(summed, one)),
            )
            formula = rf"{symbol}_x = J^{{\mathsf T}} {self._nabla()} = J^{{\mathsf T}}\,{gradient}_x"
            line = f"{code}[:, x] = J.T @ gradient[:, x]"
        return Equation(
            "BP1 · softmax: each output moves with every z, so a matrix J stands in place of σ′",
            (formula,),
            (
                Line(f"example {self.example + 1}", (*parts, "=", self.operand(delta, one=True))),
                Line("all examples", (self.operand(delta, result=True),)),
            ),
            ("J = np.diag(a_x) - np.outer(a_x, a_x)", line),
        )

    def _hidden_error(self, layer: int) -> Equation:
        delta = ("delta", layer)
        factors = ((("w", layer + 1), True), (("delta", layer + 1), False))
        slope, slope_code = self._slope(layer)
        prime = self.operand(("sigma_prime", layer))
        return Equation(
            f"BP2 · the error of layer {self.notation.number(layer)}",
            (rf"{self.notation.latex(delta)} = \big({self.latex_product('delta', *factors)}\big) \odot {slope}",),
            (Line("", (*self.product("delta", *factors), "⊙", prime, "=", self.operand(delta, result=True))),),
            (f"{self.notation.code(delta)} = ({self.code_product('delta', *factors)}) * {slope_code}",),
        )

    def _gradients(self, layer: int) -> Equation:
        """BP4 and BP3: first one example, then the batch."""
        w, b = ("grad_w", layer), ("grad_b", layer)
        delta, below = ("delta", layer), self._below(layer)
        factors = ((delta, False), (below, True))
        n, scale, m = self.notation, self._scale(), self.trace.m
        tail = [scale, "="] if scale else ["="]
        who = f"one example (number {self.example + 1})"
        one_w = Line(who, (*self.product("grad_w", *factors, one=True), "=", self._example_gradient(layer)), bare=True)
        batch = f"the batch of {m}"
        batch_w = Line(batch, (*self.product("grad_w", *factors), *tail, self.operand(w, result=True)))
        mean = self._scale_latex()
        latex = [
            rf"{n.latex(w)} = {mean}\textstyle\sum_x {self.latex_product('grad_w', *factors, example=True)}"
            rf" = {mean}\,{self.latex_product('grad_w', *factors)}"
        ]
        divide = f" / {m}" if scale else ""
        code = [f"{n.code(w)} = {self.code_product('grad_w', *factors)}{divide}"]
        lines = [one_w]
        if b in self.values:
            latex.append(rf"{n.latex(b)} = {mean}\textstyle\sum_x {n.latex(delta)}_x")
            axis = 0 if n.turned("delta") else 1
            stored = f"  # nn.Linear stores ({self.values[b].size},)" if n.orientation == "torch" else ""
            code.append(f"{n.code(b)} = {n.code(delta)}.sum(axis={axis}, keepdims=True){divide}{stored}")
            single = self.operand(delta, one=True)
            bias = replace(single, name=f"{n.word('grad_b')} of it", data=f"grad_b-{layer}-example", kind="grad")
            lines.append(Line("its bias", (single, "· 1 =", bias), bare=True))
            lines.append(batch_w)
            lines.append(Line("the biases", ("Σ", self._summed(delta), *tail, self.operand(b, result=True))))
        else:
            lines.append(batch_w)
        label = "BP4 and BP3 · one number per edge, one per neuron" if b in self.values else "BP4 · one number per edge"
        return Equation(label, tuple(latex), tuple(lines), tuple(code))

    def _summed(self, delta: Key) -> Operand:
        """δ with its examples marked as summed away."""
        operand = self.operand(delta)
        first, second = (replace(axis, summed=axis.word == "example") for axis in operand.axes)
        return replace(operand, axes=(first, second))

    def _example_gradient(self, layer: int) -> Operand:
        """δ_x (a_x)ᵀ of the chosen example."""
        key = ("grad_w", layer)
        array = self.trace.layers[layer - 1].example_grad_w(self.example)
        axes = self.notation.axes(key, array.shape)
        name = f"{self.notation.word('grad_w')} of it"
        return Operand(name, f"grad_w-{layer}-example", self.notation.display(key, array), axes, "grad")

    def _update(self, layer: int) -> Equation:
        lines: list[Line] = []
        for number in range(1, len(self.trace.layers) + 1):
            lines += [self._change(name, number) for name in ("w", "b") if (name, number) in self.values]
        n = self.notation
        trained = self.trace.network.train_biases and any(name == "b" for name, _ in self.values)
        return Equation(
            "gradient descent: one step against the gradient",
            (self._descent("w") + (rf", \qquad {self._descent('b')}" if trained else ""),),
            tuple(lines),
            (f"{n.code(('w', layer))} -= {exact(self.eta)} * {n.code(('grad_w', layer))}  # and so in every layer",),
        )

    def _descent(self, name: str) -> str:
        """The rule of the update for KaTeX, without layers."""
        word = self.notation.word_latex
        return rf"{word(name)}_{{\text{{new}}}} = {word(name)} - \eta\, {word(f'grad_{name}')}"

    def _change(self, name: str, layer: int) -> Line:
        """One parameter matrix, its change −η ∂C/∂w, and the new one."""
        old, new, grad = (name, layer), (f"{name}_new", layer), (f"grad_{name}", layer)
        trained = name == "w" or self.trace.network.train_biases
        slope = self.operand(grad)
        rate = -self.eta if trained else -0.0
        with np.errstate(over="ignore"):
            change = rate * slope.array
        move = replace(slope, name=f"−η {slope.name}", data=f"change_{name}-{layer}", array=change, kind="change")
        return Line("", (self.operand(old), "+", move, "=", self.operand(new, result=True)), alike=True)


def latex_block(lines: Sequence[str]) -> str:
    """Formulas one above the other, aligned at their first equals sign."""
    if len(lines) == 1:
        return lines[0]
    return r"\begin{aligned}" + r"\\".join(line.replace("=", "&=", 1) for line in lines) + r"\end{aligned}"
