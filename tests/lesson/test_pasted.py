import json
import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from backprop_explorer.lesson.pasted import PasteError, read_matrices, read_numbers

from ..engine.cases import steady

SMALL = [[0.5, -0.25], [3.0, 0.125]]


def matlab(matrix: np.ndarray) -> str:
    return "[" + "; ".join(" ".join(repr(float(v)) for v in row) for row in np.atleast_2d(matrix)) + "]"


def plain(between: str):
    return lambda matrix: "\n".join(between.join(repr(float(v)) for v in row) for row in np.atleast_2d(matrix))


WRITERS = {
    "python": lambda m: str(m.tolist()),
    "tuples": lambda m: str(tuple(map(tuple, m.tolist()))),
    "json": lambda m: json.dumps(m.tolist(), indent=2),
    "numpy repr": lambda m: np.array_repr(m, precision=17),
    "numpy str": lambda m: np.array2string(m, precision=17, threshold=10**6),
    "numpy scalars": lambda m: str([list(row) for row in m]),
    "torch": lambda m: f"tensor({m.tolist()}, dtype=torch.float64, grad_fn=<AddBackward0>)",
    "jax": lambda m: f"Array({m.tolist()}, dtype=float32)",
    "matlab": matlab,
    "csv": plain(","),
    "tabs": plain("\t"),
    "spaces": plain("  "),
    "windows lines": lambda m: plain(", ")(m).replace("\n", "\r\n"),
    "named": lambda m: f"grad_w2 = {m.tolist()}",
    "true minus": lambda m: str(m.tolist()).replace("-", "−"),
    "a comma behind": lambda m: str(m.tolist()).replace("]", ",]").replace("],]", "]]"),
}


@pytest.mark.parametrize("writer", WRITERS)
@given(arrays(float, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=5), elements=st.floats(-1e9, 1e9)))
@steady(20)
def test_a_matrix_is_read_back_from_each_way_of_writing_it(writer, matrix):
    assert np.array_equal(read_numbers(WRITERS[writer](matrix)).array, matrix)


@pytest.mark.parametrize(
    ("text", "array"),
    [
        ("[0.5, 1]", [0.5, 1]),
        ("0.5", 0.5),
        ("[[0.5], [1]]", [[0.5], [1]]),
        ("0.5\n1\n2", [0.5, 1, 2]),
        ("[0. 1.\n 2. 3.]", [0, 1, 2, 3]),
        ("0,0\n0,1\n1,0\n1,1", [[0, 0], [0, 1], [1, 0], [1, 1]]),
        ("0.1;0.2\n0.3;0.4", [[0.1, 0.2], [0.3, 0.4]]),
        ("0.1 0.2; 0.3 0.4", [[0.1, 0.2], [0.3, 0.4]]),
        ("[0,1;1,0]", [[0, 1], [1, 0]]),
        ("[0.1, 0.2]\n[0.3, 0.4]", [[0.1, 0.2], [0.3, 0.4]]),
        ("[[[1, 2]], [[3, 4]]]", [[[1, 2]], [[3, 4]]]),
    ],
)
def test_lists_columns_and_rows_keep_their_shape(text, array):
    found = read_numbers(text).array
    assert found.shape == np.shape(array)
    assert np.array_equal(found, array)


def test_the_digits_typed_are_remembered_number_by_number():
    pasted = read_numbers("[0.0088, 12, -3.50, 1.20e-3, 4e5, .5, 7.]")
    assert pasted.last.tolist() == [-4, 0, -2, -5, 5, -1, 0]
    assert np.allclose(10.0**pasted.last, [1e-4, 1, 1e-2, 1e-5, 1e5, 0.1, 1], rtol=1e-12, atol=0)


LAYERS = [[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]]


@pytest.mark.parametrize(
    "text",
    [
        str(LAYERS),
        "[[0.1, 0.2], [0.3, 0.4]]\n\n[[0.5, 0.6]]",
        "w1 = [[0.1, 0.2], [0.3, 0.4]]\nw2 = [[0.5, 0.6]]",
        "W1: [0.1 0.2; 0.3 0.4]\nW2: [[0.5 0.6]]",
        "w¹ =\n0.1 0.2\n0.3 0.4\n\nw² =\n[[0.5 0.6]]",
        "[array([[0.1, 0.2],\n       [0.3, 0.4]]), array([[0.5, 0.6]])]",
        "[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]",
    ],
)
def test_several_matrices_are_read_whatever_parts_them(text):
    assert [pasted.array.tolist() for pasted in read_matrices(text)] == LAYERS


def test_vectors_of_different_lengths_are_read_one_by_one():
    assert [pasted.array.tolist() for pasted in read_matrices("[[0.1, 0.2], [0.3]]")] == [[0.1, 0.2], [0.3]]


