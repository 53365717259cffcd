from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.scenario import MAX_STEP, PRESETS, Scenario, apply_setup, preset, read_link
from backprop_explorer.visit.session import Session

from ..engine.cases import steady
from ..scenario.cases import CLASSES, ONE_NEURON, OR, XOR

DIVERGING = apply_setup(OR, {"hidden": "linear", "output": "linear", "eta": "50"})


def at(scenario: Scenario, step: int = 0, phase: str = "batch") -> Session:
    """A session that stands at a step and a phase."""
    session = Session(replace(scenario, phase=phase), scenario.start())
    session.travel(step)
    return arrive(session)


def arrive(session: Session) -> Session:
    """Work until the target is reached."""
    while session.target is not None:
        session.work(1.0)
    return session


def place(session: Session) -> tuple[int, str]:
    return session.scenario.step, session.scenario.phase


@given(st.sampled_from([OR, ONE_NEURON, CLASSES]), st.lists(st.integers(-20, 25), max_size=8))
@settings(steady, max_examples=100)
def test_moving_by_phases_counts_on_over_mini_batches_and_stops_at_the_very_first(scenario, moves):
    session, ids, expected = at(scenario), phase_ids(scenario.depth), 0
    for move in moves:
        session.by_phase(move)
        arrive(session)
        expected = max(0, expected + move)
        assert place(session) == (expected // len(ids), ids[expected % len(ids)])
    assert np.array_equal(session.trace.flat, scenario.start().seek(session.scenario.step).flat)


@given(st.sampled_from([OR, CLASSES]), st.lists(st.tuples(st.sampled_from(("batch", "epoch")), st.integers(-3, 4))))
@settings(steady, max_examples=100)
def test_moving_by_batches_and_epochs_keeps_the_phase(scenario, moves):
    session = at(scenario, 0, "delta-1")
    batches, expected = session.run.batches_per_epoch, 0
    for unit, count in moves:
        (session.by_batch if unit == "batch" else session.by_epoch)(count)
        arrive(session)
        expected = max(0, expected + count * (batches if unit == "epoch" else 1))
        assert place(session) == (expected, "delta-1")


def test_moving_by_an_epoch_keeps_the_batch_within_it():
    session = at(CLASSES, 7, "grad-2")
    for count, step in ((1, 22), (2, 52), (-3, 7)):
        session.by_epoch(count)
        assert place(arrive(session)) == (step, "grad-2")


def test_the_first_is_the_first_phase_of_the_first_mini_batch():
    session = at(XOR, 30, "cost")
    session.first()
    assert place(arrive(session)) == (0, "batch")


@pytest.mark.parametrize(("asked", "target"), [(-5, 0), (0, 0), (MAX_STEP, MAX_STEP), (MAX_STEP + 1, MAX_STEP)])
def test_a_journey_ends_within_the_steps_that_can_be_shown(asked, target):
    session = at(OR, 3, "cost")
    session.travel(asked)
    assert session.target == target


def test_the_last_step_that_can_be_shown_is_the_last_whatever_is_pressed():
    session = at(ONE_NEURON, MAX_STEP, "update")
    for move in (session.by_phase, session.by_batch, session.by_epoch):
        move(1)
        assert place(arrive(session)) == (MAX_STEP, "update")
        assert any(str(MAX_STEP) in note for note in session.notes)
    session.by_phase(-1)
    assert place(arrive(session)) == (MAX_STEP, "grad-1")
    assert session.notes == ()


@pytest.mark.parametrize("phase", ["batch", "cost", "update"])
def test_a_run_that_diverges_stops_at_its_last_finite_step_with_the_phase_kept(phase):
    session = at(DIVERGING, 0, phase)
    assert session.diverged is None
    session.playing = True
    session.travel(50_000, "z-1")
    arrive(session)
    end = session.diverged
    assert end is not None
    assert place(session) == (end.step, phase)
    assert not session.playing
    assert np.isfinite(session.trace.flat).all()
    session.by_batch(1)
    assert place(arrive(session)) == (end.step, phase)
    session.by_batch(-1)
    assert place(arrive(session)) == (end.step - 1, phase)
    assert session.diverged is None


def test_stopping_on_the_way_keeps_what_has_been_learned():
    session = at(CLASSES, 0, "cost")
    session.travel(MAX_STEP, "batch")
    session.work(0.0)
    reached = session.scenario.step
    assert 0 < reached < MAX_STEP and session.target == MAX_STEP
    session.stop()
    session.work(1.0)
    assert (place(session), session.target) == ((reached, "cost"), None)
    session.by_phase(1)
    assert place(arrive(session)) == (reached, "delta-3")


def test_the_way_back_over_many_steps_is_gone_at_once():
    session = at(OR, 3_000)
    session.travel(1)
    session.work(0.0)
    assert (place(session), session.target) == ((1, "batch"), None)


@given(st.dictionaries(st.sampled_from(("preset", "step", "phase", "question")), st.text(max_size=8) | st.just("12")))
@settings(steady, max_examples=50)
def test_a_session_opens_where_its_address_leads(parameters):
    session = arrive(Session.open(parameters))
    expected, notes = read_link(parameters)
    assert (session.scenario, session.notes) == (expected, notes)


@pytest.mark.parametrize("name", PRESETS)
def test_showing_another_scenario_begins_it_afresh(name):
    session = at(OR, 5, "cost")
    session.errors, session.opened, session.playing = {"eta": "?"}, {"w-1"}, True
    edition = session.edition
    session.show(replace(preset(name), step=3, phase="update"))
    arrive(session)
    assert session.scenario == replace(preset(name), step=3, phase="update")
    assert (session.errors, session.opened, session.playing, session.notes) == ({}, set(), False, ())
    assert session.edition == edition + 1


def test_a_scenario_that_cannot_run_changes_nothing():
    session = at(OR, 5, "cost")
    before = (session.scenario, session.run, session.edition)
    with pytest.raises(ValueError, match="cross-entropy"):
        session.show(replace(OR, cost="cross-entropy"))
    assert (session.scenario, session.run, session.edition) == before


def test_a_setup_that_cannot_be_used_is_kept_out_and_told():
    session = at(OR, 5, "cost")
    before = (session.scenario, session.run)
    session.change({"eta": "0", "seed": "x"})
    assert session.errors.keys() == {"eta", "seed"}
    assert (session.scenario, session.run) == before
    session.change({"eta": "3"})
    assert session.errors == {}
    assert (session.scenario, session.run) == before, "nothing was changed, so nothing begins again"
    session.change({"eta": "0.5"})
    assert (place(arrive(session)), session.scenario.eta, session.run.eta) == ((0, "batch"), 0.5, 0.5)
