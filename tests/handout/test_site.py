"""The site of lessons: every link in it leads to one of its files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from backprop_explorer.handout import site
from backprop_explorer.handout.command import main
from backprop_explorer.scenario import PRESETS, QUESTIONS

from .files import unpacked

HREF = re.compile(r'href="([^"]*)"')


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of which only a short lesson and the one of a question are written, in this process."""
    monkeypatch.setattr(site, "OF_A_PRESET", (0,))
    for what in (("preset", "two-inputs-one-output"), ("question", "half-or-two")):
        site._write(tmp_path, (), what)
    monkeypatch.setattr(site, "files", lambda: iter(()))
    site.write_site(tmp_path)
    return tmp_path


def test_the_first_page_leads_to_every_question_and_every_preset(folder: Path) -> None:
    links = HREF.findall((folder / "index.html").read_text(encoding="utf-8"))
    wanted = {*map(site.question_file, QUESTIONS), *map(site.preset_file, PRESETS)}
    assert set(links) == wanted
    assert {path.name for path in folder.iterdir()} - wanted == {"index.html"}


def test_a_lesson_of_the_site_leads_back_and_on_to_the_next_question(folder: Path) -> None:
    path = folder / site.question_file("half-or-two")
    assert HREF.findall(path.read_text(encoding="utf-8").partition("<script")[0]) == ["index.html"]
    found = unpacked(path)
    assert found["files"][f"question:{QUESTIONS['half-or-two'].next}"] in map(site.question_file, QUESTIONS)


def test_the_site_needs_a_folder(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(SystemExit, match="--all needs a folder"):
        main(["--all", str(tmp_path / "taken")])
