"""What was typed: how it was read, or why it could not be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..figures.html import Html, h
from ..scenario import Scenario, Taken

OWN = ("x", "y", "weights", "biases")  # the fields that have a button of their own


@dataclass
class Typed:
    """A sentence for each field that could not be used, and the text that is still in the box of each.

    `taken` says how the examples that are in use were read, and has the texts that they were read from, and the
    scenario that they were typed into.
    """

    errors: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    taken: tuple[Taken, Mapping[str, str], Scenario] | None = None

    def clear(self, fields: Iterable[str]) -> None:
        """Clear the errors and drafts of these fields, and the error of the preset."""
        gone = {"", *fields}
        self.errors = {name: said for name, said in self.errors.items() if name not in gone}
        self.drafts = {name: text for name, text in self.drafts.items() if name not in gone}

    def complaint(self, name: str) -> Html:
        """What is wrong with a field, or nothing."""
        if name not in self.errors:
            return Html()
        # The other fields of the setup are used together.
        wait = "" if name in OWN else " Until then the other fields wait, too."
        return h("p", self.errors[name] + wait, class_="setup-error", role="alert")
