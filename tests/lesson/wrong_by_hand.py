"""Mistakes made by hand: plain backpropagation, example by example, with a slip in it."""

from collections.abc import Iterator

import numpy as np

from backprop_explorer.engine import Network

from .by_hand import COST_SLOPE, sigma, sigma_prime

Numbers = dict[tuple[str, int], np.ndarray]


class SlippedPass:
    """One mini-batch with the mistake `slip`, whose id is that of the catalogue; "" makes none."""

    def __init__(self, net: Network, x: np.ndarray, y: np.ndarray, eta: float, slip: str = "") -> None:
        self.net, self.y, self.eta, self.slip = net, y, eta, slip
        self.m, self.depth = x.shape[1], len(net.layers)
        self.s = 1 / self.m if net.reduction == "mean" else 1.0
        self.names = [layer.activation.name for layer in net.layers]
        self.z, self.a = [np.empty(0)], [x]
        for layer, name in zip(net.layers, self.names, strict=True):
            bias = 0 if layer.b is None or slip == "no-bias" else layer.b
            self.z.append(layer.w @ self.a[-1] + bias)
            self.a.append(sigma(name, self.z[-1]))

    def numbers(self) -> Numbers:
        """z, a, δ, the gradients and the new parameters of all layers."""
        delta = self._output(self.y)
        if self.slip == "targets-broadcast":
            each = [self._output(np.full_like(self.y, target)) for target in self.y[0]]
            delta = sum(each) / self.m
        delta = delta * {"half": 0.5, "double": 2.0}.get(self.slip, 1.0)
        found: Numbers = {("delta", self.depth): delta}
        for number in range(1, self.depth + 1):
            found |= {("z", number): self.z[number], ("a", number): self.a[number]}
        for number in range(self.depth - 1, 0, -1):
            delta = self._hidden(number, delta)
            found["delta", number] = delta
        for number in range(1, self.depth + 1):
            found |= self._gradients(number, found["delta", number])
        return found

    def _slope(self, number: int) -> np.ndarray:
        name, z, a = self.names[number - 1], self.z[number], self.a[number]
        if self.slip == "leaky-zero" and name == "leaky-relu":
            return np.where(z > 0, 1.0, 0.0)
        if self.slip == "sigma-for-prime":
            return a
        return sigma_prime(name, a if self.slip == "prime-of-a" else z)

    def _output(self, y: np.ndarray) -> np.ndarray:
        a, cost = self.a[-1], self.net.cost.name
        if self.slip == "output-for-cost":
            return self._slope(self.depth)
        diagonal = a * (1 - a)
        if cost not in COST_SLOPE:
            if self.slip == "softmax-diagonal" and self.names[-1] == "softmax":
                return -y / a * diagonal
            return (a - y) * (diagonal if self.slip == "extra-prime" else 1)
        nabla = np.array([COST_SLOPE[cost](p, t) for p, t in zip(a.T, y.T, strict=True)]).T
        if self.slip == "no-prime-output":
            return nabla
        if self.names[-1] != "softmax":
            return nabla * self._slope(self.depth)
        if self.slip == "softmax-diagonal":
            return nabla * diagonal
        return np.array([(np.diag(p) - np.outer(p, p)) @ g for p, g in zip(a.T, nabla.T, strict=True)]).T

    def _hidden(self, number: int, above: np.ndarray) -> np.ndarray:
        w = self.net.layers[number].w
        if self.slip == "updated-w":
            step = sum(np.outer(above[:, x], self.a[number][:, x]) for x in range(self.m)) * self.s
            w = w - self.eta * step
        back = w if self.slip == "no-transpose" else w.T
        return (back @ above) * (1 if self.slip == "no-prime-hidden" else self._slope(number))

    def _gradients(self, number: int, delta: np.ndarray) -> Iterator[tuple[tuple[str, int], np.ndarray]]:
        layer, a = self.net.layers[number - 1], self.a[number - 1]
        taken = [self.m - 1] if self.slip == "last-example" else range(self.m)
        s = {"sum-for-mean": 1.0, "mean-for-sum": 1 / self.m}.get(self.slip, self.s)
        s = 1 / self.m if self.slip == "last-example" else s
        grad_w = s * sum(np.outer(delta[:, x], a[:, x]) for x in taken)
        grad_b = s * sum(delta[:, x : x + 1] for x in taken)
        if self.slip == "bias-per-weight":
            grad_b = grad_b * a.shape[0]
        if self.slip == "delta-like-w":
            grad_b = np.array([[sum(row)] for row in grad_w])
        if self.slip == "summed-components":
            grad_w = np.full_like(grad_w, sum(grad_w.ravel()))
        if self.slip == "hadamard":
            grad_w = np.zeros_like(grad_w) + s * np.array([[sum(row)] for row in delta * a])
        sign = -1 if self.slip == "ascent" else 1
        yield ("grad_w", number), grad_w
        yield ("w", number), layer.w - sign * self.eta * grad_w
        if layer.b is not None:
            yield ("grad_b", number), grad_b
            yield ("b", number), layer.b - sign * self.eta * grad_b if self.net.train_biases else layer.b
