"""The same training step written with other tools, each as a person would write it there.

Every peer is made from a workload's weights, biases, x and y, takes k steps with `run(k)`, and gives its
weights back as (n_l, n_{l-1}) matrices.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_explorer.engine import Network, Run

from .workloads import Array, Workload


def sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


class Explorer:
    """This engine, as the page uses it: every number of a step recorded, the parameters kept every ten steps."""

    name = "this engine"
    output = "sigmoid"

    def __init__(self, workload: Workload) -> None:
        weights, biases, x, y = workload.problem()
        activations = ["sigmoid"] * (len(weights) - 1) + [self.output]
        net = Network.build(weights, biases, activations)
        self.process = Run(net, x, y, workload.eta, workload.m)
        self.at = 0
        self.process.seek(0)

    def run(self, steps: int) -> None:
        self.at += steps
        self.process.seek(self.at)

    def weights(self) -> list[Array]:
        return [layer.w for layer in self.process.seek(self.at).layers]


class ExplorerLinear(Explorer):
    """The same with a linear output layer: the step that scikit-learn's regressor takes."""

    output = "linear"


class PlainNumpy:
    """A good student's NumPy: vectorised over the batch, fresh arrays everywhere."""

    name = "plain NumPy"

    def __init__(self, workload: Workload) -> None:
        self.w, self.b, self.x, self.y = workload.problem()
        self.eta, self.m = workload.eta, workload.m

    def run(self, steps: int) -> None:
        for _ in range(steps):
            activations = [self.x]
            for w, b in zip(self.w, self.b, strict=True):
                activations.append(sigmoid(w @ activations[-1] + b))
            a = activations[-1]
            delta = (a - self.y) * a * (1 - a)
            gradients = []
            for layer in range(len(self.w) - 1, -1, -1):
                a_prev = activations[layer]
                gradients.append((delta @ a_prev.T / self.m, delta.sum(axis=1, keepdims=True) / self.m))
                if layer:
                    delta = (self.w[layer].T @ delta) * a_prev * (1 - a_prev)
            for layer, (grad_w, grad_b) in enumerate(reversed(gradients)):
                self.w[layer] = self.w[layer] - self.eta * grad_w
                self.b[layer] = self.b[layer] - self.eta * grad_b

    def weights(self) -> list[Array]:
        return self.w


class PerExample(PlainNumpy):
    """A loop over the examples of the batch, in the manner of Nielsen's book."""

    name = "per-example loop"

    def run(self, steps: int) -> None:
        for _ in range(steps):
            nabla_w = [np.zeros(w.shape) for w in self.w]
            nabla_b = [np.zeros(b.shape) for b in self.b]
            for x in range(self.m):
                delta_w, delta_b = self._backprop(self.x[:, x : x + 1], self.y[:, x : x + 1])
                nabla_w = [total + part for total, part in zip(nabla_w, delta_w, strict=True)]
                nabla_b = [total + part for total, part in zip(nabla_b, delta_b, strict=True)]
            self.w = [w - (self.eta / self.m) * part for w, part in zip(self.w, nabla_w, strict=True)]
            self.b = [b - (self.eta / self.m) * part for b, part in zip(self.b, nabla_b, strict=True)]

    def _backprop(self, x: Array, y: Array) -> tuple[list[Array], list[Array]]:
        activations, zs = [x], []
        for w, b in zip(self.w, self.b, strict=True):
            zs.append(w @ activations[-1] + b)
            activations.append(sigmoid(zs[-1]))
        prime = sigmoid(zs[-1]) * (1 - sigmoid(zs[-1]))
        delta = (activations[-1] - y) * prime
        delta_w, delta_b = [delta @ activations[-2].T], [delta]
        for layer in range(len(self.w) - 2, -1, -1):
            prime = sigmoid(zs[layer]) * (1 - sigmoid(zs[layer]))
            delta = (self.w[layer + 1].T @ delta) * prime
            delta_w.insert(0, delta @ activations[layer].T)
            delta_b.insert(0, delta)
        return delta_w, delta_b


class Torch:
    """PyTorch, eager, float64, gradients by autograd."""

    name = "PyTorch eager"

    def __init__(self, workload: Workload) -> None:
        import torch

        torch.set_num_threads(1)
        self.torch = torch
        weights, biases, x, y = workload.problem()
        self.parameters = [
            (torch.tensor(w, requires_grad=True), torch.tensor(b.T.copy(), requires_grad=True))
            for w, b in zip(weights, biases, strict=True)
        ]
        self.x, self.y = torch.tensor(x.T.copy()), torch.tensor(y.T.copy())
        self.eta, self.m = workload.eta, workload.m

    def run(self, steps: int) -> None:
        torch = self.torch
        for _ in range(steps):
            a = self.x
            for w, b in self.parameters:
                a = torch.sigmoid(a @ w.T + b)
            cost = 0.5 * ((a - self.y) ** 2).sum() / self.m
            cost.backward()
            with torch.no_grad():
                for pair in self.parameters:
                    for parameter in pair:
                        parameter -= self.eta * parameter.grad
                        parameter.grad = None

    def weights(self) -> list[Array]:
        return [w.detach().numpy() for w, _ in self.parameters]


