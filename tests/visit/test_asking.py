"""A person is asked before each result: hints, two tries, what is passed by, and the summary at the end."""

import re

import pytest

from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session

from ..figures.html_tree import Element, read
from ..scenario.cases import CLASSES, OR
from .test_picks import pieces
from .test_session import arrive, at

EMPTY = {"first": 0, "second": 0, "wrong": 0, "skipped": 0}


def asked_from(phase: str, scenario=OR, step: int = 0) -> Session:
    session = at(scenario, step, phase)
    pick(session, "predict:on")
    pieces(session)
    return session


def panel(session: Session) -> Element:
    return read(str(pieces(session)["phase"]))


def go(session: Session, phases: int = 1) -> None:
    session.cursor.by_phase(phases)
    arrive(session)
    pieces(session)


def right(session: Session) -> str:
    question = session.asking.open_question(session.cursor)
    assert question is not None
    return f"answer:{question.answer}"


def score(session: Session) -> dict[str, int]:
    return {outcome: number for outcome, number in session.asking.score.items() if number}


def test_a_question_comes_before_its_result_and_its_answer_shows_it():
    session = asked_from("z-1")
    before = panel(session)
    assert list(before.find("div", "question")) and list(before.find("div", "sight"))
    assert not list(read(pieces(session)["tabs"]).find("nav", "tabs"))
    assert not list(before.find("div", "phase")) and session.asking.score == EMPTY
    # An answer that cannot be read leaves the question open and the score alone.
    pick(session, "answer:<script>")
    assert not list(panel(session).find("script")) and session.asking.score == EMPTY
    pick(session, right(session))
    after = panel(session)
    assert list(after.find("div", "question")) and list(after.find("div", "phase")) and score(session) == {"first": 1}
    pick(session, "predict:off")
    assert not session.asking.on and session.asking.score == EMPTY
    assert not list(panel(session).find("div", "question"))


def test_a_second_try_is_given_and_counted_apart():
    session = asked_from("z-2")
    choices = [b.attributes["data-pick"] for b in panel(session).find("button") if "×" in b.text]
    wrong = next(choice for choice in choices if choice != right(session))
    pick(session, wrong)
    assert score(session) == {} and "You have one more try." in panel(session).text
    assert not list(panel(session).find("div", "phase")), "the result is not shown yet"
    pick(session, right(session))
    assert score(session) == {"second": 1} and list(panel(session).find("div", "phase"))


def test_a_calculation_is_judged_and_a_hint_shows_its_numbers():
    session = asked_from("delta-1")
    question = session.asking.open_question(session.cursor)
    assert question.kind == "value"
    pick(session, "answer:hint")
    pick(session, "answer:hint")
    pick(session, "answer:hint")
    numbers = question.hints[1].removeprefix("With the numbers of the page: ").removesuffix(".")
    assert numbers in panel(session).text and score(session) == {}
    pick(session, "answer:" + numbers)
    assert score(session) == {"first": 1} and "Your calculation gives" in panel(session).text


def test_a_question_that_is_passed_by_moving_on_is_skipped_and_one_left_backwards_stays_open():
    session = asked_from("z-2")
    go(session, -1)
    assert score(session) == {}
    pick(session, right(session))
    go(session)
    assert score(session) == {"first": 1} and session.asking.open_question(session.cursor) is not None
    go(session)
    assert score(session) == {"first": 1, "skipped": 1}
    go(session, -1)
    assert session.asking.open_question(session.cursor) is None, "it has been told"
    assert "z² is 1 neuron × 4 examples" in panel(session).text
    pick(session, "phase:update")
    pieces(session)
    assert score(session) == {"first": 1, "skipped": 1}, "what was never asked is not skipped"


