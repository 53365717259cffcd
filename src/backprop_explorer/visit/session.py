"""What one visitor has in hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import TypeVar, cast

from ..scenario import Scenario, SetupError, adapted, apply_data, apply_setup, read_file, read_link
from .asking import Asking
from .cursor import Cursor
from .learning import Learning
from .stretch import STRETCH, TURNS
from .typed import Typed

Made = TypeVar("Made")

WATCHING = STRETCH / 2  # seconds of the runs whose curves are drawn
LEADING = 0.1  # of a stretch, for a cursor that is ahead of its curves
KEPT = 4  # a browser reads ahead: what belongs to the place before and after this one must not push out its own


@dataclass
class Browser:
    """What is known of the browser, which steps by itself.

    `visit` names the session, so that a message to another one is not taken for its own. `told` is the last message
    that came, `heard` the last event in it that was answered, and `moves` counts the moves that the browser has made.
    `have` are the phases that it holds, by step, of decks with the digest `look`; `want` are the places that it lacks.
    `curves` is the digest of the curves of learning that it holds, and `drawn` is when it was sent the last ones.
    `moving` says that a long move was under way at the last answer, and `crowded` that decks were made for others.
    """

    visit: str = field(default_factory=lambda: token_hex(8))
    told: int = 0
    heard: int = 0
    moves: int = 0
    look: str = ""
    have: Mapping[int, Collection[str]] = field(default_factory=dict)
    want: tuple[tuple[int, str], ...] = ()
    curves: str = ""
    drawn: float = 0.0
    moving: bool = False
    crowded: bool = False


@dataclass(eq=False)
class Session:
    """One browser tab; `show` and `change` begin another scenario, each part does the rest.

    `opened` are the matrices that are open, `pasted` is what the doctor was given, and `kept` the last things that
    took long to make. `edition` counts the scenarios that have been begun. `frame` is what stands around the stage on
    the page, `frames` counts how often it was drawn, and `whole` says that the next answer is drawn with it. `fresh`
    says that the page is drawn from its top. `answered` says that a message has been answered since the last run of
    the script began.
    `learning` are the runs whose curves are drawn while the group Learning is open. `sets_up` says that the setup has
    been opened: its fields are drawn from then on.
    """

    cursor: Cursor
    asking: Asking = field(default_factory=Asking)
    typed: Typed = field(default_factory=Typed)
    opened: set[str] = field(default_factory=set)
    pasted: str = ""
    kept: OrderedDict[Hashable, object] = field(default_factory=OrderedDict)
    edition: int = 0
    frame: tuple[object, ...] = ()
    frames: int = 0
    whole: bool = False
    fresh: bool = True
    answered: bool = False
    browser: Browser = field(default_factory=Browser)
    learning: Learning = field(default_factory=Learning)
    sets_up: bool = False

    @classmethod
    def open(cls, parameters: Mapping[str, str]) -> Session:
        """The session that an address opens."""
        cursor = _opened(parameters)
        return cls(cursor, Asking(cursor.scenario.ask))

    def reopen(self, parameters: Mapping[str, str]) -> None:
        """Begin anew at an address: where the browser was before its session was lost."""
        self._begin(_opened(parameters))

    def restore(self, data: bytes) -> None:
        """Begin anew with a file that this page has saved, or keep everything and say why not."""
        try:
            scenario, notes = read_file(data)
        except SetupError as error:
            self.typed.errors = error.sentences
            return
        if not self.locked:
            self._begin(Cursor.to(scenario, notes))

    def show(self, scenario: Scenario, notes: tuple[str, ...] = ()) -> None:
        """Begin another scenario, unless the setup is locked; what a teacher has chosen stays.

        Raises SetupError or ValueError and changes nothing where it cannot run.
        """
        if self.locked:
            return
        before = self.cursor.scenario
        kept = replace(scenario, ask=before.ask, lock=before.lock, hide=before.hide)
        self._begin(_in_sight(Cursor.to(kept, notes)))

    def _begin(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.asking, self.typed, self.opened = Asking(cursor.scenario.ask), Typed(), set()
        self.edition += 1

    def work(self) -> None:
        """Go on towards the target for a stretch, in which the runs that are watched have their share.

        Where they lag behind, the cursor all but waits for them: the curves are drawn as the run goes.
        """
        seconds = STRETCH
        if self.learns:
            seconds *= LEADING if self.learning.lags(self.cursor) else 0.5
        self.cursor.work(seconds)

    def watch(self, seconds: float = WATCHING) -> None:
        """Let the runs follow whose curves are drawn, for about so many seconds."""
        self.learning.follow(self.cursor, seconds)

    @property
    def learns(self) -> bool:
        """Whether the group Learning is open."""
        return self.cursor.scenario.view.panel == "learning" and not self.cursor.stranded

    @property
    def lags(self) -> bool:
        """Whether curves that are looked at have more to come, and no move is under way that brings it along."""
        return self.learns and self.cursor.target is None and self.learning.lags(self.cursor)

    @property
    def locked(self) -> bool:
        """Whether a teacher has locked the setup."""
        return "setup" in self.cursor.scenario.lock

    def ask(self, on: bool) -> None:
        """Begin to ask before each phase, or end it; the score starts anew."""
        self.cursor.scenario = replace(self.cursor.scenario, ask=on)
        self.asking = Asking(on)

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

    def choose_data(self, fields: Mapping[str, str]) -> None:
        """Use what was chosen of the data, or keep everything and say why not."""
        before = self.cursor.scenario
        try:
            scenario = apply_data(before, fields)
        except SetupError as error:
            self.typed.errors = error.sentences
            return
        self.typed.errors = {}
        if scenario is not before:
            self.show(scenario, adapted(before, scenario))

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, kept until KEPT other things have been asked for."""
        kept = self.kept
        if key not in kept:
            with TURNS:
                kept[key] = make()
        kept.move_to_end(key)
        while len(kept) > KEPT:
            kept.popitem(last=False)
        return cast(Made, kept[key])

    def rest(self) -> bool:
        """Give back the memory that can be had again; False if there was none, or if the session is at work."""
        self.kept = OrderedDict()
        self.learning.rest()
        return self.cursor.run.rest()


def _opened(parameters: Mapping[str, str]) -> Cursor:
    """The cursor at an address; at the usual example, unless the address names one."""
    cursor = Cursor.to(*read_link(parameters))
    return cursor if parameters.get("example") else _in_sight(cursor)


def _in_sight(cursor: Cursor) -> Cursor:
    """The cursor at the usual example, if another one was not chosen."""
    if cursor.scenario.view.example == 0:
        cursor.look(example=cursor.usual_example)
    return cursor
