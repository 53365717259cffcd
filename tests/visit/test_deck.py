"""Decks: what a phase shows in a deck is what it shows by itself, and no two different looks share a deck."""

import json
import zlib
from dataclasses import fields, replace
from threading import Barrier, Event, Thread
from time import monotonic

import numpy as np
import pytest

from backprop_explorer.engine import Divergence
from backprop_explorer.lesson.notation import Notation, phase_ids
from backprop_explorer.scenario import Scenario, View, question_scenario
from backprop_explorer.scenario.data import usual
from backprop_explorer.visit import deck as decks
from backprop_explorer.visit.cache import MOMENT, OVERHEAD, Cache
from backprop_explorer.visit.cursor import Cursor
from backprop_explorer.visit.deck import deck, finished, look, page, private, wanted
from backprop_explorer.visit.notices import of_the_place
from backprop_explorer.visit.panels import pieces
from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session
from backprop_explorer.visit.stage import Stage

from ..scenario.cases import CLASSES, OR, PLACES, XOR, some
from ..ui.opened import joined
from .test_session import DIVERGING, at


def opened(packed: bytes) -> dict:
    return json.loads(zlib.decompress(packed))


def shown(packed: bytes, phase: str) -> dict:
    """The slots of a phase, as the browser gets them."""
    found = opened(packed)
    return {slot: joined(runs, found["strings"]) for slot, runs in found["at"][phase]["slots"].items()}


def alone(session: Session) -> dict:
    """The slots of the phase that a session stands at, drawn by themselves, as JSON has them."""
    stage = Stage(session)
    return json.loads(json.dumps({"said": of_the_place(stage), **pieces(stage)}))


@pytest.mark.parametrize(
    ("scenario", "step"),
    some([(OR, 0), (OR, 199), (XOR, 3), (CLASSES, 14), (PLACES["six layers"], 1), (question_scenario(), 2)]),
    ids=some(["or", "later", "xor", "three classes", "six layers", "question"]),
)
@pytest.mark.parametrize("view", [{}, {"panel": "weight", "example": 1}, {"panel": "check", "mistake": "double"}])
def test_a_phase_in_a_deck_is_what_it_is_by_itself(scenario, step, view, monkeypatch):
    monkeypatch.setattr(decks, "BUDGET", 60.0)
    scenario = replace(scenario, view=replace(scenario.view, **view))
    packed = deck(at(scenario, step, "cost"), step, "cost", Cache(1 << 24))
    found = opened(packed)
    assert found["phases"] == list(phase_ids(scenario.depth)) and found["step"] == step
    for phase in found["phases"]:
        session = at(scenario, step, phase)
        assert shown(packed, phase) == alone(session), phase
        told = found["at"][phase]
        found_again = Session.open(told["address"]).cursor
        assert (found_again.target or 0, found_again.notes) == (step, ())
        assert replace(found_again.scenario, step=step) == session.cursor.scenario
        assert told["epoch"] == step // session.cursor.run.batches_per_epoch
        where = session.cursor.position.replace("[[", "").replace("]]", "").replace(" · ", ", ")
        assert told["text"].endswith(f"phase {found['phases'].index(phase) + 1} of {len(found['phases'])}, {where}")
    said = [found["at"][phase]["text"].split(":")[0] for phase in found["phases"]]
    assert len(set(said)) == len(said), "each phase is told by what it computes"


def test_what_two_phases_share_is_sent_once(monkeypatch):
    monkeypatch.setattr(decks, "BUDGET", 60.0)
    packed = deck(at(OR), 0, "batch", Cache(1 << 24))
    found = opened(packed)
    assert len(set(found["strings"])) == len(found["strings"])
    whole = sum(len(piece) for phase in found["phases"] for piece in shown(packed, phase).values())
    assert sum(map(len, found["strings"])) < whole / 2
    assert len(packed) < 25_000  # of a mini-batch of the OR gate


