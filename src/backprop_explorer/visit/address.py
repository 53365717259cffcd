"""The address of what a session shows."""

from __future__ import annotations

from ..scenario import Scenario
from ..scenario.link import CUSTOM, fits, write_place
from .session import Session


def address(session: Session, scenario: Scenario) -> dict[str, str]:
    """The parameters at which this scenario of the session is found again, by all who open them.

    The example is named where it is not the one at which such a page opens. A setup that is too long for an address
    is left out; the page offers it as a file.
    """
    cursor, place = session.cursor, write_place(scenario)
    place.pop("example", None)
    if scenario.view.example != cursor.usual_example:
        place = {"example": str(scenario.view.example + 1)} | place
    link = cursor.setup_link | place
    return link if fits(link) else {"preset": CUSTOM} | place
