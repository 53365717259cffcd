"""The tree of an equation as a line of NumPy, which is a line of PyTorch as well."""

from __future__ import annotations

from ..notation import Notation
from .tree import Call, Each, Expression, Factor, Mul, Num, Part, Q, Scale, Sum, T

SUM, PRODUCT, UNARY, ATOM = range(4)  # how tightly an expression holds together
SIGNS = {"⊙": "*", "/": "/", "+": "+", "−": "-"}


def code(e: Expression, n: Notation) -> str:
    """The expression, laid as `n` shows it, in NumPy: "(w2.T @ delta2) * sigmoid_prime(z1)"."""
    return _Coder(n).write(e)[0]


class _Coder:
    """Writes an expression, and gives its precedence: whether it needs brackets in a larger one."""

    def __init__(self, n: Notation) -> None:
        self.n = n

    def write(self, e: Expression) -> tuple[str, int]:
        match e:
            case Q(("sigma_prime", layer), by):
                return f"{function(f'{by}′')}({self.n.code(('z', layer))})", ATOM
            case Q(key):
                return self.n.code(key), ATOM
            case T(of):
                return f"{self.held(of, ATOM)}.T", ATOM
            case Mul(left, right):
                return f"{self.held(left, UNARY)} @ {self.held(right, UNARY)}", PRODUCT
            case Each(("⊙" | "/") as sign, left, right):
                first = self.held(left, UNARY if isinstance(left, Mul) else PRODUCT)
                return f"{first} {SIGNS[sign]} {self.held(right, UNARY)}", PRODUCT
            case Each(sign, left, right):
                # A step −η ∂C/∂w that is added reads better as one that is taken off.
                first, second = self.write(left)[0], self.held(right, PRODUCT)
                if sign == "+" and second.startswith("-"):
                    return f"{first} - {second[1:]}", SUM
                return f"{first} {SIGNS[sign]} {second}", SUM
            case Scale(factor, of):
                return self._scaled(factor, of)
            case Sum(axis, of, _):
                return self._summed(axis, of)
            case Call("square", of):
                return f"{self.held(of, ATOM)}**2", UNARY
            case Call("root", of):
                return f"{self.held(of, ATOM)}**0.5", UNARY
            case Call("ln", of):
                return f"log({self.write(of)[0]})", ATOM
            case Call(name, of):
                return f"{function(name)}({self.write(of)[0]})", ATOM
            case Part(_, of, _, _):
                return self.write(of)
            case Num(constant):
                return f"{constant:g}", ATOM

    def held(self, e: Expression, least: int) -> str:
        """The expression, in brackets unless its precedence is at least `least`."""
        written, holds = self.write(e)
        return written if holds >= least else f"({written})"

    def _scaled(self, factor: Factor, of: Expression) -> tuple[str, int]:
        if factor.top_letter == "−1":
            return f"-{self.held(of, UNARY)}", PRODUCT
        if factor.top_letter == "1":
            return f"{self.held(of, PRODUCT)} / {factor.code or number(factor.bottom)}", PRODUCT
        below = f" / {number(factor.bottom)}" if factor.bottom_letter else ""
        return f"{factor.code or number(factor.top)}{below} * {self.held(of, UNARY)}", PRODUCT

    def _summed(self, axis: int | None, of: Expression) -> tuple[str, int]:
        """Costs are a flat list, one for each example; what is added up over the examples keeps its side of 1."""
        if axis is None:
            return f"({self.write(of)[0]}).sum()", ATOM
        match of:
            case Q(("example_cost", _)):
                return f"{self.held(of, ATOM)}.sum()", ATOM
            case Q():
                return f"{self.held(of, ATOM)}.sum(axis={axis}, keepdims=True)", ATOM
        return f"{self.held(of, ATOM)}.sum(axis={axis})", ATOM


def function(name: str) -> str:
    """The name of a function in code: "leaky_relu_prime"."""
    return name.replace("-", "_").replace("′", "_prime")


def number(value: float) -> str:
    """A number in code, exact."""
    return repr(float(value)).removesuffix(".0")