@pytest.mark.parametrize("scenario", [OR, CLASSES], ids=["or", "three classes"])
def test_the_picture_shows_the_example_that_is_asked_about_and_lights_its_neuron_or_edge(scenario):
    session = asked_from("batch", scenario)
    lit = set()
    for _ in phase_ids(scenario.depth)[1:]:
        go(session)
        question = session.asking.open_question(session.cursor)
        drawn = pieces(session)
        loop = read(drawn["loop"])
        assert loop.one("div", "loop").attributes["data-lit"] == " ".join(question.lit)
        if of := re.search(r"of example (\d+)", question.prompt):
            assert session.cursor.scenario.view.example == question.example == int(of[1]) - 1
            assert f"{of[1]} of {session.cursor.trace.m}" in read(drawn["tabs"]).text
        if question.lit:
            on_path = {mark.attributes["data-mark"] for mark in loop.find(css_class="path")}
            assert on_path == set(question.lit), question
            lit.add(question.lit[0].split("-")[0])
        pick(session, right(session))
        assert read(pieces(session)["loop"]).one("div", "loop").attributes["data-lit"] == ""
    assert {"neuron", "w"} & lit == {"neuron", "w"} or {"neuron", "b"} & lit == {"neuron", "b"}


def test_the_answers_are_summed_up_at_the_update_with_a_way_back():
    session = asked_from("batch")
    ends = []
    for number, _ in enumerate(phase_ids(2)[1:]):
        go(session)
        pick(session, ("answer:show", right(session))[number % 2])
        ends.append(("– skipped", "✓ right at the first try")[number % 2])
        assert ("Your answers" in panel(session).text) == (number == 9)
    rows = [[cell.text for cell in row.find("td")] for row in panel(session).one("table", "answers").find("tr")]
    assert [row[2] for row in rows] == ends and [row[0] for row in rows][:5] == ["z¹", "a¹", "z²", "a²", "C"]
    assert "You answered 5 of 10 questions right." in panel(session).text
    go(session)
    assert "Your answers" not in panel(session).text, "it has been seen"
    pick(session, "back:0/delta-2")
    arrive(session)
    assert session.cursor.place == (0, "delta-2") and "δ²" in panel(session).text
    for nothing in ("back:", "back:0/nowhere", "back:-1/cost", "back:x/cost", "back:9999999/cost"):
        pick(session, nothing)
        arrive(session)
        assert session.cursor.place == (0, "delta-2")


def test_the_answers_are_summed_up_when_the_mini_batch_is_left_before_its_end():
    session = asked_from("cost")
    pick(session, right(session))
    go(session)
    session.cursor.by_batch(1)
    arrive(session)
    assert "You answered 1 of 2 questions right." in panel(session).text and score(session)["skipped"] == 1
    assert "You answered 1 of 2 questions right." in panel(session).text, "as long as the page stays there"
    go(session)
    assert "Your answers" not in panel(session).text


def test_another_scenario_begins_to_count_anew_and_goes_on_asking():
    session = asked_from("cost")
    pick(session, right(session))
    session.show(CLASSES)
    arrive(session)
    session.cursor.to_phase("z-1")
    assert session.asking.on and session.asking.score == EMPTY and list(panel(session).find("div", "question"))


def test_the_questions_of_a_mini_batch_are_made_once(monkeypatch):
    session, made = asked_from("z-1"), []
    monkeypatch.setattr("backprop_explorer.visit.asking.questions", lambda *_: made.append(1) or {})
    for _ in range(3):
        go(session)
    assert not made
    session.cursor.by_batch(1)
    arrive(session)
    pieces(session)
    assert len(made) == 1


@pytest.mark.parametrize("scenario", [OR, CLASSES], ids=["or", "three classes"])
def test_no_number_of_the_result_is_in_what_is_sent_while_its_question_is_open(scenario):
    session = at(scenario, 0, "batch")
    session.asking.on = True
    known: set[str] = set()
    for phase in phase_ids(scenario.depth)[1:]:
        session.cursor.to_phase(phase)
        sent = "".join(str(piece) for piece in pieces(session).values())
        name = phase.replace("grad-", "grad_w-")
        table = next(read(sent).find("table", data_matrix=name), None) if name[-1].isdigit() else None
        assert table is None or "ghost" in table.attributes["class"], f"{phase}: {table}"
        known.add(name)
