from dataclasses import replace

import pytest

from backprop_explorer.lesson.notation import ORIENTATIONS, Notation
from backprop_explorer.scenario import own_data, own_weights, typed_rows
from backprop_explorer.scenario.attempt import missing
from backprop_explorer.scenario.file import write_file
from backprop_explorer.visit.own_numbers import turn_data, use, use_data
from backprop_explorer.visit.picks import pick
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
    return session.cursor.scenario, session.cursor.run, session.edition, place(session)


@pytest.mark.parametrize("wrong", UNREADABLE)
def test_what_cannot_be_used_stays_in_its_box_with_a_sentence_and_the_page_stays(wrong):
    session, (reader, texts) = at(OR, 5, "cost"), UNREADABLE[wrong]
    before = kept(session)
    use(session, reader, texts)
    assert kept(session) == before
    assert session.typed.drafts == texts
    assert len(session.typed.errors[wrong]) > 20 and session.typed.errors[wrong].endswith(".")
    assert (session.cursor.attempt is not None) == (wrong == "biases") and not session.cursor.alone


def test_weights_that_do_not_fit_are_shown_above_a_run_that_goes_on():
    session = at(OR, 5, "cost")
    before = kept(session)
    use(session, own_weights, FLAT)
    assert (
        session.cursor.attempt is not None
        and not session.cursor.alone
        and session.cursor.attempt.start == session.cursor.scenario
    )
    assert missing(session.cursor.attempt) == [(1, 0, 1), (1, 1, 1), (2, 0, 1)]
    assert (
        kept(session) == before and session.typed.drafts == FLAT and "one per edge" in session.typed.errors["weights"]
    )
    session.cursor.by_batch(1)
    assert place(arrive(session)) == (6, "cost")
    assert session.cursor.attempt is None, "a move is about the run"


def test_data_that_fit_begin_the_page_anew_and_say_what_else_changed():
    session = at(replace(OR, eta=0.75), 5, "cost")
    session.typed.errors, session.typed.drafts, edition = {"x": "?"}, {"x": "?"}, session.edition
    use(session, own_data, DATA)
    arrive(session)
    assert session.cursor.scenario.x == ((0.5, 1.0, 2.0), (1.0, 0.0, -1.0)) and session.cursor.scenario.y == (
        (1.0,),
        (0.0,),
    )
    assert (session.cursor.scenario.sizes, session.cursor.scenario.batch_size, session.cursor.scenario.eta) == (
        (3, 2, 1),
        2,
        0.75,
    )
    assert session.cursor.run.x.tolist() == [[0.5, 1], [1, 0], [2, -1]]
    assert (session.cursor.scenario.step, session.edition, session.typed.errors, session.typed.drafts) == (
        0,
        edition + 1,
        {},
        {},
    )
    batch, sizes = session.cursor.notes
    assert "from 4 to 2" in batch and "2-2-1 to 3-2-1" in sizes


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_weights_that_fit_are_those_of_the_run_whichever_way_they_lie(orientation):
    session = at(replace(OR, notation=Notation(orientation)), 3, "z-1")
    use(session, own_weights, WEIGHTS)
    layers = arrive(session).cursor.trace.layers
    first, second = [[0.5, -1.0], [2.0, 0.25]], [[1.0, -3.0]]
    if orientation == "rows":  # [[1, -3]] is then 1 × 2 where 2 × 1 is needed
        assert "weights" in session.typed.errors and session.cursor.attempt is not None
        use(session, own_weights, {**WEIGHTS, "weights": "[[[0.5, 2], [-1, 0.25]], [[1], [-3]]]"})
        layers = arrive(session).cursor.trace.layers
    assert [layer.w.tolist() for layer in layers] == [first, second]
    assert [layer.b.ravel().tolist() for layer in layers] == [[0.0, 0.5], [-1.0]]
    assert (session.typed.errors, session.typed.drafts, session.cursor.attempt, session.cursor.notes) == (
        {},
        {},
        None,
        (),
    )


def test_the_numbers_as_they_stand_change_nothing():
    for scenario in (OR, CLASSES):
        session, typed = at(scenario, 7, "cost"), typed_rows(scenario)
        before = kept(session)
        use(session, own_data, {"x": typed["x"], "y": typed["y"]})
        use(session, own_weights, {"weights": typed["weights"], "biases": typed["biases"]})
        assert kept(session) == before and session.typed.errors == {}


