"""The mathematics: networks, backpropagation, gradient checks and training. Imports NumPy alone."""

from .activations import ACTIVATIONS, Activation
from .backprop import EQUATIONS, Equations, Updated, backprop, descend, updated
from .costs import COSTS, Cost
from .forward import evaluate, forward
from .gradient_check import GradientCheck, check_gradients
from .network import INITIALISERS, REDUCTIONS, Layer, Network, ShapeError, initial_parameters
from .record import LayerRecord
from .rules import DESCENT, RULES, Rule
from .trace import Trace
from .training import Divergence, Run

__all__ = [
    "ACTIVATIONS",
    "COSTS",
    "DESCENT",
    "EQUATIONS",
    "INITIALISERS",
    "REDUCTIONS",
    "RULES",
    "Activation",
    "Cost",
    "Divergence",
    "Equations",
    "GradientCheck",
    "Layer",
    "LayerRecord",
    "Network",
    "Rule",
    "Run",
    "ShapeError",
    "Trace",
    "Updated",
    "backprop",
    "check_gradients",
    "descend",
    "evaluate",
    "forward",
    "initial_parameters",
    "updated",
]
