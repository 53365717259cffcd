"""The columns that picture, loop and ledger share."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.columns import FULL, SMALLEST, Columns

networks = st.lists(st.integers(1, 64), min_size=2, max_size=7).map(tuple)
any_columns = st.builds(Columns, networks, st.integers(1, 256), st.booleans(), st.integers(1, 9))


def places(columns: Columns) -> list[float]:
    """Where the columns stand, from left to right."""
    found = [columns.neurons(0)]
    for layer in range(1, columns.depth + 1):
        found += [columns.edges(layer), columns.biases(layer), columns.neurons(layer)]
    return [*found, columns.targets]


@given(any_columns)
def test_the_columns_stand_from_left_to_right_in_the_middle_of_their_shares(columns):
    found, shares = places(columns), np.array(columns.widths) / sum(columns.widths)
    assert len(found) == 2 + 3 * columns.depth and min(shares) > 0
    assert all(left < right for left, right in pairwise([0.0, *found, 1.0]))
    assert found == pytest.approx(np.cumsum(shares) - shares / 2)
    assert columns.template.count("fr") == len(found)


@given(any_columns)
def test_each_quantity_stands_in_the_column_whose_middle_is_its_place(columns):
    found = places(columns)
    for layer in range(1, columns.depth + 1):
        for names, place in (
            (("w", "grad_w", "w_new"), columns.edges(layer)),
            (("b", "grad_b", "b_new"), columns.biases(layer)),
            (("z", "a", "delta"), columns.neurons(layer)),
        ):
            assert {found[columns.place((name, layer))] for name in names} == {place}
    assert found[columns.place(("x", 0))] == columns.neurons(0)
    assert found[columns.place(("y", columns.depth))] == columns.targets


@given(any_columns)
def test_what_is_not_folded_has_room_for_its_cells(columns):
    if columns.blocks and not columns.folded:
        assert columns.cell >= SMALLEST and sum(columns.widths) <= FULL + 1e-6
        first = columns.widths[0] - columns.cell * (columns.sizes[0] if columns.rows else columns.examples)
        assert first > 0
    elif not columns.blocks:
        assert not columns.heat and sum(columns.widths) <= 1.25 * FULL


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (Columns((2, 2, 1), 4), (100, 178, 100, 306, 172, 100, 300, 100)),
        (Columns((2, 2, 1), 4, rows=True), (70, 150, 140, 350, 145, 125, 280, 60)),
    ],
)
def test_the_columns_of_the_or_gate_are_those_of_the_design(columns, expected):
    shares = np.array(columns.widths) / sum(columns.widths)
    assert np.abs(shares - np.array(expected) / sum(expected)).max() < 0.05


def test_small_networks_are_numbers_larger_ones_blocks_and_the_deepest_the_names_of_their_layers():
    assert not Columns((2, 3, 1), 4).blocks and not Columns((2, 3, 1), 4, rows=True).blocks
    assert Columns((2, 6, 6, 3), 10).blocks and not Columns((2, 6, 6, 3), 10, rows=True).folded
    assert Columns((64, 30, 10), 32).blocks and not Columns((64, 30, 10), 32).folded
    assert Columns((2, 2, 2, 2, 2, 1), 4).blocks and not Columns((2, 2, 2, 2, 2, 1), 4).heat
    assert Columns((2, 64, 64, 64, 64, 64, 3), 32).folded


def test_the_column_of_x_is_as_wide_as_its_numbers():
    whole, long = np.array([[0.0, 1.0, 1.0, 0.0]]), np.array([[0.0, -0.1234, 1.0, 0.0]])
    narrow, wide = (Columns.of((1, 2, 1), 4, False, (x, whole)) for x in (whole, long))
    assert wide.widths[0] > 1.5 * narrow.widths[0]
    assert wide.widths[1:-1] == narrow.widths[1:-1]
