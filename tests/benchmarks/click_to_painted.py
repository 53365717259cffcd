"""How long a click takes until the first frame that shows it, against an empty Streamlit page with one button.

Run from the root: python -m tests.benchmarks.click_to_painted [--rounds 12] [--clicks 5]
or, for what a first load and a reload cost:  python -m tests.benchmarks.click_to_painted --first-page [--rounds 6]

Both pages run under the project's settings, in one browser, click by click in turn. Before each click the page has
been still for a while. The clock stops when the frame of the last change has been painted: a MutationObserver sees
the change, the next animation frame comes before its paint, and a message sent from there comes after it.

What is a change is the same rule for both pages: #cursor says another place than before, and after that every change
of a text or an element in #cursor or in the page's own HTML (.bx). So a button that only looks pressed does not count,
nor does half a page.
"""

import argparse
import random
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from tests.serving import ROOT, chromium, serve

from .first_page import first_page

EMPTY = Path(__file__).parent / "empty_page.py"


class Act(NamedTuple):
    """A click that is timed: where it is made, the key of its button, and the largest ratio that is good enough."""

    name: str
    query: str
    key: str
    bound: float


ACTS = (
    Act("phase step, OR", "preset=or-gate-2-2-1", "next_phase", 1.0),
    Act("mini-batch, OR", "preset=or-gate-2-2-1&phase=grad-1", "next_batch", 2.2),
    Act("phase step, three classes", "preset=three-classes", "next_phase", 1.6),
    Act("phase step, digits", "preset=digits", "next_phase", float("inf")),  # its bound is a share of the OR gate's
)
DIGITS = 1.5  # the largest ratio of the digits' phase step to the OR gate's

# Resolves once nothing in the document has changed for `quiet` ms and no script runs on the server.
STILL = """(quiet) => new Promise((done) => {
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(ask, quiet); };
  const observer = new MutationObserver(wait);
  const ask = () => {
    if (!document.querySelector('[data-test-script-state="notRunning"]')) return wait();
    observer.disconnect();
    done();
  };
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  wait();
})"""

# The ms from the click to the first frame in which #cursor has moved, and to the frame of the last change after it.
CLICK = """([key, quiet]) => new Promise((done, fail) => {
  const place = () => {
    const cursor = document.querySelector("#cursor");
    return cursor && `${cursor.dataset.step}/${cursor.dataset.phase}`;
  };
  const drawn = () => {
    const loop = document.querySelector(".loop");
    return !loop || loop.dataset.place === place();
  };
  const inside = ({ type, target }) => type !== "attributes"
    && (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)?.closest(".bx, #cursor");
  const before = place(), button = document.querySelector(`.st-key-${key} button`);
  let start = 0, first = 0, last = 0, complete = false, timer;
  const painted = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { then(performance.now() - start); channel.port1.close(); };
    channel.port2.postMessage(0);
  });
  const observer = new MutationObserver((records) => {
    const now = place();
    if (now === null || now === before) return;
    if (!first) { first = -1; painted((ms) => { first = ms; }); }
    const late = !complete && drawn();
    complete = complete || late;
    if (late || records.some(inside)) painted((ms) => { last = ms; });
    clearTimeout(timer);
    timer = setTimeout(end, quiet);
  });
  const end = () => {
    observer.disconnect();
    complete ? done([first, last]) : fail(new Error("The picture never showed the place of the cursor."));
  };
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  setTimeout(() => first || fail(new Error("The click moved nothing.")), 15000);
  start = performance.now();
  button.click();
})"""


def click(page: Page, key: str) -> list[float]:
    """The ms of one click on a still page: to the first frame that has the place, and to the last that changes."""
    page.bring_to_front()
    page.evaluate(STILL, 250)
    page.wait_for_timeout(random.uniform(0, 17))  # so that no click keeps step with the frames
    return list(page.evaluate(CLICK, [key, 300]))


def opened(browser: Browser, address: str, query: str = "") -> Page:
    """A page in a window of its own, drawn."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{address}/?{query}")
    page.wait_for_selector("#cursor", state="attached")
    page.wait_for_timeout(1500)
    return page


Times = list[list[float]]  # the ms of each round's clicks


def measure(rounds: int, clicks: int) -> dict[str, tuple[Times, Times, Times]]:
    """For each act: the empty page's times, the explorer's, and the explorer's first frames."""
    taken: dict[str, tuple[Times, Times, Times]] = {}
    with serve(EMPTY) as empty_address, serve(ROOT / "app.py") as address, chromium() as browser:
        empty = opened(browser, empty_address)
        pages = [opened(browser, address, act.query) for act in ACTS]
        for page, act in zip(pages, ACTS, strict=True):
            taken[act.name] = ([], [], [])
            for _ in range(3):
                click(empty, "next_phase"), click(page, act.key)
        for _ in range(rounds):
            for page, act in zip(pages, ACTS, strict=True):
                pairs = [(click(empty, "next_phase"), click(page, act.key)) for _ in range(clicks)]
                bare, whole, first = taken[act.name]
                bare.append([times[1] for times, _ in pairs])
                whole.append([times[1] for _, times in pairs])
                first.append([times[0] for _, times in pairs])
    return taken


def flat(times: Times) -> list[float]:
    return [ms for each in times for ms in each]


def spread(values: list[float], form: Callable[[float], str]) -> str:
    low, middle, high = (form(value) for value in statistics.quantiles(values, n=4))
    return f"{middle} (quartiles {low} to {high})"


def report(act: Act, bare: Times, whole: Times, first: Times) -> None:
    ratio = statistics.median(flat(whole)) / statistics.median(flat(bare))
    by_round = [statistics.median(ours) / statistics.median(theirs) for ours, theirs in zip(whole, bare, strict=True)]
    print(f"{act.name}, {len(flat(whole))} clicks, in turn with the empty page's")
    print("  empty page   ms", spread(flat(bare), "{:.1f}".format))
    print("  explorer     ms", spread(flat(whole), "{:.1f}".format))
    print("  first frame  ms", spread(flat(first), "{:.1f}".format))
    print(f"  ratio {ratio:.2f}, by round", spread(by_round, "{:.2f}".format), f"bound {act.bound}")
    if act.bound < float("inf"):
        print("  within the bound" if ratio <= act.bound else "  ABOVE THE BOUND")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--clicks", type=int, default=5)
    parser.add_argument("--first-page", action="store_true")
    options = parser.parse_args()
    if options.first_page:
        first_page({"empty page": EMPTY, "explorer": ROOT / "app.py"}, options.rounds)
        return
    taken = measure(options.rounds, options.clicks)
    for act in ACTS:
        report(act, *taken[act.name])
    small, large = (statistics.median(flat(taken[ACTS[at].name][1])) for at in (0, -1))
    verdict = "within" if large <= DIGITS * small else "ABOVE"
    print(f"the digits' phase step takes {large / small:.2f} times the OR gate's, {verdict} the bound of {DIGITS}")


if __name__ == "__main__":
    main()
