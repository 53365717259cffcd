"""A message that no browser sends moves nobody else, breaks nothing, and takes no longer than an honest one may."""

import random
import time
from itertools import islice

import numpy as np
import pytest

from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.scenario import MAX_STEP
from backprop_explorer.visit.deck import DECKS
from backprop_explorer.visit.exchange import answer, hear
from backprop_explorer.visit.own_numbers import edited

from ..load.messages import forged
from ..scenario.cases import CLASSES, OR, largest, some
from .test_session import at, place

LONGEST = 0.3  # seconds that a message may hold the process


@pytest.mark.parametrize("seed", some(range(5), 2))
def test_no_forged_message_breaks_the_page_or_holds_the_process(seed, monkeypatch):
    monkeypatch.setattr("backprop_explorer.visit.deck.BUDGET", 60.0)  # decks come whole, on a slow machine, too
    DECKS.clear()  # of parts of decks that another test has made
    session, other = at((OR, CLASSES)[seed % 2], 2, "cost"), at(OR, 2, "cost")
    before = place(other), answer(other)
    for message in islice(forged(seed, session.browser.visit, session.edition), 100):
        start = time.thread_time()
        hear(session, message)
        taken = time.thread_time() - start
        assert taken < LONGEST, f"{taken} s for {str(message)[:300]}"
        step, phase = place(session)
        assert 0 <= step <= MAX_STEP and phase in phase_ids(session.cursor.scenario.depth)
        assert len(session.browser.have) <= 20 and len(session.browser.look) <= 64 and len(session.opened) < 120
    assert answer(session)
    assert (place(other), answer(other)) == before


def test_a_long_way_is_cut_in_both_directions_and_ends_where_it_leads():
    session = at(largest(), 0, "cost")
    session.cursor.run.seek(400)
    for target in (700, 150, 149):
        session.cursor.travel(target)
        while session.cursor.target is not None:
            start = time.thread_time()
            session.cursor.work()
            assert time.thread_time() - start < LONGEST
        assert place(session) == (target, "cost")
    assert np.array_equal(session.cursor.trace.flat, largest().start().seek(149).flat)


def test_a_deck_that_is_far_away_is_not_made_for_the_asking():
    session = at(largest(), 0)
    for step in (MAX_STEP, 3_000):
        start = time.thread_time()
        hear(session, {"visit": session.browser.visit, "edition": 0, "want": [[step, "batch"]] * 3})
        wanted = session.browser.want
        session.browser.want = ()
        answer(session)
        alone = time.thread_time() - start
        session.browser.want = wanted
        start = time.thread_time()
        answer(session)
        assert time.thread_time() - start < alone + LONGEST and session.cursor.run.nearest(MAX_STEP) < 10


@pytest.mark.parametrize("seed", some(range(3), 2))
def test_forged_edits_of_a_table_are_no_edits(seed):
    rows, draw = [{"x1": 0.0, "x2": 1.0, "y1": 1.0}] * 4, random.Random(seed)
    values = [
        None,
        5,
        "a",
        [],
        {},
        [1],
        {"x1": "a"},
        {0: 5},
        {0: {"x1": 10**400}},
        {0: {"no": 1}},
        [5] * 10**6,
        [{}] * 10**6,
    ]
    for _ in range(200):
        edits = {name: draw.choice(values) for name in ("edited_rows", "deleted_rows", "added_rows")}
        start = time.thread_time()
        numbers = edited(rows, edits)
        assert time.thread_time() - start < LONGEST
        assert numbers is None or all(len(row) == 3 and set(map(type, row)) == {float} for row in numbers)
    honest = {"edited_rows": {1: {"x2": 7, "y1": None}}, "deleted_rows": [0], "added_rows": [{"x1": 2}, {}]}
    assert edited(rows, honest) == [[0, 7, 0], [0, 1, 1], [0, 1, 1], [2, 0, 0], [0, 0, 0]]
    assert edited(rows, {**honest, "deleted_rows": 5}) is None
