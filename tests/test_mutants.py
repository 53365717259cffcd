"""The faults made by hand can still be put in: each finds its line, once."""

import pytest

from .mutants.by_hand import JAVASCRIPT, PYTHON, Fault
from .mutants.settings import PACKAGE


@pytest.mark.parametrize("fault", [*PYTHON, *JAVASCRIPT], ids=lambda fault: fault.breaks)
def test_a_fault_finds_its_line(fault: Fault) -> None:
    assert (PACKAGE / fault.file).read_text(encoding="utf-8").count(fault.find) == 1
