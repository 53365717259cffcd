"""The command: samples mutants, runs the tests that reach them, and prints each one that no test noticed."""

from __future__ import annotations

import argparse
import os
import pickle
import random
import time
from collections import Counter
from functools import partial
from pathlib import Path

from .making import Mutant, mutants
from .reach import Reach, measure, together
from .settings import PACKAGE, ROOMS, ROOT, TESTS
from .trial import NO_TEST, SURVIVED, apart, results, sound


def main() -> None:
    options = read_options()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    files = sorted(path for room in options.rooms for path in (PACKAGE / room).rglob("*.py"))
    every = [mutant for path in files for mutant in mutants(path)]
    chosen = [one for one in every if one.place.endswith(options.at)] if options.at else sample(every, options)
    print(f"{len(every)} mutants can be made; {len(chosen)} are tried.", flush=True)
    reach = measured(options.reach)
    if not sound(files[0], reach):
        raise SystemExit("The tests fail on unchanged code in a process of its own.")
    begun, found = time.monotonic(), []
    for number, (mutant, result) in enumerate(results(chosen, reach, options.jobs), start=1):
        found.append((mutant, result))
        if result in (SURVIVED, NO_TEST):
            print(f"\n{mutant.place} · {mutant.operator}{' · prose' * mutant.prose} · {result}")
            print(mutant.difference(), flush=True)
        if number % 50 == 0:
            print(f"… {number} of {len(chosen)} after {time.monotonic() - begun:.0f} s", flush=True)
    print(summary(found))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=400, help="how many mutants, sentences not counted")
    parser.add_argument("--seed", type=int, default=1, help="which mutants")
    parser.add_argument("--rooms", nargs="+", default=ROOMS, help="folders of the package")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    parser.add_argument("--at", default="", help="all mutants of one place instead: file.py:12")
    parser.add_argument("--reach", type=Path, help="a file that keeps which test runs which line, for the next time")
    return parser.parse_args()


def measured(kept: Path | None) -> Reach:
    """Which test runs which line, from the file that keeps it if there is one."""
    if kept and kept.exists():
        return pickle.loads(kept.read_bytes())
    folders = [folder for folder in TESTS if (ROOT / folder).exists()]
    reach = together(apart(partial(measure, folder) for folder in folders))
    if kept:
        kept.write_bytes(pickle.dumps(reach))
    return reach


def sample(every: list[Mutant], options: argparse.Namespace) -> list[Mutant]:
    """One mutant of each place that chance draws, until there are enough that do not change a sentence alone.

    A call with five arguments can be changed in many ways, most of which no program survives: it counts once.
    """
    chance = random.Random(options.seed)
    places: dict[int, list[Mutant]] = {}
    for mutant in every:
        places.setdefault(id(mutant.old), []).append(mutant)
    chosen: list[Mutant] = []
    counted = 0
    for place in chance.sample(list(places.values()), len(places)):
        if counted < options.sample:
            chosen.append(chance.choice(place))
            counted += not chosen[-1].prose
    return chosen


def summary(found: list[tuple[Mutant, str]]) -> str:
    """The share that survived, with and without the mutants of sentences, and by operator."""
    plain = [(mutant, result) for mutant, result in found if not mutant.prose]
    lines = [share("without sentences", plain), share("all", found)]
    for operator in sorted({mutant.operator for mutant, _ in plain}):
        lines.append(share(f"  {operator}", [pair for pair in plain if pair[0].operator == operator]))
    return "\n" + "\n".join(lines)


def share(name: str, found: list[tuple[Mutant, str]]) -> str:
    counts = Counter(result for _, result in found)
    survived = counts[SURVIVED] + counts[NO_TEST]
    kinds = ", ".join(f"{count} {result}" for result, count in sorted(counts.items()))
    return f"{name}: {survived} of {len(found)} survived ({survived / max(1, len(found)):.1%}): {kinds}"


if __name__ == "__main__":
    main()
