"""Data and weights of one's own, from what a person types to a scenario or to sentences."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from ..engine.activations import Array
from ..lesson.notation import exact, plural
from ..lesson.pasted import PasteError, read_numbers
from ..lesson.pasted.parser import MAX_NUMBERS
from .fitting import fitted
from .layout import Layout, Taken, lay
from .presets import preset, rows
from .scenario import MAX_EXAMPLES, MAX_INPUTS, MAX_NEURONS, Scenario
from .setup import SetupError, beginning, read_field, try_first_step
from .typed_layers import check_layers, typed_biases, typed_weights

TITLE = "Own numbers"


def typed_rows(scenario: Scenario) -> dict[str, str]:
    """The texts of the boxes "x", "y", "weights" and "biases" as they stand, each number exact.

    Weights lie as in the notation of the scenario. They are read back as the same numbers, unless they are more than
    a paste may hold. Examples that are more than that are not written.
    """
    layers = scenario.network().layers
    weights = [scenario.notation.display(("w", number), layer.w) for number, layer in enumerate(layers, start=1)]
    biases = [layer.b.ravel() for layer in layers if layer.b is not None]
    x, y = (array.T for array in scenario.all_data())
    return {
        "x": _matrix(x) if x.size <= MAX_NUMBERS else "",
        "y": _matrix(y) if x.size <= MAX_NUMBERS else "",
        "weights": "[" + ",\n ".join(_matrix(w, indent=1) for w in weights) + "]",
        "biases": "[" + ",\n ".join(_list(b) for b in biases) + "]" if biases else "",
    }


def own_data(scenario: Scenario, x_text: str, y_text: str) -> Scenario:
    """The scenario with other examples, at its first step; `read_data` says more of it."""
    return read_data(scenario, x_text, y_text)[0]


def read_data(
    scenario: Scenario, x_text: str, y_text: str, layout: Layout | None = None
) -> tuple[Scenario, Taken | None]:
    """The scenario with other examples, at its first step, and how they were read; None if they are those it has.

    Each example is a row, or each is a column; `layout` says which, where both can be meant. A flat list of targets
    has one for each example. The batch size is lowered to the number of examples. Where the examples have another
    number of inputs or targets, the first or the last layer gets that size, and all weights come from the seed;
    `adapted` says so. Raises SetupError with sentences for "x" and "y".
    """
    typed = typed_rows(scenario)
    if layout is None and (x_text.strip(), y_text.strip()) == (typed["x"], typed["y"]):
        return scenario, None
    wrong: dict[str, str] = {}
    x = read_field(wrong, "x", x_text, lambda text: nested(read_numbers(text).array))
    y = read_field(wrong, "y", y_text, lambda text: _flat_or_table(read_numbers(text).array))
    read = None if x is None or y is None else lay(x, y, scenario.sizes, layout)
    if read is not None:
        x, y = read.x, read.y
    if x is not None:
        read_field(wrong, "x", "", lambda _: inputs(x))
    if y is not None:
        read_field(wrong, "y", "", lambda _: targets(y))
    if not wrong and read is None and x is not None and y is not None:
        wrong["y"] = _mismatch(x, y)
    if wrong or read is None:
        raise SetupError(wrong)
    return checked(_with_data(scenario, read.x, read.y)), read.taken


def _mismatch(x: Array, y: Array) -> str:
    """The sentence for x `(rows, columns)` and y that have as many examples in neither way."""
    as_rows = f"There are {plural(len(x), 'example')} in x, but targets for {len(y) if y.ndim else 1}."
    as_columns = "" if y.ndim < 2 else f" Read with an example in each column they are {x.shape[1]} and {y.shape[1]}."
    return (
        f"{as_rows}{as_columns} Each example needs targets of its own: [[0, 1]] is one row, an example with 2 targets; "
        f"[0, 1] is two examples with 1 target each."
    )


def own_weights(scenario: Scenario, weights_text: str, biases_text: str) -> Scenario:
    """The scenario with other weights, one matrix for each layer as its notation shows them, at its first step.

    Biases are one list for each layer; an empty text stands for no biases.
    Raises SetupError with sentences for "weights" and "biases".
    """
    typed = typed_rows(scenario)
    if (weights_text.strip(), biases_text.strip()) == (typed["weights"], typed["biases"]):
        return scenario
    wrong: dict[str, str] = {}
    layers = scenario.network().layers
    if weights_text.strip() == typed["weights"]:
        weights: list[Array] | None = [layer.w for layer in layers]
    else:
        weights = read_field(wrong, "weights", weights_text, lambda text: _weights(text, scenario))
    biases = read_field(wrong, "biases", biases_text, lambda text: _biases(text, scenario))
    if wrong or weights is None:
        raise SetupError(wrong)
    given = None if biases is None else tuple(tuple(b.tolist()) for b in biases)
    matrices = tuple(rows(w.T) for w in weights)
    return checked(replace(scenario, weights=matrices, biases=given, biased=given is not None))


def checked(scenario: Scenario) -> Scenario:
    """The scenario at its first step, called "Own numbers" unless it is its preset again.

    Raises SetupError with a sentence under "" where its first mini-batch cannot be computed.
    """
    try_first_step(scenario)
    base = preset(scenario.preset)
    own = replace(scenario, title=base.title).setup() != base.setup()
    return beginning(replace(scenario, title=TITLE if own else base.title))


def _with_data(scenario: Scenario, x: Array, y: Array) -> Scenario:
    try:
        return fitted(replace(scenario, x=rows(x.T), y=rows(y.T), recipe=None, held=0))
    except ValueError as error:
        raise SetupError({"x": str(error)}) from error


def inputs(array: Array) -> Array:
    """x `(examples, n_0)` within the limits."""
    return _table(nested(array), "input", MAX_INPUTS)


def nested(array: Array) -> Array:
    """x with a row or a column for each example; a flat list does not say which."""
    if array.ndim < 2:
        raise PasteError(
            f"This is {_flat(array)}, but x needs a row for each example. Put each example in brackets: [[0.5, 1]] is "
            f"one example with 2 inputs, [[0.5], [1]] is two examples with 1 input."
        )
    return _flat_or_table(array)


def targets(array: Array) -> Array:
    """y `(examples, n_L)` within the limits; a flat list is one target for each example."""
    return _table(array.reshape(-1, 1) if array.ndim < 2 else array, "target", MAX_NEURONS)


def _flat_or_table(array: Array) -> Array:
    if array.ndim > 2:
        raise PasteError(f"This list is nested {array.ndim} deep. Data are a list of rows, one row for each example.")
    return array


def _table(array: Array, word: str, most: int) -> Array:
    _flat_or_table(array)
    examples, count = array.shape
    if examples > MAX_EXAMPLES:
        raise PasteError(f"There are {examples} examples; at most {MAX_EXAMPLES} can be learned here. Leave some out.")
    if count > most:
        raise PasteError(f"Each example has {plural(count, word)}; at most {most} can be shown. Leave some out.")
    return array


def _flat(array: Array) -> str:
    return f"a flat list of {plural(array.size, 'number')}" if array.ndim else "one number"


def _weights(text: str, scenario: Scenario) -> list[Array]:
    found = typed_weights(text, scenario.sizes, scenario.notation)
    check_layers("w", found, scenario.sizes, scenario.notation)
    turned = scenario.notation.turned("w")
    return [
        array.reshape(n_prev, n).T if turned else array.reshape(n, n_prev)
        for array, (n_prev, n) in zip(found, pairwise(scenario.sizes), strict=True)
    ]


def _biases(text: str, scenario: Scenario) -> list[Array] | None:
    if not text:
        return None
    found = typed_biases(text, scenario.sizes)
    check_layers("b", found, scenario.sizes, scenario.notation)
    return [array.ravel() for array in found]


def _matrix(array: Array, indent: int = 0) -> str:
    """Rows in brackets, each on a line of its own."""
    return "[" + (",\n " + " " * indent).join(_list(row) for row in array) + "]"


def _list(values: Array) -> str:
    return "[" + ", ".join(exact(value) for value in values.tolist()) + "]"
