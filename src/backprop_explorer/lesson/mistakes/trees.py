"""The equations of each classic mistake as trees: the right ones with one node replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from types import MappingProxyType
from typing import NamedTuple

from ...engine import Network
from ..expression import Call, Each, Expression, Factor, Mul, Q, Rules, Scale, Sum, T
from ..expression.rules import HALF, ONE, TWO, below
from ..expression.tree import Last
from ..notation import Key
from .mistake import Mistake

Wrong = Callable[[Rules, Key, Expression], Expression]
"""From the rules, the quantity and the right side of its equation: the wrong right side, or the same one."""

RESULTS = {"z": ("z",), "delta": ("delta",), "grad": ("grad_w", "grad_b"), "update": ("w_new", "b_new")}


class Pair(NamedTuple):
    """One equation: its right right side, and the one with the mistake."""

    right: Expression
    wrong: Expression


def changed_equations(mistake: Mistake, rules: Rules) -> dict[Key, Pair]:
    """The equations that the mistake, made everywhere it can be, changes: by quantity, in the order of computing."""
    form, wrong = mistake.forms[0], WRONG[mistake.id]
    layers = form.layers(rules.network)
    found: dict[Key, Pair] = {}
    for layer in layers if form.place in ("z", "update") else reversed(layers):
        for key in ((name, layer) for name in RESULTS[form.place]):
            right = rules.of(key) if _has(rules.network, key) else None
            if right is not None and (changed := wrong(rules, key, right)) != right:
                found[key] = Pair(right, changed)
    return found


def _has(net: Network, key: Key) -> bool:
    return not key[0].startswith(("b", "grad_b")) or net.layers[key[1] - 1].b is not None


def replaced(e: Expression, old: Expression, new: Expression) -> Expression:
    """The tree with `new` in every place of `old`."""
    if e == old:
        return new
    children = {each.name: getattr(e, each.name) for each in fields(e)}
    turned = {name: replaced(child, old, new) for name, child in children.items() if isinstance(child, Expression)}
    return replace(e, **turned)  # type: ignore[arg-type]  # mypy finds no fields common to all nodes


def _only(name: str, wrong: Wrong) -> Wrong:
    """`wrong` for one quantity of a layer, the right side for the other."""
    return lambda rules, key, right: wrong(rules, key, right) if key[0] == name else right


def _slope(wrong: Callable[[str, int], Expression]) -> Wrong:
    """Another factor in place of σ′(z), from the name of σ and the layer."""
    return lambda rules, key, right: replaced(right, rules.slope(key[1]), wrong(rules.sigma(key[1]), key[1]))


def _error(rules: Rules) -> Expression:
    """∇_a C_x."""
    gradient = rules.of(("cost_gradient", rules.depth))
    assert gradient is not None
    return gradient


def _diagonal(rules: Rules) -> Expression:
    """a (1 − a), the diagonal of softmax's Jacobian."""
    a = Q(("a", rules.depth))
    return Each("⊙", a, Each("−", ONE, a))


def _one_target(rules: Rules, key: Key, right: Expression) -> Expression:
    """The mean of all targets in place of each example's own."""
    y = Q(("y", rules.depth))
    return replaced(right, y, Scale(Factor("1", 1.0, "m", rules.m), Sum(1, y, "x")))


def _back(left: Callable[[int], Expression]) -> Wrong:
    """Another factor in place of (w^{l+1})ᵀ, from the number l + 1."""
    return lambda rules, key, right: replaced(right, T(Q(("w", key[1] + 1))), left(key[1] + 1))


def _updated(rules: Rules, key: Key, right: Expression) -> Expression:
    """The new w^{l+1} in place of the old one; with momentum and Adam, one that has taken a plain step."""
    above = key[1] + 1
    plain = Each("+", Q(("w", above)), Scale(Factor("−η", -rules.eta), rules.slope_of("w", above)))
    return _back(lambda _: T(Q(("w_new", above)) if rules.rule.name == "descent" else plain))(rules, key, right)


def _unscaled(rules: Rules, key: Key, right: Expression) -> Expression:
    return right.of if isinstance(right, Scale) else right


def _divided(rules: Rules, key: Key, right: Expression) -> Expression:
    return Scale(Factor("1", 1.0, "m", rules.m), right)


def _last(rules: Rules, key: Key, right: Expression) -> Expression:
    """The last example's own term divided by m, whatever s is."""
    delta, a = (Last("the last example", Q(each)) for each in (("delta", key[1]), below(key[1])))
    term = Mul(delta, T(a)) if key[0] == "grad_w" else delta
    return _divided(rules, key, term)


def _row_sums(rules: Rules, key: Key, right: Expression) -> Expression:
    """The sums of ∂C/∂w over the inputs k."""
    delta, a = Q(("delta", key[1])), Q(below(key[1]))
    return Sum(1, rules.shared(Mul(delta, T(a))), "k")


def _uphill(rules: Rules, key: Key, right: Expression) -> Expression:
    """+η ∂C/∂w in place of −η ∂C/∂w."""
    step = rules.direction(key[0][0], key[1])
    return right if isinstance(right, Q) else Each("+", Q((key[0][0], key[1])), Scale(Factor("η", rules.eta), step))


# By the id of the catalogue. A mistake that has no entry here fails as soon as it is switched on.
WRONG: Mapping[str, Wrong] = MappingProxyType(
    {
        "no-bias": lambda rules, key, right: Mul(Q(("w", key[1])), Q(below(key[1]))),
        "output-for-cost": lambda rules, key, right: Call(f"{rules.sigma(key[1])}′", Q(("z", key[1]))),
        "updated-w": _updated,
        "targets-broadcast": _one_target,
        "softmax-diagonal": lambda rules, key, right: Each("⊙", _error(rules), _diagonal(rules)),
        "extra-prime": lambda rules, key, right: Each("⊙", right, _diagonal(rules)),
        "leaky-zero": _slope(lambda sigma, layer: Call("step", Q(("z", layer)))),
        "no-prime-output": lambda rules, key, right: _error(rules),
        "no-prime-hidden": lambda rules, key, right: Mul(T(Q(("w", key[1] + 1))), Q(("delta", key[1] + 1))),
        "sigma-for-prime": _slope(lambda sigma, layer: Call(sigma, Q(("z", layer)))),
        "prime-of-a": _slope(lambda sigma, layer: Call(f"{sigma}′", Q(("a", layer)))),
        "no-transpose": _back(lambda above: Q(("w", above))),
        "hadamard": _only(
            "grad_w",
            lambda rules, key, right: rules.shared(Sum(1, Each("⊙", Q(("delta", key[1])), Q(below(key[1]))), "x")),
        ),
        "summed-components": _only("grad_w", lambda rules, key, right: Sum(0, Sum(1, right, "columns"), "rows")),
        "last-example": _last,
        "sum-for-mean": _unscaled,
        "mean-for-sum": _divided,
        "bias-not-summed": _only("grad_b", lambda rules, key, right: rules.shared(Q(("delta", key[1])))),
        "bias-per-weight": _only(
            "grad_b",
            lambda rules, key, right: Scale(_times(rules.network.sizes[key[1] - 1]), right),
        ),
        "delta-like-w": _only("grad_b", _row_sums),
        "ascent": _uphill,
        "half": lambda rules, key, right: Scale(HALF, right),
        "double": lambda rules, key, right: Scale(TWO, right),
    }
)


def _times(number: int) -> Factor:
    return Factor(str(number), float(number))
