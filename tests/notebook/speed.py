"""The time of a call of check() on 2-8-8-1 with 16 examples: `python -m tests.notebook.speed`, medians of 40 calls."""

import statistics
import time

import numpy as np

from backprop_explorer.engine import Network, backprop, initial_parameters
from backprop_explorer.notebook import check

CALLS = 40
QUANTITIES = {"one gradient": ("grad_w",), "all gradients": ("grad_w", "grad_b")}
QUANTITIES["all of a mini-batch"] = ("z", "a", "delta", "grad_w", "grad_b")


def main() -> None:
    """Print a line for each number of quantities, right and wrong."""
    net, random = Network.build(*initial_parameters((2, 8, 8, 1), "normal", 0)), np.random.default_rng(0)
    trace = backprop(net, random.normal(size=(2, 16)), random.random((1, 16)))
    print(f"{'given':24} {'numbers':8} {'elapsed ms':>10} {'processor ms':>12}")
    for words, names in QUANTITIES.items():
        layers = (1,) if words == "one gradient" else (1, 2, 3)
        for factor, kind in ((1.0, "right"), (1.3, "wrong")):
            given = {f"{name}{n}": factor * getattr(trace.layers[n - 1], name) for name in names for n in layers}
            times = []
            for _ in range(CALLS + 1):
                began = time.perf_counter(), time.process_time()
                check(net, trace.x, trace.y, eta=0.5, **given)
                times.append((time.perf_counter() - began[0], time.process_time() - began[1]))
            elapsed, worked = (1e3 * statistics.median(each) for each in zip(*times[1:], strict=True))
            print(f"{f'{words} ({len(given)})':24} {kind:8} {elapsed:10.1f} {worked:12.1f}")


if __name__ == "__main__":
    main()
