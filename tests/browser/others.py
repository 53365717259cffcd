"""The page in the two other engines: Firefox, and WebKit, which Safari is made of.

Run from the root: python -m tests.browser.others [--stills FOLDER] [firefox] [webkit]

In each a person steps a whole mini-batch by the button and one phase by a key. After every step the numbers of the
ledger are compared with the engine's, and at the end nothing may have gone wrong in a script. The stills are for the
eye. Debian's browsers are driven as they are: apt-get install firefox-esr webkit2gtk-driver xvfb.
"""

import argparse
import base64
import contextlib
import glob
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from websockets.sync.client import ClientConnection, connect

from backprop_explorer.lesson.notation import phase_ids
from backprop_explorer.lesson.phases import quantities
from backprop_explorer.scenario import preset
from tests.serving import ROOT, serve

PATIENCE = 60  # seconds until something that has to come is given up
PRESETS = ("or-gate-2-2-1", "three-classes")

PLACE = """(() => { const cursor = document.querySelector("#cursor"), plot = document.querySelector(".plot");
  const place = cursor && `${cursor.dataset.step}/${cursor.dataset.phase}`;
  return place && (!plot || plot.dataset.place === place) ? place : ""; })()"""
LEDGER = """JSON.stringify([...document.querySelectorAll("[data-matrix]")].map((table) => [table.dataset.matrix,
  [...table.rows].map((row) => [...row.cells].map((cell) => cell.dataset.value ?? null))]))"""
LISTEN = """(() => { window.wrongs ??= [];
  addEventListener("error", (event) => window.wrongs.push(String(event.message)));
  addEventListener("unhandledrejection", (event) => window.wrongs.push(String(event.reason))); return ""; })()"""
WRONGS = "JSON.stringify(window.wrongs ?? [])"
PRESS = """(() => { document.querySelector(".st-key-next_phase button").click(); return ""; })()"""
KEY = """(() => { document.body.dispatchEvent(new KeyboardEvent("keydown",
  { key: "ArrowRight", bubbles: true, cancelable: true })); return ""; })()"""


class Driven(Protocol):
    """A browser with one window."""

    def open(self, address: str) -> None: ...

    def run(self, script: str) -> str:
        """The text that an expression gives."""

    def still(self) -> bytes:
        """A picture of the window, as PNG."""

    def wrongs(self) -> list[str]:
        """What went wrong in a script so far, if the browser itself tells."""


class Firefox:
    """Firefox by WebDriver BiDi, which it speaks itself: messages in JSON over one websocket."""

    def __init__(self, websocket: ClientConnection) -> None:
        self._number, self._heard, self._socket = 0, list[str](), websocket
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self._window = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        self._ask("browsingContext.setViewport", context=self._window, viewport={"width": 1440, "height": 900})

    def _ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(PATIENCE))
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self._heard.append(str(answer["params"]["text"]))
            if answer.get("id") == self._number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                return answer["result"]

    def open(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def run(self, script: str) -> str:
        target = {"context": self._window}
        answer = self._ask("script.evaluate", expression=script, target=target, awaitPromise=True)
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return str(answer["result"].get("value", ""))

    def still(self) -> bytes:
        return base64.b64decode(self._ask("browsingContext.captureScreenshot", context=self._window)["data"])

    def wrongs(self) -> list[str]:
        self.run("''")
        return self._heard


class WebKit:
    """WebKit by its WebDriver: requests over HTTP."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}/session"
        browser = {"binary": glob.glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")[0], "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": browser}}}
        session = _until(lambda: self._ask("", wanted))
        self._root += f"/{session['sessionId']}"
        self._ask("/window/rect", {"width": 1440, "height": 900})

    def _ask(self, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._root + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, address: str) -> None:
        self._ask("/url", {"url": address})

    def run(self, script: str) -> str:
        return str(self._ask("/execute/sync", {"script": f"return {script}", "args": []}))

    def still(self) -> bytes:
        return base64.b64decode(self._ask("/screenshot"))

    def wrongs(self) -> list[str]:
        return []


def _until(act: Any) -> Any:
    """What `act` gives, as soon as it no longer fails because the browser is not there yet."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def _running(*command: str, **settings: str) -> Iterator[None]:
    """A program with a group of its own, which ends with all that it has started."""
    environment = os.environ | settings
    silent = subprocess.DEVNULL
    program = subprocess.Popen(command, env=environment, stdout=silent, stderr=silent, start_new_session=True)
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, 15)
        program.wait(20)


