"""show(): every matrix of a mini-batch in a notebook, in the columns of the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..engine import Trace
from ..engine.activations import Array
from ..figures import colours, numbers
from ..figures.columns import Columns
from ..figures.html import h
from ..figures.ledger import SCALE, AllMatrices
from ..lesson.equations import Writer
from ..lesson.notation import Key, Notation
from ..lesson.phases import Phase, phases, quantities
from ..lesson.written import in_print
from .asked import NO_ETA
from .page import boxed
from .turns import check_view

SHEETS = ("base.css", "ledger.css", "notebook.css")
ORDER = ("x", "w", "b", "z", "a", "y", "delta", "grad_w", "grad_b", "w_new", "b_new")


def show(trace: Trace, *, eta: float | None = None, view: str = "columns") -> Shown:
    """Every matrix of the mini-batch in `trace` with its shape, for a notebook to display.

    `view` is "columns", "rows" or "torch", as for `check`. With `eta` the parameters after the update are shown, too.
    Raises ValueError for an unknown view.
    """
    check_view(view)
    return Shown(trace, eta, Notation(view))


@dataclass(frozen=True, eq=False, repr=False)
class Shown:
    """A mini-batch as a notebook shows it; `str()` is the same as text."""

    trace: Trace
    eta: float | None
    notation: Notation

    @property
    def _values(self) -> Mapping[Key, Array]:
        return quantities(self.trace, self.eta or NO_ETA)

    @property
    def _phase(self) -> Phase:
        """All that is shown as known, nothing of it as what is computed now."""
        every = phases(self.trace, self.eta or NO_ETA)
        last = every[-1] if self.eta else next(phase for phase in every if phase.id == "grad-1")
        return replace(last, operands=(), result=())

    def __str__(self) -> str:
        known, values = self._phase.known, self._values
        shown = [key for key in values if key in known and key[0] in ORDER]
        shown.sort(key=lambda key: (-1 if key[0] == "x" else key[1], ORDER.index(key[0])))
        lines = [line for key in shown for line in self._lines(key, values[key])]
        return "\n".join([*lines, f"C = {numbers.number(self.trace.cost)}"])

    __repr__ = __str__

    def _lines(self, key: Key, array: Array) -> Iterator[str]:
        """A matrix: its name and its named shape, then its rows."""
        rows, columns = self.notation.display(key, array)[:, :].shape
        axes = " × ".join(map(str, self.notation.axes(key, array.shape)))
        part = self.notation.display(key, array)[: in_print(rows), : in_print(columns)]
        cut = "" if part.shape == (rows, columns) else f", the first {part.shape[0]} × {part.shape[1]}"
        yield f"{self.notation.text(key)}: {axes}{cut}"
        for row in [[numbers.number(value) for value in row] for row in part.tolist()]:
            yield "  " + " ".join(text.rjust(10) for text in row)

    def _repr_html_(self) -> str:
        """The ledger of the page."""
        trace, values, phase = self.trace, self._values, self._phase
        sizes = trace.network.sizes
        columns = Columns.of(sizes, trace.m, self.notation.turned("z"), (trace.x, trace.y))
        ledger = AllMatrices(
            values,
            phase,
            Writer(trace, values, self.notation, self.eta or NO_ETA, 0).rules,
            self.notation,
            colours.limits(values, phase.known),
            columns,
            foot=h("div", SCALE, h("span", f"C = {numbers.number(trace.cost)}"), class_="foot"),
        )
        as_text = h("details", h("summary", "the numbers as text"), h("pre", str(self))) if columns.blocks else ""
        return boxed(ledger.html(), as_text, sheets=SHEETS)
