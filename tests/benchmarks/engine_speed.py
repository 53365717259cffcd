"""One table: the time of a training step here and elsewhere, and how it grows.

Run from the root: python -m tests.benchmarks.engine_speed [--rounds 15]

Every figure is a median of paired ratios: the peer and this engine in turn, in one process, on one processor;
each peer has a process of its own.
A peer that does not reach this engine's weights after 10 steps to 1e-10 ends the run.
"""

import argparse
import importlib.util
import os
import statistics
import time
import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np

from backprop_explorer.engine import Network, check_gradients

from .peers import PEERS, Explorer, ExplorerLinear, sigmoid
from .workloads import WORKLOADS, Array, Workload


def seconds(thing: Any, steps: int) -> float:
    """Processor time of a step: the time in which other programs have the processor does not count."""
    start = time.process_time()
    thing.run(steps)
    return (time.process_time() - start) / steps


def enough(thing: Any, budget: float = 0.02) -> int:
    """How many steps take about `budget` seconds."""
    return max(1, round(budget / max(seconds(thing, 2), 1e-7)))


def on_one_processor() -> None:
    """Keep this process to one processor: told to use one thread, JAX still works on several."""
    if hasattr(os, "sched_setaffinity"):  # Linux
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def check(peer: Any, engine: Explorer, name: str) -> None:
    """End the run unless both have the same weights after 10 steps."""
    peer.run(10)
    engine.run(10)
    gap = max(float(np.abs(a - b).max()) for a, b in zip(peer.weights(), engine.weights(), strict=True))
    if not gap <= 1e-10:
        raise SystemExit(f"{name} is {gap:.1e} away from this engine's weights after 10 steps; 1e-10 is allowed.")


def ratios(peer: Any, engine: Explorer, rounds: int) -> list[float]:
    """Time of the peer over time of this engine, round by round."""
    peer_steps, engine_steps = enough(peer), enough(engine)
    return [seconds(peer, peer_steps) / seconds(engine, engine_steps) for _ in range(rounds)]


def spread(values: list[float]) -> str:
    low, middle, high = statistics.quantiles(values, n=4)
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def comparison(rounds: int) -> list[list[str]]:
    """A row for each peer: its time over this engine's on every workload, median (quartiles)."""
    own = ["this engine, µs a step"]
    for workload in WORKLOADS:
        engine = Explorer(workload)
        steps = enough(engine)
        own.append(f"{1e6 * statistics.median(seconds(engine, steps) for _ in range(rounds)):.1f}")
    rows = [["time ÷ this engine", *(workload.name for workload in WORKLOADS)], own]
    # A process for each: the threads and allocators of one library change the times of the next.
    with ProcessPoolExecutor(1, get_context("spawn"), on_one_processor, max_tasks_per_child=1) as fresh:
        return rows + list(fresh.map(peer_row, range(len(PEERS)), [rounds] * len(PEERS)))


def peer_row(number: int, rounds: int) -> list[str]:
    """The row of one peer, beside this engine in the same process."""
    warnings.filterwarnings("ignore")  # scikit-learn warns that one step is not convergence
    package, peer_type, engine_type = PEERS[number]
    if package and importlib.util.find_spec(package) is None:
        return [peer_type.name, *["not installed"] * len(WORKLOADS)]
    row = [peer_type.name]
    for workload in WORKLOADS:
        if engine_type is ExplorerLinear:
            workload = workload._replace(eta=0.01)  # a larger step makes linear outputs diverge
        peer, engine = peer_type(workload), engine_type(workload)
        check(peer, engine, f"{peer_type.name} on {workload.name}")
        row.append(spread(ratios(peer, engine, rounds)))
    return row


def growth(rounds: int) -> list[list[str]]:
    """How the time of a step grows with width, depth and batch, against the smallest of each."""
    lines: dict[str, dict[int, Workload]] = {
        "width n of 16-n-n-4, m = 16": {n: Workload((16, n, n, 4), 16) for n in (8, 16, 32, 64, 128)},
        "depth L, width 16, m = 16": {depth: Workload((16,) * (depth + 1), 16) for depth in (1, 2, 3, 4, 6)},
        "batch m of 16-16-16-4": {m: Workload((16, 16, 16, 4), m) for m in (1, 4, 16, 64, 256)},
    }
    rows = []
    for title, sizes in lines.items():
        values, workloads = list(sizes), list(sizes.values())
        engines = [Explorer(workload) for workload in workloads]
        steps = [enough(engine) for engine in engines]
        times = [[seconds(engine, count) for engine, count in zip(engines, steps, strict=True)] for _ in range(rounds)]
        medians = [statistics.median(row[i] / row[0] for row in times) for i in range(len(engines))]
        rows.append([title, *(f"{value}: {ratio:.2f}×" for value, ratio in zip(values, medians, strict=True))])
    return rows


def one_at_a_time(weights: list[Array], biases: list[Array], x: Array, y: Array, points: Sequence[int]) -> None:
    """The naive gradient check: every parameter moved by itself to `points`, each time with a bare forward pass.

    Two points give the usual central difference, four the formula that `check_gradients` uses.
    """
    for matrix in (*weights, *biases):
        slopes = np.empty_like(matrix)
        for place in np.ndindex(matrix.shape):
            costs = []
            before = matrix[place]
            for point in points:
                matrix[place] = before + point * 5e-4
                a = x
                for w, b in zip(weights, biases, strict=True):
                    a = sigmoid(w @ a + b)
                costs.append(0.5 * ((a - y) ** 2).sum() / x.shape[1])
            matrix[place] = before
            slopes[place] = (8 * (costs[0] - costs[1]) - (costs[-2] - costs[-1])) / (12 * 5e-4)


CHECKED = ((2, 8, 8, 1), (10, 20, 10), (20, 40, 20, 5), (50, 60, 25, 10))


def check_ratios(
    rounds: int, points: Sequence[int] = (1, -1, 2, -2), networks: Sequence[tuple[int, ...]] = CHECKED
) -> dict[int, float]:
    """How many times faster `check_gradients` is than the naive loop, by the number of parameters."""
    found = {}
    for sizes in networks:
        weights, biases, x, y = Workload(sizes, 16).problem()
        net = Network.build(weights, biases)
        values = []
        for _ in range(rounds):
            start = time.process_time()
            one_at_a_time(weights, biases, x, y, points)
            middle = time.process_time()
            assert check_gradients(net, x, y).relative_error <= 1e-9
            values.append((middle - start) / (time.process_time() - middle))
        found[sum(matrix.size for matrix in (*weights, *biases))] = statistics.median(values)
    return found


def show(rows: list[list[str]]) -> None:
    """Print a table in Markdown."""
    for number, row in enumerate(rows):
        print("| " + " | ".join(row) + " |")
        if number == 0:
            print("|" + " --- |" * len(row))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    on_one_processor()
    show(comparison(rounds))
    print()
    for row in growth(rounds):
        print("; ".join(row))
    print()
    for points in ((1, -1, 2, -2), (1, -1)):
        ratios = (f"{count} parameters: {ratio:.1f}×" for count, ratio in check_ratios(rounds, points).items())
        print(f"gradient check, faster than {len(points)} bare forward passes a parameter: " + "; ".join(ratios))


if __name__ == "__main__":
    main()
