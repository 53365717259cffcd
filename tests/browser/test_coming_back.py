"""A server that dies, a connection that is lost: the page comes back by itself, where it was.

LOST=130 python -m pytest tests/browser/test_coming_back.py cuts it for 130 s, under Streamlit's own settings.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from backprop_explorer.scenario import apply_setup, own_weights, preset, write_link
from tests.serving import ROOT, free_port, run_server

from .explorer import Explorer
from .valve import valve

VISIT = "() => document.querySelector('.bx.stage')?.dataset.visit"


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield Explorer(context.new_page(), "")
    context.close()


def own():
    """The OR gate with a weight and a learning rate of one's own."""
    changed = own_weights(preset("or-gate-2-2-1"), "[[[0.1, 0.2], [0.3, 0.4]], [[0.5, -0.6]]]", "[[1, 1], [1]]")
    return apply_setup(changed, {"eta": "0.7"})


@contextmanager
def somewhere(page: Explorer, address: str) -> Iterator[None]:
    """A page in the middle of a mini-batch, which has to be there again afterwards, and to move by one phase."""
    page.address = address
    page.open(**write_link(own()) | {"step": 40, "phase": "grad-2", "view": "rows", "panel": "check"})
    page.go_to(45)
    page.press("next_batch")
    page.strike("ArrowRight")
    page.to_phase("grad-1")
    page.page.keyboard.press("s")
    fields = page.page.get_by_role("textbox", name="learning rate η")
    fields.wait_for()
    page.breathe()
    before, query = page.values(), page.query
    assert (query["step"], query["phase"], query["panel"]) == ("46", "grad-1", "check")
    visit = page.page.evaluate(VISIT)
    yield
    page.page.wait_for_function(f"(before) => ![undefined, before].includes(({VISIT})())", arg=visit, timeout=90_000)
    page.settle(46, "grad-1")
    assert (page.query, page.values()) == (query, before)
    fields.wait_for()  # the setup is open as before, and the new session has been told of it
    assert page.strike("ArrowRight") == (46, "update")
    page.page.wait_for_timeout(800)
    assert page.place == (46, "update") and page.query == query | {"phase": "update"}
    assert "difference" in page.page.locator('[data-slot="phase"]').inner_text()


def test_a_page_comes_back_after_its_server_was_killed(page):
    port = free_port()
    with ExitStack() as first:
        server = first.enter_context(run_server(ROOT / "app.py", port))
        with somewhere(page, server.address):
            os.kill(server.process, signal.SIGKILL)
            told = page.page.get_by_role("dialog", name="Connection error")
            told.get_by_text("it goes on by itself where it is now").wait_for()
            first.close()
            first.enter_context(run_server(ROOT / "app.py", port))


def test_a_page_comes_back_after_its_connection_was_lost_for_longer_than_its_session_is_kept(page, browser):
    seconds = int(os.environ.get("LOST", "0"))
    options = () if seconds else ("--server.disconnectedSessionTTL=1",)
    with run_server(ROOT / "app.py", 0, *options) as server, valve(server.address) as way:
        with somewhere(page, way.address):
            way.shut()
            way.cut()
            page.page.wait_for_timeout(1000 * (seconds or 3))
            another = browser.new_page()  # Streamlit drops what is too old when somebody leaves
            another.goto(server.address)
            another.wait_for_selector("#cursor", state="attached")
            another.close()
            page.page.wait_for_timeout(500)
            way.release()