class HipsAutograd:
    """HIPS autograd over plain NumPy code."""

    name = "HIPS autograd"

    def __init__(self, workload: Workload) -> None:
        import autograd.numpy as anp
        from autograd import grad

        weights, biases, x, y = workload.problem()
        self.parameters = list(zip(weights, biases, strict=True))
        self.eta = workload.eta

        def cost(parameters: Any) -> Any:
            a = x
            for w, b in parameters:
                a = 1.0 / (1.0 + anp.exp(-(anp.dot(w, a) + b)))
            return 0.5 * anp.sum((a - y) ** 2) / workload.m

        self.gradient = grad(cost)

    def run(self, steps: int) -> None:
        for _ in range(steps):
            gradient = self.gradient(self.parameters)
            self.parameters = [
                (w - self.eta * grad_w, b - self.eta * grad_b)
                for (w, b), (grad_w, grad_b) in zip(self.parameters, gradient, strict=True)
            ]

    def weights(self) -> list[Array]:
        return [w for w, _ in self.parameters]


class Jax:
    """JAX, jitted, float64, returning z, a and δ of every layer as this engine does."""

    name = "JAX jit, keeping z a δ"

    def __init__(self, workload: Workload) -> None:
        import jax

        jax.config.update("jax_enable_x64", True)
        import jax.numpy as jnp

        weights, biases, x, y = workload.problem()
        self.jax = jax
        self.parameters = [(jnp.asarray(w), jnp.asarray(b)) for w, b in zip(weights, biases, strict=True)]
        x, y, m, eta = jnp.asarray(x), jnp.asarray(y), workload.m, workload.eta

        def step(parameters: Any) -> Any:
            zs, activations = [], [x]
            for w, b in parameters:
                zs.append(w @ activations[-1] + b)
                activations.append(jax.nn.sigmoid(zs[-1]))
            a = activations[-1]
            deltas = [(a - y) * a * (1 - a)]
            for layer in range(len(parameters) - 1, 0, -1):
                a = activations[layer]
                deltas.insert(0, (parameters[layer][0].T @ deltas[0]) * a * (1 - a))
            new = [
                (w - eta * delta @ a_prev.T / m, b - eta * delta.sum(axis=1, keepdims=True) / m)
                for (w, b), delta, a_prev in zip(parameters, deltas, activations[:-1], strict=True)
            ]
            return new, (zs, activations, deltas)

        self.step = jax.jit(step)

    def run(self, steps: int) -> None:
        kept = None
        for _ in range(steps):
            self.parameters, kept = self.step(self.parameters)
        self.jax.block_until_ready((self.parameters, kept))

    def weights(self) -> list[Array]:
        return [np.asarray(w) for w, _ in self.parameters]


class ScikitLearn:
    """scikit-learn's MLPRegressor, one `partial_fit` a step; its output layer is linear."""

    name = "scikit-learn (linear output)"

    def __init__(self, workload: Workload) -> None:
        from sklearn.neural_network import MLPRegressor

        weights, biases, x, y = workload.problem()
        self.x, self.y = x.T.copy(), y.T.copy()
        self.target = self.y.ravel() if self.y.shape[1] == 1 else self.y
        self.model = MLPRegressor(
            hidden_layer_sizes=workload.sizes[1:-1],
            activation="logistic",
            solver="sgd",
            alpha=0.0,
            batch_size=workload.m,
            learning_rate_init=workload.eta,
            momentum=0.0,
            nesterovs_momentum=False,
            shuffle=False,
        )
        self.model.partial_fit(self.x, self.target)  # makes the lists that the workload's numbers go into
        for mine, given in zip(self.model.coefs_, weights, strict=True):
            mine[...] = given.T
        for mine, given in zip(self.model.intercepts_, biases, strict=True):
            mine[...] = given.ravel()

    def run(self, steps: int) -> None:
        for _ in range(steps):
            self.model.partial_fit(self.x, self.target)

    def weights(self) -> list[Array]:
        return [w.T for w in self.model.coefs_]


PEERS: tuple[tuple[str, Callable[[Workload], Any], type[Explorer]], ...] = (
    ("", PlainNumpy, Explorer),
    ("", PerExample, Explorer),
    ("torch", Torch, Explorer),
    ("autograd", HipsAutograd, Explorer),
    ("jax", Jax, Explorer),
    ("sklearn", ScikitLearn, ExplorerLinear),
)
"""A package that has to be installed, a peer, and this engine taking the same step."""
