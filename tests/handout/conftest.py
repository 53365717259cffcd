"""One browser for all lessons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.serving import chromium

from .files import Opened, write


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two mini-batches of the OR gate, with examples as rows."""
    return write(tmp_path_factory.mktemp("lessons"), steps=(0, 1), orientations=("rows",))


@pytest.fixture
def lesson(browser: Browser, gate: Path) -> Iterator[Opened]:
    """The lesson, opened; at the end it may have complained of nothing, and asked for nothing."""
    opened = Opened(browser, gate)
    yield opened
    wrong = opened.wrong
    opened.close()
    assert wrong == []
