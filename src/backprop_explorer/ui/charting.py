"""Plotly's script, which draws the charts of learning: packed once a process, when somebody opens the first chart."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from streamlit.components import v1


def _folder() -> TemporaryDirectory[str] | None:
    """A folder that goes when the process ends; None where the process may not write any."""
    try:
        return TemporaryDirectory(prefix="backprop-explorer-")
    except OSError:
        return None


def _script() -> Path:
    """The script in the installed package, which is found without being loaded."""
    found = find_spec("plotly")
    assert found is not None and found.origin is not None, "plotly is one of the packages that the page needs"
    return Path(found.origin).parent / "package_data" / "plotly.min.js"


# Streamlit would pack the 4.8 MB anew for every visitor, 110 ms each time; where nothing can be written, it does.
_PACKED = _folder()
_NAME = "plotly.min.js.gz" if _PACKED else "plotly.min.js"
# The version is a part of the address, so that no browser keeps an old one.
_SERVED = v1.declare_component(
    f"plotly_{version('plotly').replace('.', '_')}", path=_PACKED.name if _PACKED else str(_script().parent)
)

ADDRESS = f"component/{_SERVED.name}/{_NAME}"


@cache
def pack() -> None:
    """Put the script where `ADDRESS` leads, the first time that this is called."""
    if _PACKED:
        (Path(_PACKED.name) / _NAME).write_bytes(gzip.compress(_script().read_bytes(), 6))
