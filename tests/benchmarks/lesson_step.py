"""How long a phase step takes in a lesson, beside a click on an empty Streamlit page in the same run.

Run from the root: python -m tests.benchmarks.lesson_step [--rounds 12] [--clicks 5]

Script and layout: from the click until the next phase is in the document and laid out, both by the browser's clock.
Painted: from the click until the frame of the last change has been painted, measured on both pages by the same rule
(tests/benchmarks/click_to_painted.py). The lesson is the OR gate, three mini-batches in three orientations.
"""

import argparse
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tests.handout.files import READY, write
from tests.serving import chromium, serve

from .click_to_painted import CLICK, EMPTY, click, opened, spread

# The ms of the scripts that a press of the button runs, and of the layout of what they have changed.
STEP = """() => {
  const button = document.querySelector(".st-key-next_phase button"), mark = document.querySelector("#cursor");
  const before = mark.dataset.phase;
  const start = performance.now();
  button.click();
  document.documentElement.getBoundingClientRect();
  const end = performance.now();
  if (mark.dataset.phase === before) throw new Error("The press moved nothing.");
  return end - start;
}"""
LAST = "() => document.querySelector('.st-key-next_phase button').getAttribute('aria-disabled') === 'true'"


def back(page: Page) -> None:
    """To the first phase, where the file has come to its end."""
    if page.evaluate(LAST):
        page.keyboard.press("Home")
    page.wait_for_timeout(250)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--clicks", type=int, default=5)
    options = parser.parse_args()
    worked, painted, bare = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder, serve(EMPTY) as address, chromium() as browser:
        path = write(Path(folder), steps=(0, 1, 2), orientations=("columns", "rows", "torch"))
        empty = opened(browser, address)
        lesson = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        lesson.goto(path.as_uri())
        lesson.wait_for_function(READY)
        for number in range(options.rounds * options.clicks + 3):
            times = click(empty, "next_phase")[1]
            lesson.bring_to_front()
            back(lesson)
            step = lesson.evaluate(STEP)
            back(lesson)
            frame = lesson.evaluate(CLICK, ["next_phase", 300])[1]
            if number >= 3:  # what has run before is compiled
                worked.append(step), painted.append(frame), bare.append(times)
    print(f"phase step in a lesson, OR, {len(worked)} clicks, in turn with the empty page's")
    print("  script and layout  ms", spread(worked, "{:.1f}".format))
    print("  painted            ms", spread(painted, "{:.1f}".format))
    print("  empty page painted ms", spread(bare, "{:.1f}".format))
    print(f"  painted, ratio {statistics.median(painted) / statistics.median(bare):.2f}")


if __name__ == "__main__":
    main()
