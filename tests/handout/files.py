"""Lessons written for the tests, opened from disk."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from backprop_explorer.handout.document import document
from backprop_explorer.handout.lesson import Lesson
from backprop_explorer.scenario import preset

PAINTED = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  setTimeout(done, 20))))"""
READY = "() => document.querySelector('#cursor')?.dataset.phase"
LETTERS = str.maketrans(".,:", "<>&")
PACKED = re.compile(r'<script type="text/plain" id="lesson">([^<]*)</script>')

# HTML in one way of writing: attributes in the order of the alphabet, and no nudge, which a lesson does not have.
WRITTEN = """(window.written = (html) => { const made = document.createElement("template"); made.innerHTML = html;
  for (const box of made.content.querySelectorAll(".nudging")) box.remove();
  for (const each of made.content.querySelectorAll("*")) {
    const own = [...each.attributes].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, value }) => [name, value]);
    for (const [name] of own) each.removeAttribute(name);
    for (const [name, value] of own) each.setAttribute(name, value);
  }
  return made.innerHTML; })"""
SLOTS = """() => Object.fromEntries([...document.querySelectorAll("#stage [data-slot]")].map((slot) =>
  [slot.dataset.slot, written(slot.innerHTML)]))"""


def write(folder: Path, name: str = "or-gate-2-2-1", steps: tuple[int, ...] = (0,), **more: Any) -> Path:
    """The lesson of a preset as a file."""
    path = folder / f"{name}-{steps[-1]}.html"
    path.write_text(document(Lesson.of(preset(name), steps, **more)), encoding="utf-8")
    return path


def unpacked(path: Path) -> dict[str, Any]:
    """What the browser reads in a lesson."""
    found = PACKED.search(path.read_text(encoding="utf-8"))
    assert found
    return dict(json.loads(zlib.decompress(base64.b85decode(found[1].translate(LETTERS)))))


class Opened:
    """A lesson in a browser without a network; `wrong` is what it complained of or asked for."""

    def __init__(self, browser: Browser, path: Path, **context: Any) -> None:
        self.wrong: list[str] = []
        self.page: Page = browser.new_context(offline=True, **context).new_page()
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda asked: self.wrong.append(asked.url) if asked.url != path.as_uri() else None)
        self.page.goto(path.as_uri())
        self.page.wait_for_function(READY)
        self.page.evaluate(WRITTEN)

    def rest(self) -> None:
        """Wait until the page has painted what it was asked for."""
        self.page.evaluate(PAINTED)

    @property
    def place(self) -> tuple[int, str]:
        said = self.page.locator("#cursor").evaluate("(cursor) => ({ ...cursor.dataset })")
        return int(said["step"]), said["phase"]

    def slots(self) -> dict[str, str]:
        return dict(self.page.evaluate(SLOTS))

    def written(self, html: str) -> str:
        return str(self.page.evaluate("(html) => written(html)", html))

    def close(self) -> None:
        self.page.context.close()
