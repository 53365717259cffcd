"""What a session keeps of its run as it learns, and of a second run beside it."""

from __future__ import annotations

from dataclasses import dataclass

from ..engine import COSTS
from ..lesson.curves import Curves, Data
from ..lesson.notation import exact
from ..scenario import Scenario
from ..scenario.link import compared, differences, said_of
from .cursor import Cursor
from .stretch import STRETCH, Stretch
from .watch import Watch

WORDS = {"eta": "η = {}", "cost": "{} cost", "init": "{} weights", "layers": "{}", "batch": "batches of {}"}


@dataclass(eq=False)
class Learning:
    """The runs that go along with the cursor's: its own and the second one, as long as both are of one scenario.

    `refused` says why there is no second one.
    """

    of: tuple[str, str] = ("", "")
    watches: tuple[Watch, ...] = ()
    refused: str = ""
    started: int = 0

    def follow(self, cursor: Cursor, seconds: float = STRETCH) -> None:
        """Bring all runs towards the furthest step that the page has been at, for about so many seconds."""
        self._begin(cursor)
        furthest = self.furthest(cursor)
        for watch in self.watches:
            with Stretch(seconds / len(self.watches)) as stretch:
                watch.follow(furthest, stretch)
        # The visitor's own run may know already what the one beside it has not tried: that there is no next step.
        end = cursor.run.divergence
        self.watches[0].ended |= end is not None and self.watches[0].at == end.step

    def furthest(self, cursor: Cursor) -> int:
        """The last step of the curves, once all of them are there."""
        return max(cursor.scenario.step, cursor.scenario.view.until, *(watch.at for watch in self.watches))

    def lags(self, cursor: Cursor) -> bool:
        """Whether there is more to come."""
        furthest = self.furthest(cursor)
        return any(watch.at < furthest and not watch.ended for watch in self.watches)

    @property
    def curves(self) -> tuple[Curves, ...]:
        """The curves of all runs, the page's own first."""
        return tuple(watch.curves for watch in self.watches)

    @property
    def state(self) -> tuple[object, ...]:
        """What the curves depend on: as long as it stays, they do."""
        return self.started, *((watch.at, watch.ended) for watch in self.watches)

    def rest(self) -> None:
        """Give back the memory that can be had again."""
        for watch in self.watches:
            watch.run.rest()

    def _begin(self, cursor: Cursor) -> None:
        """Begin anew, if this is another scenario or another second run."""
        scenario = cursor.scenario
        of = cursor.identity, scenario.view.compare
        if of == self.of:
            return
        own = self.watches[:1] if self.of[0] == of[0] else ()
        self.of, self.refused = of, ""
        self.started += 1
        held = held_out(scenario)
        first = own or (Watch(scenario, cursor.run, held),)
        second: tuple[Watch, ...] = ()
        if scenario.view.compare:
            try:
                second = (Watch(compared(scenario), cursor.run, held),)
            except ValueError as error:
                self.refused = f"The second run cannot be computed. {error}"
        self.watches = first + second
        names = run_names(scenario) if second else ("",)
        for watch, name in zip(self.watches, names, strict=True):
            watch.name = name


def held_out(scenario: Scenario) -> Data | None:
    """The examples that are not learned from, if there are any."""
    found: Data | None = getattr(scenario, "held_out", lambda: None)()
    return found


def run_names(scenario: Scenario) -> tuple[str, str]:
    """What tells a scenario and its second run apart: "η = 5" and "η = 0.5"."""
    other = compared(scenario)
    own_words: list[str] = []
    other_words: list[str] = []
    for name in differences(scenario.view.compare):
        for each, words in ((scenario, own_words), (other, other_words)):
            given = each.weights is not None and name in ("seed", "init")
            words.append("the weights given" if given else _words(name, said_of(each, name)))
    return ", ".join(own_words), ", ".join(other_words)


def _words(name: str, value: str) -> str:
    return WORDS.get(name, f"{name} {{}}").format(value.replace("-", "−") if name == "eta" else value)


def choices(scenario: Scenario) -> list[tuple[str, str]]:
    """What can be drawn beside a run: other weights, other η, another cost; and what is drawn now."""
    eta = scenario.eta
    found = ["", *(f"seed:{(scenario.seed + more) % 1000}" for more in (1, 2, 3))]
    found += [f"eta:{exact(float(f'{eta * times:.3g}'))}" for times in (0.1, 0.3, 3, 10)]
    fitting = [cost.name for cost in COSTS.values() if cost.needs in (None, scenario.activations[-1])]
    found += [f"cost:{name}" for name in fitting if name != scenario.cost]
    now = scenario.view.compare
    if now not in found:
        found.append(now)
    return [(each, _offer(each)) for each in found]


def _offer(text: str) -> str:
    if not text:
        return "nothing"
    return ", ".join(_words(name, value) for name, value in differences(text).items())
