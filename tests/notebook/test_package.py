"""The package without the page: a wheel in an environment with NumPy alone, and what it asks to be installed."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import numpy as np
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
SCRIPT = """
import importlib.metadata, importlib.util, json, sys
import numpy as np
from backprop_explorer.engine import Network, backprop
from backprop_explorer.notebook import check, show

assert not any(importlib.util.find_spec(name) for name in ("streamlit", "plotly", "pip", "IPython"))
net = Network.build([[[0.1, 0.2], [0.3, 0.4]], [[0.5, 0.6]]], [[0, 0], [0]])
trace = backprop(net, [[0, 1], [1, 1]], [[1, 0]])
result = check(net, trace.x, trace.y, grad_w1=trace.layers[0].grad_w, delta2=2 * trace.layers[1].delta)
assert result.score == 0.5 and result.mistakes[0] in ("double", "sum-for-mean"), result
assert "<style>" in result._repr_html_() and "data-matrix" in show(trace)._repr_html_()
print(json.dumps(importlib.metadata.requires("backprop-explorer")))
"""


def test_a_wheel_works_where_there_is_numpy_alone(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    made = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(source)]
    subprocess.run(made, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    bare = tmp_path / "bare"
    venv.create(bare, with_pip=False)
    [packages] = bare.glob("lib/python*/site-packages")
    install = [*pip, "install", "--no-deps", "--no-index", "--target", str(packages), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    numpy = Path(np.__file__).parent
    for part in (numpy, numpy.with_name("numpy.libs")):
        if part.exists():
            (packages / part.name).symlink_to(part)
    done = subprocess.run([bare / "bin/python", "-I", "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    needs = [Requirement(text) for text in json.loads(done.stdout)]
    assert [need.name for need in needs if need.marker is None] == ["numpy"]
    assert {need.name for need in needs if need.marker is not None} == {"streamlit", "plotly"}


def test_the_requirements_install_all_that_the_page_needs() -> None:
    """`pip install -r requirements.txt` gives the page, although the package itself asks for NumPy alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = dict(re.findall(r"^([\w-]+)==(\S+)$", (ROOT / "requirements.txt").read_text(), flags=re.M))
    asked = [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["page"]]]
    assert pinned.keys() == {need.name for need in asked}
    assert all(need.specifier.contains(pinned[need.name]) for need in asked)
