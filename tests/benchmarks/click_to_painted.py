"""How long a click takes until the new phase is painted, against an empty Streamlit page with one button.

Run from the root: python -m tests.benchmarks.click_to_painted [--clicks 10] [--rounds 6]

Both pages run under the project's settings, in one browser, turn about. For the explorer the clock stops when
the graph, the phase and the matrices all show the new phase and that frame has been painted.
"""

import argparse
import statistics
from pathlib import Path

from playwright.sync_api import Page

from tests.serving import ROOT, chromium, serve

CLICK = """async () => {
  const cursor = () => document.querySelector("#cursor");
  const place = () => `${cursor().dataset.step}/${cursor().dataset.phase}`;
  const plot = document.querySelector(".plot");
  const before = cursor().outerHTML;
  const slots = [...document.querySelectorAll('[data-slot="phase"], [data-slot="matrices"]')];
  const seen = slots.map((slot) => slot.innerHTML);
  const changed = () => cursor().outerHTML !== before && (!plot || plot.dataset.place === place())
    && slots.every((slot, i) => slot.innerHTML !== seen[i]);
  const start = performance.now();
  document.querySelector(".st-key-next_phase button").click();
  while (!changed()) await new Promise(requestAnimationFrame);
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def clicks(page: Page, count: int) -> list[float]:
    """The ms of `count` clicks, after one that is not counted."""
    page.bring_to_front()
    times = []
    for _ in range(count + 1):
        times.append(page.evaluate(CLICK))
        page.wait_for_timeout(60)
    return times[1:]


def measure(count: int, rounds: int) -> tuple[list[float], list[float]]:
    """The ms of all counted clicks on the empty page and on the explorer."""
    empty_app = Path(__file__).parent / "empty_page.py"
    empty: list[float] = []
    explorer: list[float] = []
    with serve(empty_app) as empty_address, serve(ROOT / "app.py") as address, chromium() as browser:
        pages = []
        for where, ready in ((empty_address, "#cursor"), (address, ".plot[data-place]")):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(where)
            page.wait_for_selector(ready)
            page.wait_for_timeout(1500)
            pages.append(page)
        for _ in range(rounds):
            empty += clicks(pages[0], count)
            explorer += clicks(pages[1], count)
    return empty, explorer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clicks", type=int, default=11)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    empty, explorer = measure(options.clicks, options.rounds)
    for name, times in (("empty page", empty), ("explorer", explorer)):
        low, middle, high = statistics.quantiles(times, n=4)
        print(f"{name:12} median {middle:6.1f} ms   quartiles {low:6.1f} to {high:6.1f}   {len(times)} clicks")
    print(f"ratio of the medians {statistics.median(explorer) / statistics.median(empty):.2f}")


if __name__ == "__main__":
    main()