def test_a_deck_that_takes_long_holds_the_phase_at_hand_and_the_others_can_be_had(monkeypatch):
    monkeypatch.setattr(decks, "BUDGET", 0.0)
    session, cache = at(CLASSES, 2, "cost"), Cache(1 << 24)
    ids, had = phase_ids(CLASSES.depth), {}
    lacking = "grad-2"
    while lacking:
        part = opened(deck(session, 2, lacking, cache))
        assert lacking in part["at"] and part["at"].keys().isdisjoint(had)
        had |= {phase: shown(deck(session, 2, lacking, cache), phase) for phase in part["at"]}
        lacking = next((phase for phase in ids if phase not in had), None)
    assert had == {phase: alone(at(CLASSES, 2, phase)) for phase in ids}


def test_a_deck_says_where_the_run_ends_whether_or_not_its_visitor_has_been_there(monkeypatch):
    monkeypatch.setattr(decks, "BUDGET", 60.0)
    session = at(DIVERGING)
    session.cursor.travel(50_000)
    while session.cursor.target is not None:
        session.cursor.work(1.0)
    last = session.cursor.scenario.step
    fresh = at(DIVERGING, last)
    assert fresh.cursor.run.divergence is None
    ends = [deck(each, step, "cost", Cache(1 << 24)) for each in (session, fresh) for step in (last - 1, last)]
    assert ends[:2] == ends[2:]
    assert [opened(end)["end"] for end in ends[:2]] == [False, True]
    assert str(last) in shown(ends[1], "batch")["said"] and shown(ends[0], "batch")["said"] == ""
    with pytest.raises(Divergence):
        deck(fresh, last + 1, "batch", Cache(1 << 24))


def test_an_example_that_a_smaller_mini_batch_does_not_have_becomes_the_first():
    scenario = PLACES["a last batch of one"]
    session = at(replace(scenario, view=replace(scenario.view, example=1)))
    run = session.cursor.run
    last = run.batches_per_epoch - 1
    packed = deck(session, last, "cost", Cache(1 << 24))
    assert run.size(last) == 1 and shown(packed, "cost") == alone(at(scenario, last, "cost"))


# For each thing that a deck depends on, another value than that of `OR`.
OTHER_SETUPS = {
    "preset": "custom",
    "title": "Another",
    "x": ((-0.0, 0.0), *OR.x[1:]),  # −0.0 equals 0.0, but is printed with its sign
    "y": (*OR.y[:3], (0.5,)),
    "sizes": (2, 3, 1),
    "activations": ("tanh", "sigmoid"),
    "cost": "mean-squared-error",
    "reduction": "sum",
    "weights": (OR.weights[0], ((OR.weights[1][0][0], np.nextafter(OR.weights[1][0][1], 2.0)),)),
    "biases": (OR.biases[0], (-1.0,)),
    "biased": False,
    "train_biases": False,
    "initialiser": "xavier",
    "seed": 1,
    "eta": 2.0,
    "batch_size": 2,
    "shuffle_seed": 1,
    "recipe": usual("or"),
    "held": 25,
    "rule": "momentum",
    "l2": 0.1,
    "momentum": 0.5,
    "beta1": 0.5,
    "beta2": 0.5,
    "epsilon": 1e-6,
}
OTHER_VIEWS = {
    "edges": "grad_w",
    "neurons": "delta",
    "example": 1,
    "alone": True,
    "panel": "weight",
    "selected": "w-2-0-1",
    "nudge": -0.02,
    "script": "torch",
    "mistake": "double",
    "about": "z-1",
    "form": "corner",
    "compare": "seed:3",
    "until": 7,
    "play": "batch",
    "speed": "fast",
}
OTHER_TEACHERS = {"ask": True, "lock": ("setup",), "hide": ("check",)}
OTHER_NOTATIONS = {"orientation": "rows", "numbering": "one", "letters": "code"}


