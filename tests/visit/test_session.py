import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.figures.html import Html
from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.scenario import MAX_STEP, PRESETS, Scenario, apply_setup, own_data, preset, read_link
from backprop_explorer.visit.cursor import Cursor
from backprop_explorer.visit.doctor import about
from backprop_explorer.visit.notices import notices, of_the_place
from backprop_explorer.visit.session import KEPT, Session
from backprop_explorer.visit.stage import Stage
from backprop_explorer.visit.stretch import TURNS

from ..engine.cases import steady
from ..scenario.cases import CLASSES, ONE_NEURON, OR, XOR

DIVERGING = apply_setup(OR, {"hidden": "linear", "output": "linear", "eta": "50"})


def at(scenario: Scenario, step: int = 0, phase: str = "batch") -> Session:
    """A session that stands at a step and a phase."""
    return arrive(Session(Cursor.to(replace(scenario, step=step, phase=phase))))


def arrive(session: Session) -> Session:
    """Work until the target is reached."""
    while session.cursor.target is not None:
        session.cursor.work(1.0)
    return session


def notices_of(session: Session) -> Html:
    """All messages above the picture."""
    return notices(session) + of_the_place(Stage(session))


def place(session: Session) -> tuple[int, str]:
    return session.cursor.scenario.step, session.cursor.scenario.phase


