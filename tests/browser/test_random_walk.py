"""A person presses whatever stands there: the page complains of nothing."""

from ..scenario.cases import EVERY
from .random_walk import walk


def test_random_actions_leave_the_page_sound(visit):
    page = visit()
    walk(page, seed=1, actions=80 if EVERY else 40)
    page.open()
    assert page.place == (0, "batch")
