"""The mathematics: networks, backpropagation, gradient checks and training. Imports NumPy alone."""

from .activations import ACTIVATIONS, Activation
from .backprop import EQUATIONS, Equations, Trace, backprop, descend
from .costs import COSTS, Cost
from .forward import evaluate, forward
from .gradient_check import GradientCheck, check_gradients
from .network import INITIALISERS, REDUCTIONS, Layer, Network, ShapeError, initial_parameters
from .record import LayerRecord
from .training import Divergence, Run

__all__ = [
    "ACTIVATIONS",
    "COSTS",
    "EQUATIONS",
    "INITIALISERS",
    "REDUCTIONS",
    "Activation",
    "Cost",
    "Divergence",
    "Equations",
    "GradientCheck",
    "Layer",
    "LayerRecord",
    "Network",
    "Run",
    "ShapeError",
    "Trace",
    "backprop",
    "check_gradients",
    "descend",
    "evaluate",
    "forward",
    "initial_parameters",
]
