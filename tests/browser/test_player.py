"""The browser steps by itself: fast, in order, and without losing or repeating a press while the server is away."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest
from playwright.sync_api import WebSocketRoute

from backprop_explorer.lesson.notation import phase_ids

from ..load.visitor import visit as visit_page
from ..scenario.cases import some
from .explorer import Explorer
from .valve import valve

IDS = phase_ids(2)

# Notes each place that a frame shows.
WATCH = """() => {
  window.seen = [];
  const look = () => {
    const { step, phase } = document.querySelector("#cursor").dataset, place = `${step}/${phase}`;
    const now = document.querySelector(".strip .now, [data-pick^='phase:'][aria-current]");
    if (now && now.dataset.pick !== `phase:${phase}`) window.seen.push(`torn at ${place}: ${now.dataset.pick}`);
    if (window.seen.at(-1) !== place) window.seen.push(place);
    window.watching = requestAnimationFrame(look);
  };
  look();
}"""

# Presses as a key that is held down makes them: a press each 30 ms.
HOLD = """([act, count]) => new Promise((done) => {
  const press = { key: () => document.body.dispatchEvent(new KeyboardEvent("keydown",
      { key: "ArrowRight", bubbles: true, cancelable: true, repeat: true })),
    button: () => document.querySelector(".st-key-next_phase button").click() }[act];
  const timer = setInterval(() => { press(); if (!--count) { clearInterval(timer); done(); } }, 30);
})"""

AT_ONCE = """() => {
  const words = document.querySelector('[data-slot="phase"]').textContent;
  document.querySelector(".st-key-next_phase button").click();
  const { phase } = document.querySelector("#cursor").dataset;
  return [words !== document.querySelector('[data-slot="phase"]').textContent, phase];
}"""

# Counts what is sent to the server.
COUNT = """() => {
  const send = WebSocket.prototype.send;
  window.sent = 0;
  WebSocket.prototype.send = function (data) {
    window.sent += 1;
    return send.call(this, data);
  };
}"""

# What the page reads over plain HTTP: the status of each answer.
READ = """() => {
  const ask = window.fetch;
  window.read = [];
  window.fetch = async (...what) => {
    const answer = await ask(...what);
    if (`${what[0]}`.includes("/deck/")) window.read.push(answer.status);
    return answer;
  };
}"""


def way(count: int, start: int = 0) -> list[str]:
    """The places of so many presses of `phase ▶`, from the first on."""
    return [f"{number // len(IDS)}/{IDS[number % len(IDS)]}" for number in range(start, start + count + 1)]


def ahead(page) -> None:
    """Wait until the next mini-batch has come."""
    page.breathe()
    page.page.wait_for_timeout(3_000)


@pytest.mark.parametrize("act", some(("key", "button"), 2))
def test_a_hundred_presses_in_three_seconds_show_every_phase_on_the_way_in_order(visit, act):
    page = visit()
    ahead(page)
    page.page.evaluate(WATCH)
    page.page.evaluate(HOLD, [act, 100])
    page.settle(9, "z-1")
    page.breathe()
    assert page.page.evaluate("seen") == way(100)
    page.page.wait_for_timeout(700)
    assert (page.query["step"], page.query["phase"]) == ("9", "z-1")


def test_a_press_is_answered_before_it_returns_and_the_server_hears_nothing_of_it(visit):
    page = visit()
    ahead(page)
    frames = []
    page.page.on("request", lambda request: "favicon" in request.url or frames.append(request.url))
    for script in (READ, COUNT):
        page.page.evaluate(script)
    for phase in IDS[1:]:
        page.breathe()
        assert page.page.evaluate(AT_ONCE) == [True, phase]
    assert (page.page.evaluate("sent"), frames) == (0, [])
    page.settle(0, "update")
    page.breathe()
    # The mini-batch that is entered is here already; then the one after it is asked for.
    assert page.page.evaluate(AT_ONCE) == [True, "batch"]
    page.page.wait_for_function("sent + read.length > 0")


def test_moves_of_all_kinds_agree_with_the_server(visit):
    page = visit(preset="xor-2-3-1", step=3)
    for key in ("next_phase", "next_phase", "next_batch", "next_epoch", "previous_phase", "previous_batch"):
        page.press(key)
    page.to_phase("delta-1")
    assert page.place == (4, "delta-1")
    shown = page.values()
    page.choose_for_picture("edges", "grad_w")
    assert page.place == (4, "delta-1") and page.values() == shown
    fresh = visit(whose="another", preset="xor-2-3-1", step=4, phase="delta-1")
    assert fresh.values() == shown
    page.go_to(40)
    assert page.place == (40, "delta-1")
    assert page.press("first") == (0, "batch")
    for key in ("first", "previous_phase", "previous_batch", "previous_epoch"):
        assert page.page.locator(f".st-key-{key} button").get_attribute("aria-disabled") == "true"
        page.page.locator(f".st-key-{key} button").click(force=True)
    page.strike_at_once("ArrowLeft", "Shift+ArrowLeft", "ArrowRight")
    assert page.settle(0, "z-1")
    assert page.page.locator(".st-key-first button").get_attribute("aria-disabled") is None


@pytest.fixture
def through(visit, address):
    """A page whose connection can be shut, and its valve."""
    with valve(address) as made:
        page = visit(whose="far away")
        page.address = made.address
        try:
            page.open()
            ahead(page)
            yield page, made
        finally:
            page.address = address
            page.complaints.clear()


def test_presses_made_while_the_server_is_away_wait_and_come_in_their_order(through):
    page, way_there = through
    page.page.wait_for_timeout(3_000)  # a slow server sends the next mini-batch in parts
    page.page.evaluate(WATCH)
    way_there.shut()
    page.page.evaluate(HOLD, ["key", 40])  # two mini-batches are here; the third is not
    page.settle(1, "update")
    page.page.wait_for_timeout(300)
    assert page.place == (1, "update")
    page.strike_at_once("Shift+ArrowRight", "ArrowLeft")
    page.page.locator(".st-key-next_epoch button").click()
    page.strike_at_once("ArrowRight", "ArrowRight")
    page.page.wait_for_timeout(5_000)  # longer than the player's patience: it asks again
    way_there.release()
    page.settle(5, "delta-1")
    page.breathe()
    after = ["4/grad-2", "4/delta-2", "5/delta-2", "5/grad-2", "5/delta-1"]
    assert page.page.evaluate("seen") == [*way(40), *after]
    page.page.wait_for_timeout(1_000)
    assert page.place == (5, "delta-1")


def test_a_lost_connection_loses_no_press_and_repeats_none(through):
    page, way_there = through
    way_there.shut()
    page.page.evaluate(HOLD, ["button", 30])
    page.page.locator('[data-pick="panel:check"]').click()
    way_there.cut()
    way_there.release()
    page.page.wait_for_selector('[data-pick="panel:check"][aria-pressed="true"]', timeout=30_000)
    page.settle(2, IDS[8])
    page.page.wait_for_timeout(1_500)
    assert page.place == (2, IDS[8])
    assert page.press("next_phase") == (2, IDS[9])


def test_play_stops_where_a_question_opens(visit):
    page = visit()
    page.page.click(".st-key-play button")
    page.settle(0, "z-1")
    page.switch("predict:on")
    page.page.locator(".question").wait_for()
    page.page.locator(".st-key-play").get_by_text("play").wait_for()


def test_what_the_server_has_drawn_and_the_browser_has_not_got_is_drawn_again(browser, address):
    """Streamlit drops what a run has drawn last if another message comes in the moment in which the run ends."""
    deaf = []

    def between(page: WebSocketRoute) -> None:
        server = page.connect_to_server()
        server.on_message(lambda message: deaf or page.send(message))

    page = Explorer(browser.new_page(), address)
    page.page.route_web_socket("**/_stcore/stream", between)
    page.open(preset="xor-2-3-1", phase="delta-1")
    ahead(page)
    deaf.append(True)
    page.page.evaluate("""document.querySelector('[data-pick="view:rows"]').click()""")
    page.page.wait_for_timeout(2_000)
    deaf.clear()
    page.page.wait_for_selector('[data-pick="view:rows"][aria-pressed="true"]', state="attached")
    page.page.wait_for_selector('[data-matrix="w-1"][data-shape="2x3"]')
    assert page.query["view"] == "rows"
    page.page.close()


def test_a_mini_batch_that_the_page_has_forgotten_comes_again_and_again(visit):
    page = visit(phase="delta-1")
    ahead(page)
    for goal, key in ((10, "Shift+ArrowRight"), (0, "Shift+ArrowLeft")) * 4:
        page.strike_at_once(*[key] * 10)
        page.settle(goal, "delta-1")


def onwards(page, seed, steps=(0, 1, 2)):
    """The numbers of the page at these mini-batches, each reached by a press."""
    page.open(preset="xor-2-3-1", seed=seed, phase="delta-1")
    ahead(page)
    for script in (READ, COUNT):
        page.page.evaluate(script)
    shown = []
    for step in steps:
        shown.append(page.values())
        page.strike("Shift+ArrowRight")
        page.settle(step + 1, "delta-1")
        page.page.wait_for_function("(count) => read.length >= count", arg=step + 1)
        page.breathe()
        page.page.wait_for_timeout(700)
    return shown


def test_what_one_visitor_has_had_made_another_one_reads_without_a_message(visit):
    first, second = visit(), visit(whose="another")
    shown = onwards(first, seed=7_031)
    assert set(first.page.evaluate("read")) == {204} and first.page.evaluate("sent") >= 3
    assert onwards(second, seed=7_031) == shown
    # A busy server makes a mini-batch in parts, each of which is read.
    assert set(second.page.evaluate("read")) == {200} and second.page.evaluate("sent") == 0
    # A pick says where the page is, of which the server has not heard.
    second.choose_for_picture("edges", "grad_w")
    assert second.place == (3, "delta-1")


def test_where_the_server_has_no_shelf_the_page_asks_for_each_mini_batch(visit):
    page = visit()
    page.page.route("**/deck/**", lambda route: route.fulfill(content_type="text/html", body="<p>another page</p>"))
    try:
        page.open(preset="xor-2-3-1", phase="delta-1")
        ahead(page)
        page.page.evaluate(READ)
        for step in (1, 2, 3, 4):
            assert page.strike("Shift+ArrowRight") == (step, "delta-1")
        assert page.page.evaluate("read.length") == 0, "one look was enough"
    finally:
        page.page.unroute("**/deck/**")


@pytest.fixture
def crowd(address):
    """Two others, each with seeds of its own, who have mini-batches made without a pause."""
    left, crowded = Event(), []

    async def busy(seed: int) -> None:
        async with visit_page(address, f"preset=xor-2-3-1&seed={seed}") as visitor:
            for step in count(1):
                if left.is_set():
                    return
                await visitor.go(step)
                crowded.append(visitor.header["crowded"])

    async def both() -> None:
        await asyncio.gather(busy(8_101), busy(8_102))

    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(lambda: asyncio.run(both()))
        yield
        left.set()
        made.result(60)
    assert any(crowded)


def test_in_a_crowd_every_phase_comes_when_it_is_pressed_for(visit, crowd):
    page = visit(preset="xor-2-3-1", seed=8_103)
    page.breathe()
    for number in range(1, len(IDS) + 3):
        step, at = divmod(number, len(IDS))
        assert page.press("next_phase") == (step, IDS[at])
    for step in (2, 3, 4):
        assert page.press("next_batch") == (step, IDS[2])
    assert page.press("previous_phase") == (4, IDS[1])
    shown = page.values()
    fresh = visit(whose="another", preset="xor-2-3-1", seed=8_103, step=4, phase=IDS[1])
    assert fresh.values() == shown
