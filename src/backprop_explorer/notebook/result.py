"""What check() found, to read, to count and to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..engine import Trace
from ..lesson.doctor import Diagnosis
from ..lesson.meeting import Meeting
from ..lesson.notation import phase_ids
from .asked import same_name
from .page import result_page
from .words import result_text


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """What was found for each given quantity, by the name under which it was given.

    `drawn` says of the shapes that do not fit where they stop the calculation. `turned` says how matrices lie, where
    the shapes told it. `hints` is the level that was asked for. `address` makes the link.
    """

    diagnoses: Mapping[str, Diagnosis]
    drawn: Mapping[str, Meeting]
    hints: int
    turned: str
    address: Callable[[], str]

    @cached_property
    def link(self) -> str:
        """The address of the page with this network and these data in it, at the phase of the first mistake.

        It is "" where an address cannot hold them.
        """
        return self.address()

    def __bool__(self) -> bool:
        """Whether all that was given is right."""
        return self.right == len(self.diagnoses)

    def __getitem__(self, name: str) -> Diagnosis:
        """What was found for one quantity. Raises KeyError for one that was not given."""
        spelt = {same_name(each): diagnosis for each, diagnosis in self.diagnoses.items()}
        if same_name(name) not in spelt:
            raise KeyError(f"“{name}” was not given. There are {', '.join(self.diagnoses)}.")
        return spelt[same_name(name)]

    @property
    def right(self) -> int:
        """How many quantities are right."""
        return sum(each.verdict == "correct" for each in self.diagnoses.values())

    @property
    def score(self) -> float:
        """The share of the given quantities that are right, from 0 to 1."""
        return self.right / len(self.diagnoses)

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Ids of the catalogue, best first: that which explains most of the wrong quantities; () if none does."""
        wrong = [each.mistakes for each in self.diagnoses.values() if each.verdict == "mistake"]
        explains = Counter(name for names in wrong for name in names)
        place = {name: min(names.index(name) for names in wrong if name in names) for name in explains}
        return tuple(sorted(explains, key=lambda name: (-explains[name], place[name])))

    def __str__(self) -> str:
        return result_text(self.diagnoses, self.drawn, self.hints, self.turned, self.link)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        return result_page(self.diagnoses, self.drawn, self.hints, self.turned, self.link)


def first_phase(diagnoses: Iterable[Diagnosis], trace: Trace) -> str:
    """The phase where the first mistake is made; without one, the first phase of what was given."""
    every = list(diagnoses)
    order = phase_ids(len(trace.layers), trace.rule.name, trace.network.l2)
    looked = [each for each in every if each.verdict != "correct" and each.phase in order]
    found = {each.phase for each in looked or every if each.phase in order}
    return min(found, key=order.index, default="batch")
