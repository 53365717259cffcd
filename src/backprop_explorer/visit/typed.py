"""What was typed and could not be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..figures.html import Html, h

OWN = ("x", "y", "weights", "biases")  # the fields that have a button of their own


@dataclass
class Typed:
    """A sentence for each field that could not be used, and the text that is still in the box of each."""

    errors: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)

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
