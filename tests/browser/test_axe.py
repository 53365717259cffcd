"""axe-core objects to nothing, of whatever level, in any state of the page, by day and night, on a desk and a phone."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from ..scenario.cases import EVERY, some
from .test_layout import DARK

# Every violation as its rule and level, the element and what axe says of it.
VIOLATIONS = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, html, failureSummary }) =>
    [id, impact, target.join(" "), html.slice(0, 160), failureSummary.replace(/\\s+/g, " ")].join(" | ")));
}"""

# Day on a desk and night on a phone, or all four.
FACES = some(((1440, 900, "light"), (390, 844, "light"), (1440, 900, "dark"), (390, 844, "dark")))


def faces(state):
    """The faces of a state that are looked at: in the usual run one, by turns."""
    return FACES if EVERY else FACES[list(STATES).index(state) % 2 :][:1]


def asked(page):
    page.switch("predict:on")
    page.page.locator(".question").wait_for()


def mistaken(page):
    page.open_panel("check")
    page.page.locator('[data-send="mistake"]').select_option(index=3)


def one_number(page):
    page.page.locator('[data-matrix="w-1"] td').first.click()


def panel(name):
    return lambda page: page.open_panel(name)


def opened(box):
    return lambda page: page.page.click(f'[popovertarget="{box}"]')


def rest(page):
    """Nothing is done."""


# A link, and what is done there.
STATES = {
    "first visit": ({}, rest),
    "backwards": ({"phase": "delta-1"}, rest),
    "gradients": ({"phase": "grad-2", "view": "rows"}, rest),
    "update": ({"phase": "update", "view": "torch"}, rest),
    "large": ({"preset": "three-classes", "phase": "delta-2"}, rest),
    "one number": ({"phase": "grad-1"}, one_number),
    "check": ({"phase": "grad-1"}, panel("check")),
    "a mistake": ({"phase": "delta-1"}, mistaken),
    "doctor": ({"phase": "grad-1"}, panel("doctor")),
    "in print": ({"preset": "mazur-2-2-2", "phase": "grad-2"}, panel("published")),
    "code": ({"phase": "grad-1"}, panel("code")),
    "the question": ({"question": "delta-is-not-w"}, rest),
    "a question with a picture": ({"question": "what-wT-does"}, rest),
    "a question with factors to move": ({"question": "product-order"}, rest),
    "asked": ({"phase": "delta-2"}, asked),
    "reading": ({"phase": "z-1"}, opened("reading")),
    "go to": ({"phase": "z-1"}, opened("go")),
    "setup": ({"phase": "z-1"}, lambda page: page.open_setup()),
    "presenter": ({"phase": "grad-2", "present": "1"}, rest),
    "in a frame": ({"phase": "grad-2", "embed": "true"}, rest),
}


@pytest.mark.parametrize("state", some(STATES))
def test_axe_finds_no_violation(visit, state):
    link, act = STATES[state]
    page, out = visit(**link), {}
    act(page)
    page.page.evaluate(AXE_SCRIPT)
    for width, height, scheme in faces(state):
        page.page.emulate_media(color_scheme=scheme)
        page.page.wait_for_function(f"(dark) => ({DARK})() === dark", arg=scheme == "dark")
        page.page.set_viewport_size({"width": width, "height": height})
        page.page.wait_for_timeout(500)  # colours that change slowly have come to rest
        found = page.page.evaluate(VIOLATIONS)
        if found:
            out[f"{scheme}, {width} px"] = found
    assert out == {}