def neighbours() -> dict[str, Session]:
    """Sessions that differ from the plain one in one thing each."""
    run = OR.start()
    # Where numbers are drawn from a seed, the seed and the way of drawing matter, and so do the sizes alone.
    drawn = replace(OR, weights=None, biases=None)
    scenarios = {"plain": OR, "drawn": drawn, "question": replace(OR, question="delta-is-not-w")}
    scenarios |= {f"setup {name}": replace(OR, **{name: value}) for name, value in OTHER_SETUPS.items()}
    scenarios |= {f"teacher {name}": replace(OR, **{name: value}) for name, value in OTHER_TEACHERS.items()}
    scenarios |= {f"view {name}": replace(OR, view=View(**{name: value})) for name, value in OTHER_VIEWS.items()}
    scenarios |= {
        f"notation {name}": replace(OR, notation=Notation(**{name: value})) for name, value in OTHER_NOTATIONS.items()
    }
    made = {name: Session(Cursor(scenario, run)) for name, scenario in scenarios.items()}
    return made | {"opened": Session(Cursor(OR, run), opened={"w-1"})}


def test_the_neighbours_differ_in_every_field_there_is():
    setup = {f.name for f in fields(Scenario)} - {"notation", "view", "step", "phase", "question", *OTHER_TEACHERS}
    assert OTHER_SETUPS.keys() == setup
    assert OTHER_VIEWS.keys() == {f.name for f in fields(View)} - {"dropped"}  # it is shown over the deck
    assert OTHER_NOTATIONS.keys() == {f.name for f in fields(Notation)}


def test_no_two_sessions_that_differ_in_anything_share_a_deck():
    looks = {name: look(session) for name, session in neighbours().items()}
    assert len(set(looks.values())) == len(looks)
    plain = neighbours()["plain"]
    assert look(plain) == looks["plain"], "those who look alike share their decks"


def visited(cache: Cache, *scenarios: Scenario) -> list[dict]:
    """What visitors of these scenarios see, one after the other, of the same cache."""
    return [shown(deck(at(each, 1, "cost"), 1, "cost", cache), "cost") for each in scenarios]


@pytest.mark.parametrize(
    "other",
    [
        {"eta": 2.0},
        {"weights": OTHER_SETUPS["weights"]},
        {"x": OTHER_SETUPS["x"]},
        {"view": View(neurons="delta")},
        {"view": View(panel="weight", selected="w-1-1-0")},
        {"notation": Notation("rows")},
        {"question": "delta-is-not-w"},
    ],
    ids=str,
)
def test_the_second_visitor_does_not_see_the_page_of_the_first(other):
    scenarios = (OR, replace(OR, **other), OR)
    seen = visited(Cache(1 << 24), *scenarios)
    assert seen == [alone(at(each, 1, "cost")) for each in scenarios]
    assert seen[0] != seen[1]


@pytest.mark.parametrize("left_out", [1, 2, 3, 4, 5, 6])
def test_a_digest_that_leaves_anything_out_is_found_out(left_out, monkeypatch):
    parts = {1: "setup", 2: "notation", 3: "view", 4: "question", 5: "teacher", 6: "opened"}
    whole = decks.parts
    monkeypatch.setattr(decks, "parts", lambda *given: [part for n, part in enumerate(whole(*given)) if n != left_out])
    looks = {name: look(session) for name, session in neighbours().items()}
    same = {name for name, found in looks.items() if found == looks["plain"] and name != "plain"}
    assert same and all(name.startswith((parts[left_out], "drawn")) for name in same), same


def test_a_finished_deck_can_be_had_by_its_look_its_step_and_its_phase_alone(monkeypatch):
    monkeypatch.setattr(decks, "DECKS", Cache(1 << 24))
    monkeypatch.setattr(decks, "BUDGET", 60.0)
    session, other = at(OR, 3), at(replace(OR, eta=OR.eta / 2), 3)
    assert finished(look(session), 3, "cost") is None
    made = deck(session, 3, "cost", decks.DECKS)
    assert {finished(look(session), 3, phase) for phase in opened(made)["phases"]} == {made}
    assert finished(look(other), 3, "cost") is finished(look(session), 4, "cost") is None
    # A part of a deck is found by the phase it begins with.
    part = deck(session, 4, "cost", decks.DECKS, hurried=True)
    assert finished(look(session), 4, "cost") == part and finished(look(session), 4, "z-1") is None


