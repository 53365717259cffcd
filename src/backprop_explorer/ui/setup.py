"""The setup, in the sidebar: what is learned, by which network, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from ..engine import ACTIVATIONS, COSTS, INITIALISERS, REDUCTIONS, RULES
from ..scenario import PRESETS, Scenario, beginning, new_weights, preset, typed_setup, write_file
from ..scenario.attempt import ATTEMPTS
from ..visit.own_numbers import try_attempt
from ..visit.session import Session
from .data import data_set
from .lesson import save_lesson
from .own import own_numbers
from .views import complaint, drawer

LONGEST = 60  # characters of a field
NUMBERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "descent": {},
        "momentum": {"momentum": "momentum μ"},
        "adam": {"beta1": "Adam: β₁", "beta2": "Adam: β₂", "epsilon": "Adam: ε"},
    }
)
"""The numbers of each update rule, with the labels of their fields."""
HELP = {
    "sizes": "How many inputs, then how many neurons in each layer: 2-3-1 has two inputs, three hidden neurons and "
    "one output. The first and the last number must match the data.",
    "hidden": "The function σ of all layers but the last.",
    "output": "The function σ of the last layer.",
    "cost": "How the distance between outputs and targets is measured. Binary cross-entropy needs sigmoid outputs, "
    "cross-entropy needs softmax.",
    "reduction": "The cost C of a batch is the mean of the costs of its examples, or their sum.",
    "eta": "The learning rate: an update adds −η times its gradient to each weight.",
    "rule": "How the gradients move the weights. Descent: by −η times the gradient. Momentum: by −η times a running "
    "sum of gradients. Adam: by the mean gradient divided by its usual size.",
    "momentum": "The share of the old velocity that is kept. With 0 it is plain descent.",
    "beta1": "The share of the old mean of the gradients that Adam keeps.",
    "beta2": "The share of the old mean of the squared gradients that Adam keeps.",
    "epsilon": "A very small number, which keeps Adam from dividing by 0.",
    "l2": "λ, how much large weights cost: (λ/2) times the sum of all squared weights is added to the cost. With 0 "
    "nothing is added. PyTorch calls it weight_decay.",
    "batch_size": "How many examples one update of the weights uses.",
    "initialiser": "How the first weights are chosen. With zeros all neurons of a layer stay equal.",
    "seed": "A number that determines the random choices: the same seed gives the same weights again.",
}


def _title(name: str) -> str:
    if name in ATTEMPTS:
        return f"{ATTEMPTS[name](None).title} · does not fit"
    return f"{preset(name).title} · {'-'.join(map(str, preset(name).sizes))}"


TITLES: Mapping[str, str] = MappingProxyType({name: _title(name) for name in (*PRESETS, *ATTEMPTS)})
"""What stands in the list of presets."""


def sidebar(session: Session, own: bool = False) -> None:
    """The setup, drawn when it is opened: its fields would take half of the time of a first page."""
    with st.sidebar:
        st.subheader("Setup")
        if session.sets_up and session.locked:
            st.caption("The link to this page has locked the setup: these data and this network are what it is about.")
        elif session.sets_up:
            _fields(session, own)


def _fields(session: Session, own: bool) -> None:
    """All fields, each with a sentence below it if its text could not be used.

    If `own`, the boxes for one's own numbers come first and are open.
    """
    if own:
        own_numbers(session, own)
    st.selectbox(
        "preset",
        list(TITLES),
        index=list(TITLES).index(_here(session)),
        format_func=TITLES.__getitem__,
        key=f"setup_preset_{session.edition}",
        on_change=lambda: _preset(session),
    )
    complaint(session, "")
    with st.container(horizontal=True, gap="small"):
        st.button("same weights again", key="same_weights", on_click=lambda: _again(session, beginning))
        st.button("new weights", key="new_weights", on_click=lambda: _again(session, new_weights))
    st.caption("Both buttons go back to step 0. New weights come from the next seed.")
    data_set(session)
    current = typed_setup(session.cursor.scenario)
    _text(session, "sizes", "layer sizes", current)
    if session.cursor.scenario.depth > 1:
        _choice(session, "hidden", "hidden activation", [n for n in ACTIVATIONS if n != "softmax"], current)
    _choice(session, "output", "output activation", list(ACTIVATIONS), current)
    _choice(session, "cost", "cost", list(COSTS), current)
    _choice(session, "reduction", "batch cost: mean or sum", list(REDUCTIONS), current)
    _text(session, "eta", "learning rate η", current)
    _text(session, "batch_size", "batch size", current)
    _choice(session, "rule", "update rule", list(RULES), current)
    for field, label in NUMBERS[current["rule"]].items():
        _text(session, field, label, current)
    _text(session, "l2", "L2: λ", current)
    _choice(session, "initialiser", "initial weights", list(INITIALISERS), current)
    _text(session, "seed", "seed", current)
    if not own:
        own_numbers(session)
    drawer("Save and restore", _key(session, "files"), lambda: _file(session))
    if "results" not in session.cursor.scenario.hide:  # a lesson is one file with all of them
        drawer("Save as a lesson", _key(session, "lesson"), lambda: save_lesson(session))


def _file(session: Session) -> None:
    """A file that holds all that is set up, however long it is, and the way back from it."""
    name, key = f"{session.cursor.scenario.preset}.json", f"file_{session.edition}"
    st.download_button("save as a file", lambda: write_file(session.cursor.scenario), name, "application/json")
    st.file_uploader("restore from a file", "json", key=key, on_change=lambda: _restore(session, key))


def _restore(session: Session, key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        session.restore(chosen.getvalue())


def _key(session: Session, field: str) -> str:
    # A new edition of the fields comes with each scenario, so that they show its values.
    return f"setup_{field}_{session.edition}"


def _text(session: Session, field: str, label: str, current: dict[str, str]) -> None:
    st.text_input(
        label,
        value=current[field],
        key=_key(session, field),
        help=HELP[field],
        max_chars=LONGEST,
        on_change=lambda: _apply(session),
    )
    complaint(session, field)


def _choice(session: Session, field: str, label: str, options: list[str], current: dict[str, str]) -> None:
    st.selectbox(
        label,
        options,
        index=options.index(current[field]),
        key=_key(session, field),
        help=HELP[field],
        on_change=lambda: _apply(session),
    )
    complaint(session, field)


def _here(session: Session) -> str:
    """What the list of presets shows: what this scenario began as, or the attempt that stands in its place."""
    scenario, attempt = session.cursor.scenario, session.cursor.attempt
    if attempt is None:
        return scenario.preset
    return next((name for name in ATTEMPTS if attempt == ATTEMPTS[name](scenario.notation)), scenario.preset)


def _preset(session: Session) -> None:
    name = st.session_state[f"setup_preset_{session.edition}"]
    if name == _here(session):
        # Streamlit calls this for a new list, too, where a script run was broken off in which it came: nobody has
        # chosen anything, and the setup of one's own has to stay.
        return
    if name in ATTEMPTS:
        try_attempt(session, ATTEMPTS[name](session.cursor.scenario.notation))
    elif name in PRESETS:
        session.show(preset(name))


def _again(session: Session, change: Callable[[Scenario], Scenario]) -> None:
    session.show(change(session.cursor.scenario))


def _apply(session: Session) -> None:
    fields = {field: st.session_state.get(_key(session, field)) for field in HELP}
    session.change({field: str(value)[:LONGEST] for field, value in fields.items() if value is not None})
