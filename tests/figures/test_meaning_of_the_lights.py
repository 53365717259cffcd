"""Each matrix names the cells that its numbers are computed from: just those that move them."""

from dataclasses import replace

import numpy as np
import pytest

from ..lesson.pages import NOTATIONS, Page
from ..lesson.what_moves import Cell, equations, moved_by, partner
from ..scenario.cases import CLASSES, OR, XOR
from .test_matrices import matrices

NETWORKS = {
    "one hidden layer": OR,
    "three hidden layers": replace(XOR, sizes=(2, 3, 4, 2, 1), activations=("tanh", "relu", "tanh", "sigmoid")),
    "no biases": replace(XOR, biased=False),
    "softmax with cross-entropy": replace(CLASSES, sizes=(2, 4, 2, 3), activations=("tanh", "tanh", "softmax")),
}


def named(made: str, cell: Cell, shapes: dict[str, tuple[int, int]]) -> set[Cell]:
    """The cells that "w-1:j:* x-0:*:c" names for one entry."""
    found: set[Cell] = set()
    for part in made.split():
        name, rows, columns = part.split(":")
        at = {"j": [cell[1]], "c": [cell[2]], "0": [0]}
        found |= {
            (name, row, column)
            for row in at.get(rows, range(shapes[name][0]))
            for column in at.get(columns, range(shapes[name][1]))
        }
    return found


@pytest.mark.parametrize("network", NETWORKS)
def test_a_number_names_just_the_numbers_that_move_it(network):
    page = Page.of(NETWORKS[network])
    known = equations(page.depth, network.startswith("softmax"), page.trace.layers[0].b is not None)
    shapes = {f"{name}-{layer}": array.shape for (name, layer), array in page.values.items()}
    for notation in NOTATIONS[:: len(NOTATIONS) // 3]:
        shelf = matrices(replace(page, notation=notation), page.phases[-1])
        made = {
            table.attributes["data-matrix"]: table.attributes["data-made"]
            for table in shelf.find("table", data_matrix="")
        }
        assert known.keys() <= made.keys()
        for name, words in made.items():
            expected = moved_by(known[name], name, shapes) if name in known else {}
            for place in np.ndindex(shapes[name]):
                cell = (name, *place)
                assert named(words, cell, shapes) - partner(cell) == expected.get(cell, set()) - partner(cell), cell
