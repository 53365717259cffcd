"""The small pictures that stand below the answer of a question, by the id of the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..html import Html
from .backwards import old_or_new_w, what_w_t_does
from .costs import half_or_two, sigma_prime_or_not, sum_or_mean
from .differences import check_the_cost
from .exhibited import Exhibited
from .gradients import bias_gradient, delta_is_not_w
from .jacobian import softmax_jacobian
from .layout import layout
from .orientation import row_or_column
from .products import hadamard_or_matmul, maths_or_code
from .slopes import dead_relu, prime_of_z_or_a, saturation
from .tiles import product_order
from .updates import four_updates

__all__ = ["EXHIBITS", "Exhibited"]

EXHIBITS: Mapping[str, Callable[[Exhibited], Html]] = MappingProxyType(
    {
        "delta-is-not-w": delta_is_not_w,
        "row-or-column": row_or_column,
        "bias-gradient": bias_gradient,
        "maths-or-code": maths_or_code,
        "what-wT-does": what_w_t_does,
        "four-updates": four_updates,
        "old-or-new-w": old_or_new_w,
        "sigma-prime-or-not": sigma_prime_or_not,
        "hadamard-or-matmul": hadamard_or_matmul,
        "product-order": product_order,
        "prime-of-z-or-a": prime_of_z_or_a,
        "saturation": saturation,
        "check-the-cost": check_the_cost,
        "dead-relu": dead_relu,
        "half-or-two": half_or_two,
        "sum-or-mean": sum_or_mean,
        "layout": layout,
        "softmax-jacobian": softmax_jacobian,
    }
)
"""A picture is empty where the network of the scenario has nothing of the kind to show."""
