"""A product without its ᵀ is really tried, and what is said of it is true."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.lesson.what_if import drop_transpose

from ..engine.cases import cases, steady
from ..scenario.cases import PLACES
from .pages import NOTATIONS, Page


def lines(page: Page):
    return [line for phase in page.phases for line in page.equation(phase).lines]


@given(cases(), st.sampled_from(NOTATIONS))
@steady(100)
def test_what_is_said_of_a_dropped_transpose_is_what_numpy_does(case, notation):
    for line in lines(Page.of_case(case, notation)):
        dropped = drop_transpose(line)
        assert (dropped is not None) == any("ᵀ" in operand.title for operand in line.operands)
        if dropped is None:
            continue
        pairs = [(dropped.left, line.operands[0]), (dropped.right, line.operands[1])]
        for plain, written in pairs:
            turned = "ᵀ" in written.title
            assert np.array_equal(plain.array, written.array.T if turned else written.array)
            assert "ᵀ" not in plain.title and plain.array.shape == tuple(axis.size for axis in plain.axes)
        fits = dropped.left.array.shape[1] == dropped.right.array.shape[0]
        assert fits == (dropped.numpy_says == "") == (dropped.product is not None)
        if fits:
            assert np.array_equal(dropped.product.array, dropped.left.array @ dropped.right.array)
            right = line.operands[0].array @ line.operands[1].array
            assert ("nothing changes" in dropped.sentence) == np.array_equal(dropped.product.array, right)
            assert (dropped.product.name == "wrong") == ("The numbers are wrong" in dropped.sentence)


@pytest.mark.parametrize("notation", NOTATIONS, ids=str)
def test_the_reason_speaks_of_the_picture(notation):
    page = Page.of(PLACES["xor-2-3-1"])
    page = Page(page.trace, page.eta, notation, 0)
    for phase in page.phases:
        for line in page.equation(phase).lines:
            dropped = drop_transpose(line)
            if dropped is None:
                continue
            word = {"weighted_input": "input", "hidden_error": "edges", "gradients": "examples"}[phase.equation]
            assert word in dropped.sentence, f"{phase.id}: {dropped.sentence}"
            if dropped.numpy_says:
                assert (
                    dropped.numpy_says.startswith("matmul") and "Without the ᵀ the inner sides are " in dropped.sentence
                )