@given(st.sampled_from([OR, ONE_NEURON, CLASSES]), st.lists(st.integers(-20, 25), max_size=8))
@steady(100)
def test_moving_by_phases_counts_on_over_mini_batches_and_stops_at_the_very_first(scenario, moves):
    session, ids, expected = at(scenario), phase_ids(scenario.depth), 0
    for move in moves:
        session.cursor.by_phase(move)
        arrive(session)
        expected = max(0, expected + move)
        assert place(session) == (expected // len(ids), ids[expected % len(ids)])
    assert np.array_equal(session.cursor.trace.flat, scenario.start().seek(session.cursor.scenario.step).flat)


@given(st.sampled_from([OR, CLASSES]), st.lists(st.tuples(st.sampled_from(("batch", "epoch")), st.integers(-3, 4))))
@steady(100)
def test_moving_by_batches_and_epochs_keeps_the_phase(scenario, moves):
    session = at(scenario, 0, "delta-1")
    batches, expected = session.cursor.run.batches_per_epoch, 0
    for unit, count in moves:
        (session.cursor.by_batch if unit == "batch" else session.cursor.by_epoch)(count)
        arrive(session)
        expected = max(0, expected + count * (batches if unit == "epoch" else 1))
        assert place(session) == (expected, "delta-1")


def test_moving_by_an_epoch_keeps_the_batch_within_it():
    session = at(CLASSES, 7, "grad-2")
    for count, step in ((1, 22), (2, 52), (-3, 7)):
        session.cursor.by_epoch(count)
        assert place(arrive(session)) == (step, "grad-2")


def test_the_first_is_the_first_phase_of_the_first_mini_batch():
    session = at(XOR, 30, "cost")
    session.cursor.first()
    assert place(arrive(session)) == (0, "batch")


@pytest.mark.parametrize(("asked", "target"), [(-5, 0), (0, 0), (MAX_STEP, MAX_STEP), (MAX_STEP + 1, MAX_STEP)])
def test_a_journey_ends_within_the_steps_that_can_be_shown(asked, target):
    session = at(OR, 3, "cost")
    session.cursor.travel(asked)
    assert session.cursor.target == target


def test_the_last_step_that_can_be_shown_is_the_last_whatever_is_pressed():
    session = at(ONE_NEURON, MAX_STEP, "update")
    for move in (session.cursor.by_phase, session.cursor.by_batch, session.cursor.by_epoch):
        move(1)
        assert place(arrive(session)) == (MAX_STEP, "update")
        assert any(str(MAX_STEP) in note for note in session.cursor.notes)
    session.cursor.by_phase(-1)
    assert place(arrive(session)) == (MAX_STEP, "grad-1")
    assert session.cursor.notes == ()


@pytest.mark.parametrize("phase", ["batch", "cost", "update"])
def test_a_run_that_diverges_stops_at_its_last_finite_step_with_the_phase_kept(phase):
    session = at(DIVERGING, 0, phase)
    assert session.cursor.diverged is None
    session.cursor.playing = True
    session.cursor.travel(50_000, "z-1")
    arrive(session)
    end = session.cursor.diverged
    assert end is not None
    assert place(session) == (end.step, phase)
    assert not session.cursor.playing
    assert np.isfinite(session.cursor.trace.flat).all()
    session.cursor.by_batch(1)
    assert place(arrive(session)) == (end.step, phase)
    session.cursor.by_batch(-1)
    assert place(arrive(session)) == (end.step - 1, phase)
    assert session.cursor.diverged is None


def test_stopping_on_the_way_keeps_what_has_been_learned():
    session = at(CLASSES, 0, "cost")
    session.cursor.travel(MAX_STEP, "batch")
    session.cursor.work(0.0)
    reached = session.cursor.scenario.step
    assert 0 < reached < MAX_STEP and session.cursor.target == MAX_STEP
    session.cursor.stop()
    session.cursor.work(1.0)
    assert (place(session), session.cursor.target) == ((reached, "cost"), None)
    session.cursor.by_phase(1)
    assert place(arrive(session)) == (reached, "delta-3")


def test_the_way_back_over_many_steps_is_gone_at_once():
    session = at(OR, 3_000)
    session.cursor.travel(1)
    session.cursor.work(0.0)
    assert (place(session), session.cursor.target) == ((1, "batch"), None)


@given(st.dictionaries(st.sampled_from(("preset", "step", "phase", "question")), st.text(max_size=8) | st.just("12")))
@steady(50)
def test_a_session_opens_where_its_address_leads(parameters):
    session = arrive(Session.open(parameters))
    expected, notes = read_link(parameters)
    assert (seen_at_the_first(session.cursor.scenario), session.cursor.notes) == (expected, notes)


def seen_at_the_first(scenario: Scenario) -> Scenario:
    """The scenario with the first example in the picture, whichever was chosen for it."""
    return replace(scenario, view=replace(scenario.view, example=0))


@pytest.mark.parametrize("parameters", [{}, {"question": "delta-is-not-w"}, {"preset": "xor-2-3-1", "step": "7"}])
def test_the_picture_begins_with_an_example_whose_inputs_are_not_0(parameters):
    session = arrive(Session.open(parameters))
    chosen = session.cursor.trace.x[:, session.cursor.scenario.view.example]
    assert chosen.all()
    other = Session.open({"preset": "mazur-2-2-2"})
    assert other.cursor.scenario.view.example == 0
    other.show(own_data(preset("two-inputs-one-output"), "[[0, 0]]", "[[1]]"))
    assert arrive(other).cursor.scenario.view.example == 0


@pytest.mark.parametrize("name", PRESETS)
def test_showing_another_scenario_begins_it_afresh(name):
    session = at(OR, 5, "cost")
    session.typed.errors, session.opened, session.cursor.playing = {"eta": "?"}, {"w-1"}, True
    edition = session.edition
    session.show(replace(preset(name), step=3, phase="update"))
    arrive(session)
    assert seen_at_the_first(session.cursor.scenario) == replace(preset(name), step=3, phase="update")
    assert (session.typed.errors, session.opened, session.cursor.playing, session.cursor.notes) == (
        {},
        set(),
        False,
        (),
    )
    assert session.edition == edition + 1


def test_a_scenario_that_cannot_run_changes_nothing():
    session = at(OR, 5, "cost")
    before = (session.cursor.scenario, session.cursor.run, session.edition)
    with pytest.raises(ValueError, match="cross-entropy"):
        session.show(replace(OR, cost="cross-entropy"))
    assert (session.cursor.scenario, session.cursor.run, session.edition) == before


def test_a_setup_that_cannot_be_used_is_kept_out_and_told():
    session = at(OR, 5, "cost")
    before = (session.cursor.scenario, session.cursor.run)
    session.change({"eta": "0", "seed": "x"})
    assert session.typed.errors.keys() == {"eta", "seed"}
    assert (session.cursor.scenario, session.cursor.run) == before
    session.change({"eta": "3"})
    assert session.typed.errors == {}
    assert (session.cursor.scenario, session.cursor.run) == before, "nothing was changed, so nothing begins again"
    session.change({"eta": "0.5"})
    assert (place(arrive(session)), session.cursor.scenario.eta, session.cursor.run.eta) == ((0, "batch"), 0.5, 0.5)


def test_what_took_long_is_made_once_though_the_browser_reads_ahead():
    session, made = at(OR), []
    for place in (3, 4, 3, 2, 3, 4, 2):
        assert session.once(("check", place), lambda place=place: made.append(place) or place) == place
    assert made == [3, 4, 2]
    for place in range(10, 20):
        session.once(("check", place), lambda: None)
    assert len(session.kept) == KEPT


def test_no_more_than_two_long_ways_are_gone_at_a_time():
    with TURNS, TURNS:
        session = at(CLASSES)
        session.cursor.travel(90_000)
        start = time.thread_time()
        session.cursor.work(0.2)
        assert 0 < session.cursor.scenario.step and time.thread_time() - start < 0.1, "a little way, then it waits"
    waited = session.cursor.scenario.step
    session.cursor.work(0.2)
    assert session.cursor.scenario.step > 2 * waited
    with TURNS, TURNS:
        pass  # both turns are free again


def test_a_long_move_counts_from_where_it_began_and_a_second_press_from_there_too():
    session = at(OR, 5)
    assert session.cursor.began == 0
    session.cursor.travel(60_000)
    session.cursor.travel(70_000)
    assert (session.cursor.began, session.cursor.target) == (5, 70_000)
    session.cursor.stop()
    session.cursor.travel(9)
    assert session.cursor.began == session.cursor.scenario.step


@pytest.mark.parametrize("phase", ["z-1", "a-1", "a-2", "delta-1", "grad-2"])
def test_the_doctor_is_asked_about_what_the_phase_makes(phase):
    name = {"grad-2": "grad_w-2"}.get(phase, phase)
    assert about(Stage(at(OR, 0, phase))) == name