def test_in_a_crowd_a_phase_comes_alone_and_the_others_when_one_of_them_is_needed(monkeypatch):
    monkeypatch.setattr(decks, "DECKS", Cache(1 << 24))
    monkeypatch.setattr(decks, "BUDGET", 60.0)
    session = at(OR, 3)

    def phases(held: tuple[int, ...] = ()) -> list[list[str]]:
        return [list(opened(each)["at"]) for each in wanted(session, [(3, "cost"), (4, "z-1")], held)]

    assert [len(found) for found in phases()] == [len(phase_ids(2))] * 2 and not session.browser.crowded
    decks.DECKS.clear()
    monkeypatch.setattr(Cache, "crowded", True)
    assert phases() == [["cost"], ["z-1"]] and session.browser.crowded
    assert [len(found) for found in phases(held=(4,))] == [1, 1], "what is there already is not made again"
    session = at(OR, 3)
    found = wanted(session, [(3, "grad-2")], held=(3,))
    assert set(opened(found[0])["at"]) == set(phase_ids(2))
    assert phases() == [list(opened(found[0])["at"]), ["z-1"]]


def test_private_things_are_never_kept(monkeypatch):
    kept = Cache(1 << 24)
    monkeypatch.setattr(decks, "DECKS", kept)
    asking, ill, on_its_way = at(OR), at(OR, 0, "delta-1"), at(OR)
    pick(asking, "predict:on")
    pick(ill, "panel:doctor")
    assert not private(ill)
    pick(ill, "doctor:delta-1\n[[0.123454321, 1, 1, 1], [1, 1, 1, 1]]")
    on_its_way.cursor.travel(60_000)
    for session in (asking, ill, on_its_way):
        assert private(session)
        assert opened(page(session))["at"].keys() == {session.cursor.scenario.phase}
    assert "0.123454321" in shown(page(ill), "delta-1")["phase"]
    assert len(kept) == 0
    assert not private(at(OR))


def test_a_cache_keeps_what_was_used_last_within_its_room():
    cache, made = Cache(10 * (100 + OVERHEAD)), []

    def get(name: int) -> bytes:
        def make() -> tuple[int, bytes]:
            made.append(name)
            return name, bytes([name]) * 100

        return cache.get([name], make)

    for name in range(10):
        get(name)
    assert get(0) == b"\x00" * 100 and made == list(range(10))
    get(10)
    get(0)
    assert made == list(range(11)), "0 had been used since 1 was"
    get(1)
    assert made == [*range(11), 1]
    assert len(cache) == 10 and cache.filled <= cache.room
    cache.get(["huge"], lambda: ("huge", bytes(cache.room + 1)))
    assert (len(cache), cache.filled) == (0, 0)


def test_what_many_ask_for_at_once_is_made_once():
    cache, start, made, got = Cache(1 << 20), Barrier(8), [], []

    def make() -> tuple[str, bytes]:
        made.append(1)
        start_together.wait(0.2)
        return "deck", b"made"

    def ask() -> None:
        start.wait()
        got.append(cache.get(["deck"], make))

    start_together = Event()
    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert (got, len(made)) == ([b"made"] * 8, 1)


def test_a_crowd_are_those_who_make_different_things_at_the_same_time_and_a_moment_after(monkeypatch):
    cache, seen = Cache(1 << 20), []

    def make(name: str) -> tuple[str, bytes]:
        seen.append(cache.crowded)
        return name, b"made"

    cache.get(["first"], lambda: make("first"))
    cache.get(["second"], lambda: make("second"))
    assert seen == [False, False], "one after the other"
    cache.get(["outer"], lambda: (cache.get(["inner"], lambda: make("inner")) and "outer", b"made"))
    assert seen.pop() and cache.crowded
    later = monotonic() + MOMENT
    monkeypatch.setattr("time.monotonic", lambda: later)
    assert not cache.crowded


def test_one_who_fails_to_make_it_leaves_the_turn_to_the_next():
    cache = Cache(1 << 20)

    def fail() -> tuple[str, bytes]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cache.get(["deck"], fail)
    assert cache.get(["deck"], lambda: ("deck", b"made")) == b"made"
