"""The file of a lesson: one document that asks for nothing else."""

from __future__ import annotations

import json
import zlib

from ..figures.html import Html, h
from ..figures.switches import switch
from ..front import source
from ..lesson.notation import ORIENTATIONS
from ..visit.exchange import LABELS
from .lesson import Lesson, Told
from .pieces import in_letters
from .script import script

STYLES = ("page", "values", "base", "loop", "ledger", "step", "panels", "exhibits", "answer", "examples")
AROUND = ("glossary", "present", "share", "gallery", "motion", "lesson")
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"
BEGIN = r"""
const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%:()*+-;.=,?@^_`{|}~";
const VALUES = Object.fromEntries([...SIGNS].map((sign, value) => [sign, value]));
async function unpacked(id, form) {
  const text = document.getElementById(id).textContent, whole = text.padEnd(5 * Math.ceil(text.length / 5), "~");
  const bytes = new DataView(new ArrayBuffer(whole.length / 5 * 4));
  for (let i = 0; i < whole.length; i += 5) {
    let four = 0;
    for (let k = i; k < i + 5; k++) four = four * 85 + VALUES[whole[k]];
    bytes.setUint32(i / 5 * 4, four);
  }
  const packed = new Uint8Array(bytes.buffer, 0, bytes.byteLength - (whole.length - text.length));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")))[form]();
}
unpacked("code", "json").then(([style, script]) => {
  for (const [tag, textContent] of [["style", style], ["script", script]])
    document.head.append(Object.assign(document.createElement(tag), { textContent }));
});"""


def document(lesson: Lesson, told: Told = lambda done, whole: None, jobs: int = 1) -> str:
    """The whole file; `told` hears how far the work has come, which several `jobs` can share."""
    found, pieces = lesson.work(told, jobs)
    code = zlib.compress(json.dumps([_css(), script("lesson.js", "begin")], ensure_ascii=False).encode(), 9)
    body = h(
        "div",
        h(
            "main",
            h("div", _top(lesson), h("h2", "The mini-batch, phase by phase", class_="heard"), class_="bx"),
            _transport(lesson, found["batches"]),
            h("div", id="stage", class_="st-key-stage"),
            h("div", h("p", lesson.left_out(), class_="foot-note"), class_="bx"),
            class_="stMainBlockContainer",
        ),
        h("div", id="extras"),
        class_="stApp there" if lesson.files else "stApp",
    )
    text, runs = pieces.packed(**found)
    parts = (_held(name, data) for name, data in (("code", code), ("lesson", text), ("runs", runs)))
    after = "".join(parts) + f"<script>{BEGIN}</script>"
    return _page(f"{lesson.start.title} · Backprop Explorer", body + Html(after))


def _held(name: str, data: bytes) -> str:
    return f'<script type="text/plain" id="{name}">{in_letters(data)}</script>\n'


def plain_page(title: str, body: Html) -> str:
    """A page that does nothing but lead to others."""
    inside = h("main", h("div", body, class_="bx"), class_="stMainBlockContainer")
    return _page(title, h("div", Html(f"<style>{_css()}</style>"), inside, class_="stApp"))


def _css() -> str:
    return source(*(f"{name}.css" for name in (*STYLES, *AROUND)))


def _page(title: str, body: Html) -> str:
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"{h('title', title)}</head>\n<body>{body}</body></html>\n"
    )


def _top(lesson: Lesson) -> Html:
    """The title, the notations, and what the browser does by itself."""
    ways = [(name, ORIENTATIONS[name].words) for name in lesson.orientations]
    reading = switch("view", "examples as", ways, lesson.start.notation.orientation) if len(ways) > 1 else ""
    return h(
        "header",
        h("h1", lesson.start.title),
        h("span", "-".join(map(str, lesson.start.sizes)), class_="sum"),
        h("button", "☰", class_="plain menu", popovertarget="menu", aria_label="menu"),
        h(
            "nav",
            reading,
            switch("predict", "ask me first", (("on", "yes"), ("off", "no")), "on" if lesson.start.ask else "off"),
            h("a", "All questions and networks", href=lesson.files["index"], class_="plain") if lesson.files else "",
            h("button", "Print this phase", class_="plain", data_pick="print"),
            h("button", "Print all phases", class_="plain", data_pick="print-all"),
            h("button", "Present", class_="plain", data_pick="present"),
            h("button", "?", class_="plain", data_pick="help", aria_label="keys and words"),
            id="menu",
            popover="auto",
        ),
        class_="top",
    )


def _transport(lesson: Lesson, batches: int) -> Html:
    """The buttons of the page; those that would lead nowhere are left out."""
    more = len(lesson.steps) > 1
    there = {"batch": more, "epoch": more and 1 < batches < len(lesson.steps)}
    labels = {**LABELS, "play": "play"}
    keys = [key for key in labels if there.get(key.partition("_")[2], True)]
    buttons = (h("div", h("button", labels[key]), class_=f"st-key-{key}") for key in keys)
    return h("div", *buttons, class_="st-key-transport")
