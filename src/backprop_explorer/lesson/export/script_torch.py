"""A PyTorch script in which autograd computes the backward pass of one mini-batch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...engine import Trace
from ..expression.numpy_code import function as function_name
from ..notation import Key, Notation, exact
from ..phases import Phase
from .scripts import SHOW, ScriptWriter, function

# @ stands for the axis along which the neurons of a layer lie.
SIGMAS = (
    ("sigmoid", "torch.sigmoid(z)"),
    ("tanh", "torch.tanh(z)"),
    ("relu", "torch.relu(z)"),
    ("leaky-relu", "functional.leaky_relu(z, negative_slope=0.1)"),
    ("linear", "z"),
    ("softmax", "torch.softmax(z, dim=@)"),
)

FROM_Z = "PyTorch has functions that begin at the weighted inputs, which avoid log(0):"

# {delta} and {z} stand for the letters of the notation.
MEAN = (
    "# {delta} belongs to one example: how C_x, the cost of that example, changes with {z}. But backward()",
    "# began at C, the mean of the m costs, so {z}.grad is {delta} / m. Times m it is the page's {delta}.",
)
SUM = (
    "# {delta} belongs to one example: how C_x, the cost of that example, changes with {z}. C is the sum of",
    "# these costs, and no other of them depends on this {z}, so {z}.grad is {delta} itself.",
)
# What PyTorch's optimisers call the state of each rule.
STATES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "descent": {},
        "momentum": {"velocity": "momentum_buffer"},
        "adam": {"moment": "exp_avg", "square": "exp_avg_sq"},
    }
)
GRADIENTS = "# The gradients: C is the cost of the whole mini-batch, so these are the gradients of the page."


class TorchWriter(ScriptWriter):
    """Writes the script: forwards as on the page, backwards by autograd."""

    def script(self) -> str:
        """The whole file."""
        lines = [*self.head("PyTorch, whose autograd computes the backward pass"), "import torch"]
        if self._uses_functional():
            lines.append("from torch.nn import functional")
        lines += ["", "torch.set_default_dtype(torch.float64)  # as many digits as the page has"]
        lines += [*self.functions(self._sigma_function), "", SHOW, ""]
        lines += [*self.batch("torch.tensor(@)"), *self.parameters("torch.tensor(@, requires_grad=True)"), ""]
        for phase in self.phases[1:]:
            lines += self._forward(phase)
        lines += [
            "# Backwards through all layers",
            "C.backward()",
            "",
            *self._errors(),
            "",
            *self._gradient_lines(),
            "",
        ]
        lines += self._optimiser() if self.ruled else self._descent()
        return "\n".join([*lines, *self.printing(), ""])

    def _descent(self) -> list[str]:
        """The page's line of plain descent."""
        moves = [f"    {line}" for line in self.update()]
        return [*self.comment(self.write(self.phases[-1]).label), "with torch.no_grad():", *moves, ""]

    def _optimiser(self) -> list[str]:
        """PyTorch's own optimiser, with the state of the page; the page's lines name what it does not show."""
        decay = [
            line for phase in self.ruled if phase.id == "decay" for line in self.block(phase, self.rule_code(phase))
        ]
        after = [
            f'{self.name(f"{mine}_{name}_new", layer)} = optimiser.state[{self.name(name, layer)}]["{theirs}"]'
            for mine, theirs in STATES[self.trace.rule.name].items()
            for name, layer in self._moved()
        ]
        after += [line for phase in self.ruled if phase.id == "corrected" for line in self.rule_code(phase)]
        return [*decay, *self._groups(), *self._given_state(), "optimiser.step()", *after, ""]

    def _moved(self) -> list[Key]:
        """The parameters that the optimiser moves."""
        keys = [(name, layer) for layer in range(1, self.depth + 1) for name in "wb"]
        trained = self.trace.network.train_biases
        return [key for key in keys if key in self.values and (trained or key[0] == "w")]

    def _groups(self) -> list[str]:
        """The optimiser: L2 is for the weights alone, so the weights and the biases are two groups."""
        rule, l2 = self.trace.rule, self.trace.network.l2
        weights, biases = (
            ", ".join(self.notation.code(key) for key in self._moved() if key[0] == name) for name in "wb"
        )
        groups = [f'    {{"params": [{weights}], "weight_decay": {exact(l2)}}},']
        groups += [f'    {{"params": [{biases}], "weight_decay": 0}},'] if biases else []
        more = {
            "descent": "",
            "momentum": f", momentum={exact(rule.momentum)}",
            "adam": f", betas=({exact(rule.beta1)}, {exact(rule.beta2)}), eps={exact(rule.epsilon)}",
        }[rule.name]
        kind = "Adam" if rule.name == "adam" else "SGD"
        label = self.comment(self.write(self.phases[-1]).label)
        why = ["# L2 is for the weights alone, so they are a group of their own."] if l2 and biases else []
        return [
            *label,
            *why,
            "groups = [",
            *groups,
            "]",
            f"optimiser = torch.optim.{kind}(groups, lr={exact(self.eta)}{more})",
        ]

    def _given_state(self) -> list[str]:
        """The state that the page's rule has before this update, put into the optimiser."""
        names = STATES[self.trace.rule.name]
        step = [f'"step": torch.tensor({self.trace.count}.0)'] if self.trace.rule.name == "adam" else []
        lines = []
        for key in self._moved() if names else ():
            given = [f'"{theirs}": {self.name(f"{mine}_{key[0]}", key[1])}.clone()' for mine, theirs in names.items()]
            lines.append(f"optimiser.state[{self.notation.code(key)}] = {{{', '.join(step + given)}}}")
        return lines

    def _forward(self, phase: Phase) -> list[str]:
        """A phase of the way forward with the page's own lines; nothing for those of the backward pass."""
        if phase.equation == "weighted_input":
            keep = f"{self.name('z', phase.layer)}.retain_grad()  # backward() has to keep {self._kept(phase.layer)}"
            return self.block(phase, [*self.write(phase).code, keep])
        if phase.equation == "cost":
            return self.block(phase, self.cost_code(phase, self._cost_from_z(), FROM_Z))
        return self.block(phase) if phase.equation == "activation" else []

    def _kept(self, layer: int) -> str:
        return f"∂C/∂{self.name('z', layer)}"

    def _errors(self) -> list[str]:
        """δ of every layer from z.grad."""
        mean = self.trace.network.reduction == "mean"
        letters = {"delta": self.notation.word("delta"), "z": self.notation.word("z")}
        lines = [line.format(**letters) for line in (MEAN if mean else SUM)]
        lines += [f"m = {self.trace.m}"] if mean else []
        for layer in range(self.depth, 0, -1):
            shape = self.shape(("delta", layer))
            gradient = f"{'m * ' if mean else ''}{self.name('z', layer)}.grad"
            lines.append(f"{self.name('delta', layer)} = {gradient}  # {shape}")
        return lines

    def _gradient_lines(self) -> list[str]:
        lines = [GRADIENTS]
        for layer in range(self.depth, 0, -1):
            for name in ("w", "b"):
                if (name, layer) in self.values:
                    gradient, shape = self.name(f"grad_{name}", layer), self.shape((f"grad_{name}", layer))
                    lines.append(f"{gradient} = {self.name(name, layer)}.grad  # {shape}")
        return lines

    def _uses_functional(self) -> bool:
        names = {layer.activation.name for layer in self.trace.layers} | {self.trace.network.cost.name}
        return bool(names & {"leaky-relu", "binary-cross-entropy"})

    def _sigma_function(self, name: str) -> list[str]:
        body = dict(SIGMAS)[name].replace("@", str(self.axis))
        return function(function_name(name), "z", "", f"return {body}")

    def _cost_from_z(self) -> str:
        """C_x of a cross-entropy, from z; "" for the other costs."""
        z, y = self.name("z", self.depth), self.name("y", self.depth)
        return {
            "binary-cross-entropy": f'functional.binary_cross_entropy_with_logits({z}, {y}, reduction="none")'
            f".sum(axis={self.axis})",
            "cross-entropy": f"-({y} * torch.log_softmax({z}, dim={self.axis})).sum(axis={self.axis})",
        }.get(self.trace.network.cost.name, "")


def torch_script(trace: Trace, eta: float, notation: Notation) -> str:
    """A script that prints with PyTorch's autograd, in float64, what `numpy_script` prints with the page's equations.

    δ is never averaged on the page; under a mean, where PyTorch's z.grad is δ/m, the script prints m · z.grad
    and says why.
    """
    return TorchWriter.of(trace, eta, notation).script()
