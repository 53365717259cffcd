"""Printed numbers of worked examples beside the numbers computed here, and the calculation that gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..engine import Run, Trace
from ..engine.activations import Array
from .mistakes import MISTAKES
from .notation import QUANTITIES, Key, Notation, exact, plural
from .published_facts import FACTS, Fact, Published

__all__ = ["Compared", "Fact", "Published", "both_ways", "compare", "published", "slip_words", "summary"]

AGREES, SLIP, NEITHER = "agrees", "agrees with the slip", "neither"
MORE = 2  # digits that ours are shown with beyond those printed
FULL = 17  # significant digits that say all that a double holds

At = Callable[[int], Trace]
"""The mini-batch after so many updates, as `Run.seek` gives it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One printed number beside ours.

    `name` says which and after how many updates; `printed`, `ours` and `slip` are texts, `slip` "" where no slip is
    compared with. `value` and `slip_value` are the full doubles. `verdict` is "agrees", "agrees with the slip" or
    "neither", `sentence` says why they differ, "" where they agree.
    """

    key: Key
    name: str
    printed: str
    ours: str
    slip: str
    value: float
    slip_value: float | None
    verdict: str
    sentence: str


def published(preset: str) -> Published | None:
    """What is known of the source of a preset, or None where it has none."""
    return FACTS.get(preset)


def both_ways(facts: Published, run: Run) -> tuple[At, At | None]:
    """The right run, and the same one with the slip of the source, or None where it makes none."""
    if not facts.slip:
        return run.seek, None
    equations = MISTAKES[facts.slip].equations(run.network, run.eta)
    slipped = Run(run.network, run.x, run.y, run.eta, run.batch_size, run.shuffle_seed, equations=equations)
    return run.seek, slipped.seek


def compare(facts: Published, right: At, slip: At | None, notation: Notation) -> tuple[Compared, ...]:
    """Each printed number beside that of the right run and that of the run with the slip, in the order of the source.

    Numbers agree within one unit of the last printed digit, because some sources truncate and some round. If
    both runs agree, the one within half a unit is named. Raises what `right` and `slip` raise.
    """
    return tuple(row for fact in facts.facts for row in _rows(facts, fact, right, slip, notation))


def summary(rows: tuple[Compared, ...], facts: Published) -> str:
    """One sentence on the whole table."""
    counts = [sum(row.verdict == verdict for row in rows) for verdict in (AGREES, SLIP, NEITHER)]
    told = f"Of {plural(len(rows), 'number')}, {counts[0]} agree with this page"
    if facts.slip:
        told += f", {counts[1]} agree only with the mistake, {counts[2]} with neither"
    elif counts[2]:
        told += f", and {counts[2]} do not"
    return f"{told}."


def _rows(facts: Published, fact: Fact, right: At, slip: At | None, notation: Notation) -> Iterator[Compared]:
    ours = fact.sign * _numbers(fact, right(fact.after))
    theirs = None if slip is None else fact.sign * _numbers(fact, slip(fact.after))
    for j, row in enumerate(fact.printed):
        for k, text in enumerate(row):
            value = float(ours[j, k])
            slipped = None if theirs is None else float(theirs[j, k])
            verdict = _verdict(text, value, slipped)
            yield Compared(
                fact.key,
                _name(fact, j, k, notation),
                _minus(text),
                _like(text, value),
                "" if slipped is None else _like(text, slipped),
                value,
                slipped,
                verdict,
                _sentence(facts, fact, verdict, value, slipped, notation),
            )


def _numbers(fact: Fact, trace: Trace) -> Array:
    """The numbers that a fact prints, as the engine holds them, `(n, anything)`."""
    name, number = fact.key
    if name == "cost":
        return np.array([[trace.cost]])
    layer = trace.layers[number - 1]
    if name == "grad_w" and fact.example is not None:
        return layer.example_grad_w(fact.example)
    array: Array = getattr(layer, name)
    return array if fact.example is None else array[:, fact.example : fact.example + 1]


def _name(fact: Fact, j: int, k: int, notation: Notation) -> str:
    """Which number: "w¹₁₂ after 1 update", "−δ²₁", "∂C/∂w¹₁₂ of example 2"."""
    name, example = fact.key[0], fact.example
    if name == "cost":
        text = "C"
    elif name in ("w", "grad_w"):
        text = notation.entry(fact.key, j, k)
    else:
        text = notation.entry(fact.key, j)
        many = example is None and len(fact.printed[j]) > 1
        example = k if many else example
    of = "" if example is None else f" of example {example + 1}"
    when = f" after {fact.after:,} update{'' if fact.after == 1 else 's'}" if fact.after else ""
    return f"{'−' if fact.sign < 0 else ''}{text}{of}{when}"


def _unit(text: str) -> float:
    """One unit of the last printed digit, but never finer than rounding leaves it; whole numbers are exact."""
    exponent = Decimal(text).as_tuple().exponent
    assert isinstance(exponent, int), text
    digits = 0.0 if exponent == 0 else 10.0**exponent
    return max(digits, 1e-12 * abs(float(text)))


def _verdict(text: str, value: float, slip: float | None) -> str:
    unit, printed = _unit(text), float(text)
    near = [(AGREES, abs(value - printed)), *([] if slip is None else [(SLIP, abs(slip - printed))])]
    for room in (unit / 2, unit):
        for verdict, distance in near:
            if distance <= room * (1 + 1e-9):
                return verdict
    return NEITHER


def _like(text: str, value: float) -> str:
    """A number written as `text` is, with two digits more."""
    mantissa, _, power = text.lower().partition("e")
    if "." not in mantissa:
        return _minus(exact(value))
    decimals = len(mantissa.partition(".")[2]) + MORE
    written = f"{value:.{decimals}{'e' if power else 'f'}}"
    significant = len(written.partition("e")[0].lstrip("-0.").replace(".", ""))
    return _minus(repr(value) if significant > FULL else written)


def _minus(text: str) -> str:
    return text.replace("-", "−")


def _sentence(facts: Published, fact: Fact, verdict: str, value: float, slip: float | None, notation: Notation) -> str:
    """Why a number differs, with ours in full."""
    if verdict == AGREES:
        return ""
    full = f"With all digits, this page has {_minus(exact(value))}"
    if slip == value:
        full += ", with the mistake and without it"
    elif slip is not None:
        full += f"; with the mistake it is {_minus(exact(slip))}"
    if verdict == SLIP:
        return f"You get the printed number if {slip_words(facts, notation)}. {full}."
    return f"{fact.why or 'No calculation here gives this number.'} {full}."


def slip_words(facts: Published, notation: Notation) -> str:
    """The slip of a source in the middle of a sentence, with the layer that it is about: that of the outputs."""
    depth = max(fact.key[1] for fact in facts.facts)
    words = {name: notation.word(name) for name in QUANTITIES} | {"w": notation.text(("w", depth))}
    return MISTAKES[facts.slip].line.format(**words)
