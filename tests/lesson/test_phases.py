from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.lesson.notation import Notation, phase_ids

from ..engine.cases import OR_X, OR_Y, Case, cases, or_net, steady
from ..scenario.cases import PLACES
from .pages import NOTATIONS, Page

ELEVEN = "batch z-1 a-1 z-2 a-2 cost delta-2 grad-2 delta-1 grad-1 update"
SEVEN = "batch z-1 a-1 cost delta-1 grad-1 update"


def test_the_phases_of_one_and_of_two_layers_are_those_of_the_design():
    assert " ".join(phase_ids(1)) == SEVEN
    assert " ".join(phase_ids(2)) == ELEVEN


@pytest.mark.parametrize("depth", range(1, 7))
def test_phases_go_forwards_to_the_cost_and_back_to_the_update(depth):
    ids = phase_ids(depth)
    assert len(ids) == len(set(ids)) == 4 * depth + 3
    there = [f"{name}-{layer}" for layer in range(1, depth + 1) for name in "za"]
    back = [f"{name}-{layer}" for layer in range(depth, 0, -1) for name in ("delta", "grad")]
    assert list(ids) == ["batch", *there, "cost", *back, "update"]


@given(cases())
@steady(60)
def test_every_operand_is_known_before_its_phase_and_every_result_from_then_on(case: Case):
    page = Page.of_case(case)
    assert tuple(phase.id for phase in page.phases) == phase_ids(page.depth)
    for before, after in pairwise(page.phases):
        assert set(after.operands) <= before.known, after.id
        assert not set(after.result) & before.known, f"{after.id} computes what was known"
        in_passing = {("example_cost", page.depth)} if after.id == "cost" else set()
        assert after.known == before.known | set(after.result) | in_passing
    matrices = {key for key in page.values if key[0] != "sigma_prime"}
    assert page.phases[-1].known == matrices


def test_before_the_first_phase_only_the_data_and_the_parameters_are_known():
    first = Page.of(PLACES["or-gate-2-2-1"]).phases[0]
    assert first.known == {("x", 0), ("y", 2), ("w", 1), ("w", 2), ("b", 1), ("b", 2)}


@pytest.mark.parametrize("place", PLACES)
def test_an_equation_shows_what_its_phase_takes_and_makes_and_nothing_else(place):
    page = Page.of(PLACES[place])
    for phase in page.phases:
        used = {f"{name}-{layer}" for name, layer in (*phase.operands, *phase.result)}
        made = {f"{name}-{layer}" for name, layer in phase.result if name != "cost"}
        matrices = {f"{name}-{layer}" for name, layer in page.values if name != "sigma_prime"}
        shown = {
            operand.data.removesuffix("-transposed").removesuffix("-example")
            for line in page.equation(phase).lines
            for operand in line.operands
        }
        assert made <= shown, phase.id
        in_passing = {f"example_cost-{page.depth}"} if phase.id == "cost" else set()
        assert shown & matrices <= used | in_passing, phase.id


@given(cases(), st.sampled_from(NOTATIONS))
@steady(150)
def test_a_layer_without_biases_never_mentions_them(case: Case, notation: Notation):
    page = Page.of_case(case, notation)
    without = [number for number, layer in enumerate(page.trace.layers, start=1) if layer.b is None]
    for phase in page.phases:
        words = page.words(phase)
        for layer in without:
            for name in (notation.text, notation.code):
                assert name(("b", layer)) not in words, f"{phase.id}: {words}"
        if phase.layer in without and phase.equation in ("weighted_input", "gradients"):
            assert "bias" not in words, f"{phase.id}: {words}"


@pytest.mark.parametrize("train_biases", [True, False])
def test_a_network_without_biases_has_no_phase_that_speaks_of_them(train_biases):
    parts = {"weights": [layer.w for layer in or_net().layers], "train_biases": train_biases}
    page = Page.of_case(Case(parts, OR_X, OR_Y))
    for phase in page.phases:
        words = page.words(phase)
        assert "bias" not in words, f"{phase.id}: {words}"
        assert "new b" not in words, f"{phase.id}: {words}"
