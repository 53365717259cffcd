"""docs/notebook.ipynb holds what it gives when it is run again."""

import contextlib
import io
import json
import re
import subprocess
import sys
from pathlib import Path

from .make import CELLS, NOTEBOOK, ROOT


def told(path: Path) -> str:
    """What a reader of a notebook sees: its sources and outputs, of markup the text alone."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    seen = json.dumps([(cell["source"], cell.get("outputs")) for cell in cells], ensure_ascii=False)
    return re.sub(r"<style>.*?</style>|<[^>]+>", " ", seen.replace("\\n", " "), flags=re.S)


def test_the_notebook_in_the_docs_gives_these_outputs_again(tmp_path: Path) -> None:
    again = tmp_path / "notebook.ipynb"
    subprocess.run([sys.executable, "-m", "tests.notebook.make", str(again)], cwd=ROOT, check=True)
    assert told(again) == told(NOTEBOOK), "python -m tests.notebook.make makes docs/notebook.ipynb anew"
    outputs = [output for cell in json.loads(NOTEBOOK.read_text())["cells"] for output in cell.get("outputs", ())]
    assert len(outputs) >= 6 and all(output["output_type"] != "error" for output in outputs)
    assert len(CELLS) > 10 and NOTEBOOK.stat().st_size < 250_000


def test_the_example_of_the_readme_prints_what_stands_below_it() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [before, code], [printed] = (re.findall(rf"```{kind}\n(.*?)```", text, flags=re.S) for kind in ("python", "text"))
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        exec(before + code, {})
    assert told.getvalue() == printed
