"""Asking first: the question of each phase, what became of it, and the way from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ..lesson.phases import phases, quantities
from ..lesson.predict import Asked, Question, count, questions
from ..scenario import Scenario, View
from .cursor import Cursor

Place = tuple[int, str]


@dataclass
class Asking:
    """While `on`, each phase asks before it shows its result; `answers` say what became of each, by step and phase.

    `here` is the place where the page last came to rest, and `shown` the question that was open there. `left` is the
    step of a mini-batch that has just been left, if its answers have not been summed up. `made` are the questions of
    the mini-batch that was looked at last.
    """

    on: bool = False
    answers: dict[Place, Asked] = field(default_factory=dict)
    here: Place = (0, "")
    shown: Question | None = None
    left: int | None = None
    made: tuple[Scenario, dict[str, Question]] | None = None

    def question(self, cursor: Cursor) -> Question | None:
        """The question of this phase, where questions are asked and the phase has one."""
        if not self.on:
            return None
        scenario, trace = cursor.scenario, cursor.trace
        batch = replace(scenario, phase="batch", view=View())
        if self.made is None or self.made[0] != batch:
            values, stages = quantities(trace, scenario.eta), phases(trace, scenario.eta)
            made = questions(trace, values, stages, scenario.notation, scenario.eta, scenario.seed)
            self.made = batch, {phase: first for phase, (first, *_) in made.items()}
        return self.made[1].get(scenario.phase)

    def asked(self, place: Place, question: Question) -> Asked:
        """What has become of a question so far."""
        return self.answers.get(place, Asked(question.kind))

    def open_question(self, cursor: Cursor) -> Question | None:
        """The question of this phase, until it is closed."""
        question = self.question(cursor)
        return None if question is None or self.asked(cursor.place, question).outcome else question

    def answer(self, cursor: Cursor, text: str) -> None:
        """Judge an answer; "hint" asks for a hint, and "show" for the right answer."""
        question = self.open_question(cursor)
        if question is None:
            return
        asked = self.asked(cursor.place, question)
        if text == "hint":
            self.answers[cursor.place] = asked.hinted(question)
        elif text == "show":
            self.answers[cursor.place] = asked.skipped(question)
        else:
            self.answers[cursor.place] = asked.answered(question, text)

    def arrive(self, cursor: Cursor) -> None:
        """Note where the page came to rest: a question that was passed is skipped, a new one shows its example."""
        if not self.on or cursor.target is not None or cursor.playing or cursor.place == self.here:
            return
        (step, phase), ids = self.here, ("", *cursor.scenario.phase_ids)
        is_open = self.shown is not None and not self.asked(self.here, self.shown).outcome
        if self.shown and is_open and (step, ids.index(phase)) < (cursor.place[0], ids.index(cursor.place[1])):
            self.answers[self.here] = self.asked(self.here, self.shown).skipped(self.shown)
        summed_up = phase == "update" and not is_open
        self.left = step if step != cursor.place[0] and not summed_up and self.closed(step) else None
        self.here, self.shown = cursor.place, self.open_question(cursor)
        if self.shown and self.shown.example is not None:
            cursor.look(example=self.shown.example)

    def closed(self, step: int) -> dict[str, Asked]:
        """The closed questions of a mini-batch, by their phases."""
        return {phase: asked for (at, phase), asked in self.answers.items() if at == step and asked.outcome}

    @property
    def score(self) -> dict[str, int]:
        """How many questions came to each end."""
        return count(self.answers.values())
