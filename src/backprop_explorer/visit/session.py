"""One visitor's place: the scenario, its run, and the way from one step to another."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import TypeVar, cast

from ..engine import Divergence, Run, Trace
from ..lesson.notation import phase_ids
from ..lesson.phases import phases, quantities
from ..lesson.predict import Question, Score, Verdict, check, questions
from ..scenario import MAX_STEP, Scenario, SetupError, adapted, apply_setup, beginning, new_weights, read_link
from ..scenario.attempt import Attempt, attempt_from, filled

Made = TypeVar("Made")

STRETCH = 0.1  # seconds of training in one script run; then the page is drawn and answers presses


@dataclass
class Session:
    """What one browser tab has in hand; lives in Streamlit's session state.

    `target` is the step that a longer move is on its way to. `errors` holds a sentence for each field of
    the setup that could not be used; `notes` what was ignored in the address. `presses` is the number of
    keys that the browser has reported so far; `edition` the scenarios that have been begun, and `drawn` the last
    of them that is on the page. While `asking`, each phase asks before it shows its result; `answers` are those
    of this scenario by step and phase. `pasted` is what the doctor was given, `drafts` what was typed and could not
    be used, `attempt` weights that do not fit, `alone` on the page or above a run that goes on, and `kept` the last
    thing that took long to make.
    """

    scenario: Scenario
    run: Run
    notes: tuple[str, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    target: int | None = None
    arrival: str | None = None
    began: int = 0
    playing: bool = False
    presses: int = 0
    opened: set[str] = field(default_factory=set)
    fresh: bool = True
    edition: int = 0
    drawn: int = 0
    chunk: int = 64
    asking: bool = False
    answers: dict[tuple[int, str], Verdict] = field(default_factory=dict)
    score: Score = field(default_factory=Score)
    pasted: str = ""
    drafts: dict[str, str] = field(default_factory=dict)
    attempt: Attempt | None = None
    alone: bool = False
    kept: tuple[Hashable, object] | None = None

    @classmethod
    def open(cls, parameters: Mapping[str, str]) -> Session:
        """The session that an address opens."""
        scenario, notes = read_link(parameters)
        session = cls(replace(scenario, step=0), scenario.start(), notes)
        session.travel(scenario.step)
        return session

    @property
    def trace(self) -> Trace:
        """The mini-batch at the cursor."""
        return self.run.seek(self.scenario.step)

    @property
    def diverged(self) -> Divergence | None:
        """Why the run cannot go on from here, if it cannot."""
        end = self.run.divergence
        return end if end is not None and self.scenario.step >= end.step else None

    @property
    def stranded(self) -> bool:
        """Whether there is no run on the page, but weights alone that do not fit."""
        return self.attempt is not None and self.alone

    @property
    def position(self) -> str:
        """Where the cursor is, with epoch and batch counted from 1 and the step from 0, as prose."""
        step, batches = self.scenario.step, self.run.batches_per_epoch
        return f"[[epoch]] {step // batches + 1} · batch {step % batches + 1} of {batches} · [[step]] {step}"

    # --- the cursor -------------------------------------------------------------------------------

    def by_phase(self, count: int) -> None:
        """Move by phases, over the edges of mini-batches, forwards or backwards."""
        self.notes = ()
        ids = phase_ids(self.scenario.depth)
        start, phase = self._heading()
        step, place = divmod(max(0, start * len(ids) + ids.index(phase) + count), len(ids))
        self.travel(step, ids[place])

    def by_batch(self, count: int) -> None:
        """Move by mini-batches, keeping the phase."""
        self.notes = ()
        step, phase = self._heading()
        self.travel(step + count, phase)

    def by_epoch(self, count: int) -> None:
        """Move by epochs, keeping the batch and the phase."""
        self.by_batch(count * self.run.batches_per_epoch)

    def to_phase(self, phase: str) -> None:
        """Go to a phase of this mini-batch."""
        if phase in phase_ids(self.scenario.depth) and phase != self.scenario.phase:
            view = replace(self.scenario.view, dropped=-1)  # lines of this phase alone
            self.scenario = replace(self.scenario, phase=phase, view=view)

    def first(self) -> None:
        """Go to the first phase of the first mini-batch."""
        self.travel(0, "batch")

    def travel(self, step: int, arrival: str | None = None) -> None:
        """Set out for a step; `work` goes there. `arrival` is the phase to be in on getting there.

        Weights that do not fit, where they stand alone, have no steps to go to.
        """
        if self.stranded:
            return
        end = self.run.divergence
        last = MAX_STEP if end is None else end.step
        if step > last:
            if end is None:
                self.notes = (f"Step {MAX_STEP} is the last one that can be shown.",)
            self.playing, arrival = False, None
        self.attempt = None
        if self.target is None:
            self.began = self.scenario.step
        self.target = max(0, min(step, last))
        self.arrival = arrival

    def _heading(self) -> tuple[int, str]:
        """The step and phase that the cursor is on its way to, or where it stands."""
        step = self.scenario.step if self.target is None else self.target
        return step, self.arrival or self.scenario.phase

    def press(self, keys: str) -> None:
        """Answer arrow keys in their order: ← and → move by a phase, ⇤ and ⇥ by a mini-batch."""
        moves = {"→": (self.by_phase, 1), "←": (self.by_phase, -1), "⇥": (self.by_batch, 1), "⇤": (self.by_batch, -1)}
        for move, count in (moves[key] for key in keys if key in moves):
            move(count)

    def stop(self) -> None:
        """Stay where the run is now, on the way to the target."""
        self.target = self.arrival = None

    def work(self, seconds: float = STRETCH) -> None:
        """Go on towards the target for about so many seconds."""
        deadline = time.perf_counter() + seconds
        while self.target is not None:
            step = self.scenario.step
            goal = self.target if self.target <= step else min(self.target, step + self.chunk)
            before = time.perf_counter()
            try:
                self.run.seek(goal)
            except Divergence as end:
                self._arrive(end.step)
                self.stop()
                self.playing = False
                return
            now = time.perf_counter()
            # Chunks short enough to keep to the deadline, long enough not to matter.
            if now - before < seconds / 8:
                self.chunk = min(2 * self.chunk, 1 << 16)
            elif now - before > seconds / 3:
                self.chunk = max(1, self.chunk // 2)
            self._arrive(goal)
            if goal == self.target:
                if self.arrival is not None:
                    self.to_phase(self.arrival)
                self.stop()
            if now > deadline:
                return

    def _arrive(self, step: int) -> None:
        """Put the cursor on a step, on an example that its mini-batch has."""
        view = self.scenario.view
        if view.example >= self.run.size(step):
            view = replace(view, example=0)
        self.scenario = replace(self.scenario, step=step, view=view)

    # --- asking first -----------------------------------------------------------------------------

    def ask_first(self, asking: bool) -> None:
        """Begin to ask before each phase, or leave it; the score starts anew."""
        self.asking, self.answers, self.score = asking, {}, Score()

    @property
    def place(self) -> tuple[int, str]:
        """The step and the phase of the cursor."""
        return self.scenario.step, self.scenario.phase

    def question(self) -> Question | None:
        """The question of this phase, where questions are asked and the phase has one."""
        if not self.asking:
            return None
        scenario, trace = self.scenario, self.trace
        values, stages = quantities(trace, scenario.eta), phases(trace, scenario.eta)
        phase = next(stage for stage in stages if stage.id == scenario.phase)
        found = questions(trace, values, phase, stages, scenario.notation, scenario.eta, scenario.seed)
        return found[0] if found else None

    @property
    def open_question(self) -> Question | None:
        """The question of this phase, as long as it has no answer that counts."""
        verdict = self.answers.get(self.place)
        return None if verdict is not None and verdict.counted else self.question()

    def answer(self, text: str) -> None:
        """Judge an answer, or show the result where it is asked for with "show"."""
        question = self.open_question
        if question is None:
            return
        verdict = Verdict(False, question.told, "") if text == "show" else check(question, text)
        self.answers[self.place] = verdict
        if text != "show":
            self.score = self.score.after(verdict)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, kept until something else is asked for."""
        if self.kept is None or self.kept[0] != key:
            self.kept = (key, make())
        return cast(Made, self.kept[1])

    def sentence(self, field: str, write: Callable[[str], object]) -> None:
        """Write what is wrong with a field of the setup, if anything is."""
        if field in self.errors:
            # The fields of the setup are taken together; the boxes of one's own numbers have a button of their own.
            wait = "" if field in ("x", "y", "weights", "biases") else " Until then the other fields wait, too."
            write(f'<p class="setup-error" role="alert">{escape(self.errors[field] + wait)}</p>')

    # --- numbers of one's own ---------------------------------------------------------------------

    def own(self, read: Callable[[Scenario, str, str], Scenario], texts: Mapping[str, str]) -> None:
        """Take typed data or weights; where they do not fit, say why, and keep both them and the page."""
        before = self.scenario
        self._take_back(texts)
        try:
            scenario = read(before, *texts.values())
        except SetupError as error:
            self.errors, self.drafts = {**self.errors, **error.sentences}, {**self.drafts, **texts}
            if "weights" in texts:
                self._attempt(texts)
            return
        if scenario != before:
            self.show(scenario)
            self.notes = adapted(before, scenario)

    def _take_back(self, texts: Mapping[str, str]) -> None:
        """Say no more of what these boxes held before; the others keep theirs."""
        self.errors = {field: said for field, said in self.errors.items() if field and field not in texts}
        self.drafts = {field: text for field, text in self.drafts.items() if field not in texts}
        if "weights" in texts:
            self.attempt = None

    def _attempt(self, texts: Mapping[str, str]) -> None:
        """Show on the picture which edges have no number."""
        try:
            self.attempt, self.alone = attempt_from(texts["weights"], texts["biases"], self.scenario), False
        except SetupError:
            self.attempt = None

    def try_attempt(self, attempt: Attempt) -> None:
        """Show weights that do not fit, in place of a run: there is none."""
        self.show(attempt.start)
        self.attempt, self.alone = attempt, True

    def fill_attempt(self) -> None:
        """Put numbers where none were typed, and go on with the network that results."""
        if self.attempt is None:
            return
        try:
            scenario = filled(self.attempt)
        except SetupError as error:
            self.errors = error.sentences
            return
        self.show(scenario)

    # --- the setup --------------------------------------------------------------------------------

    def show(self, scenario: Scenario) -> None:
        """Begin another scenario. Raises SetupError or ValueError and changes nothing where it cannot run."""
        run = scenario.start()
        self.run, self.scenario = run, replace(scenario, step=0)
        self.errors, self.opened, self.playing, self.notes, self.answers = {}, set(), False, (), {}
        self.attempt, self.drafts = None, {}
        self.edition += 1
        self.travel(scenario.step)

    def change(self, typed: Mapping[str, str]) -> None:
        """Take what was typed in the setup, or keep everything and say why not."""
        try:
            scenario = apply_setup(self.scenario, typed)
        except SetupError as error:
            self.errors = error.sentences
            return
        self.errors = {}
        if scenario is not self.scenario:
            self.show(scenario)

    def same_weights(self) -> None:
        """Begin again with the same weights."""
        self.show(beginning(self.scenario))

    def other_weights(self) -> None:
        """Begin again with new random weights."""
        self.show(new_weights(self.scenario))
