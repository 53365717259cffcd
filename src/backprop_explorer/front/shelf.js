// The shelf of a lesson: it answers the player in place of a server, and knows what is looked at.
import { isOpen, pages } from "./leaves.js";

const PACE = 1200; // ms from phase to phase while the lesson plays

// `answer` takes what the server would send; gives a function that takes what the player says.
// `place` is where the lesson opens, if it is in it.
export function shelf(lesson, answer, place = {}) {
  const { steps, phases } = lesson, first = steps[0], last = steps.at(-1), page = pages(lesson);
  const view = { dropped: -1, answers: {}, ...lesson.start.view };
  const state = { told: 0, heard: 0, moves: 0, playing: false, step: lesson.start.step, phase: lesson.start.phase };
  const leaves = () => lesson.leaves[view.view][state.step];
  const knows = (name, value) => value in (leaves()[name] ?? {});
  const within = (step) => Math.max(first, Math.min(last, step));

  function go(step, phase) {
    Object.assign(state, { step, phase });
    view.dropped = -1;
    view.example = Math.min(view.example, leaves().look.length - 1);
  }

  const moves = {
    first: () => go(first, phases[0]),
    next_epoch: () => go(within(state.step + lesson.batches), state.phase),
    previous_epoch: () => go(within(state.step - lesson.batches), state.phase),
    play: () => (state.playing = !state.playing),
    pause: () => (state.playing = false),
  };
  // What a pick changes; one that means nothing changes nothing.
  const picks = {
    move: (kind) => moves[kind]?.(),
    phase: (value) => phases.includes(value) && go(state.step, value),
    step: (value) => value !== "" && go(within(Math.round(value)), state.phase),
    view: (value) => value in lesson.leaves && (view.view = value),
    panel: (value) => knows("groups", value) && (view.panel = value),
    example: (value) => Number(value) < leaves().look.length && (view.example = Number(value)),
    alone: (value) => (view.alone = value === "one"),
    mistake: (value) => knows("check", value) && (view.mistake = value),
    script: (value) => knows("code", value) && (view.script = value),
    dropped: (value) => (view.dropped = view.dropped === Number(value) ? -1 : Number(value)),
    predict: (value) => Object.assign(view, { asks: value === "on", answers: {} }),
    answer: (value) => {
      const place = `${state.step}/${state.phase}`, ask = leaves().asks[state.phase], now = view.answers[place] ?? "0";
      if (!view.asks || !ask || !isOpen(ask, now)) return;
      const [hints, ...done] = now.split("/");
      const next = value === "hint" ? [Math.min(Number(hints) + 1, ask.hints), ...done] : [0, ...done, value];
      if (next.join("/") in ask.states) view.answers = { ...view.answers, [place]: next.join("/") };
      view.example = ask.example;
    },
    cell: (value) => {
      if (!knows("weight", value)) return;
      Object.assign(view, { selected: value, panel: "weight" });
      const [name, , , column] = value.split("-");
      if (lesson.own.includes(name)) view.example = Number(column); // the column of such a number is its example
    },
  };

  function adopt([count, step, phase]) {
    if (count <= state.moves) return;
    state.moves = count;
    go(step, phase);
  }

  function hear({ told, here, events, look, have, want }) {
    state.told = told;
    for (const [number, ...event] of events) {
      if (number <= state.heard) continue;
      state.heard = number;
      adopt(event);
      const [kind, ...value] = event.at(-1).split(":");
      picks[kind]?.(value.join(":"));
    }
    adopt(here);
    const held = look === JSON.stringify(view) ? have : {};
    const lacks = ([step, phase]) => !held[step]?.some((each) => each === "*" || each === phase);
    tell(new Set([[state.step, state.phase], ...want].filter(lacks).map(([step]) => step)));
  }

  function tell(wanted) {
    const { playing, step, phase, told, heard, moves } = state;
    const theirs = [...new URLSearchParams(location.search).keys()]; // the address stays as it is
    const header = { visit: "lesson", edition: 0, told, heard, moves, step, phase, first, last, ends: true, text: "", epoch: 0,
      address: {}, theirs, look: JSON.stringify(view), alone: false, over: false, stranded: false, playing, play: "next_phase",
      pace: PACE, curves: { digest: "", more: false } };
    const deck = (of) => ({ step: of, phases, end: lesson.ended.includes(of), at: Object.fromEntries(phases.map((each) => [each, page(of, each, view)])) });
    answer([header, [...wanted].map(deck), null]);
  }

  if (steps.includes(Number(place.step)) && phases.includes(place.phase)) go(Number(place.step), place.phase);
  tell([state.step]);
  return { hear, view, page };
}
