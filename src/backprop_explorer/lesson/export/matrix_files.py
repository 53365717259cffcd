"""Every matrix of a mini-batch as a file of JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator

from ...engine import Trace
from ..notation import Key, Notation
from ..phases import quantities
from .scripts import orientation_words

KEYS_SAY = "In a key such as delta-2 the inputs are layer 0, whatever the numbering of the names."


def matrices_json(trace: Trace, eta: float, notation: Notation) -> str:
    """Every matrix as displayed, in "matrices" under keys such as "delta-2", every double in full.

    A matrix has its displayed name, its shape, what its rows and columns count, and its values row by row.
    A number that is not finite, which JSON cannot write, is the string "inf", "-inf" or "nan".
    """
    head = [f" {_json(name)}: {_json(value)}," for name, value in _head(trace, eta, notation).items()]
    matrices = []
    for key, rows, columns, values in _matrices(trace, eta, notation):
        described = {
            "name": notation.text(key),
            "shape": [len(values), len(values[0])],
            "rows": rows,
            "columns": columns,
        }
        numbers = ",\n".join(f"   {_json(row)}" for row in values)
        matrices.append(f'  "{key[0]}-{key[1]}": {_json(described)[:-1]}, "values": [\n{numbers}\n  ]}}')
    return "\n".join(["{", *head, ' "matrices": {', ",\n".join(matrices), " }", "}", ""])


def matrices_csv(trace: Trace, eta: float, notation: Notation) -> str:
    """The same as blocks of CSV with an empty line before each: first what is true for all.

    A block begins with a line of key, displayed name, what its rows and what its columns count; the numbers
    follow, every double in full.
    """
    text = io.StringIO()
    write = csv.writer(text, lineterminator="\n").writerow
    for name, value in _head(trace, eta, notation).items():
        write([name, *value] if isinstance(value, list) else [name, value])
    for key, rows, columns, values in _matrices(trace, eta, notation):
        write([])
        write([f"{key[0]}-{key[1]}", notation.text(key), f"rows: {rows}", f"columns: {columns}"])
        for row in values:
            write([repr(value) for value in row])
    return text.getvalue()


def _head(trace: Trace, eta: float, notation: Notation) -> dict[str, object]:
    """What is true for all matrices: the notation, the network, the mini-batch and its cost."""
    network = trace.network
    return {
        "orientation": notation.orientation,
        "orientation_means": orientation_words(notation),
        "numbering": notation.numbering,
        "first_computing_layer_is": notation.number(1),
        "letters": notation.letters,
        "keys": KEYS_SAY,
        "sizes": list(network.sizes),
        "activations": [layer.activation.name for layer in trace.layers],
        "cost": network.cost.name,
        "reduction": network.reduction,
        "train_biases": network.train_biases,
        "eta": float(eta),
        "step": trace.step,
        "examples": list(trace.indices),
        "C": trace.cost,
        "C_x": trace.example_costs.tolist(),
    }


def _matrices(trace: Trace, eta: float, notation: Notation) -> Iterator[tuple[Key, str, str, list[list[float]]]]:
    """Each matrix as displayed: its key, what its rows and its columns count, and its values."""
    for key, array in quantities(trace, eta).items():
        if key[0] in ("cost", "example_cost"):  # they stand in the head
            continue
        rows, columns = notation.axes(key, array.shape)
        yield key, str(rows), str(columns), notation.display(key, array).tolist()


def _json(value: object) -> str:
    """One line of JSON; a number that is not finite becomes a word."""
    if isinstance(value, float) and not math.isfinite(value):
        value = str(value)
    elif isinstance(value, list):
        value = [str(part) if isinstance(part, float) and not math.isfinite(part) else part for part in value]
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