REFUSED = {
    "": "no numbers",
    "0,5": "0.5",
    "-0,25": "0.25",
    "[0,5 0,25]": "0.5",
    "0,52\n0,48": "0.52",
    "[0,05, 1]": "0.05",
    "[1, nan]": "not a finite number",
    "-inf": "not a finite number",
    "1e400": "larger than any number",
    "[[1, 2], [3]]": "Row 2 has 1 number",
    "[1, [2]]": "not have the shape of part 1",
    "[[[[1]]]]": "more than 3 deep",
    "[1; [2; [3; [4; 5]]]]": "more than 3 deep",
    "[1, 2": "never closed",
    "1, 2]": "never opened",
    "[1, 2)": "closed with",
    "[1,, 2]": "missing",
    "[, 1]": "missing",
    "[]": "empty",
    "1/2": "“/”",
    "1+2": "no gap",
    "2*3": "“*”",
    "1+2j": "no gap",
    "1_000": "“_000”",
    "0x10": "“x10”",
    "1.2.3": "no gap",
    "- 5": "not directly followed by a number",
    "[0.1 ... 0.9]": "shortened",
    "{'w': [1]}": "“{”",
    "['0.5']": "“'”",
    "__import__('os').system('ls')": "nothing here is evaluated",
    "exp(1)": "“exp”",
    "None": "“None”",
    "9" * 400: "more than 60 digits",
    "w1 = [1]\nw2 = [2]": "one at a time",
    "1 " * 40_000: "64 kB",
    "1 " * 20_000: "more than 10000 numbers",
    "1\n\n" * 65: "more than 64 lists",
    "0.1;;0.2": "missing",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_is_answered_with_its_reason(text):
    with pytest.raises(PasteError) as refusal:
        read_numbers(text)
    assert REFUSED[text] in str(refusal.value)


FULL = 64 * 1024
PIECES = (
    *"[](),;\n\t .-+eE−{}<>'\"=:_*/\\%$#@!~`|&^?0123456789",
    *(
        "1e400",
        "-1e-400",
        "nan",
        "inf",
        "0,5",
        "array(",
        "tensor(",
        "np.float64(",
        "dtype=float32",
        "w1 =",
        "...",
        "\x00",
    ),
    *(
        "__import__",
        "lambda",
        "[[0.1, 0.2], [0.3, 0.4]]",
        "\ud800",
        "١٢",
        "½",
        "\r\n",
        "0.1",
        "1 2; 3 4",
        "\u202e",
        "\U0001d7d9",
    ),
)
LONG = [
    *(piece * (FULL // len(piece.encode("utf-8", "replace"))) for piece in PIECES),
    "[" * (FULL // 2) + "]" * (FULL // 2),
    "array(" * 9_000 + ")" * 9_000,
    "[" + "1," * (FULL // 2 - 1) + "]",
    "[[" + "1],[" * (FULL // 4 - 1) + "1]]",
    "a" * (FULL - 1) + "=",
    "dtype=<" + "x" * (FULL - 10),
    ("1" * 60 + ",") * 1_000 + "5",
    "0,5 " * (FULL // 4),
    "1" * FULL,
    "1," * (10 * FULL),
    "1\n\n" * (FULL // 3),
    "w=1\n" * (FULL // 4),
]


def hostile(count: int) -> list[str]:
    """The long ones, and random mixtures of what lists and attacks are made of."""
    chance = random.Random(7)
    mixed = ["".join(chance.choices(PIECES, k=chance.randint(1, 60))) for _ in range(count - len(LONG))]
    return LONG + mixed


def seconds(text: str) -> float:
    """How long reading takes, both ways, on the processor of this thread; nothing but a PasteError may come."""
    start = time.thread_time()
    for read in (read_numbers,) if len(text) > 1_000 else (read_numbers, read_matrices):
        try:
            read(text)
        except PasteError as refusal:
            message = str(refusal)
            assert message[0].isupper() or message[0] == "“", message
            assert message.endswith((".", "[0.3, 0.4]]")), message
            assert len(message) < 250, message
    return time.thread_time() - start


def test_two_thousand_hostile_pastes_get_a_sentence_each_in_the_time_of_a_plain_list():
    ordinary = "[" + ", ".join(["0.1234"] * (FULL // 8 - 1)) + "]"
    allowed = 6 * min(seconds(ordinary) for _ in range(3))
    texts = hostile(2_000)
    assert len(texts) == 2_000
    for text in texts:
        taken = seconds(text)
        assert taken < allowed or min(seconds(text) for _ in range(3)) < allowed, f"{text[:40]!r} took {taken:.3f} s"
