"""Acceptance: the digits typed hold for every number, also where another number of the same list is wrong."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

import numpy as np

from backprop_explorer.engine import Network, Trace, backprop
from backprop_explorer.lesson.doctor import Diagnosis, Doctor
from backprop_explorer.lesson.mistakes import MISTAKES, ShapeStory, wrong_step

CASES = 2_000
EACH = 20  # cases of one network
ETA = 0.75

Write = Callable[[float], str]

# Each writes one number; none of them says how the others of the list are written.
WRITERS: dict[str, Write] = {
    **{f"{n} significant digits": lambda v, n=n: f"{v:.{n}g}" for n in (1, 2, 3, 4, 6, 10)},
    **{f"{n} decimals": lambda v, n=n: f"{v:.{n}f}" for n in (1, 2, 3, 4, 8)},
    **{f"Python's round to {n}": lambda v, n=n: repr(round(v, n)) for n in (1, 2, 3, 5)},
    **{f"{n} digits and a power": lambda v, n=n: f"{v:.{n}e}" for n in (0, 1, 3, 9)},
    "Python": repr,
    "32-bit": lambda v: str(np.float32(v)),
    "32-bit as 64-bit": lambda v: repr(float(np.float32(v))),
}
MIXED = ("1 significant digits", "2 decimals", "4 significant digits", "3 decimals", "1 digits and a power")


def numpy_prints(row: np.ndarray, precision: int) -> list[str]:
    """The numbers of one array as NumPy prints them, to one number of decimals, without ending noughts."""
    text = np.array2string(row, precision=precision, threshold=10**6, max_line_width=10**6)
    return text.strip("[]").split()


def written(array: np.ndarray, chance: np.random.Generator) -> tuple[str, list[str]]:
    """A way of writing and the numbers of `array` written in it."""
    ways = [*WRITERS, "mixed", "NumPy 3", "NumPy 8"]
    way = str(chance.choice(ways))
    flat = array.ravel()
    if way.startswith("NumPy"):
        return way, numpy_prints(flat, int(way[-1]))
    writers = [WRITERS[str(chance.choice(MIXED)) if way == "mixed" else way] for _ in flat]
    return way, [write(float(value)) for write, value in zip(writers, flat, strict=True)]


def half_units(texts: list[str]) -> list[Decimal]:
    """Half a unit of the last digit of each; a 0 without decimals has those of the coarsest of the others."""
    halves = [Decimal((0, (5,), int(Decimal(text).as_tuple().exponent) - 1)) for text in texts]
    coarsest = max((half for half, text in zip(halves, texts, strict=True) if Decimal(text)), default=halves[0])
    bare = [not Decimal(text) and not text.partition(".")[2] for text in texts]
    return [min(half, coarsest) if each else half for half, each in zip(halves, bare, strict=True)]


def differing(texts: list[str], values: list[float], room: float = 0.0) -> list[tuple[float, float]]:
    """The numbers typed, each with the right one, where that does not round to it, by the arithmetic of decimals."""
    together = zip(texts, values, half_units(texts), strict=True)
    return [
        (float(text), value)
        for text, value, half in together
        if abs(Decimal(text) - Decimal(value)) > half + Decimal(room)
    ]


def networks() -> Iterator[Trace]:
    """Small networks of many kinds with random numbers, one after the other."""
    chance = np.random.default_rng(20)
    while True:
        sizes = [int(n) for n in chance.integers(1, 5, size=chance.integers(2, 5))]
        weights = [chance.normal(size=(n, below)) for below, n in pairwise(sizes)]
        hidden = str(chance.choice(["sigmoid", "tanh", "relu", "leaky-relu", "linear"]))
        activations = [*[hidden] * (len(sizes) - 2), str(chance.choice(["sigmoid", "linear"]))]
        reduction = str(chance.choice(["mean", "sum"]))
        biases = [chance.normal(size=n) for n in sizes[1:]]
        net = Network.build(weights, biases, activations, "quadratic", reduction)
        m = int(chance.integers(1, 6))
        scale = 10.0 ** chance.integers(-3, 2)
        yield backprop(net, scale * chance.normal(size=(sizes[0], m)), chance.normal(size=(sizes[-1], m)))


def matrices(trace: Trace) -> dict[str, np.ndarray]:
    """Every matrix that can be brought to the doctor."""
    found = {}
    for number, layer in enumerate(trace.layers, start=1):
        found |= {f"{name}-{number}": getattr(layer, name) for name in ("z", "a", "delta", "grad_w", "grad_b")}
        found |= {f"w-{number}": layer.w - ETA * layer.grad_w, f"b-{number}": layer.b - ETA * layer.grad_b}
    return found


def listed(texts: list[str], shape: tuple[int, ...]) -> str:
    rows = np.array(texts, dtype=object).reshape(shape)
    return "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"


def off(value: float, text: str, chance: np.random.Generator) -> str:
    """A wrong number with about as many digits as `text`, now and then a 0."""
    if chance.random() < 0.05:
        return str(chance.choice(["0", "0.", "0.0", "-0.00", "0e0"]))
    half = half_units([text])[0]
    shift = float(2 * half) * int(chance.integers(2, 90)) * int(chance.choice([-1, 1]))
    wrong = value + shift + 0.01 * shift * abs(value)
    return f"{wrong:.3e}" if "e" in text else f"{wrong:.{max(0, -int(Decimal(text).as_tuple().exponent))}f}"


def cases() -> Iterator[tuple[Doctor, str, np.ndarray, list[str], int]]:
    """So many lists of right numbers, in each of which one was made wrong."""
    chance = np.random.default_rng(7)
    made = 0
    for trace in networks():
        doctor, every = Doctor(trace, ETA), matrices(trace)
        for _ in range(EACH):
            about = str(chance.choice(list(every)))
            array = every[about]
            values = array.ravel().tolist()
            way, texts = written(array, chance)
            place = int(chance.integers(array.size))
            texts[place] = off(values[place], texts[place], chance)
            # 32-bit numbers are told from wrong ones by a share of the largest of the list.
            wrong = differing(texts, values, 1e-5 * float(np.abs(array).max()))
            if wrong == [(float(texts[place]), values[place])] and any(float(text) for text in texts):
                yield doctor, f"{about} {way}", array, texts, place
                made += 1
            if made == CASES:
                return


def wrongly_said(found: Diagnosis, array: np.ndarray, texts: list[str], place: int) -> str:
    """What is false in a diagnosis of a list with one wrong number; "" if nothing is."""
    if found.verdict == "correct":
        return "the wrong number is called right"
    if "transposed" in found.mistakes or "scaled-by-eta" in found.mistakes:
        return ""  # no number is called wrong
    expected = [(float(texts[place]), float(array.flat[place]))]
    if [(row.typed, row.right) for row in found.evidence] != expected:
        return "another number is called wrong"
    counted = re.match(r"(\d+) of \d+ numbers", found.message)
    return "another count is told" if counted and counted[1] != "1" else ""


def test_right_digits_beside_one_wrong_number_are_never_called_wrong() -> None:
    failures: list[str] = []
    for doctor, case, array, texts, place in cases():
        found = doctor.diagnose(case.split()[0], listed(texts, array.shape))
        if false := wrongly_said(found, array, texts, place):
            failures.append(f"{false}, {case}: {texts} {array.ravel().tolist()} {found.message}")
    assert not failures, f"{len(failures)} of {CASES}\n" + "\n".join(failures[:9])


def test_only_numbers_that_do_not_round_to_those_typed_stand_in_the_evidence_of_a_mistake() -> None:
    chance, some_right = np.random.default_rng(8), 0
    for trace, _ in zip(networks(), range(80), strict=False):
        doctor, right = Doctor(trace, ETA), matrices(trace)
        for mistake in MISTAKES.values():
            step = wrong_step(trace, mistake, ETA)
            if isinstance(step, ShapeStory):
                continue
            number = int(chance.integers(1, len(trace.layers) + 1))
            about = f"{chance.choice(['delta', 'grad_w', 'grad_b'])}-{number}"
            array = getattr(step[0].layers[number - 1], about.partition("-")[0])
            way, texts = written(array, chance)
            found = doctor.diagnose(about, listed(texts, array.shape))
            if found.verdict != "mistake" or {"transposed", "scaled-by-eta"} & {*found.mistakes}:
                continue
            if not any(map(float, texts)):
                continue  # a list of nothing but 0 is read as it stands
            values, told = right[about].ravel().tolist(), {(row.typed, row.right) for row in found.evidence}
            # Beyond the half unit lies what rounding does to a sum, and what 32-bit numbers do.
            fine = "32" in way or way in ("Python", "NumPy 8", "10 significant digits")
            room = (3e-6 if fine else 2e-9) * float(np.abs(right[about]).max()) + 1e-12
            case = f"{mistake.id}, {about}, {way}: {texts} {values} {told} {found.message}"
            assert told <= {*differing(texts, values)}, case
            assert len(told) == 6 or {*differing(texts, values, room)} <= told, case
            some_right += len(differing(texts, values)) < array.size
    assert some_right > 50, some_right


def test_numbers_are_told_with_as_many_digits_as_tell_them_apart() -> None:
    off = 1 + 2.5e-6
    trace = next(each for each in networks() if f"{each.cost:.6g}" == f"{off * each.cost:.6g}")
    said = Doctor(trace, ETA).diagnose("cost", f"{off * trace.cost:.9g}").message
    yours, right = re.findall(r"is ([0-9.e−]+[0-9])", said)
    assert yours != right and float(yours) > float(right), said
