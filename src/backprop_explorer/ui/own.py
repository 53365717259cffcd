"""Own data and weights, in the sidebar: tables to edit, and boxes to paste into."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ..lesson.notation import Notation
from ..scenario import own_data, own_weights, typed_rows
from ..visit.own_numbers import edited, turn_data, use, use_data
from ..visit.session import Session
from .views import complaint, drawer

MOST_CELLS = 10_000  # of inputs: as many as can be pasted
LARGEST = 12  # rows or columns of weights up to which there is a table to edit


def own_numbers(session: Session, opened: bool = False) -> None:
    """A drawer for the data, `opened` or not, and one for the weights. What is typed is parsed and never evaluated."""
    drawer("Own data", _key(session, "data_drawer"), lambda: _data(session), opened or _open(session))
    wrong = _wrong(session, "weights", "biases")
    drawer("Own weights", _key(session, "weights_drawer"), lambda: _weights(session), wrong)


def _data(session: Session) -> None:
    typed = typed_rows(session.cursor.scenario)
    _taken(session)
    _data_table(session)
    # In a form both boxes come with the press of its button, not one by one before it.
    with st.form(_key(session, "data_form"), border=False):
        _box(session, "x", "inputs x, an example a row or a column", typed["x"])
        _box(session, "y", "targets y, an example a row or a column", typed["y"])
        _send(session, "data", "x", "y")


def _weights(session: Session) -> None:
    typed = typed_rows(session.cursor.scenario)
    _weight_tables(session)
    with st.form(_key(session, "weights_form"), border=False):
        _box(session, "weights", "weights, a matrix for each layer", typed["weights"])
        _box(session, "biases", "biases, a list for each layer", typed["biases"])
        _send(session, "weights", "weights", "biases")


def _send(session: Session, what: str, first: str, second: str) -> None:
    """The button below two boxes."""
    key = _key(session, f"use_{what}")
    st.form_submit_button(f"use these {what}", key=key, on_click=lambda: _use(session, first, second))


def _key(session: Session, field: str) -> str:
    return f"own_{field}_{session.edition}"


def _wrong(session: Session, *fields: str) -> bool:
    return any(field in session.typed.errors for field in fields)


def _open(session: Session) -> bool:
    """Whether there is something to be read about the data."""
    return _wrong(session, "x", "y") or session.typed.taken is not None


def _box(session: Session, field: str, label: str, text: str) -> None:
    """A box with the text that was typed last, and a sentence below it if the text could not be used."""
    st.text_area(label, session.typed.drafts.get(field, text), height=96, max_chars=70_000, key=_key(session, field))
    complaint(session, field)


def _use(session: Session, first: str, second: str) -> None:
    texts = {field: st.session_state.get(_key(session, field)) for field in (first, second)}
    if all(isinstance(text, str) for text in texts.values()):
        given = {field: str(text) for field, text in texts.items()}
        if first == "x":
            use_data(session, given)
        else:
            use(session, own_weights, given)


def _taken(session: Session) -> None:
    """How the examples were read, and a button that reads them the other way."""
    if session.typed.taken is None:
        return
    taken = session.typed.taken[0]
    st.caption(taken.sentence)
    if taken.other is not None:
        words = f"read one example a {taken.other}"
        st.button(words, key=_key(session, "turn"), on_click=lambda: turn_data(session))


def _data_table(session: Session) -> None:
    x, y = (array.T.tolist() for array in session.cursor.scenario.all_data())
    if len(x) * len(x[0]) > MOST_CELLS:
        st.caption("These examples are too many to be edited here. Paste others to use them instead.")
        return
    names = [f"x{k + 1}" for k in range(len(x[0]))] + [f"y{j + 1}" for j in range(len(y[0]))]
    rows = [dict(zip(names, (*inputs, *targets), strict=True)) for inputs, targets in zip(x, y, strict=True)]
    st.data_editor(
        rows,
        num_rows="dynamic",
        height=180,
        key=_key(session, "table"),
        on_change=lambda: _edit_data(session, rows, len(x[0])),
    )


def _edit_data(session: Session, rows: list[dict[str, Any]], inputs: int) -> None:
    """Use the table with its edited cells, as if it had been typed into the boxes."""
    numbers = edited(rows, st.session_state[_key(session, "table")])
    if numbers is not None:
        texts = {"x": repr([row[:inputs] for row in numbers]), "y": repr([row[inputs:] for row in numbers])}
        use(session, own_data, texts)


def _weight_tables(session: Session) -> None:
    """A table to edit for each small matrix, as the notation shows it."""
    layers, notation = session.cursor.scenario.network().layers, session.cursor.scenario.notation
    for number, layer in enumerate(layers, start=1):
        for name, array in (("w", layer.w), ("b", layer.b)):
            if array is not None and max(array.shape) <= LARGEST:
                st.caption(notation.text((name, number)))
                _table(session, notation, name, number, array)


def _table(session: Session, notation: Notation, name: str, number: int, array: np.ndarray) -> None:
    shown = notation.display((name, number), array)
    rows = [{f"{k + 1}": float(value) for k, value in enumerate(row)} for row in shown]
    key = _key(session, f"{name}{number}")
    st.data_editor(rows, num_rows="fixed", key=key, on_change=lambda: _edit_weights(session, key, name, number, rows))


def _edit_weights(session: Session, key: str, name: str, number: int, rows: list[dict[str, Any]]) -> None:
    """Use all weights and biases with the edited matrix, as if they had been typed into the boxes."""
    numbers = edited(rows, st.session_state[key])
    if numbers is None or len(numbers) != len(rows):
        return
    notation, layers = session.cursor.scenario.notation, session.cursor.scenario.network().layers
    weights = [notation.display(("w", i), layer.w).tolist() for i, layer in enumerate(layers, start=1)]
    biases = [layer.b.ravel().tolist() for layer in layers if layer.b is not None]
    if name == "w":
        weights[number - 1] = numbers
    else:
        biases[number - 1] = [value for row in numbers for value in row]
    use(session, own_weights, {"weights": repr(weights), "biases": repr(biases) if biases else ""})
