"""The six training steps that the benchmarks time, with data from a seed."""

from typing import NamedTuple

import numpy as np

Array = np.ndarray


class Workload(NamedTuple):
    """A network of sigmoid layers with the quadratic cost, on one mini-batch over and over."""

    sizes: tuple[int, ...]
    m: int
    eta: float = 0.5

    @property
    def name(self) -> str:
        return f"{'-'.join(map(str, self.sizes))}, m = {self.m}"

    def problem(self, seed: int = 0) -> tuple[list[Array], list[Array], Array, Array]:
        """Weights (n_l, n_{l-1}), biases (n_l, 1), x (n_0, m) and y (n_L, m)."""
        random = np.random.default_rng(seed)
        pairs = list(zip(self.sizes[:-1], self.sizes[1:], strict=True))
        weights = [random.standard_normal((n, n_prev)) / np.sqrt(n_prev) for n_prev, n in pairs]
        biases = [0.5 * random.standard_normal((n, 1)) for _, n in pairs]
        x = random.random((self.sizes[0], self.m))
        label = random.integers(0, max(2, self.sizes[-1]), self.m)
        y = label[np.newaxis, :].astype(float) if self.sizes[-1] == 1 else np.eye(self.sizes[-1])[:, label]
        return weights, biases, x, np.ascontiguousarray(y)


WORKLOADS = (
    Workload((2, 2, 1), 4),
    Workload((2, 4, 4, 1), 10),
    Workload((2, 8, 8, 1), 32),
    Workload((784, 30, 10), 10),
    Workload((784, 100, 10), 64),
    Workload((64, 64, 64, 10), 128),
)
