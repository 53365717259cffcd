import gc
import time

from backprop_explorer.visit.cache import Cache
from backprop_explorer.visit.exchange import answer
from backprop_explorer.visit.resting import Visits
from backprop_explorer.visit.session import Session

from ..scenario.cases import CLASSES, OR
from .test_session import arrive, at


def visits_of(*sessions: Session) -> tuple[Visits, Cache]:
    decks = Cache(1 << 20)
    decks.get(["a place"], lambda: ("a place", b"a deck"))
    visits = Visits(decks)
    for session in sessions:
        visits.add(session)
    return visits, decks


def test_a_visit_that_is_not_in_use_rests_and_goes_on_as_before():
    idle, used = at(CLASSES, 40, "cost"), at(OR, 3)
    before = answer(idle)
    visits, decks = visits_of(idle, used)
    idle.cursor.used = time.monotonic() - 1_000
    assert visits.tidy() and not visits.tidy(), "what rests already gives nothing back"
    assert idle.cursor.run.rest() is False and used.cursor.run.rest() is True
    assert len(decks) == 1, "the others use them"
    assert answer(idle) == before
    idle.cursor.by_batch(1)
    assert arrive(idle).cursor.place == (41, "cost")


def test_when_nobody_is_left_the_decks_go_too():
    here = [at(OR), at(OR)]
    visits, decks = visits_of(*here)
    assert not visits.tidy() and len(decks) == 1
    here.clear()
    gc.collect()
    assert visits.tidy() and (len(decks), decks.filled) == (0, 0)
