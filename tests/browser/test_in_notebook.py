"""What check() and show() put into a notebook, in Chromium: themes, a phone, axe, the colour of the sides."""

import numpy as np
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser

from backprop_explorer.engine import backprop
from backprop_explorer.lesson.mistakes import MISTAKES, wrong_step
from backprop_explorer.notebook import check, show

from ..engine.cases import OR_X, OR_Y, or_net
from .test_axe import VIOLATIONS

# The theme of the system, the mark that a notebook sets on its body, and whether the box has to be dark then.
THEMES = (
    ("light", "class", "", False),
    ("dark", "class", "", True),
    ("light", "data-jp-theme-light", "false", True),
    ("dark", "data-jp-theme-light", "true", False),
    ("light", "class", "vscode-dark", True),
)
BRIGHTNESS = """() => {
  const shades = getComputedStyle(document.querySelector(".in-notebook")).backgroundColor.match(/[0-9.]+/g).map(Number);
  return (shades[0] + shades[1] + shades[2]) / 3;
}"""
CUT = """() => [...document.querySelectorAll(".in-notebook, .in-notebook .diagnosis, .meeting")]
  .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth)
  .map((e) => e.className)"""
COLOURS = """() => [...document.querySelectorAll(".meeting")].map((drawing) =>
  [...new Set([...drawing.querySelectorAll(".side")].map((side) => getComputedStyle(side).stroke))])"""


def outputs() -> str:
    """A result with all that it can have, and two ledgers."""
    trace = backprop(or_net(), OR_X, OR_Y)
    made = wrong_step(trace, MISTAKES["no-prime-hidden"], 0.5)[0].layers[0]  # type: ignore[index]
    result = check(
        trace.network,
        OR_X,
        OR_Y,
        hints=3,
        grad_w2=trace.layers[1].grad_w,
        delta_1=made.delta,
        grad_w1=trace.layers[0].grad_w + 0.1,
        delta_2=np.ones((1, 3)),
        grad_b1=made.delta,
        a1=[[1, 2], [3]],
    )
    return "".join(each._repr_html_() for each in (result, show(trace, eta=0.5), show(trace, view="rows")))


def test_outputs_are_legible_in_every_theme_and_whole_on_a_phone(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 980, "height": 900})
    head = "<!doctype html><html lang=en><title>n</title>"
    page.set_content(f"{head}<body style='margin:8px'><main><h1>n</h1><h2>n</h2>{outputs()}</main>")
    page.evaluate(AXE_SCRIPT)
    for system, mark, value, dark in THEMES:
        page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
        page.evaluate("([mark, value]) => document.body.setAttribute(mark, value)", [mark, value])
        assert (page.evaluate(BRIGHTNESS) < 128) == dark, (system, mark)
        page.evaluate("(mark) => document.body.removeAttribute(mark)", mark)
    for system in ("light", "dark"):
        page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
        found = page.evaluate(VIOLATIONS)
        assert not found, "\n".join(found)
    colours = page.evaluate(COLOURS)
    assert len(colours) == 2 and all(len(each) == 1 for each in colours), "the sides that should meet have one colour"
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(CUT) == []
    page.close()
