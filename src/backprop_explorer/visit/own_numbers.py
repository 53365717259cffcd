"""Data and weights that a visitor typed: used where they fit, explained where they do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..scenario import Layout, Scenario, SetupError, Taken, adapted, read_data
from ..scenario.attempt import Attempt, attempt_from, filled
from .session import Session

MOST_ADDED = 12_000  # numbers: a few more than the reader takes, so that it can say so


def edited(rows: Sequence[Mapping[str, float]], edits: Any) -> list[list[float]] | None:
    """The numbers of a table after the edits that a browser tells of; None where these make no sense.

    `edits` has "edited_rows" {row: {column: number}}, "deleted_rows" and "added_rows". A column that is not in
    `rows` means nothing, and an empty cell is 0.
    """
    try:
        deleted = set(edits["deleted_rows"])
        new = [{**row, **edits["edited_rows"].get(at, {})} for at, row in enumerate(rows) if at not in deleted]
        new += edits["added_rows"][: MOST_ADDED // len(rows[0])]
        return [[float(row.get(name) or 0.0) for name in rows[0]] for row in new]
    except (TypeError, ValueError, OverflowError, AttributeError, LookupError):
        return None


def use(
    session: Session,
    read: Callable[[Scenario, str, str], Scenario],
    texts: Mapping[str, str],
    start: Scenario | None = None,
) -> None:
    """Use typed data or weights; where they do not fit, say why, and keep both them and the page.

    They are typed into the scenario at hand, or into `start`.
    """
    cursor, typed = session.cursor, session.typed
    before = cursor.scenario if start is None else start
    typed.clear(texts)
    if "weights" in texts:
        cursor.attempt = None
    try:
        scenario = read(before, *texts.values())
    except SetupError as error:
        typed.errors, typed.drafts = {**typed.errors, **error.sentences}, {**typed.drafts, **texts}
        if "weights" in texts:
            cursor.attempt, cursor.alone = _attempt(texts, before), False
        return
    if scenario != cursor.scenario:
        session.show(scenario, adapted(before, scenario))


def use_data(
    session: Session, texts: Mapping[str, str], layout: Layout | None = None, start: Scenario | None = None
) -> None:
    """Use typed examples, and remember how they were read, so that it can be said and turned.

    Where each column was taken for an example, the page says so above the picture, too.
    """
    before = session.cursor.scenario if start is None else start
    found: list[Taken | None] = []

    def read(scenario: Scenario, x: str, y: str) -> Scenario:
        new, taken = read_data(scenario, x, y, layout)
        found.append(taken)
        return new

    use(session, read, texts, before)
    taken = found[0] if found else None
    if taken is not None:
        session.typed.taken = taken, dict(texts), before
        if taken.layout == "column":
            session.cursor.notes += (taken.sentence,)


def turn_data(session: Session) -> None:
    """Read the examples that are in use the other way, if they can be."""
    if session.typed.taken is not None:
        taken, texts, start = session.typed.taken
        if taken.other is not None:
            use_data(session, texts, taken.other, start)


def _attempt(texts: Mapping[str, str], start: Scenario) -> Attempt | None:
    """The typed weights, each on its edge; None if they cannot be read."""
    try:
        return attempt_from(texts["weights"], texts["biases"], start)
    except SetupError:
        return None


def try_attempt(session: Session, attempt: Attempt) -> None:
    """Show weights that do not fit, in place of a run."""
    session.show(attempt.start)
    session.cursor.attempt, session.cursor.alone = attempt, True


def fill_attempt(session: Session) -> None:
    """Put numbers where none were typed, and go on with the network that results."""
    if session.cursor.attempt is None:
        return
    try:
        scenario = filled(session.cursor.attempt)
    except SetupError as error:
        session.typed.errors = error.sentences
        return
    session.show(scenario)
