"""The line on top of the page, the notes below it, and what is said of a field that cannot be used."""

from dataclasses import replace

import pytest

from backprop_explorer.visit.panels import pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage
from backprop_explorer.visit.top import top
from backprop_explorer.visit.typed import OWN, Typed

from ..figures.html_tree import read
from ..scenario.cases import CLASSES, MAZUR, OR, XOR
from .test_session import arrive, at, notices_of


def line(session: Session) -> str:
    return read(top(session)).one("header", "top").text


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (OR, "2-2-1 · sigmoid · quadratic cost · η = 3 · 4 examples in one batch"),
        (MAZUR, "2-2-2 · sigmoid · quadratic cost · η = 0.5 · 1 example"),
        (CLASSES, "2-6-6-3 · tanh and softmax · cross-entropy cost · η = 0.3 · 150 examples in batches of 10"),
        (replace(XOR, batch_size=2), "2-3-1 · sigmoid · quadratic cost · η = 5 · 4 examples in batches of 2"),
    ],
)
def test_the_line_on_top_says_what_is_learned_and_leads_to_setup_and_question(scenario, said):
    session = at(scenario, 0)
    assert f"{scenario.title}{said}" in line(session)
    tree = read(top(session))
    assert tree.one("button", data_pick="setup").text == said
    assert [b.attributes["data-pick"] for b in tree.find("button", "ask")] == ["question"]


def test_the_line_leads_to_the_question_and_from_it_back_to_the_beginning():
    session = at(OR, 3, "cost")
    assert "does δ have the shape of w?" in line(session)
    assert not notices_of(session)
    pick(session, read(top(session)).one("button", data_pick="question").attributes["data-pick"])
    assert arrive(session).cursor.scenario.question == "delta-is-not-w"
    pick(session, read(top(session)).one("button", "ask").attributes["data-pick"])
    assert (arrive(session).cursor.scenario.question, session.cursor.scenario.phase) == ("", "batch")


def test_the_answer_counts_the_numbers_of_its_own_network():
    phase = read(pieces(Stage(Session.open({"question": "delta-is-not-w"})))["phase"])
    assert phase.one("h2").text == "Does δ have the shape of w?"
    note = phase.one("div", "said")
    for said in (
        "one number per neuron for each example, 1 × 4",
        "one number per edge, 1 × 2",
        "the 4 examples",
        "Divided by 4",
    ):
        assert said in note.text, note.text
    assert [button.attributes["data-pick"] for button in note.find("button")] == ["sizes"]


def test_the_first_page_says_what_it_is_and_what_to_press_and_no_other_does():
    def heading(**parameters: str) -> str:
        return read(pieces(Stage(arrive(Session.open(parameters))))["phase"]).one("h2").text

    welcome = read(pieces(Stage(Session.open({})))["phase"])
    assert heading() == "One mini-batch, one equation at a time" and "Press “phase ▶”" in welcome.text
    assert {button.attributes["data-pick"] for button in welcome.find("button", "lead")} == {"question", "tour"}
    assert heading(phase="z-1") != heading() != heading(preset="mazur-2-2-2") and heading(step="1") != heading()


def test_each_thing_that_was_ignored_or_went_wrong_has_a_box_of_its_own():
    session = Session.open({"preset": "nowhere", "step": "x"})
    session.typed.errors = {"eta": "The rate is wrong.", "weights": "The weights are wrong."}
    found = [note.text for note in read(notices_of(session)).find("div", "warn")]
    assert len(found) == 3 and "nowhere" in found[0] and "whole number" in found[0]
    assert found[1:] == ["The rate is wrong.", "The weights are wrong."]


def test_a_field_of_the_setup_says_that_the_others_wait_and_one_with_a_button_does_not():
    typed = Typed({name: "It is wrong." for name in ("eta", *OWN)})
    assert read(typed.complaint("eta")).text == "It is wrong. Until then the other fields wait, too."
    assert {read(typed.complaint(name)).text for name in OWN} == {"It is wrong."}
    assert read(typed.complaint("eta")).one("p").attributes["role"] == "alert"
    assert typed.complaint("seed") == ""
