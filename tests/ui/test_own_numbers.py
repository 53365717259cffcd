import json

import pytest

from backprop_explorer.lesson.notation import ORIENTATIONS, phase_ids
from backprop_explorer.scenario import typed_rows
from backprop_explorer.visit.picks import pick

from ..figures.html_tree import read
from ..scenario.cases import OR
from ..visit.test_own_numbers import DATA, FLAT, WEIGHTS
from ..visit.test_session import place
from .opened import all_html, field, notices, open_drawer, open_page, press, run, sent, session_of, set_up


def drawer(page, name: str):
    """The page with the drawer open that has a box or a table of this name."""
    what = "data" if name in ("x", "y", "table") else "weights"
    return open_drawer(page, f"own_{what}_drawer_{session_of(page).edition}")


def box(page, name: str):
    return drawer(page, name).text_area(key=f"own_{name}_{session_of(page).edition}")


def use(page, texts, what: str):
    """Fill the boxes and press the button below them, with which they are sent."""
    for name, text in texts.items():
        box(page, name).set_value(text)
    return press(page, f"own_use_{what}_{session_of(page).edition}")


def alerts(page) -> list[str]:
    return [alert.text for tree in all_html(page) for alert in tree.find("p", "setup-error")]


def test_the_boxes_hold_the_numbers_of_the_run():
    page = open_page({"preset": "xor-2-3-1", "view": "rows"})
    for name, text in typed_rows(session_of(page).cursor.scenario).items():
        assert box(page, name).value == text


def test_the_setup_is_drawn_when_it_is_opened_and_each_drawer_of_it_too():
    page = open_page()
    assert not page.selectbox and not page.expander
    set_up(page)
    assert page.selectbox and page.expander and not page.dataframe and not page.text_area
    drawer(page, "weights")
    assert len(page.dataframe) == 4 and box(page, "weights").value
    assert len(open_page({"own": "1"}).dataframe) == 1, "the data of a link to one's own numbers"


def test_weights_are_typed_refused_corrected_and_run():
    page = use(open_page({"step": "3", "phase": "cost"}), FLAT, "weights")
    session = session_of(page)
    assert box(page, "weights").value == FLAT["weights"]
    (sentence,) = alerts(page)
    assert sentence == session.typed.errors["weights"] and "one per edge" in sentence
    shown = sent(page)
    assert {"attempt", "stage"} <= shown.keys() and place(session) == (3, "cost")
    assert len(list(read(shown["attempt"]["html"]).find("line", "absent"))) == 3
    use(page, WEIGHTS, "weights")
    assert "attempt" not in sent(page) and alerts(page) == []
    assert [layer.w.tolist() for layer in session.cursor.trace.layers] == [[[0.5, -1.0], [2.0, 0.25]], [[1.0, -3.0]]]
    assert box(page, "weights").value == typed_rows(session.cursor.scenario)["weights"]


def test_data_are_typed_and_the_page_says_what_became_of_the_network():
    page = use(open_page(), DATA, "data")
    assert session_of(page).cursor.scenario.sizes == (3, 2, 1)
    assert any("2-2-1 to 3-2-1" in notice for notice in notices(page))
    bad = use(page, {"x": "[[1, 2, 3]]", "y": "[[1], [2]]"}, "data")
    assert (box(bad, "x").value, box(bad, "y").value) == ("[[1, 2, 3]]", "[[1], [2]]")
    assert len(alerts(bad)) == 1 and session_of(bad).cursor.scenario.x[0] == (0.5, 1.0, 2.0)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_first_attempt_stands_alone_until_it_is_filled_or_left(orientation):
    page = open_page({"view": orientation})
    assert session_of(page).cursor.scenario.notation.orientation == orientation
    field(page, "preset").set_value("first-attempt")
    run(page)
    session, shown = session_of(page), sent(page)
    assert (
        session.cursor.alone and shown["stage"].keys() == {"header"} and field(page, "preset").value == "first-attempt"
    )
    tree = read(shown["attempt"]["html"])
    assert {button.attributes["data-pick"] for button in tree.find("button")} == {"fill:attempt", "fill:nothing"}
    session.cursor.by_phase(1)
    assert session.cursor.attempt is not None and session.cursor.target is None, "there is no run to step through"
    assert page.button(key="next_phase").disabled and page.button(key="play").disabled
    pick(session, "fill:attempt")
    filled = run(page)
    weights = session.cursor.scenario.weights
    assert (weights[0][0][0], weights[0][1][0], weights[1][0][0]) == (0.3, 0.4, 0.1)
    assert (
        session.cursor.scenario.biases == ((1.0, 1.0), (1.0,))
        and session.cursor.scenario.notation.orientation == orientation
    )
    layers = session.cursor.run.seek(0).layers
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
    assert session.cursor.scenario.weights == OR.weights and session.cursor.scenario.phase in phase_ids(2)
    pick(session, "fill:attempt")
    assert session.cursor.scenario.weights == OR.weights, "there is nothing to fill any more"


# --- tables ---------------------------------------------------------------------------------------


def edit(page, name: str, **changes):
    """What a browser sends when cells of a table are edited, or rows added or deleted."""
    key = f"own_{name}_{session_of(page).edition}"
    drawer(page, name)
    (table,) = (each for each in page.dataframe if each.proto.id.endswith(key))
    state = {"edited_rows": {}, "added_rows": [], "deleted_rows": [], **changes}
    widgets = page._tree.get_widget_states()  # AppTest has no word of its own for editing a table
    widgets.widgets.add(id=table.proto.id, string_value=json.dumps(state))
    page._run(widgets)
    assert not page.exception, page.exception
    return page


def test_cells_of_the_data_can_be_edited_rows_added_and_deleted():
    page = edit(open_page(), "table", edited_rows={"1": {"x2": 7.5, "y1": 0.25}}, deleted_rows=[0])
    x, y = session_of(page).cursor.scenario.x, session_of(page).cursor.scenario.y
    assert x == ((OR.x[1][0], 7.5), *OR.x[2:]) and y == ((0.25,), *OR.y[2:])
    page = edit(page, "table", added_rows=[{"x1": -2, "y1": 1}, {}])
    assert session_of(page).cursor.scenario.x == (*x, (-2.0, 0.0), (0.0, 0.0))
    assert session_of(page).cursor.scenario.y == (*y, (1.0,), (0.0,))


def test_a_table_without_rows_is_refused_with_a_sentence():
    page = edit(open_page(), "table", deleted_rows=[0, 1, 2, 3])
    assert session_of(page).cursor.scenario.x == OR.x and alerts(page)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_one_cell_of_a_matrix_can_be_edited_as_it_is_shown(orientation):
    page = open_page({"preset": "xor-2-3-1", "view": orientation})
    before = [layer.w.tolist() for layer in session_of(page).cursor.scenario.network().layers]
    row, column = (1, 2) if orientation == "rows" else (2, 1)  # to neuron 2, from input 1
    edit(page, "w1", edited_rows={str(row): {str(column + 1): 0.125}})
    before[0][2][1] = 0.125
    assert [layer.w.tolist() for layer in session_of(page).cursor.trace.layers] == before
    row, column = (1, 0) if orientation == "columns" else (0, 1)
    edit(page, "b1", edited_rows={str(row): {str(column + 1): -0.5}})
    assert session_of(page).cursor.trace.layers[0].b[1, 0] == -0.5
    assert [layer.w.tolist() for layer in session_of(page).cursor.trace.layers] == before
