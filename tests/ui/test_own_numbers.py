import json
from dataclasses import replace

import pytest

from backprop_explorer.lesson.notation import ORIENTATIONS, Notation, phase_ids
from backprop_explorer.scenario import own_data, own_weights, typed_rows
from backprop_explorer.scenario.attempt import missing
from backprop_explorer.ui.picks import pick
from backprop_explorer.ui.session import Session

from ..figures.html_tree import read
from ..scenario.cases import CLASSES, OR
from .opened import all_html, field, notices, open_page, press, run, sent, session_of
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


# --- on the page ----------------------------------------------------------------------------------


def box(page, name: str):
    return page.text_area(key=f"own_{name}_{session_of(page).edition}")


def use(page, texts, what: str):
    """Fill the boxes and press the button below them, with which they are sent."""
    for name, text in texts.items():
        box(page, name).set_value(text)
    return press(page, f"own_use_{what}_{session_of(page).edition}")


def alerts(page) -> list[str]:
    return [alert.text for tree in all_html(page) for alert in tree.find("p", "setup-error")]


def test_the_boxes_hold_the_numbers_of_the_run():
    page = open_page({"preset": "xor-2-3-1", "view": "rows"})
    for name, text in typed_rows(session_of(page).scenario).items():
        assert box(page, name).value == text


def test_weights_are_typed_refused_corrected_and_run():
    page = use(open_page({"step": "3", "phase": "cost"}), FLAT, "weights")
    session = session_of(page)
    assert box(page, "weights").value == FLAT["weights"]
    (sentence,) = alerts(page)
    assert sentence == session.errors["weights"] and "one per edge" in sentence
    shown = sent(page)
    assert {"attempt", "stage"} <= shown.keys() and place(session) == (3, "cost")
    assert len(list(read(shown["attempt"]["html"]).find("line", "absent"))) == 3
    use(page, WEIGHTS, "weights")
    assert "attempt" not in sent(page) and alerts(page) == []
    assert [layer.w.tolist() for layer in session.trace.layers] == [[[0.5, -1.0], [2.0, 0.25]], [[1.0, -3.0]]]
    assert box(page, "weights").value == typed_rows(session.scenario)["weights"]


def test_data_are_typed_and_the_page_says_what_became_of_the_network():
    page = use(open_page(), DATA, "data")
    assert session_of(page).scenario.sizes == (3, 2, 1)
    assert any("2-2-1 to 3-2-1" in notice for notice in notices(page))
    bad = use(page, {"x": "[[1, 2, 3]]", "y": "[[1], [2]]"}, "data")
    assert (box(bad, "x").value, box(bad, "y").value) == ("[[1, 2, 3]]", "[[1], [2]]")
    assert len(alerts(bad)) == 1 and session_of(bad).scenario.x[0] == (0.5, 1.0, 2.0)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_first_attempt_stands_alone_until_it_is_filled_or_left(orientation):
    page = open_page({"view": orientation})
    assert session_of(page).scenario.notation.orientation == orientation
    field(page, "preset").set_value("first-attempt")
    run(page)
    session, shown = session_of(page), sent(page)
    assert session.alone and "stage" not in shown and field(page, "preset").value == "first-attempt"
    tree = read(shown["attempt"]["html"])
    assert {button.attributes["data-pick"] for button in tree.find("button")} == {"fill:attempt", "fill:nothing"}
    session.by_phase(1)
    assert session.attempt is not None and session.target is None, "there is no run to step through"
    assert page.button(key="next_phase").disabled and page.button(key="play").disabled
    pick(session, "fill:attempt")
    filled = run(page)
    weights = session.scenario.weights
    assert (weights[0][0][0], weights[0][1][0], weights[1][0][0]) == (0.3, 0.4, 0.1)
    assert session.scenario.biases == ((1.0, 1.0), (1.0,)) and session.scenario.notation.orientation == orientation
    layers = session.run.seek(0).layers
    assert (layers[0].w[0, 0], layers[0].w[1, 0], layers[1].w[0, 0]) == (0.3, 0.4, 0.1)
    assert "attempt" not in sent(filled) and "stage" in sent(filled)


def test_leaving_the_first_attempt_goes_back_to_the_run():
    page = open_page()
    field(page, "preset").set_value("first-attempt")
    run(page)
    session = session_of(page)
    pick(session, "fill:nothing")
    shown = sent(run(page))
    assert "attempt" not in shown and "stage" in shown
    assert session.scenario.weights == OR.weights and session.scenario.phase in phase_ids(2)
    pick(session, "fill:attempt")
    assert session.scenario.weights == OR.weights, "there is nothing to fill any more"


# --- tables ---------------------------------------------------------------------------------------


def edit(page, name: str, **changes):
    """What a browser sends when cells of a table are edited, or rows added or deleted."""
    key = f"own_{name}_{session_of(page).edition}"
    (table,) = (each for each in page.dataframe if each.proto.id.endswith(key))
    state = {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **changes}
    widgets = page._tree.get_widget_states()  # AppTest has no word of its own for editing a table
    widgets.widgets.add(id=table.proto.id, string_value=json.dumps(state))
    page._run(widgets)
    assert not page.exception, page.exception
    return page


def test_cells_of_the_data_can_be_edited_rows_added_and_deleted():
    page = edit(open_page(), "table", edited_rows={"1": {"x2": 7.5, "y1": 0.25}}, deleted_rows=[0])
    x, y = session_of(page).scenario.x, session_of(page).scenario.y
    assert x == ((OR.x[1][0], 7.5), *OR.x[2:]) and y == ((0.25,), *OR.y[2:])
    page = edit(page, "table", added_rows=[{"x1": -2, "y1": 1}, {}])
    assert session_of(page).scenario.x == (*x, (-2.0, 0.0), (0.0, 0.0))
    assert session_of(page).scenario.y == (*y, (1.0,), (0.0,))


def test_a_table_without_rows_is_refused_with_a_sentence():
    page = edit(open_page(), "table", deleted_rows=[0, 1, 2, 3])
    assert session_of(page).scenario.x == OR.x and alerts(page)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_one_cell_of_a_matrix_can_be_edited_as_it_is_shown(orientation):
    page = open_page({"preset": "xor-2-3-1", "view": orientation})
    before = [layer.w.tolist() for layer in session_of(page).scenario.network().layers]
    row, column = (1, 2) if orientation == "rows" else (2, 1)  # to neuron 2, from input 1
    edit(page, "w1", edited_rows={str(row): {str(column + 1): 0.125}})
    before[0][2][1] = 0.125
    assert [layer.w.tolist() for layer in session_of(page).trace.layers] == before
    row, column = (1, 0) if orientation == "columns" else (0, 1)
    edit(page, "b1", edited_rows={str(row): {str(column + 1): -0.5}})
    assert session_of(page).trace.layers[0].b[1, 0] == -0.5
    assert [layer.w.tolist() for layer in session_of(page).trace.layers] == before
