"""Precision and recall of check(): `python -m tests.notebook.table --scenarios 300 --seed 1` prints the table.

In random networks each mistake is made by hand, in one random quantity that it changes. Its numbers are given to
check() as an array and as numbers of four digits. It has to be named first; a mistake that is named before it has to
give the same numbers, which is proved. Right numbers in every form must not be called wrong, and numbers made by chance
must not be taken for a mistake.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from backprop_explorer.engine import Network, Trace, backprop
from backprop_explorer.lesson.doctor.wrong_numbers import WrongNumbers
from backprop_explorer.lesson.mistakes import MISTAKES, ShapeStory, applies, wrong_step
from backprop_explorer.lesson.notation import Notation
from backprop_explorer.notebook import Result, check

from ..engine.cases import HIDDEN, OUTPUTS, targets
from ..lesson.test_doctor import misshapen
from ..lesson.wrong_by_hand import SlippedPass

ETA = 0.75
Key = tuple[str, int]


def drawn(chance: np.random.Generator) -> tuple[Network, np.ndarray, np.ndarray]:
    """A random network and a mini-batch, with columns as examples."""
    cost = str(chance.choice(sorted(OUTPUTS)))
    output = str(chance.choice(OUTPUTS[cost]))
    hidden = [str(name) for name in chance.choice(HIDDEN, size=chance.integers(0, 4))]
    sizes = [int(n) for n in chance.integers(1, 5, size=len(hidden) + 1)]
    sizes.append(int(chance.integers(2 if output == "softmax" else 1, 5)))
    m = int(chance.integers(1, 6))
    net = Network.build(
        [1.5 * chance.standard_normal((n, k)) / np.sqrt(k) for k, n in pairwise(sizes)],
        [chance.standard_normal(n) for n in sizes[1:]] if chance.random() < 0.8 else None,
        [*hidden, output],
        cost,
        str(chance.choice(("mean", "sum"))),
    )
    return net, chance.standard_normal((sizes[0], m)), targets(cost, sizes[-1], m, chance)


def four_digits(array: np.ndarray) -> np.ndarray:
    """The same, as a person writes them down."""
    return np.array([float(f"{value:.4g}") for value in array.flat]).reshape(array.shape)


FORMS = {"array": np.asarray, "4 digits": four_digits}


def named(key: Key) -> str:
    return key[0] if key[0] == "cost" else f"{key[0]}{key[1]}"


def asked(net: Network, x: np.ndarray, y: np.ndarray, key: Key, array: np.ndarray, **options: object) -> Result:
    return check(net, x, y, eta=ETA, **{named(key): array}, **options)  # type: ignore[arg-type]


def same(numbers: np.ndarray, given: np.ndarray, form: str) -> bool:
    """Whether these are the numbers given, as far as their form tells."""
    if numbers.shape != given.shape:
        return False
    largest = np.abs(numbers).max(initial=0.0)
    half = 0.0
    if form == "4 digits":
        half = 0.5001 * 10.0 ** (np.floor(np.log10(np.abs(np.where(given == 0, 1.0, given)))) - 3)
    return bool((np.abs(numbers - given) <= half + (2e-9 if form == "4 digits" else 3e-6) * largest + 1e-12).all())


@dataclass
class Table:
    """What became of each mistake, and of right numbers in each form."""

    outcome: dict[str, Counter] = field(default_factory=lambda: {name: Counter() for name in MISTAKES})
    blamed: dict[str, Counter] = field(default_factory=lambda: {name: Counter() for name in MISTAKES})
    right: dict[str, Counter] = field(default_factory=dict)
    chance: Counter = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def look_at(self, net: Network, x: np.ndarray, y: np.ndarray, chance: np.random.Generator) -> None:
        """One scenario: all mistakes, and right numbers in all forms."""
        trace = backprop(net, x, y)
        right = right_numbers(trace)
        wrong = WrongNumbers(trace, ETA)
        for mistake, key, array in mistaken(trace, right, chance):
            for form, write in FORMS.items():
                found = asked(net, x, y, key, write(array), view="columns")
                self.judge(mistake, key, write(array), form, found, right[key], wrong)
        for key in list(right)[:: max(1, len(right) // 3)]:
            off = right[key] + np.abs(right[key]).max(initial=1e-3) * chance.uniform(0.05, 0.9, right[key].shape)
            verdict = asked(net, x, y, key, off)[named(key)].verdict
            self.chance[verdict] += 1
            if verdict != "unknown":
                self.failures.append(f"numbers made by chance are called {verdict}: {key} {off.tolist()}")
        for form, result in rightly(trace, right, chance):
            for name, each in result.diagnoses.items():
                called = "right" if each.verdict == "correct" else "called wrong"
                self.right.setdefault(form, Counter())[called] += 1
                if called != "right":
                    self.failures.append(f"right numbers as {form} are called wrong, {name}: {each.message}")

    def judge(
        self,
        mistake: str,
        key: Key,
        given: np.ndarray,
        form: str,
        found: Result,
        right: np.ndarray,
        wrong: WrongNumbers,
    ) -> None:
        diagnosis = found[named(key)]
        asked_for = ("w_new" if key[0] == "w" else "b_new" if key[0] == "b" else key[0], key[1])
        if diagnosis.verdict == "correct":
            inside = [right / wrong.trace.m] if key[0] == "delta" else []
            proved = any(same(each, given, form) for each in (right, *inside))
            self.count(mistake, "the truth" if proved else "missed", f"{form} {key} {given.tolist()} called right")
            return
        names = diagnosis.mistakes
        if mistake not in names:
            self.count(mistake, "missed", f"{form} {key} {given.tolist()}: {diagnosis.message}")
            if names and names[0] in self.blamed:
                self.blamed[names[0]]["falsely"] += 1
            return
        for other in names[: names.index(mistake)]:
            numbers = [h.array for h in wrong.of(asked_for) if h.mistake == other]
            turned = other == "transposed" and given.ndim == 2 and same(right.T, given, form)
            if not turned and not any(same(each, given, form) for each in numbers):
                self.count(mistake, "missed", f"{form} {key}: {other} is named first, but does not give these numbers")
                self.blamed.get(other, Counter())["falsely"] += 1
                return
        self.count(mistake, "first" if names[0] == mistake else "coincides", "")
        if names[0] in self.blamed:
            self.blamed[names[0]]["rightly"] += 1

    def count(self, mistake: str, outcome: str, failure: str) -> None:
        self.outcome[mistake][outcome] += 1
        if outcome == "missed":
            self.failures.append(f"{mistake}: {failure}")

    def __str__(self) -> str:
        head = f"{'mistake':18} {'given':>6} {'first':>6} {'coincides':>9} {'the truth':>9} {'missed':>6}"
        lines = [f"{head} {'recall':>7} {'precision':>9}"]
        for name, seen in self.outcome.items():
            given = seen.total() - seen["the truth"]
            blamed = self.blamed[name]
            recall = f"{1 - seen['missed'] / given:.4f}" if given else "–"
            precision = f"{blamed['rightly'] / blamed.total():.4f}" if blamed.total() else "–"
            counts = f"{seen['first']:6} {seen['coincides']:9} {seen['the truth']:9} {seen['missed']:6}"
            lines.append(f"{name:18} {seen.total():6} {counts} {recall:>7} {precision:>9}")
        lines += ["", f"{'right numbers':18} {'given':>6} {'called wrong':>12}"]
        lines += [f"{form:18} {seen.total():6} {seen['called wrong']:12}" for form, seen in self.right.items()]
        lines += ["", f"{'made by chance':18} {self.chance.total():6} {self.chance['mistake']:6} named as a mistake, "]
        lines[-1] += f"{self.chance['correct']} called right"
        return "\n".join(lines)


def right_numbers(trace: Trace) -> dict[Key, np.ndarray]:
    """Right numbers, worked out example by example by another program."""
    return SlippedPass(trace.network, trace.x, trace.y, ETA).numbers()


def mistaken(
    trace: Trace, right: dict[Key, np.ndarray], chance: np.random.Generator
) -> Iterator[tuple[str, Key, np.ndarray]]:
    """Every mistake that can be made here, in one quantity that it changes, chosen by chance."""
    found: dict[str, list[tuple[Key, np.ndarray]]] = {}
    for mistake, each in MISTAKES.items():
        if not applies(each, trace.network) or isinstance(wrong_step(trace, each, ETA), ShapeStory):
            continue
        numbers = SlippedPass(trace.network, trace.x, trace.y, ETA, mistake).numbers()
        found[mistake] = [
            (key, array)
            for key, array in numbers.items()
            if key in right and not np.allclose(array, right[key], rtol=1e-5, atol=1e-12)
        ]
    for mistake, key, array in misshapen(trace):
        if array.shape != right[key].shape and np.abs(array).max() > 1e-9:
            found.setdefault(mistake, []).append((key, array))
    for mistake, places in found.items():
        if places:
            yield mistake, *places[int(chance.integers(len(places)))]


def rightly(trace: Trace, right: dict[Key, np.ndarray], chance: np.random.Generator) -> Iterator[tuple[str, Result]]:
    """Right numbers in every form: all of a mini-batch at once, and single matrices that may lie the other way."""
    net, x, y = trace.network, trace.x, trace.y
    ways = {
        "float64": lambda array: array,
        "float32": lambda array: array.astype(np.float32),
        "float32 as float64": lambda array: array.astype(np.float32).astype(np.float64),
        "float16": lambda array: array.astype(np.float16),
        "4 digits": four_digits,
        "lists": np.ndarray.tolist,
    }
    for form, write in ways.items():
        # Numbers below those of 16 bits become 0 there, and lose their digits before that.
        least = 1e-3 if form == "float16" else 0.0
        given = {named(key): write(array) for key, array in right.items() if np.abs(array).max() > least}
        yield form, check(net, x, y, eta=ETA, cost=trace.cost, **given)
    for view in ("rows", "torch"):
        shown = {
            named(key): Notation(view).display(("w_new" if key[0] == "w" else key[0], key[1]), array)
            for key, array in right.items()
        }
        yield f"view={view}", check(net, x.T, y.T, eta=ETA, view=view, **shown)
    yield "all transposed", check(net, x.T, y.T, eta=ETA, **{named(key): array.T for key, array in right.items()})
    keys = list(right)
    for place in chance.permutation(len(keys))[:4]:
        yield "transposed", asked(net, x, y, keys[place], right[keys[place]].T)
    vectors = {named(key): array.ravel() for key, array in right.items() if array.shape[1] == 1}
    if vectors:
        yield "flat", check(net, x, y, eta=ETA, **vectors)
    if net.reduction == "mean":
        inside = {named(key): array / trace.m for key, array in right.items() if key[0] == "delta"}
        yield "δ/m", check(net, x, y, eta=ETA, **inside)


def table(scenarios: int, seed: int) -> Table:
    """The table of so many random scenarios."""
    chance, found = np.random.default_rng(seed), Table()
    for _ in range(scenarios):
        found.look_at(*drawn(chance), chance)
    return found


def main() -> None:
    """Print it, and what failed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scenarios", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    found = table(chosen.scenarios, chosen.seed)
    print(found)
    print(*(f"\n{failure}" for failure in found.failures[:20]))
    raise SystemExit(bool(found.failures))


if __name__ == "__main__":
    main()
