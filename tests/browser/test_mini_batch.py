"""The first mini-batch of the OR gate, read back from the page phase by phase."""

import json

import pytest

from tests.serving import ROOT

FACTS = json.loads((ROOT / "tests" / "oracles" / "worked_examples.json").read_text("utf-8"))["or-gate-2-2-1"]
NUMBERS = FACTS["float64"]

# What each phase computes, in order.
PHASES = {
    "batch": ["x-0", "y-2", "w-1", "b-1", "w-2", "b-2"],
    "z-1": ["z-1"],
    "a-1": ["a-1"],
    "z-2": ["z-2"],
    "a-2": ["a-2"],
    "cost": [],
    "delta-2": ["delta-2"],
    "grad-2": ["grad_w-2", "grad_b-2"],
    "delta-1": ["delta-1"],
    "grad-1": ["grad_w-1", "grad_b-1"],
    "update": ["w_new-1", "b_new-1", "w_new-2", "b_new-2"],
}
SHAPES = {
    "x-0": "2x4", "w-1": "2x2", "b-1": "2x1", "z-1": "2x4", "a-1": "2x4", "delta-1": "2x4", "grad_w-1": "2x2",
    "grad_b-1": "2x1", "y-2": "1x4", "w-2": "1x2", "b-2": "1x1", "z-2": "1x4", "a-2": "1x4", "delta-2": "1x4",
    "grad_w-2": "1x2", "grad_b-2": "1x1",
}  # fmt: skip
NEW = {"w_new-1": "2x2", "b_new-1": "2x1", "w_new-2": "1x2", "b_new-2": "1x1"}


def flat(rows):
    return [number for row in rows for number in row]


def transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def column(numbers):
    return [[number] for number in numbers]


def test_stepping_through_the_first_mini_batch_shows_the_published_numbers_and_nothing_too_early(visit):
    page = visit()
    known = []
    for number, (phase, computed) in enumerate(PHASES.items()):
        assert (page.press("next_phase") if number else page.place) == (0, phase)
        known += computed
        tables = page.tables()
        assert {name: shape for name, shape, _ in tables} == SHAPES | (NEW if phase == "update" else {})
        for name, shape, cells in tables:
            assert f"{len(cells)}x{len(cells[0])}" == shape
            assert {cell is not None for row in cells for cell in row} == {name in known}, f"{name} in {phase}"
        if phase == "cost":
            assert page.operand("cost-2") == [[pytest.approx(NUMBERS["cost"], abs=1e-12, rel=0)]]

    shown = page.values()
    expected = {
        "x-0": transposed(FACTS["x_rows"]),
        "y-2": transposed(FACTS["y_rows"]),
        "z-1": NUMBERS["z1"],
        "a-2": [NUMBERS["a2"]],
        "delta-2": [NUMBERS["delta2"]],
        "delta-1": NUMBERS["delta1"],
    }
    for layer in (1, 2):
        w, grad_w = FACTS["weights"][layer - 1], NUMBERS[f"grad_w{layer}"]
        b, grad_b = column(FACTS["biases"][layer - 1]), column(NUMBERS[f"grad_b{layer}"])
        expected |= {f"w-{layer}": w, f"grad_w-{layer}": grad_w, f"b-{layer}": b, f"grad_b-{layer}": grad_b}
        expected |= {f"w_new-{layer}": stepped(w, grad_w), f"b_new-{layer}": stepped(b, grad_b)}
    for name, numbers in expected.items():
        assert flat(shown[name]) == pytest.approx(flat(numbers), abs=1e-12, rel=0), name


def stepped(old, gradient):
    """One step of η = 3 against the gradient."""
    return [[w - FACTS["eta"] * g for w, g in zip(*rows, strict=True)] for rows in zip(old, gradient, strict=True)]


def test_the_mini_batch_of_step_199_has_the_cost_that_was_computed_elsewhere(visit):
    page = visit(phase="cost")
    page.go_to(199)
    assert page.place == (199, "cost")
    assert page.operand("cost-2") == [[pytest.approx(NUMBERS["cost_of_mini_batch_199"], rel=1e-12, abs=0)]]
