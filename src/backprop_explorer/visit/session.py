"""What one visitor has in hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

import numpy as np

from ..scenario import Scenario, SetupError, apply_setup, read_link
from .asking import Asking
from .cursor import Cursor
from .typed import Typed

Made = TypeVar("Made")


@dataclass
class Session:
    """One browser tab; `show` and `change` begin another scenario, each part does the rest.

    `opened` are the matrices that are open, `pasted` is what the doctor was given, and `kept` the last thing that
    took long to make. `edition` counts the scenarios that have been begun; `drawn` is the last of them that is on the
    page, and `fresh` says that the page is drawn from its top. `presses` counts the keys that the browser reported.
    """

    cursor: Cursor
    asking: Asking = field(default_factory=Asking)
    typed: Typed = field(default_factory=Typed)
    opened: set[str] = field(default_factory=set)
    pasted: str = ""
    kept: tuple[Hashable, object] | None = None
    edition: int = 0
    drawn: int = 0
    fresh: bool = True
    presses: int = 0

    @classmethod
    def open(cls, parameters: Mapping[str, str]) -> Session:
        """The session that an address opens."""
        return cls(_in_sight(Cursor.to(*read_link(parameters))))

    def show(self, scenario: Scenario, notes: tuple[str, ...] = ()) -> None:
        """Begin another scenario. Raises SetupError or ValueError and changes nothing where it cannot run."""
        self.cursor = _in_sight(Cursor.to(scenario, notes))
        self.asking, self.typed, self.opened = Asking(self.asking.on), Typed(), set()
        self.edition += 1

    def change(self, fields: Mapping[str, str]) -> None:
        """Use what was typed in the setup, or keep everything and say why not."""
        try:
            scenario = apply_setup(self.cursor.scenario, fields)
        except SetupError as error:
            self.typed.errors = error.sentences
            return
        self.typed.errors = {}
        if scenario is not self.cursor.scenario:
            self.show(scenario)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, kept until something else is asked for."""
        if self.kept is None or self.kept[0] != key:
            self.kept = (key, make())
        return cast(Made, self.kept[1])


def _in_sight(cursor: Cursor) -> Cursor:
    """The cursor at an example whose inputs are not all 0: such an example hides what the weights of layer 1 do."""
    x, example = cursor.trace.x, cursor.scenario.view.example
    if not x[:, example].any():
        cursor.look(example=int(np.argmax(np.count_nonzero(x, axis=0))))
    return cursor
