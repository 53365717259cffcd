from dataclasses import replace

import pytest

from backprop_explorer.lesson.notation import ORIENTATIONS, Notation
from backprop_explorer.scenario import own_data, own_weights, typed_rows
from backprop_explorer.scenario.attempt import missing
from backprop_explorer.visit.session import Session

from ..figures.html_tree import read
from ..scenario.cases import CLASSES, OR
from .test_session import arrive, at, place

DATA = {"x": "[[0.5, 1, 2], [1, 0, -1]]", "y": "[1, 0]"}
WEIGHTS = {"weights": "[[[0.5, -1], [2, 0.25]], [[1, -3]]]", "biases": "[[0, 0.5], [-1]]"}
# What the question tried: one number for each neuron.
FLAT = {"weights": "[[0.3, 0.4], [0.1]]", "biases": "[[1, 1], [1]]"}
UNREADABLE = {
    "x": (own_data, {"x": "[[1, 2], [3]]", "y": "<script>"}),
    "y": (own_data, {"x": "[[1, 2]]", "y": "[[1], [0]]"}),
    "weights": (own_weights, {"weights": "import os", "biases": ""}),
    "biases": (own_weights, {"weights": WEIGHTS["weights"], "biases": "[[1, 2, 3], [1]]"}),
}


def kept(session: Session) -> tuple[object, ...]:
    return session.scenario, session.run, session.edition, place(session)


@pytest.mark.parametrize("wrong", UNREADABLE)
def test_what_cannot_be_used_stays_in_its_box_with_a_sentence_and_the_page_stays(wrong):
    session, (reader, texts) = at(OR, 5, "cost"), UNREADABLE[wrong]
    before = kept(session)
    session.own(reader, texts)
    assert kept(session) == before
    assert session.drafts == texts
    assert len(session.errors[wrong]) > 20 and session.errors[wrong].endswith(".")
    assert (session.attempt is not None) == (wrong == "biases") and not session.alone


def test_weights_that_do_not_fit_are_shown_above_a_run_that_goes_on():
    session = at(OR, 5, "cost")
    before = kept(session)
    session.own(own_weights, FLAT)
    assert session.attempt is not None and not session.alone and session.attempt.start == session.scenario
    assert missing(session.attempt) == [(1, 0, 1), (1, 1, 1), (2, 0, 1)]
    assert kept(session) == before and session.drafts == FLAT and "one per edge" in session.errors["weights"]
    session.by_batch(1)
    assert place(arrive(session)) == (6, "cost")
    assert session.attempt is None, "a move is about the run"


def test_data_that_fit_begin_the_page_anew_and_say_what_else_changed():
    session = at(replace(OR, eta=0.75), 5, "cost")
    session.errors, session.drafts, edition = {"x": "?"}, {"x": "?"}, session.edition
    session.own(own_data, DATA)
    arrive(session)
    assert session.scenario.x == ((0.5, 1.0, 2.0), (1.0, 0.0, -1.0)) and session.scenario.y == ((1.0,), (0.0,))
    assert (session.scenario.sizes, session.scenario.batch_size, session.scenario.eta) == ((3, 2, 1), 2, 0.75)
    assert session.run.x.tolist() == [[0.5, 1], [1, 0], [2, -1]]
    assert (session.scenario.step, session.edition, session.errors, session.drafts) == (0, edition + 1, {}, {})
    batch, sizes = session.notes
    assert "from 4 to 2" in batch and "2-2-1 to 3-2-1" in sizes


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_weights_that_fit_are_those_of_the_run_whichever_way_they_lie(orientation):
    session = at(replace(OR, notation=Notation(orientation)), 3, "z-1")
    session.own(own_weights, WEIGHTS)
    layers = arrive(session).trace.layers
    first, second = [[0.5, -1.0], [2.0, 0.25]], [[1.0, -3.0]]
    if orientation == "rows":  # [[1, -3]] is then 1 × 2 where 2 × 1 is needed
        assert "weights" in session.errors and session.attempt is not None
        session.own(own_weights, {**WEIGHTS, "weights": "[[[0.5, 2], [-1, 0.25]], [[1], [-3]]]"})
        layers = arrive(session).trace.layers
    assert [layer.w.tolist() for layer in layers] == [first, second]
    assert [layer.b.ravel().tolist() for layer in layers] == [[0.0, 0.5], [-1.0]]
    assert (session.errors, session.drafts, session.attempt, session.notes) == ({}, {}, None, ())


def test_the_numbers_as_they_stand_change_nothing():
    for scenario in (OR, CLASSES):
        session, typed = at(scenario, 7, "cost"), typed_rows(scenario)
        before = kept(session)
        session.own(own_data, {"x": typed["x"], "y": typed["y"]})
        session.own(own_weights, {"weights": typed["weights"], "biases": typed["biases"]})
        assert kept(session) == before and session.errors == {}


def test_the_numbers_of_the_run_put_an_attempt_away():
    session = at(OR, 5, "cost")
    session.own(own_weights, FLAT)
    typed = typed_rows(session.scenario)
    session.own(own_weights, {"weights": typed["weights"], "biases": typed["biases"]})
    assert (session.attempt, session.errors, place(session)) == (None, {}, (5, "cost"))


def test_what_was_typed_into_one_pair_of_boxes_outlasts_a_refusal_of_the_other():
    session = at(OR, 5, "cost")
    session.own(own_weights, FLAT)
    session.own(own_data, UNREADABLE["x"][1])
    assert session.drafts == {**FLAT, **UNREADABLE["x"][1]}
    assert "weights" in session.errors and "x" in session.errors


def test_a_sentence_about_what_was_typed_is_never_html():
    session, written = at(OR), []
    session.own(own_data, {"x": "<script>alert(1)</script>", "y": "[1]"})
    for name in ("x", "y", "weights"):
        session.sentence(name, written.append)
    assert written and all(not list(read(html).find("script")) for html in written)
