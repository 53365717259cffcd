"""What a first load and a reload cost: bytes, requests, the server's time, and how long until something is seen."""

import os
import statistics
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from tests.serving import Server, chromium, run_server

# Notes the first frame that shows the whole page: #cursor, and for the explorer the matrices and the picture.
WATCH = """() => {
  const shown = () => {
    const cursor = document.querySelector("#cursor"), loop = document.querySelector(".loop");
    if (!cursor) return false;
    if (cursor.dataset.phase === undefined) return true;
    return document.querySelector("[data-matrix]")
      && (!loop || loop.dataset.place === `${cursor.dataset.step}/${cursor.dataset.phase}`);
  };
  const observer = new MutationObserver(() => {
    if (!shown()) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { window.shownAt = performance.now(); };
      channel.port2.postMessage(0);
    });
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}"""

PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0].startTime"""


class Load(NamedTuple):
    """One load: kB over the network (HTTP and websocket), requests that reached the server, and ms."""

    kilobytes: float
    of_websocket: float
    requests: float
    server_cpu: float
    first_paint: float
    shown: float


def cpu(process: int) -> float:
    """The ms of processor time that a process has used, in steps of one tick (10 ms)."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


class Traffic:
    """Counts what a page gets over the network; what the cache gives is not counted."""

    def __init__(self, page: Page) -> None:
        self.http = self.websocket = self.requests = 0
        self._cached: set[str] = set()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestServedFromCache", lambda event: self._cached.add(event["requestId"]))
        session.on("Network.responseReceived", self._answer)
        session.on("Network.loadingFinished", self._finish)
        session.on("Network.webSocketFrameReceived", self._frame)

    def _answer(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if response.get("fromDiskCache") or response["url"].startswith(("data:", "blob:")):
            self._cached.add(event["requestId"])

    def _finish(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self._cached:
            self.requests += 1
            self.http += event["encodedDataLength"]

    def _frame(self, event: dict[str, Any]) -> None:
        data = event["response"]["payloadData"]
        binary = event["response"]["opcode"] == 2
        self.websocket += len(data) * 3 // 4 if binary else len(data)  # binary frames are told in base64


def load(page: Page, server: Server, act: Any) -> Load:
    """Do a load and count until a second after the page is shown."""
    traffic, before = Traffic(page), cpu(server.process)
    act()
    page.wait_for_function("window.shownAt")
    page.wait_for_timeout(1500)
    painted, shown = page.evaluate(PAINTED), page.evaluate("window.shownAt")
    used = cpu(server.process) - before
    whole = (traffic.http + traffic.websocket) / 1000
    return Load(whole, traffic.websocket / 1000, traffic.requests, used, painted, shown)


def visit(browser: Browser, server: Server) -> tuple[Load, Load]:
    """A first load with an empty cache, and a reload with all that it has left in the cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(f"({WATCH})()")
    page = context.new_page()
    first = load(page, server, lambda: page.goto(server.address))
    again = load(page, server, page.reload)
    context.close()
    return first, again


def first_page(apps: dict[str, Path], rounds: int) -> None:
    """Print the medians of `rounds` visits to each page, in turn."""
    loads: dict[str, list[tuple[Load, Load]]] = {name: [] for name in apps}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(run_server(app)) for name, app in apps.items()}
        browser = stack.enter_context(chromium())
        for server in servers.values():
            visit(browser, server)  # the server's own first visit is not counted
        for _ in range(rounds):
            for name, server in servers.items():
                loads[name].append(visit(browser, server))
    print("medians (lowest to highest) of", rounds, "visits, in turn")
    for which, title in enumerate(("first load", "reload")):
        for name in apps:
            print(f"{title}, {name}")
            columns = zip(*(pair[which] for pair in loads[name]), strict=True)
            for field, values in zip(Load._fields, columns, strict=True):
                unit = {"kilobytes": "kB", "of_websocket": "kB", "requests": ""}.get(field, "ms")
                middle, low, high = statistics.median(values), min(values), max(values)
                print(f"  {field.replace('_', ' '):13} {middle:8.1f} {unit:2} ({low:.1f} to {high:.1f})")
