"""A random walk through the page: presses, keys, choices, texts and pastes, of what stands on the page at that moment.

Run from the root: python -m tests.browser.random_walk [--actions 1000] [--seed 0]

A walk ends at the first thing that is wrong: an error of a script or in the console, a request to another host, an
error box of Streamlit's, or a page without its cursor. The last actions are printed; the same seed draws the same ones.
"""

import argparse
import random
from collections import deque

from playwright.sync_api import TimeoutError

from tests.serving import ROOT, chromium, serve

from .explorer import Explorer

KEYS = ("ArrowRight", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowLeft", "Tab", "Shift+Tab", "Enter", "Space")
KEYS += ("Escape", "PageDown", "PageUp", "Home", "End", "p", "b", "n", "?")
TEXTS = (
    "1",
    "0.5",
    "-3",
    "2-3-1",
    "[[0.1, 0.2]]",
    "1 2\n3 4",
    "0,0,1\n0,1,1",
    "<b>&amp;",
    "nan",
    "1e999",
    "3 * 0.2",
    "",
)
SIZES = ((1440, 900), (1280, 720), (768, 1024), (390, 844))

# What can be acted on, each by its number in this list: where it stands, of what sort it is, and what it says.
FOUND = """() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled;
  const kinds = "[data-pick], button, select, input, textarea, summary, [tabindex], [data-matrix] td";
  const streamlits = '[data-testid="stToolbar"], [data-testid="stMainMenu"], [data-testid="stTooltipIcon"]';
  window.walked = [...document.querySelectorAll(kinds)]
    .filter((element) => seen(element) && !element.closest(streamlits));
  return window.walked.map((element) => {
    const says = element.dataset.pick ?? element.getAttribute("aria-label") ?? element.textContent.trim();
    const kind = element.dataset.pick ? says.split(":")[0] : element.localName === "td" ? "cell" : says;
    const where = element.closest('[data-testid="stSidebar"]') ? "setup" : "page";
    return [where, `${element.localName} ${kind.slice(0, 30)}`, says.slice(0, 30)];
  });
}"""

# Do it with the element of this number; a choice takes one of its options.
ACT = """([number, draw]) => {
  const element = window.walked[number];
  if (!element.isConnected) return;
  element.scrollIntoView({ block: "center", inline: "center" });
  element.focus?.();
  if (element.localName === "select") {
    element.selectedIndex = Math.floor(draw * element.options.length);
    element.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (element.type === "range") {
    element.value = Number(element.min) + Math.round(draw * (element.max - element.min));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  } else element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
}"""

WRONG = """() => [...document.querySelectorAll('[data-testid="stException"]')].map((box) => box.innerText)
  .concat(document.querySelector("#cursor") ? [] : ["There is no #cursor."])"""

STILL = """() => !document.querySelector('[data-test-script-state]:not([data-test-script-state="notRunning"])')"""


class WentWrong(AssertionError):
    """What was wrong, and the actions that led to it."""


def walk(page: Explorer, seed: int, actions: int) -> None:
    """Take `actions` random actions from where the page is. Raises WentWrong at the first thing that is wrong."""
    chance, last = random.Random(seed), deque[str](maxlen=12)
    for number in range(actions):
        try:
            last.append(f"{number}: {_act(page, chance)}")
        except TimeoutError as late:
            raise WentWrong(_story([f"{number}: {late}"], last)) from late
        if chance.random() < 0.7:  # else the next action comes before the answer to this one
            page.page.wait_for_timeout(30)
            page.page.wait_for_function(STILL)
        page.page.wait_for_timeout(20)
        if page.complaints:
            raise WentWrong(_story(page.complaints, last))
        if number % 20 == 19:
            _look(page, last)
    _look(page, last)


def _look(page: Explorer, last: deque[str]) -> None:
    """A page that is at rest has its cursor and shows no error."""
    page.page.wait_for_function(STILL, timeout=60_000)
    wrong = page.page.evaluate(WRONG)
    if wrong:
        raise WentWrong(_story(wrong, last))


def _story(wrong: list[str], last: deque[str]) -> str:
    return "\n".join([*wrong, "after", *last])


def _act(page: Explorer, chance: random.Random) -> str:
    """Do one thing, and say what."""
    draw = chance.random()
    if draw < 0.2:
        key = chance.choice(KEYS)
        page.page.keyboard.press(key)
        return f"key {key}"
    if draw < 0.22:
        width, height = chance.choice(SIZES)
        page.page.set_viewport_size({"width": width, "height": height})
        return f"window {width} × {height}"
    if draw < 0.23:
        page.page.reload()
        page.page.wait_for_selector("#cursor", state="attached")
        return "reload"
    if not page.page.evaluate(FOUND):
        page.page.keyboard.press("Escape")  # the presenter has blanked the screen
        page.page.wait_for_function(f"() => ({FOUND})().length")
        return "Esc from a blank screen"
    found = list(enumerate(page.page.evaluate(FOUND)))
    # The setup has many fields, and a hundred cells are one kind: without this the walk would hardly step.
    where = "setup" if chance.random() < 0.2 else "page"
    there = [entry for entry in found if entry[1][0] == where] or found
    kind = chance.choice(sorted({kind for _, (_, kind, _) in there}))
    place, (_, _, says) = chance.choice([entry for entry in there if entry[1][1] == kind])
    tag = kind.split()[0]
    page.page.evaluate(ACT, [place, chance.random()])
    if tag in ("input", "textarea"):
        _type(page, chance)
    return f"{tag} {says}"


def _type(page: Explorer, chance: random.Random) -> None:
    """Put a text into the field that has the focus, or choose from its list, and send it."""
    if page.page.evaluate("() => document.activeElement.role === 'combobox'"):
        for _ in range(chance.randint(1, 4)):
            page.page.keyboard.press("ArrowDown")
    else:
        page.page.keyboard.press("Control+a")
        page.page.keyboard.insert_text(chance.choice(TEXTS))
    page.page.keyboard.press("Enter" if chance.random() < 0.7 else "Tab")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--actions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with serve(ROOT / "app.py") as address, chromium() as browser:
        page = Explorer(browser.new_page(viewport={"width": 1440, "height": 900}), address)
        page.open()
        walk(page, options.seed, options.actions)
    print(f"{options.actions} actions with seed {options.seed}: nothing went wrong")


if __name__ == "__main__":
    main()
