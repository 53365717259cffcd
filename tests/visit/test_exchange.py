"""What a browser tells is taken over once and in its order, and nothing that it tells can harm."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.scenario import MAX_STEP, preset
from backprop_explorer.visit import exchange
from backprop_explorer.visit.exchange import answer, hear
from backprop_explorer.visit.session import Session

from ..engine.cases import steady
from ..scenario.cases import CLASSES, OR, PLACES
from ..ui.opened import frame
from .test_session import DIVERGING, arrive, at, place

IDS = phase_ids(OR.depth)


def message(session: Session, **changes) -> dict:
    """A message of a browser that stands where the session does and wants nothing."""
    here = [session.browser.moves, *place(session)]
    common = {"visit": session.browser.visit, "edition": session.edition, "told": session.browser.told + 1}
    return {**common, "here": here, "events": [], "look": "", "have": {}, "want": [], **changes}


def answered(session: Session) -> list[dict]:
    return frame(answer(session))


def test_the_session_goes_where_its_browser_has_gone():
    session = at(OR, 3, "cost")
    hear(session, message(session, here=[14, 5, "a-2"]))
    assert place(session) == (5, "a-2")
    header, deck = answered(session)
    assert (header["step"], header["phase"], header["moves"], deck["step"]) == (5, "a-2", 14, 5)


def test_a_place_that_is_known_already_does_not_take_back_what_the_session_has_done_since():
    session = at(OR, 3, "cost")
    hear(session, message(session, here=[14, 5, "a-2"]))
    session.cursor.by_epoch(10)
    arrive(session)
    hear(session, message(session, here=[14, 5, "a-2"]))
    assert place(session) == (15, "a-2")


@given(st.lists(st.sampled_from(("next_phase", "previous_phase", "next_batch", "next_epoch", "first")), max_size=12))
@steady(30)
def test_events_that_are_sent_again_and_again_are_answered_once_and_in_order(kinds):
    session, expected = at(OR, 2, "cost"), at(OR, 2, "cost")
    events = [[number, 0, 2, "cost", f"move:{kind}"] for number, kind in enumerate(kinds, 1)]
    for seen in range(len(events) + 1):  # the first answers are lost, so the events pile up
        hear(session, message(session, events=events[: seen + 1], here=[0, 2, "cost"]))
        arrive(session)
    for kind in kinds:
        hear(expected, message(expected, events=[[expected.browser.heard + 1, 0, 2, "cost", f"move:{kind}"]]))
        arrive(expected)
    assert place(session) == place(expected)
    assert answered(session)[0]["heard"] == len(kinds)


def test_a_pick_is_answered_at_the_place_where_it_was_made():
    session = at(OR)
    events = [[1, 5, 0, "delta-2", "dropped:0"], [2, 9, 1, "z-1", "move:next_batch"]]
    hear(session, message(session, events=events, here=[9, 1, "z-1"]))
    assert place(session) == (2, "z-1")
    session = at(OR)
    hear(session, message(session, events=[[1, 5, 0, "delta-1", "dropped:0"]], here=[5, 0, "delta-1"]))
    assert session.cursor.scenario.view.dropped == 0
    header, alone, deck = answered(session)
    assert header["over"] and alone["at"].keys() == {"delta-1"} and set(deck["phases"]) == set(IDS)
    hear(session, message(session, here=[6, 0, "grad-1"]))
    assert session.cursor.scenario.view.dropped == -1


def test_only_what_the_browser_lacks_is_sent():
    session = at(OR, 4)
    look = answered(session)[0]["look"]
    steps = []
    for have in ({}, {"4": ["*"]}, {"4": list(IDS)}, {"4": ["z-1"]}, {"4": ["*"], "5": ["*"]}):
        hear(session, message(session, look=look, have=have, want=[[5, "batch"]]))
        steps.append([deck["step"] for deck in answered(session)[1:]])
    assert steps == [[4, 5], [5], [5], [4, 5], []]
    assert [deck["step"] for deck in answered(session)[1:]] == [], "what was wanted is wanted once"
    hear(session, message(session, look="of another view", have={"4": ["*"]}))
    assert [deck["step"] for deck in answered(session)[1:]] == [4]


def test_a_mini_batch_that_does_not_exist_is_left_out():
    session = at(DIVERGING)
    session.cursor.travel(50_000)
    last = arrive(session).cursor.scenario.step
    hear(session, message(session, want=[[last + 1, "batch"], [MAX_STEP + 1, "batch"], [last - 1, "z-1"]]))
    assert [deck["step"] for deck in answered(session)[1:]] == [last, last - 1]


def test_a_far_place_is_travelled_to_like_any_other():
    session = at(CLASSES)
    hear(session, message(session, here=[1, MAX_STEP, "cost"]))
    assert 0 < session.cursor.scenario.step < MAX_STEP and session.cursor.target == MAX_STEP


def test_a_message_for_another_session_or_another_scenario_moves_nothing():
    session = at(OR, 3, "cost")
    hear(session, message(session, visit="another", here=[9, 5, "a-2"], events=[[1, 9, 5, "a-2", "panel:weight"]]))
    assert (place(session), session.cursor.scenario.view.panel, session.browser.heard) == ((3, "cost"), "phase", 0)
    old = message(session, here=[9, 5, "a-2"], events=[[1, 9, 5, "a-2", "panel:weight"]])
    session.show(replace(preset("xor-2-3-1"), phase="z-1"))
    arrive(session)
    hear(session, old)
    assert (place(session), session.cursor.scenario.view.panel) == ((0, "z-1"), "weight")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(("cost", 1 << 60)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(("edition", "told", "here", "events", "look", "have", "want")), JUNK), JUNK)
@steady(200)
def test_whatever_comes_the_session_stands_at_a_sound_place_and_answers(junk, whole):
    session = at(PLACES["a last batch of one"], 1, "cost")
    hear(session, whole)
    hear(session, {**message(session), **junk})
    step, phase = place(session)
    assert 0 <= step <= MAX_STEP and phase in IDS
    assert answered(session)[0]["step"] == step


def test_a_long_list_is_cut(monkeypatch):
    monkeypatch.setattr(exchange, "STRETCH", 60.0)  # the list is cut at its length here, not by the clock
    session = at(OR)
    events = [[number, 0, 0, "batch", "move:next_batch"] for number in range(1, 5_000)]
    hear(session, message(session, events=events, want=[[step, "batch"] for step in range(500)]))
    assert session.browser.heard == 1_000 and len(session.browser.want) <= 5
    assert len(answered(session)) < 8


def test_a_browser_that_lost_its_session_leads_the_new_one_to_where_it_was():
    session = Session.open({"preset": "or-gate-2-2-1", "step": "40"})
    edition = session.edition
    hear(session, {"visit": session.browser.visit, "told": 1, "back": "?preset=xor-2-3-1&eta=0.5&step=7&phase=cost"})
    assert (session.cursor.scenario.preset, session.cursor.scenario.eta) == ("xor-2-3-1", 0.5)
    assert session.cursor.place == (7, "cost") and session.edition == edition + 1


@pytest.mark.parametrize(
    "back", ["", "?" + "a" * 10**7, "?" + "&a=1" * 10_000, "%ff%00", "?d=" + "A" * 20_000, 7, None, []]
)
def test_an_address_that_no_browser_was_at_leads_to_the_or_gate_or_nowhere(back):
    session = Session.open({})
    hear(session, {"visit": session.browser.visit, "told": 1, "back": back})
    assert session.cursor.scenario.preset == "or-gate-2-2-1" and session.cursor.place == (0, "batch")
