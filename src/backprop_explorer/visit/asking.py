"""Asking first: the question of each phase, the answers, and the score."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..lesson.phases import phases, quantities
from ..lesson.predict import Question, Score, Verdict, check, questions
from .cursor import Cursor


@dataclass
class Asking:
    """While `on`, each phase asks before it shows its result; `answers` are kept by step and phase."""

    on: bool = False
    answers: dict[tuple[int, str], Verdict] = field(default_factory=dict)
    score: Score = field(default_factory=Score)

    def question(self, cursor: Cursor) -> Question | None:
        """The question of this phase, where questions are asked and the phase has one."""
        if not self.on:
            return None
        scenario, trace = cursor.scenario, cursor.trace
        values, stages = quantities(trace, scenario.eta), phases(trace, scenario.eta)
        phase = next(stage for stage in stages if stage.id == scenario.phase)
        found = questions(trace, values, phase, stages, scenario.notation, scenario.eta, scenario.seed)
        return found[0] if found else None

    def open_question(self, cursor: Cursor) -> Question | None:
        """The question of this phase, as long as it has no answer that counts."""
        verdict = self.answers.get(cursor.place)
        return None if verdict is not None and verdict.counted else self.question(cursor)

    def answer(self, cursor: Cursor, text: str) -> None:
        """Judge an answer, or show the result where it is asked for with "show"."""
        question = self.open_question(cursor)
        if question is None:
            return
        verdict = Verdict(False, question.told, "") if text == "show" else check(question, text)
        self.answers[cursor.place] = verdict
        if text != "show":
            self.score = self.score.after(verdict)
