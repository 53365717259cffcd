"""Nothing scrolls sideways, at any width; and nothing jumps while a person steps."""

import pytest

from backprop_explorer.lesson.notation import ORIENTATIONS
from backprop_explorer.scenario import PRESETS, preset
from tests.scenario.cases import EVERY, some

WIDTHS = {320: 640, 390: 844, 768: 1024, 1140: 800, 1440: 900}  # each with the height of such a screen, in px

# Press a key and wait until #cursor has moved and the frame with the new place is about to be painted.
STRIKE = """
const cursor = () => document.querySelector("#cursor");
const place = () => `${cursor().dataset.step}/${cursor().dataset.phase}`;
const frame = () => new Promise(requestAnimationFrame);
const strike = async (key) => {
  const before = place(), start = performance.now();
  const plot = document.querySelector(".plot");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  while (place() === before || (plot && plot.dataset.place !== place())) {
    if (performance.now() - start > 10000) throw new Error(`${key} did not move the page from ${before}.`);
    await frame();
  }
  await frame();
};
"""

# What sticks out of the window to the side, and what scrolls or is cut off sideways in a box of its own.
SIDEWAYS = """
const name = (element) => {
  const of = (one) => [one.localName, ...one.classList].join(".") + (one.dataset?.slot ? `[${one.dataset.slot}]` : "");
  return `${of(element.parentElement)} > ${of(element)} “${element.textContent.trim().slice(0, 24)}”`;
};
const own = (element) => element.localName === "input" || element.localName === "textarea";  // its text may be longer
const sideways = () => {
  const width = document.documentElement.clientWidth, main = document.querySelector('[data-testid="stMain"]');
  const wide = [document.scrollingElement, document.body, main].filter((box) => box.scrollWidth > box.clientWidth)
    .map((box) => `the page scrolls sideways: ${box.localName} ${box.scrollWidth} > ${box.clientWidth}`);
  const out = [], boxes = [];
  for (const element of main.querySelectorAll(".bx, .bx *, .stButton")) {
    const { left, right, width: size } = element.getBoundingClientRect();
    if (size <= 1 || own(element)) continue;  // what only a screen reader has is 1 px wide
    if ((right > width + 1 || left < -1) && !out.some(([box]) => box.contains(element)))
      out.push([element, `${Math.round(left)} to ${Math.round(right)}: ${name(element)}`]);
    if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible")
      boxes.push(`${element.scrollWidth} > ${element.clientWidth}: ${name(element)}`);
  }
  const cut = boxes.map((box) => `scrolls or is cut off: ${box}`);
  return [...wide, ...cut, ...out.map(([, box]) => `sticks out: ${box}`)];
};
"""

# Walk through `count` phases by a key and look at every one: the place and what is too wide there.
WALK = f"""async ([key, count]) => {{
  {STRIKE} {SIDEWAYS}
  const found = [];
  for (let i = 0; i < count; i++) {{
    if (i) await strike(key);
    for (const what of sideways()) found.push([cursor().dataset.phase, what]);
  }}
  return found;
}}"""

# Step `count` times; every shift of anything above the ledger with the step that made it, and the ledger's top after
# each step. Shifts shortly after a press are counted, too: the browser itself would excuse them.
SHIFTS = f"""async (count) => {{
  {STRIKE} {SIDEWAYS}
  const ledger = document.querySelector('[data-slot="matrices"]'), entries = [], steps = [], tops = {{}};
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
  observer.observe({{ type: "layout-shift" }});
  const note = () => {{ (tops[Math.round(ledger.getBoundingClientRect().top + scrollY)] ??= []).push(place()); }};
  note();
  for (let i = 0; i < count; i++) {{
    steps.push([performance.now(), place()]);
    await strike("ArrowRight");
    note();
    await new Promise((done) => setTimeout(done, 40));
  }}
  await new Promise((done) => setTimeout(done, 1000));
  observer.disconnect();
  const from = (time) => steps.findLast(([start]) => start <= time)?.[1];
  const shifts = [];
  for (const {{ startTime, value, sources }} of entries)
    for (const {{ node, previousRect: old, currentRect: fresh }} of sources) {{
      const element = node?.nodeType === Node.TEXT_NODE ? node.parentElement : node;
      if (!element?.isConnected || ledger.contains(element)) continue;
      if (Math.min(old.top, fresh.top) >= ledger.getBoundingClientRect().top) continue;
      shifts.push(`after ${{from(startTime)}} by ${{value.toFixed(4)}}: ${{name(element)}} ` +
        `from ${{old.x}}, ${{old.y}} to ${{fresh.x}}, ${{fresh.y}}`);
    }}
  return [shifts, tops];
}}"""


# Open: at three phases the digits' ledger stands lower, and blocks of their numbers stick out of the page at 320 px.
UNSTEADY = pytest.mark.xfail(strict=True, reason="The page of the digits is not steady yet.")
USUAL = {"or-gate-2-2-1": "torch", "three-classes": "rows"}  # and the way in which the matrices lie
WALKED = tuple(PRESETS) if EVERY else tuple(USUAL)
STEADY = [pytest.param(name, marks=UNSTEADY) if name == "digits" else name for name in WALKED]


def phases(name: str) -> int:
    return 4 * preset(name).depth + 3


@pytest.mark.parametrize("name", STEADY)
def test_nothing_scrolls_sideways_in_any_phase_of_any_orientation_at_any_width(visit, name):
    out = []
    for view in ORIENTATIONS if EVERY else (USUAL[name],):
        page, keys = visit(preset=name, view=view), ["ArrowRight", "ArrowLeft"]
        for number, (width, height) in enumerate(some(WIDTHS.items(), 2)):
            page.page.set_viewport_size({"width": width, "height": height})
            page.page.wait_for_function(f"innerWidth === {width}")
            page.breathe()
            found = page.page.evaluate(WALK, [keys[number % 2], phases(name)])
            out += [f"{width} px, {name}, {view}, {phase}: {what}" for phase, what in found]
    assert out == []


@pytest.mark.parametrize("name", STEADY)
def test_nothing_above_the_ledger_jumps_through_two_mini_batches(visit, name):
    page = visit(preset=name)
    page.page.wait_for_timeout(500)  # fonts and the first drawing have come to rest
    shifts, tops = page.page.evaluate(SHIFTS, 2 * phases(name))
    assert shifts == []
    assert len(tops) == 1, f"The ledger's top moved: {tops}"
