"""The catalogue of classic mistakes: what is done wrong, where, and when the numbers are right all the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ...engine import Network
from . import equations as wrong
from .equations import Builder
from .mistake import Form, Mistake, ShapeStory, Takes, applies, wrong_step

__all__ = ["MISTAKES", "Form", "Mistake", "ShapeStory", "applies", "wrong_step"]


def _always(net: Network, number: int) -> bool:
    return True


def _has_gradient(net: Network, number: int) -> bool:
    return net.cost.gradient is not None


def _cancelled(net: Network, number: int) -> bool:
    return net.cost.gradient is None


def _leaky(net: Network, number: int) -> bool:
    return net.layers[number - 1].activation.name == "leaky-relu" and net.has_slope(number)


def _softmax(net: Network, number: int) -> bool:
    return net.layers[number - 1].activation.f_prime is None


def _biased(net: Network, number: int) -> bool:
    return net.layers[number - 1].b is not None


def _one_output(net: Network, number: int) -> bool:
    return net.sizes[-1] == 1


def _mean(net: Network, number: int) -> bool:
    return net.reduction == "mean"


def _sum(net: Network, number: int) -> bool:
    return net.reduction == "sum"


def _sloped_output(net: Network, number: int) -> bool:
    """Whether each output has its own slope. Softmax outputs always sum to 1, so the gradient of their sum is 0."""
    return not _softmax(net, number)


def _mean_of_sloped(net: Network, number: int) -> bool:
    return _mean(net, number) and _sloped_output(net, number)


def _delta(build: Builder, takes: Takes = _always, reach: str = "output", words: str = "") -> Form:
    return Form("gradient", "delta", reach, build, takes, words)


def _grad(build: Builder, takes: Takes = _always, words: str = "", kind: str = "gradient") -> Form:
    return Form(kind, "grad", "all", build, takes, words)


ALONE = "without the division by m"
DIVIDED = "divided by m"

# The more special ones come first: where two give the same numbers, that is the order in which they are named.
_CATALOGUE = (
    Mistake(
        "no-bias",
        "the bias {b} is left out of {z}",
        (Form("gradient", "z", "all", wrong.no_bias, _biased),),
        "right if all biases are 0",
    ),
    Mistake(
        "output-for-cost",
        "{delta} at the output is σ′({z}) alone: the gradient of the output, not of the cost",
        (
            _delta(wrong.at_output(wrong.slope_alone), _sloped_output),
            _delta(wrong.outputs_summed, _mean_of_sloped, words=ALONE),
        ),
        "right if ∂C_x/∂a is 1 for every output",
    ),
    Mistake(
        "updated-w",
        "the hidden {delta} is computed with the already updated {w}",
        (_delta(wrong.back_through(wrong.updated_w), reach="hidden"),),
        "right if there is no hidden layer",
    ),
    Mistake(
        "targets-broadcast",
        "each output is compared with the targets of all examples: outputs and targets have different shapes, and "
        "NumPy stretches both to an m × m table",
        (
            _delta(wrong.every_target(wrong.whole), _one_output),
            _delta(wrong.every_target(lambda layer: layer.delta * layer.delta.shape[1]), _one_output, words=ALONE),
        ),
        "right if m = 1",
    ),
    Mistake(
        "softmax-diagonal",
        "only the diagonal of softmax's Jacobian is used",
        (_delta(wrong.at_output(wrong.jacobian_diagonal), _softmax),),
        "by chance only",
    ),
    Mistake(
        "extra-prime",
        "{delta} at the output is multiplied by {a}(1 − {a}), although with this cost {delta} is just {a} − {y}",
        (_delta(wrong.turned_into(lambda layer: layer.delta * wrong.diagonal(layer)), _cancelled),),
        "by chance only",
    ),
    Mistake(
        "leaky-zero",
        "the slope of leaky-relu is taken as 0 where {z} is 0 or below",
        (_delta(wrong.sloped(wrong.slope_of("relu")), _leaky, "all"),),
        "right if every z is above 0",
    ),
    Mistake(
        "no-prime-output",
        "the slope σ′ is left out of {delta} at the output",
        (_delta(wrong.at_output(wrong.no_slope), _has_gradient),),
        "right if the output is linear",
    ),
    Mistake(
        "no-prime-hidden",
        "the slope σ′ is left out of the hidden {delta}",
        (_delta(wrong.sloped(wrong.slope_of("linear")), reach="hidden"),),
        "right if all hidden layers are linear",
    ),
    Mistake(
        "sigma-for-prime",
        "σ({z}) is used in place of its slope σ′({z})",
        (_delta(wrong.sloped(wrong.sigma_itself), Network.has_slope, "all"),),
        "by chance only",
    ),
    Mistake(
        "prime-of-a",
        "the slope σ′ is taken at {a}, not at {z}",
        (_delta(wrong.sloped(wrong.slope_at_a), Network.has_slope, "all"),),
        "right for linear, relu and leaky-relu, whose slope at a is that at z",
    ),
    Mistake(
        "no-transpose",
        "{w} is not transposed in the backward pass",
        (_delta(wrong.back_through(wrong.untransposed), reach="hidden"),),
        "the shapes fit only if both layers have the same size; right if w is equal to its transpose",
    ),
    Mistake(
        "hadamard",
        "{delta} and {a} are multiplied entry by entry (⊙), but each {delta} has to be multiplied by each {a}",
        (
            _grad(wrong.hadamard(), kind="shape"),
            _grad(wrong.hadamard(wrong.divided), _sum, DIVIDED, kind="shape"),
        ),
        "the shapes fit only if NumPy can stretch one to the other; right if each layer has one input",
    ),
    Mistake(
        "summed-components",
        "all entries of {grad_w} are added up, and every edge gets this one number",
        (_grad(wrong.summed(wrong.one_sum)),),
        "right if each layer has one weight",
    ),
    Mistake(
        "last-example",
        "only the last example is used, in place of the sum over all examples",
        (_grad(wrong.last_example(wrong.divided), words=DIVIDED), _grad(wrong.last_example(wrong.whole), words=ALONE)),
        "right if m = 1",
    ),
    Mistake(
        "sum-for-mean",
        "the sum over the examples is not divided by m",
        (_grad(wrong.scaled(wrong.whole), _mean),),
        "right if m = 1; the same as double if m = 2",
    ),
    Mistake(
        "mean-for-sum",
        "the sum over the examples is divided by m, although this cost is a sum",
        (
            _grad(wrong.scaled(wrong.divided), _sum),
            _delta(wrong.turned_into(wrong.divided), _sum, words="already in {delta}"),
        ),
        "right if m = 1; the same as half if m = 2",
    ),
    Mistake(
        "bias-not-summed",
        "{grad_b} is {delta} itself, one number for each example: the sum over the examples is missing",
        (_grad(wrong.summed(wrong.bias_unsummed), _biased, kind="shape"),),
        "right if m = 1",
    ),
    Mistake(
        "bias-per-weight",
        "the gradient of a bias is counted once for each weight into its neuron",
        (_grad(wrong.summed(wrong.bias_per_weight), _biased),),
        "right if each layer has one input; twice as large if each has two",
    ),
    Mistake(
        "delta-like-w",
        "{delta} gets the shape of {w}, and {grad_b} is its sum over the inputs",
        (_grad(wrong.summed(wrong.bias_row_sums), _biased),),
        "right if the inputs of each example add up to 1",
    ),
    Mistake(
        "ascent",
        "a sign is wrong: the step goes along the gradient, not against it",
        (
            Form("update", "update", "all", wrong.uphill, _always, "in the update"),
            _delta(wrong.turned_into(lambda layer: -layer.delta), words="of {delta} at the output"),
        ),
        "never, unless every gradient is 0",
    ),
    Mistake(
        "half",
        "{delta} is half as large, as if the cost had an extra factor ½",
        (_delta(wrong.turned_into(lambda layer: 0.5 * layer.delta)),),
        "the same as mean-for-sum if m = 2",
    ),
    Mistake(
        "double",
        "{delta} is twice as large, as if the cost had an extra factor 2",
        (_delta(wrong.turned_into(lambda layer: 2.0 * layer.delta)),),
        "the same as sum-for-mean if m = 2, and as bias-per-weight if each layer has two inputs",
    ),
)

MISTAKES: Mapping[str, Mistake] = MappingProxyType({mistake.id: mistake for mistake in _CATALOGUE})
