"""The page as a visitor meets it: where it stands, what it shows, and how it is moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page

Values = dict[str, list[list[float | None]]]

PATIENCE = 45_000  # ms until something that has to come is given up, on a slow machine, too

# The place, once the cursor and the stage agree on it (and it is the wanted one), else false.
SETTLED = """(wanted) => {
  const cursor = document.querySelector("#cursor"), stage = document.querySelector(".bx[data-place]");
  if (!cursor || !stage) return false;
  const place = `${cursor.dataset.step}/${cursor.dataset.phase}`;
  return stage.dataset.place === place && (wanted === null || wanted === place) && place;
}"""
MOVED = f"(before) => {{ const place = ({SETTLED})(null); return place !== before && place; }}"

# The sidebar slides in, and a list that is opened meanwhile closes again.
SLID_IN = """() => {
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  return sidebar.getBoundingClientRect().left === 0 && sidebar.getAnimations({ subtree: true }).length === 0;
}"""

AT_ONCE = """(keys) => keys.forEach((key) => document.body.dispatchEvent(new KeyboardEvent("keydown",
  { key: key.replace("Shift+", ""), shiftKey: key.startsWith("Shift+"), bubbles: true, cancelable: true })))"""

MATRICES = """() => [...document.querySelectorAll("[data-matrix]")].map((table) => [table.dataset.matrix,
  table.dataset.shape, [...table.rows].map((row) => [...row.cells].map((cell) => cell.dataset.value ?? null))])"""

PICTURE = """() => {
  const net = document.querySelector(".net"), middle = (mark) => {
    const { left, top, width, height } = (mark.querySelector(".rim, .square") ?? mark).getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  };
  const { left, top } = net.getBoundingClientRect(), px = (line, name) => line[name].baseVal.value;
  const marks = [...net.querySelectorAll("[data-mark]:not(.edge)")], edges = [...net.querySelectorAll(".edge")];
  return {
    marks: Object.fromEntries(marks.map((mark) => [mark.dataset.mark, middle(mark)])),
    edges: Object.fromEntries(edges.map((edge) => {
      const line = edge.querySelector("line:not(.hit)"), style = getComputedStyle(line);
      return [edge.dataset.mark, {
        ends: [[left + px(line, "x1"), top + px(line, "y1")], [left + px(line, "x2"), top + px(line, "y2")]],
        stroke: style.stroke, width: parseFloat(style.strokeWidth), dashed: style.strokeDasharray !== "none" }];
    })),
    lit: [...net.querySelectorAll(".lit[data-mark], .path[data-mark]")].map((mark) => mark.dataset.mark),
  };
}"""


class Place(NamedTuple):
    """A mini-batch, counted from 0, and a phase of it."""

    step: int
    phase: str


class Explorer:
    """One open page; `complaints` collects what its browser had to complain of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", lambda request: self._look(request.url))
        page.on("websocket", lambda socket: self._look(socket.url))

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _look(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "127.0.0.1":
            self.complaints.append(f"asked another host: {url}")

    # --- moving -----------------------------------------------------------------------------------

    def open(self, **parameters: object) -> Explorer:
        self.page.goto(f"{self.address}/?{urlencode(parameters)}")
        step, phase = parameters.get("step"), parameters.get("phase", "batch")
        # A link to a late step first shows the steps on the way to it.
        self.settle(step, phase) if isinstance(step, int) else self.settle()
        self.page.wait_for_selector(".bx-extras", state="attached")  # what answers keys
        return self

    def leave(self) -> None:
        """Close the page, and forget what Streamlit keeps of it: whether the sidebar was open."""
        if self.page.url.startswith(self.address):
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self.page.emulate_media(color_scheme="light")
        self.page.goto("about:blank")

    def settle(self, step: int | None = None, phase: str | None = None) -> Place:
        """Wait until cursor and picture agree, on this step and phase if they are given."""
        wanted = None if step is None else f"{step}/{phase}"
        return _place(self.page.wait_for_function(SETTLED, arg=wanted).json_value())

    def press(self, key: str) -> Place:
        """Press a button of the transport and wait until the page has moved."""
        return self._moved(lambda: self.page.click(f".st-key-{key} button"))

    def strike(self, keys: str) -> Place:
        """Strike a key and wait until the page has moved."""
        return self._moved(lambda: self.page.keyboard.press(keys))

    def strike_at_once(self, *keys: str) -> None:
        """Strike keys faster than any hand: the page cannot report one before the next has come."""
        self.page.evaluate(AT_ONCE, keys)

    def pick(self, what: str) -> Locator:
        return self.page.locator(f'[data-pick="{what}"]')

    def to_phase(self, phase: str) -> Place:
        """Click a phase in the strip."""
        if self.place.phase != phase:
            self._moved(self.pick(f"phase:{phase}").click)
        return self.place

    def set_out(self, step: int) -> None:
        """Ask for a step, without waiting for it."""
        self.page.locator(".go[popovertarget]").click()
        field = self.page.locator("#go input")
        field.fill(str(step))
        field.press("Enter")

    def go_to(self, step: int) -> Place:
        phase = self.place.phase
        if self.place.step != step:
            self.set_out(step)
        return self.settle(step, phase)

    def stop(self) -> Place:
        """Press stop on the way to a step, and wait until the page stands still elsewhere than it began."""
        begun = f"{self.place.step}/{self.place.phase}"
        self.page.click(".st-key-stop button")
        standing = f"(before) => !document.querySelector('.st-key-stop') && ({MOVED})(before)"
        place = self.page.wait_for_function(standing, arg=begun).json_value()
        # The button goes some frames before the cursor of the same step comes; a slow machine takes its time.
        for _ in range(20):
            self.page.wait_for_timeout(400)
            before, place = place, self.page.evaluate(SETTLED, None)
            if place == before:
                break
        return _place(place)

    def show_edges(self, by: str) -> None:
        """Colour the edges by w, grad_w or change, and wait until they are drawn so."""
        self.choose_for_picture("edges", by)

    def choose_for_picture(self, name: str, value: str) -> None:
        """Choose what edges or neurons show, and wait until the page has answered."""
        self.page.select_option(f'[data-send="{name}"]', value)
        self.page.wait_for_selector(f'[data-send="{name}"] option[value="{value}"][selected]', state="attached")
        self.breathe()

    def switch(self, what: str) -> None:
        """Choose how the page is read, in the box that opens, and wait until it is."""
        if not self.page.locator("#reading:popover-open").count():
            if self.page.locator(".top .menu").is_visible():
                self.page.click(".top .menu")
            self.page.click('[popovertarget="reading"]')
        self.pick(what).click()
        self.page.wait_for_selector(f'[data-pick="{what}"][aria-pressed="true"]')
        # The line on top comes before the stage that is read so.
        self.page.wait_for_selector('[data-test-script-state="notRunning"]')
        self.page.keyboard.press("Escape")
        self.breathe()

    def open_panel(self, panel: str) -> None:
        """Open a panel: its group first, if that is not open."""
        button = self.pick(f"panel:{panel}")
        if not button.count():
            self.pick({"nudge": "panel:weight"}.get(panel, "panel:check")).click()
        button.click()

    def _moved(self, act: Callable[[], object]) -> Place:
        before = self.page.evaluate(SETTLED, None)
        assert before, "The page has to stand still before it is moved."
        act()
        return _place(self.page.wait_for_function(MOVED, arg=before).json_value())

    def breathe(self) -> None:
        """Let the browser finish two frames and what they set off."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => "
            "setTimeout(done, 30))))"
        )

    # --- the setup --------------------------------------------------------------------------------

    def open_setup(self) -> None:
        self.pick("setup").click()
        self.page.get_by_label("layer sizes", exact=True).wait_for()
        self.page.wait_for_function(SLID_IN)

    def type(self, label: str, text: str) -> None:
        """Type into a field of the setup."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.press("Enter")

    def enter(self, label: str, text: str) -> None:
        """Type what can be used, and wait until the page has begun anew with it."""
        self._anew(self.page.get_by_label(label, exact=True), lambda: self.type(label, text))

    def choose(self, label: str, option: str) -> None:
        """Choose from a list of the setup, and wait until the page has begun anew with it."""
        field = self.page.get_by_role("combobox", name=label, exact=True)
        field.scroll_into_view_if_needed()  # scrolling would close the list again
        self.breathe()
        field.locator("xpath=following-sibling::button").click()
        self._anew(field, self.page.get_by_role("option", name=option, exact=True).click)

    def _anew(self, field: Locator, act: Callable[[], None]) -> None:
        """Each new scenario brings new fields, so the old one goes; the matrices come last."""
        old = field.element_handle()
        act()
        old.wait_for_element_state("hidden")
        self.page.wait_for_selector('[data-test-script-state="notRunning"]')
        self.breathe()
        self.settle(0, "batch")

    # --- what it shows ----------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """Where #cursor says that the page stands."""
        said = self.page.locator("#cursor").evaluate("(cursor) => ({ ...cursor.dataset })")
        return Place(int(said["step"]), said["phase"])

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the address, which is written once the frame of a step has been painted."""
        self.breathe()
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    def tables(self) -> list[tuple[str, str, list[list[str | None]]]]:
        """The name, shape and raw cells of every matrix below "All matrices"."""
        return [(name, shape, cells) for name, shape, cells in self.page.evaluate(MATRICES)]

    def values(self) -> Values:
        """Every number below "All matrices" by the name of its matrix; None where a cell has none."""
        tables = self.tables()
        names = [name for name, _, _ in tables]
        assert len(set(names)) == len(names), f"A matrix stands on the page twice: {names}"
        return {
            name: [[None if cell is None else float(cell) for cell in row] for row in cells]
            for name, _, cells in tables
        }

    def operand(self, name: str) -> list[list[float]]:
        """The numbers of a matrix in the phase panel."""
        rows = self.page.locator(f'[data-operand="{name}"] tr')
        texts = rows.evaluate_all("(rows) => rows.map((row) => [...row.cells].map((cell) => cell.dataset.value))")
        return [[float(text) for text in row] for row in texts]

    def notes(self) -> list[str]:
        """The sentences above the transport."""
        return self.page.locator(".note").all_inner_texts()

    def picture(self) -> dict[str, Any]:
        """The places of all marks in px, every edge with its line and stroke, and the marks that are lit."""
        return dict(self.page.evaluate(PICTURE))


def _place(text: Any) -> Place:
    step, phase = str(text).split("/")
    return Place(int(step), phase)
