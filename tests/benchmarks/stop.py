"""How long a press of stop takes on a long run, with its curves drawn and without.

Run from the root: python -m tests.benchmarks.stop [--rounds 6]

The way to step 20,000 of the spirals is stopped after a while; the clock runs from the press until the button is gone,
which is when the page stands at the step that it has come to. Turn about in one browser.
"""

import argparse
import itertools

from tests.browser.explorer import Explorer
from tests.serving import ROOT, chromium, serve

from .click_to_painted import spread

PRESS = """() => new Promise((done) => {
  const begin = performance.now();
  document.querySelector(".st-key-stop button").click();
  const look = () =>
    document.querySelector(".st-key-stop") ? requestAnimationFrame(look) : done(performance.now() - begin);
  look();
})"""


def stopped(page: Explorer, panel: str, seed: int) -> float:
    """The ms of one press, a while after a new run was begun: what was worked out once is at hand at once."""
    page.page.bring_to_front()
    page.open(preset="spirals", seed=seed, panel=panel)
    page.page.wait_for_timeout(2000)
    page.set_out(20_000)
    page.page.wait_for_selector(".st-key-stop")
    page.page.wait_for_timeout(300 + 40 * (seed % 5))
    return float(page.page.evaluate(PRESS))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=6)
    rounds = parser.parse_args().rounds
    taken: dict[str, list[float]] = {"phase": [], "learning": []}
    with serve(ROOT / "app.py") as address, chromium() as browser:
        pages = {panel: Explorer(browser.new_context().new_page(), address) for panel in taken}
        for seed, (panel, page) in itertools.product(range(1, rounds + 1), pages.items()):
            taken[panel].append(stopped(page, panel, seed))
    for panel, values in taken.items():
        print(f"stop, panel {panel}: ms {spread(values, '{:.0f}'.format)}, the longest {max(values):.0f} (bound 300)")


if __name__ == "__main__":
    main()