@contextlib.contextmanager
def firefox() -> Iterator[Driven]:
    port, binary = _free_port(), shutil.which("firefox-esr") or shutil.which("firefox")
    if binary is None:
        raise RuntimeError("There is no Firefox: install Debian's package firefox-esr.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        with _running(binary, "--headless", "--no-remote", "--profile", profile, f"--remote-debugging-port={port}"):
            _until(lambda: socket.create_connection(("127.0.0.1", port)).close())
            with connect(f"ws://127.0.0.1:{port}/session", max_size=None) as websocket:
                yield Firefox(websocket)


@contextlib.contextmanager
def webkit() -> Iterator[Driven]:
    port = _free_port()
    if not shutil.which("WebKitWebDriver") or not shutil.which("xvfb-run"):
        raise RuntimeError("There is no WebKit: install Debian's packages webkit2gtk-driver and xvfb.")
    # WebKit's own sandbox does not start for root; only this page from this machine is opened.
    with _running("xvfb-run", "-a", "WebKitWebDriver", f"--port={port}", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS="1"):
        yield WebKit(port)


ENGINES = {"firefox": firefox, "webkit": webkit}


def arrive(browser: Driven, place: str) -> None:
    """Wait until the page shows a place."""
    deadline = time.monotonic() + PATIENCE
    while (now := browser.run(PLACE)) != place:
        if time.monotonic() > deadline:
            raise AssertionError(f"The page stands at {now!r}, not at {place!r}.")
        time.sleep(0.05)


def compare(browser: Driven, name: str, step: int) -> int:
    """Compare every number of the ledger with the engine's. Gives how many there are."""
    scenario = preset(name)
    known = quantities(scenario.start().seek(step), scenario.eta)
    seen = 0
    for matrix, rows in json.loads(browser.run(LEDGER)):
        shown = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in rows])
        given = ~np.isnan(shown)
        if given.any():
            quantity, layer = matrix.rsplit("-", 1)
            np.testing.assert_array_equal(shown[given], known[quantity, int(layer)][given], matrix)
            seen += int(given.sum())
    return seen


def walk(browser: Driven, address: str, name: str, save: Any) -> None:
    """A whole mini-batch by the button, and on into the next one by a key."""
    phases = phase_ids(preset(name).depth)
    browser.open(f"{address}/?preset={name}")
    browser.run(LISTEN)
    arrive(browser, f"0/{phases[0]}")
    numbers = [compare(browser, name, 0)]
    for phase in phases[1:]:
        browser.run(PRESS)
        arrive(browser, f"0/{phase}")
        numbers.append(compare(browser, name, 0))
        if phase in ("delta-1", "grad-2"):
            save(f"{name}-{phase}", browser.still())
    assert numbers == sorted(numbers) and numbers[-1] > numbers[0], f"The ledger has to fill up: {numbers}"
    browser.run(KEY)
    arrive(browser, f"1/{phases[0]}")
    compare(browser, name, 1)
    wrongs = [*browser.wrongs(), *json.loads(browser.run(WRONGS))]
    assert wrongs == [], wrongs
    print(f"  {name}: {len(phases)} phases, {numbers[-1]} numbers at the end, all the engine's; no script error")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", default=list(ENGINES))
    parser.add_argument("--stills", type=Path)
    options = parser.parse_args()
    with serve(ROOT / "app.py") as address:
        for engine in options.engines:
            print(engine)

            def save(name: str, picture: bytes, engine: str = engine) -> None:
                if options.stills:
                    options.stills.mkdir(parents=True, exist_ok=True)
                    (options.stills / f"{engine}-{name}.png").write_bytes(picture)

            with ENGINES[engine]() as browser:
                for name in PRESETS:
                    walk(browser, address, name, save)


if __name__ == "__main__":
    main()
