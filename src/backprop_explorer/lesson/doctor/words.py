"""The sentences of the doctor."""

from __future__ import annotations

from collections.abc import Sequence

from ...engine import Network
from ...engine.activations import Array
from ..mistakes import MISTAKES
from ..notation import QUANTITIES, Key, Notation, exact, plural
from ..pasted.held import SINGLE
from .wrong_numbers import Hypothesis

TYPED = "to the digits typed"
PRECISION = (
    (2 * SINGLE, "to the precision of 16-bit numbers, about 3 digits"),
    (SINGLE, "to the precision of 32-bit numbers, about 7 digits"),
)
NAMED = 3  # mistakes named in one sentence


def apart(values: Sequence[float], digits: int = 6) -> list[str]:
    """Numbers with so many significant digits, or more if they would look equal; with a true minus sign."""
    for wanted in range(digits, 18):
        texts = [f"{value:.{wanted}g}".replace("-", "−") for value in values]
        if len(set(texts)) == len(set(values)):
            break
    return texts


def name(key: Key, notation: Notation) -> str:
    """The quantity as it is written."""
    return "C" if key[0] == "cost" else notation.text(key)


def cell(key: Key, row: int, column: int, notation: Notation) -> str:
    """The name of the number in a displayed place, from 0."""
    if key[0] == "cost":
        return "C"
    j, k = (column, row) if notation.turned(key[0]) else (row, column)
    axes = QUANTITIES[key[0]].axes
    if "examples" in axes:
        return f"{notation.entry(key, j)} of example {k + 1}"
    return notation.entry(key, j) if "one" in axes else notation.entry(key, j, k)


def right(key: Key, count: int, notation: Notation, share: float, held: bool) -> str:
    """All numbers are right; `share` is the error that they may have, and `held` says that nobody typed them."""
    whose = name(key, notation)
    agree = f"{whose} agrees" if count == 1 else f"all {count} numbers of {whose} agree"
    how = next((words for least, words in PRECISION if share >= least), "to the last digit" if held else TYPED)
    return f"Right: {agree} {how}."


def mean_inside(key: Key, m: int, notation: Notation) -> str:
    """δ/m in place of δ."""
    delta, grad_b = name(key, notation), notation.text(("grad_b", key[1]))
    return (
        f"Right, with the 1/m inside: these are the numbers of {delta} divided by {m}. PyTorch and many courses "
        f"write them so. On this page each example has its own {delta}, which is not divided. With the 1/m inside, "
        f"{grad_b} is the sum of these numbers over the examples, not their mean."
    )


def line(mistake: str, notation: Notation) -> str:
    """What is done wrong."""
    return MISTAKES[mistake].told(notation)


def ambiguous(others: Sequence[Hypothesis], notation: Notation) -> str:
    """More digits would tell."""
    ids = list(dict.fromkeys(h.mistake for h in others))
    reasons = "; or ".join(f"if {line(each, notation)}" for each in ids[:NAMED])
    return f"So few digits also fit {reasons}. More digits tell them apart."


def mistaken(found: Sequence[Hypothesis], net: Network, notation: Notation) -> str:
    """You get these numbers if …, and which other mistakes give the same numbers."""
    text = f"You get these numbers if {told(found[0], net, notation)}."
    others = [each for each in dict.fromkeys(h.mistake for h in found) if each != found[0].mistake]
    if others:
        reasons = "; or ".join(f"if {line(each, notation)}" for each in others[:NAMED])
        text += f" Here you also get these numbers {reasons}."
    return text


def told(found: Hypothesis, net: Network, notation: Notation) -> str:
    """What is done wrong, in which form, and where."""
    form = f" ({found.words.format(**_letters(notation))})" if found.words else ""
    return f"{line(found.mistake, notation)}{form}{_place(found, len(net.layers), notation)}"


def _letters(notation: Notation) -> dict[str, str]:
    return {each: notation.word(each) for each in QUANTITIES}


def _place(found: Hypothesis, depth: int, notation: Notation) -> str:
    """The layers in which the mistake is made, if not in all."""
    if found.where is None:
        return ""
    if found.where == {depth}:
        return ", at the output only"
    if found.where == frozenset(range(1, depth)):
        return ", in the hidden layers only"
    layers = sorted(found.where)
    listed = " and ".join(str(notation.number(layer)) for layer in layers)
    return f", in layer{'s' if len(layers) > 1 else ''} {listed} only"


def transposed(key: Key, shown: Array, notation: Notation, held: bool) -> str:
    """The right numbers, transposed; `held` says that they do not stand on the page, but in a program."""
    (rows, columns), whose = shown.shape, name(key, notation)
    needed = f"{plural(rows, 'row')} and {plural(columns, 'column')}"
    where = (
        f"{whose} needs {needed} here."
        if held
        else f"On this page {whose} has {needed}. The notation of the page can be changed."
    )
    return f"These are the numbers of {whose}, but transposed: rows and columns are exchanged. {where}"


def times_eta(key: Key, rate: float, notation: Notation) -> str:
    """The step in place of the gradient."""
    sign = "−" if rate < 0 else ""
    return (
        f"These are the numbers of {sign}η {name(key, notation)} with η = {exact(abs(rate))}. The gradient itself "
        "does not contain η: only the update multiplies by it."
    )


def unknown(off: int, count: int, held: bool) -> str:
    """No mistake fits; `held` says that nobody typed the numbers."""
    differ = "The number differs" if count == 1 else f"{off} of {count} numbers {'differs' if off == 1 else 'differ'}"
    return f"{differ}. No classic mistake gives {'these numbers' if held else 'what you typed'}."


def first(where: str, typed: float, expected: float | None, off: int, count: int) -> str:
    """The first number that differs, and what is right there, if it is to be told."""
    which = "" if count == 1 else "It is " if off == 1 else "The first is "
    told = apart((typed,) if expected is None else (typed, expected))
    right = f", right is {told[1]}" if len(told) == 2 else ""
    return f"{which}{where}: yours is {told[0]}{right}."


def rounded() -> str:
    """The right numbers round to the digits typed, but the mistake gives exactly the numbers typed."""
    return "The right numbers round to the same few digits: if you rounded yours, they are right."


def too_large(key: Key, notation: Notation) -> str:
    """The right numbers are not finite."""
    return f"{name(key, notation)} is too large here for a computer to hold. There is nothing to compare with."


def before(key: Key, notation: Notation) -> str:
    """The parameters before the update."""
    old: Key = (key[0].removesuffix("_new"), key[1])
    return (
        f"These are the numbers of {notation.text(old)} before the update. They are compared with the "
        f"numbers after it, {name(key, notation)}."
    )


def noughts() -> str:
    """Nothing but zeros without decimals, to which every small number rounds."""
    return "A 0 without decimals has no digits to compare: every small number rounds to it. Type a few more digits."
