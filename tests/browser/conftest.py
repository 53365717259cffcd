"""One server and one browser for all browser tests; each page is watched until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.serving import ROOT, chromium, serve

from .explorer import Explorer

Visit = Callable[..., Explorer]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serve(ROOT / "app.py") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def tabs(browser: Browser, address: str) -> Callable[[str], Explorer]:
    """The tabs of several visitors, each in a window of its own.

    A tab is used again by the next test: what it has loaded once need not be compiled again.
    """
    opened: dict[str, Explorer] = {}

    def find(whose: str) -> Explorer:
        if whose not in opened:
            opened[whose] = Explorer(browser.new_context(color_scheme="light").new_page(), address)
        return opened[whose]

    return find


@pytest.fixture
def visit(tabs: Callable[[str], Explorer]) -> Iterator[Visit]:
    """Opens the page. At the end it may have complained of nothing, and asked no other host for anything."""
    visitors: list[Explorer] = []

    def open_page(whose: str = "mine", **parameters: object) -> Explorer:
        visitor = tabs(whose)
        if visitor not in visitors:
            visitor.complaints.clear()
            visitors.append(visitor)
        visitor.page.set_viewport_size({"width": 1440, "height": 900})
        return visitor.open(**parameters)

    yield open_page
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.leave()
    assert complaints == []
