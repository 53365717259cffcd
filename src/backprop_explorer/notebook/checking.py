"""check(): which of the numbers of one's own code are right, and which mistake the others come from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from ..engine import Network, backprop
from ..lesson.doctor import Diagnosis, Doctor
from ..lesson.meeting import Meeting, meeting
from ..lesson.notation import Key
from ..lesson.pasted import Pasted, PasteError
from .asked import NO_ETA, keys_of, named
from .given import numbers_of
from .hints import CELLS, MISTAKE, NUMBERS, told
from .linked import PAGE, link
from .result import Result, first_phase
from .turns import Data, Turns, agreeing, fitted, read_data, recognised, view_turns


def check(
    net: Network,
    x: Any,
    y: Any,
    *,
    eta: float | None = None,
    view: str | None = None,
    hints: int = CELLS,
    page: str = PAGE,
    **given: Any,
) -> Result:
    """Compare numbers of your own with those of backpropagation for one mini-batch, x and y, through `net`.

    Each quantity is named by its letters and its layer, the inputs being layer 0: `z1 a1 delta2 grad_w1 grad_b1`
    before the update, `w1 b1` after the update with `eta`, and `cost`. Give arrays, lists, tensors or printed text.
    Each number is judged by its own precision: by its bits, or by its digits if it was rounded.

    `view` says how all of it lies. "columns": z `(n_l, m)`, w `(n_l, n_{l−1})`. "rows": z `(m, n_l)`, w
    `(n_{l−1}, n_l)`. "torch": z `(m, n_l)`, w `(n_l, n_{l−1})`. Without it the shapes of x, y and of the matrices
    say it, and a matrix that lies the other way is not called wrong. Biases may be flat. δ/m is right under a mean.

    `hints` says how much is told: 0 right or wrong, 1 the mistake too, 2 the first numbers that differ too, 3 the right
    numbers too. `page` is the address of the page that `result.link` leads to.

    Raises ValueError with a sentence for a name that is not known, for x and y that do not fit the network, for an
    unknown view or level of hints, and for w or b without `eta`.
    """
    keys = keys_of(given, len(net.layers), [layer.b is not None for layer in net.layers])
    _check_options(eta, hints, keys)
    rate = NO_ETA if eta is None else float(eta)
    read, refused = _read(given)
    matrices = {keys[name]: pasted for name, pasted in read.items()}
    doctor, turns = _opened(net, read_data(net, x, y, view), matrices, rate, view)
    cases = {name: _case(doctor.reading(turns.notation(keys[name])), keys[name], read[name], view) for name in read}
    whole = {name: cases[name][0] if name in cases else refused[name] for name in keys}
    phase = first_phase(whole.values(), doctor.trace)
    return Result(
        diagnoses=MappingProxyType({name: told(each, hints) for name, each in whole.items()}),
        drawn={name: met for name, (_, met) in cases.items() if met is not None and hints >= MISTAKE},
        hints=hints,
        turned="" if view else turns.words,
        address=partial(link, doctor.trace, rate, phase, turns.whole, hints < NUMBERS, page),
    )


def _check_options(eta: float | None, hints: int, keys: Mapping[str, Key]) -> None:
    if hints not in range(NUMBERS + 1):
        raise ValueError(f"hints is {hints!r}, but there are the levels 0, 1, 2 and 3.")
    if eta is not None and not (np.isfinite(eta) and eta > 0):
        raise ValueError(f"η is {eta}, but a learning rate has to be a finite number above 0.")
    after = [name for name, key in keys.items() if key[0].endswith("_new")]
    if after and eta is None:
        raise ValueError(f"“{after[0]}” is compared after the update, which needs η. Add it, as in eta=0.5.")


def _read(given: Mapping[str, Any]) -> tuple[dict[str, Pasted], dict[str, Diagnosis]]:
    """What can be read, and what is said of the rest."""
    read: dict[str, Pasted] = {}
    refused: dict[str, Diagnosis] = {}
    for name, value in given.items():
        try:
            read[name] = numbers_of(value)
        except PasteError as error:
            refused[name] = Diagnosis("unreadable", (), str(error))
    return read, refused


def _opened(
    net: Network, data: list[Data], given: Mapping[Key, Pasted], eta: float, view: str | None
) -> tuple[Doctor, Turns]:
    """The doctor of the mini-batch, and how all that is given lies: in the way in which most of it is right."""
    found: list[tuple[Doctor, Turns]] = []
    for each in data:
        try:
            doctor = Doctor(backprop(net, each.x, each.y), eta)
        except ValueError:
            # Where x and y may lie either way, the cost may allow the targets in one of them only.
            if each is data[-1] and not found:
                raise
            continue
        found.append((doctor, recognised(doctor, each, given) if view is None else view_turns(view)))
    if len(found) == 1:
        return found[0]
    return max(found, key=lambda way: agreeing(way[0], way[1], given))


def _case(doctor: Doctor, key: Key, pasted: Pasted, view: str | None) -> tuple[Diagnosis, Meeting | None]:
    """What is said of one quantity, and where it does not fit, if its shape is wrong."""
    rows, columns = doctor.notation.display(key, doctor.quantities[key]).shape
    laid = fitted(pasted, key, (rows, columns), either=view is None)
    found, shape = doctor.compare(named(key), laid), laid.array.shape
    if found.verdict == "correct" or found.mistakes[:1] == ("transposed",) or len(shape) != 2:
        return found, None
    return found, meeting(key, (shape[0], shape[1]), doctor.trace, doctor.notation)
