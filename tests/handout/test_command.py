"""The command: what it writes, what it refuses, and what it does without."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backprop_explorer.handout.command import main

# As where only NumPy is installed: any other import of these fails.
BARE = """
import sys
sys.modules.update(dict.fromkeys(("streamlit", "plotly", "pandas")))
from backprop_explorer.handout.command import main
main(sys.argv[1:])
"""


def test_it_needs_nothing_but_numpy(tmp_path: Path) -> None:
    out = tmp_path / "lesson.html"
    subprocess.run([sys.executable, "-c", BARE, "two-inputs-one-output", "-o", str(out)], check=True)
    text = out.read_text(encoding="utf-8")
    assert "Content-Security-Policy" in text
    assert "http://" not in text and "https://" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["no-such-net"], "There is no preset 'no-such-net'"),
        (["--question", "why"], "There is no question 'why'"),
        (["or-gate-2-2-1", "--steps", "2-0"], "--steps needs one mini-batch or a first and a last one"),
        (["or-gate-2-2-1", "--steps", "0-99999"], "A lesson holds 1 to 20 mini-batches"),
        (["or-gate-2-2-1", "--orientations", "diagonal"], "There is no orientation 'diagonal'"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words: list[str], said: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "-o", str(tmp_path / "lesson.html")])
    assert str(ended.value.code).startswith(said)
    assert not list(tmp_path.iterdir())


def test_a_link_keeps_its_place_and_its_notation(tmp_path: Path) -> None:
    from .files import unpacked

    out = tmp_path / "lesson.html"
    main(["?preset=two-inputs-one-output&step=2&phase=delta-1&view=rows", "-o", str(out)])
    found = unpacked(out)
    assert (found["steps"], list(found["leaves"])) == ([2], ["rows"])
    assert (found["start"]["step"], found["start"]["phase"]) == (2, "delta-1")
