"""Where each classic mistake certainly gives the right numbers, in its first form: what `coincides` says in words."""

from collections.abc import Callable

import numpy as np

from backprop_explorer.engine import Network, Trace


def _softmax(net: Network, number: int) -> bool:
    return net.layers[number - 1].activation.f_prime is None


def _leaky(net: Network, number: int) -> bool:
    return net.layers[number - 1].activation.name == "leaky-relu" and net.has_slope(number)


def _never(trace: Trace) -> bool:
    return False


def _single(trace: Trace) -> bool:
    return trace.m == 1


def _slopes_in(*names: str, outputs: bool = True, hidden: bool = True) -> Callable[[Trace], bool]:
    """Whether all σ with a slope in these layers are among `names`."""

    def check(trace: Trace) -> bool:
        depth = len(trace.layers)
        looked = [n for n in range(1, depth + 1) if (outputs if n == depth else hidden) and trace.network.has_slope(n)]
        softmax = outputs and _softmax(trace.network, depth)
        return not softmax and all(trace.layers[n - 1].activation.name in names for n in looked)

    return check


def _all_fit(*conditions: Callable[[int, int], bool]) -> Callable[[Trace], bool]:
    """Whether every layer's (n_l, n_{l−1}) meets one of the conditions."""
    return lambda trace: all(any(meets(*layer.w.shape) for meets in conditions) for layer in trace.layers)


# By the id of the mistake.
TRUTHS: dict[str, Callable[[Trace], bool]] = {
    "no-bias": lambda trace: not any(layer.b.any() for layer in trace.layers if layer.b is not None),
    "output-for-cost": lambda trace: (
        trace.network.has_slope(len(trace.layers))
        and bool(np.allclose(trace.network.cost.slope(trace.layers[-1].a, trace.y), 1.0, rtol=0, atol=1e-12))
    ),
    "updated-w": lambda trace: len(trace.layers) == 1,
    "targets-broadcast": _single,
    "softmax-diagonal": _never,
    "extra-prime": _never,
    "leaky-zero": lambda trace: all(
        bool((layer.z > 0).all()) for number, layer in enumerate(trace.layers, start=1) if _leaky(trace.network, number)
    ),
    "no-prime-output": _slopes_in("linear", hidden=False),
    "no-prime-hidden": _slopes_in("linear", outputs=False),
    "sigma-for-prime": _never,
    "prime-of-a": _slopes_in("linear", "relu", "leaky-relu"),
    "no-transpose": lambda trace: all(np.array_equal(layer.w, layer.w.T) for layer in trace.layers[1:]),
    "hadamard": _all_fit(lambda n, n_prev: n_prev == 1),
    "summed-components": _all_fit(lambda n, n_prev: n == n_prev == 1),
    "last-example": _single,
    "sum-for-mean": _single,
    "mean-for-sum": _single,
    "bias-not-summed": _single,
    "bias-per-weight": _all_fit(lambda n, n_prev: n_prev == 1),
    "delta-like-w": lambda trace: bool(
        all(np.array_equal(layer.a_prev.sum(axis=0), np.ones(trace.m)) for layer in trace.layers if layer.b is not None)
    ),
    "ascent": _never,
    "half": _never,
    "double": _never,
}
