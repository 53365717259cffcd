"""A Streamlit server on a free port, and Debian's Chromium to look at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent


class Server(NamedTuple):
    """A running page: its address, and the number of its process."""

    address: str
    process: int


@contextmanager
def serve(app: Path) -> Iterator[str]:
    """Run `app` under the project's own settings; gives its address."""
    with run_server(app) as server:
        yield server.address


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def run_server(app: Path, port: int = 0, *options: str, log: Path = Path(os.devnull)) -> Iterator[Server]:
    """Run `app` under the project's own settings and these `options`, on a port of its own unless one is given.

    What it prints goes to `log`.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}", "--server.headless=true"]
    command += options
    # The settings are read from .streamlit/ below the folder that the server starts in.
    with log.open("w") as printed:
        server = subprocess.Popen(command, cwd=ROOT, stdout=printed, stderr=printed)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", server)
        yield Server(address, server.pid)
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None:
                raise RuntimeError(f"The server ended with exit code {server.returncode} before it answered.") from None
            if time.monotonic() > deadline:
                raise RuntimeError(f"No answer from {address} within a minute.") from None
            time.sleep(0.1)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("The browser tests need Chromium: install Debian's package chromium, or set CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        try:
            yield browser
        finally:
            browser.close()
