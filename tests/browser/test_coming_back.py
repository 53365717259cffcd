"""A server that dies: the page comes back by itself, where it was."""

import os
import signal

import pytest

from backprop_explorer.scenario import apply_setup, own_weights, preset, write_link
from tests.serving import ROOT, free_port, run_server

from .explorer import Explorer


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield Explorer(context.new_page(), "")
    context.close()


def own():
    """The OR gate with a weight and a learning rate of one's own."""
    changed = own_weights(preset("or-gate-2-2-1"), "[[[0.1, 0.2], [0.3, 0.4]], [[0.5, -0.6]]]", "[[1, 1], [1]]")
    return apply_setup(changed, {"eta": "0.7"})


def test_a_page_comes_back_after_its_server_was_killed(page):
    port = free_port()
    page.address = f"http://127.0.0.1:{port}"
    link = write_link(own()) | {"step": "40", "phase": "grad-2", "view": "rows", "panel": "check"}
    with run_server(ROOT / "app.py", port) as server:
        page.open(**link | {"step": 40})
        page.go_to(45)
        page.press("next_batch")
        page.strike("ArrowRight")
        page.to_phase("grad-1")
        before, query = page.values(), page.query
        assert (query["step"], query["phase"], query["panel"]) == ("46", "grad-1", "check")
        os.kill(server.process, signal.SIGKILL)
        page.page.wait_for_timeout(1500)
    with run_server(ROOT / "app.py", port):
        page.page.wait_for_selector('[data-testid="stConnectionStatus"]', state="detached", timeout=60_000)
        page.page.wait_for_timeout(3000)
        page.settle(46, "grad-1")
        assert page.query == query
        assert page.values() == before
        assert page.strike("ArrowRight") == (46, "update")
        page.page.wait_for_timeout(800)
        assert page.place == (46, "update")
        assert page.query == query | {"phase": "update"}
        assert page.page.locator('[data-slot="phase"]').inner_text().count("difference")