def test_the_numbers_of_the_run_put_an_attempt_away():
    session = at(OR, 5, "cost")
    use(session, own_weights, FLAT)
    typed = typed_rows(session.cursor.scenario)
    use(session, own_weights, {"weights": typed["weights"], "biases": typed["biases"]})
    assert (session.cursor.attempt, session.typed.errors, place(session)) == (None, {}, (5, "cost"))


def test_what_was_typed_into_one_pair_of_boxes_outlasts_a_refusal_of_the_other():
    session = at(OR, 5, "cost")
    use(session, own_weights, FLAT)
    use(session, own_data, UNREADABLE["x"][1])
    assert session.typed.drafts == {**FLAT, **UNREADABLE["x"][1]}
    assert "weights" in session.typed.errors and "x" in session.typed.errors


def test_a_sentence_about_what_was_typed_is_never_html():
    session, written = at(OR), []
    use(session, own_data, {"x": "<script>alert(1)</script>", "y": "[1]"})
    for name in ("x", "y", "weights"):
        written.append(session.typed.complaint(name))
    assert written and all(not list(read(html).find("script")) for html in written)


def test_data_in_columns_are_read_said_and_can_be_turned_and_turned_back():
    session = at(OR, 3, "cost")
    texts = {"x": "[[0, 0.5], [1, 0.25]]", "y": "[[1, 0]]"}
    use_data(session, texts)
    assert session.cursor.scenario.x == ((0.0, 1.0), (0.5, 0.25))
    assert session.typed.taken[0].sentence in session.cursor.notes, "a column was taken for an example"
    session = at(OR, 3, "cost")
    texts = {"x": "[[0, 0.5], [1, 0.25]]", "y": "[1, 0]"}
    use_data(session, texts)
    taken, before = session.typed.taken[0], session.cursor.scenario
    assert before.x == ((0.0, 0.5), (1.0, 0.25)) and before.weights == OR.weights
    assert taken.sentence.startswith("I read 2 examples of 2 inputs, one example a row.") and taken.other == "column"
    assert taken.sentence not in session.cursor.notes
    turn_data(session)
    assert session.cursor.scenario.x == ((0.0, 1.0), (0.5, 0.25)) and session.typed.taken[0].layout == "column"
    turn_data(session)
    assert session.cursor.scenario == before and session.typed.taken[0].layout == "row"


def test_turning_back_brings_the_weights_back_too():
    session = at(OR, 0, "batch")
    use_data(session, {"x": "[[1, 2, 3], [4, 5, 6]]", "y": "[[1, 0, 1], [0, 1, 0]]"})
    turn_data(session)
    assert session.cursor.scenario.sizes == (2, 2, 2)
    turn_data(session)
    assert session.cursor.scenario.sizes == (3, 2, 3)
    use_data(session, {"x": "[[1, 2], [4, 5]]", "y": "[1, 0]"})
    assert session.typed.errors == {} and session.typed.taken[0].layout == "row"
    use_data(session, UNREADABLE["x"][1])
    assert session.typed.errors and turn_data(at(OR)) is None


@pytest.mark.parametrize(("chosen", "anew"), [("fill:attempt", True), ("fill:leave", False)])
def test_the_gaps_of_weights_that_do_not_fit_are_filled_or_left(chosen, anew):
    session = at(OR, 5, "cost")
    use(session, own_weights, FLAT)
    pick(session, chosen)
    assert session.cursor.attempt is None and (session.edition, place(session)[0]) == ((1, 0) if anew else (0, 5))
    first = session.cursor.scenario.weights[0]
    assert (first[0][0], first[1][0]) == (0.3, 0.4) if anew else first == OR.weights[0]


def test_a_file_that_was_saved_begins_the_page_anew_and_any_other_is_refused():
    saved, session = write_file(replace(CLASSES, step=3, phase="delta-2")), at(OR, 5, "cost")
    session.restore(b"{")
    assert session.cursor.scenario.preset == OR.preset and session.typed.errors
    session.restore(saved)
    assert session.cursor.scenario.preset == CLASSES.preset and session.edition == 1 and not session.typed.errors
    assert place(arrive(session)) == (3, "delta-2")
