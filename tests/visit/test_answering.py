"""A learner's question on the page: where it stands, what it lights, and what becomes of it."""

import re
from dataclasses import replace
from itertools import product

import pytest

from backprop_explorer.lesson.notation import ORIENTATIONS, phase_ids
from backprop_explorer.scenario import KINDS, QUESTIONS, View, is_custom, preset, question_scenario, read_link
from backprop_explorer.scenario.questions import EXHIBIT
from backprop_explorer.visit.address import address
from backprop_explorer.visit.answering import PLACES
from backprop_explorer.visit.panels import pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage

from ..figures.html_tree import Element, read
from ..scenario.cases import some
from .test_session import arrive


def shown(session: Session) -> Element:
    return read(pieces(Stage(session))["phase"])


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_has_its_answer_its_evidence_and_the_way_on(question):
    record, session = QUESTIONS[question], arrive(Session.open({"question": question}))
    page = shown(session)
    asked = page.one(data_question=question)
    assert asked.one("h2").text == record.heading
    assert all(re.fullmatch(r".+[.]", sentence) for sentence in record.answer) and record.kind in KINDS
    reasons = list(page.one("ul", "reasons").find("li"))
    assert [reason.one("span").text for reason in reasons] == [each.reason for each in record.evidence]
    lit = [reason for reason in reasons if "data-lights" in reason.attributes]
    assert len(lit) == sum(each.place != EXHIBIT for each in record.evidence)
    assert all(each.place == EXHIBIT or each.place.partition(":")[0] in PLACES for each in record.evidence)
    drawn = list(page.find("section", "exhibit"))
    assert len(drawn) == any(each.place == EXHIBIT for each in record.evidence)
    assert all(any(exhibit.find(data_evidence="")) for exhibit in drawn), "a picture marks what to look at"
    assert page.one("button", data_next=record.next).attributes["data-pick"] == f"question:{record.next}"
    pick(session, f"question:{record.next}")
    assert arrive(session).cursor.scenario.question == record.next


@pytest.mark.parametrize(("orientation", "question"), some(product(ORIENTATIONS, QUESTIONS)))
def test_an_answer_stands_at_its_own_phase_in_every_orientation_and_nowhere_else(question, orientation):
    session = arrive(Session.open({"question": question, "view": orientation}))
    start = question_scenario(question)
    for phase in phase_ids(start.depth):
        found = list(read(pieces(Stage(session).turned(phase))["phase"]).find(data_question=""))
        assert len(found) == (phase == start.phase)


@pytest.mark.parametrize("question", ["delta-is-not-w", "saturation", "xor-sticks", "half-or-two"])
def test_a_question_that_is_closed_leaves_the_page_and_an_address_without_it(question):
    session = arrive(Session.open({"question": question}))
    before = session.cursor.scenario
    pick(session, "question:close")
    after = session.cursor.scenario
    assert after == replace(before, question="")
    assert not any(shown(session).find(data_question=""))
    link = address(session, after)
    found, notes = read_link(link)
    assert "question" not in link and notes == ()
    assert found == replace(after, preset=found.preset, view=replace(after.view, example=found.view.example))


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_that_is_left_leaves_its_own_numbers_at_their_beginning(question):
    session = Session.open({"question": question})
    before = session.cursor.scenario
    pick(session, "question:leave")
    after = session.cursor.scenario
    assert after.setup() == (before if is_custom(before) else preset(before.preset)).setup()
    assert (after.question, after.step, after.phase, after.view) == (
        "",
        0,
        "batch",
        replace(View(), example=after.view.example),
    )


def test_a_locked_setup_offers_no_other_question():
    session = Session.open({"question": "half-or-two", "lock": "setup"})
    assert not any(shown(session).find(data_next=""))
    pick(session, "question:layout")
    assert session.cursor.scenario.question == "half-or-two"


def test_a_question_that_is_not_known_changes_nothing():
    session = Session.open({"question": "half-or-two"})
    before = session.cursor.scenario
    for value in ("nowhere", "half-or-two\n", "LEAVE"):
        pick(session, f"question:{value}")
    assert session.cursor.scenario == before
