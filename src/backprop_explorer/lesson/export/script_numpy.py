"""A NumPy script that computes and prints every number of one mini-batch."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...engine import Trace
from ..expression.numpy_code import function as function_name
from ..notation import Notation
from ..phases import Phase
from .scripts import SHOW, ScriptWriter, function

# σ and σ′ of each activation, each with its docstring.
SIGMAS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = MappingProxyType(
    {
        "sigmoid": (("1 / (1 + np.exp(-z))", ""), ("sigmoid(z) * (1 - sigmoid(z))", "")),
        "tanh": (("np.tanh(z)", ""), ("1 - np.tanh(z)**2", "")),
        "relu": (("np.maximum(z, 0)", ""), ("np.where(z > 0, 1.0, 0.0)", "The slope, with 0 chosen at the corner.")),
        "leaky-relu": (
            ("np.where(z > 0, z, 0.1 * z)", ""),
            ("np.where(z > 0, 1.0, 0.1)", "The slope, with 0.1 chosen at the corner."),
        ),
        "linear": (("z", ""), ("np.ones_like(z)", "")),
    }
)

FROM_Z = "From the weighted inputs C_x keeps its digits, and there is no log(0):"
EXP_OVERFLOWS = -700.0


class NumpyWriter(ScriptWriter):
    """Writes the script, phase by phase."""

    def script(self) -> str:
        """The whole file."""
        lines = [*self.head("NumPy alone"), "import numpy as np"]
        if any((layer.z < EXP_OVERFLOWS).any() for layer in self.trace.layers if layer.activation.name == "sigmoid"):
            lines += ["", 'np.seterr(over="ignore")  # e^(-z) may be too large for a float64; sigmoid is then 0']
        lines += [*self.functions(self._sigmas), *self._softmax_functions(), "", SHOW, ""]
        lines += [*self.batch("np.array(@)"), *self.parameters("np.array(@)"), ""]
        for phase in self.phases[1:]:
            lines += self.block(phase, self._code(phase))
        return "\n".join([*lines, *self.printing(), ""])

    def _code(self, phase: Phase) -> list[str] | None:
        """The code of a phase whose lines on the page are not enough for a script, else None."""
        if phase.id == "cost":
            return self.cost_code(phase, self._cost_from_z(), FROM_Z)
        if phase in self.ruled:
            return self.rule_code(phase)
        if phase.id == "update":
            return self.update()
        if phase.equation == "output_error" and self._softmax_jacobian:
            output, delta = self.name("a", self.depth), self.name("delta", self.depth)
            return [self.assigned(("cost_gradient", self.depth)), f"{delta} = softmax_error({output}, gradient)"]
        return None

    @property
    def _softmax_jacobian(self) -> bool:
        """Whether δ^L goes through the Jacobian of softmax."""
        return self.rules.through_jacobian and not self.rules.joined

    def _sigmas(self, name: str) -> list[str]:
        """σ, and σ′ where δ is computed with it."""
        if name == "softmax":
            return []
        used = any(layer.activation.name == name and layer.sigma_prime is not None for layer in self.trace.layers)
        code = function_name(name)
        (value, doc), (slope, slope_doc) = SIGMAS[name]
        lines = function(code, "z", doc, f"return {value}")
        return lines + function(f"{code}_prime", "z", slope_doc, f"return {slope}") if used else lines

    def _softmax_functions(self) -> list[str]:
        if not self.rules.through_jacobian:
            return []
        axis = f"axis={self.axis}, keepdims=True"
        lines = function(
            "softmax",
            "z",
            "Numbers that sum to 1 for each example; the largest z is subtracted, so nothing overflows.",
            f"powers = np.exp(z - z.max({axis}))",
            f"return powers / powers.sum({axis})",
        )
        if self._softmax_jacobian:
            return lines + self._jacobian_function()
        return lines + function(
            "log_softmax",
            "z",
            "",
            f"below = z - z.max({axis})",
            f"return below - np.log(np.exp(below).sum({axis}))",
        )

    def _jacobian_function(self) -> list[str]:
        """BP1 for softmax, where the page's two lines stand in a loop over the examples."""
        delta, output = self.name("delta", self.depth), self.name("a", self.depth)
        phase = next(phase for phase in self.phases if phase.equation == "output_error")
        examples, picked = (0, "x") if self.notation.turned("a") else (1, ":, x")
        return function(
            "softmax_error",
            f"{output}, gradient",
            "Example by example: each output depends on every z, so a matrix J takes the place of a slope.",
            f"{delta} = np.empty_like({output})",
            f"for x in range({output}.shape[{examples}]):",
            f"    a_x = {output}[{picked}]",
            *(f"    {line}" for line in self.write(phase).code),
            f"return {delta}",
        )

    def _cost_from_z(self) -> str:
        """C_x of a cross-entropy, from z; "" for the other costs."""
        z, y = self.name("z", self.depth), self.name("y", self.depth)
        return {
            "binary-cross-entropy": f"({y} * np.logaddexp(0, -{z}) + (1 - {y}) * np.logaddexp(0, {z}))"
            f".sum(axis={self.axis})",
            "cross-entropy": f"-({y} * log_softmax({z})).sum(axis={self.axis})",
        }.get(self.trace.network.cost.name, "")


def numpy_script(trace: Trace, eta: float, notation: Notation) -> str:
    """A script that needs NumPy alone, and prints the z, a, C, δ, gradients and new parameters of a mini-batch.

    Names, orientation and numbers of layers are those of `notation`, and the lines are those of the page.
    What it prints is Python again, every double in full.
    """
    return NumpyWriter.of(trace, eta, notation).script()
