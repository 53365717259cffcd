// The pages of a lesson, put together from the pieces that handout/leaves.py has kept: the same as those of a server.
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
const SHOWN = 20000; // characters of an export that are shown
const [TEXT, PACKED] = ["\x01", "\x02"]; // where the text of an export stands in its panel, and where its file

// What stands below the picture. `at` is the place, and how it is looked at.
const PANELS = {
  phase: (at) => withDropped(at, at.text(at.leaves[at.alone ? "alone" : "phase"][at.number][at.example])),
  batch: ({ leaves, number, text }) => text(leaves.batch[number]),
  weight: ({ number, example, text, chosen: [from, , before, known] }) =>
    text(number < from ? before : known[Math.min(example, known.length - 1)]),
  check: ({ leaves, view, text }) => text(leaves.check[view.mistake] ?? leaves.check[""]),
  published: ({ leaves, text }) => text(leaves.published),
  code: ({ leaves: { code }, view: { script }, number, alone, example, text }) =>
    exported(...(script === "latex" ? code.latex[number][alone ? example + 1 : 0] : code[script]).map(text)),
};

export function pages(lesson) {
  const kept = new Map();
  const text = (number) => {
    if (!kept.has(number)) kept.set(number, joined(lesson.pieces[number], lesson.strings));
    return kept.get(number);
  };
  let scored = (panel) => panel;
  // The page of a phase whose question is open: there is nothing else to look at.
  const asked = (step, number, leaves, ask, state) => {
    const slots = { said: text(leaves.said), loop: text(ask.loop), tabs: text(ask.tabs), phase: scored(text(ask.states[state])) + text(ask.given), matrices: text(ask.matrices) };
    return { text: leaves.text[number], epoch: Math.floor(step / lesson.batches), panel: "phase", address: {}, slots };
  };
  return (step, phase, view) => {
    scored = (panel) => panel.replace(NOBODY, `>· ${score(lesson, view)}</small>`);
    const leaves = lesson.leaves[view.view][step], number = lesson.phases.indexOf(phase), examples = leaves.look.length;
    const panel = view.panel in leaves.groups ? view.panel : "phase", example = Math.min(view.example, examples - 1);
    const chosen = leaves.weight?.[view.selected] ?? leaves.weight?.[leaves.usual[number]];
    const at = { leaves, phase, number, example, view, text, chosen, alone: view.alone && examples > 1 };
    const ask = view.asks && leaves.asks[phase], state = ask && (view.answers[`${step}/${phase}`] ?? "0");
    if (ask && isOpen(ask, state)) return asked(step, number, leaves, ask, state);
    const above = leaves.above.length && panel === lesson.above ? text(leaves.above[number][example]) : "";
    const slots = {
      said: text(leaves.said),
      loop: lit(text(leaves.loop[number][example]), panel === "weight" ? chosen[1] : ""),
      tabs: `<div class="tabline">${[leaves.groups[panel], leaves.look[example][Number(at.alone)], leaves.position[number]].map(text).join("")}</div>`,
      phase: above + text(leaves.lines[panel]) + (ask && panel === "phase" ? scored(text(ask.states[state])) : "") + PANELS[panel](at),
      matrices: text(leaves.matrices[number][example]),
    };
    return { text: leaves.text[number], epoch: Math.floor(step / lesson.batches), panel, address: {}, slots };
  };
}

const NOBODY = ">· no answer yet</small>";

// What has become of all questions so far: a state is what was done, "2/right/show" after how many hints.
function score(lesson, view) {
  const counts = [0, 0, 0, 0], words = ["right at the first try", "right at the second try", "wrong", "skipped"];
  for (const [place, state] of Object.entries(view.answers)) {
    const [step, phase] = place.split("/"), ask = lesson.leaves[view.view][step].asks[phase], [, ...done] = state.split("/");
    const outcome = done.at(-1) === "show" ? 3 : done.at(-1) === ask.answer ? done.length - 1 : done.length === 2 ? 2 : -1;
    if (outcome >= 0) counts[outcome] += 1;
  }
  return counts.flatMap((count, at) => (count ? [`${count} ${words[at]}`] : [])).join(" · ") || "no answer yet";
}

export function isOpen(ask, state) {
  const [, ...done] = state.split("/");
  return done.length < 2 && done[0] !== "show" && done[0] !== ask.answer;
}

// The numbers of each piece (handout/pieces.py): 0 ends it.
export function cut(numbers) {
  const pieces = [];
  let from = 0;
  for (let at = 0; at < numbers.length; at++) {
    if (numbers[at] === 0) pieces.push(numbers.subarray(from, at)), (from = at + 1);
    else at += numbers[at] % 2; // how many follow each other
  }
  return pieces;
}

// A piece from its strings: an even number is one of them, an odd one the first of several.
function joined(runs, strings) {
  let piece = "";
  for (let at = 0; at < runs.length; at++) {
    const first = (runs[at] >> 1) - 1, count = runs[at] % 2 ? runs[++at] : 1;
    for (let i = first; i < first + count; i++) piece += strings[i];
  }
  return piece;
}

// The picture with these marks lit: those of the number that is worked out.
function lit(picture, marks) {
  const found = new Set(marks.split(" "));
  return picture.replace('data-lit=""', `data-lit="${marks}"`)
    .replace(/<[^<>]* data-mark="([^"]*)"[^<>]*>/g, (tag, mark) => (found.has(mark) ? tag.replace(/class="([^"]*)"/, 'class="$1 path"') : tag));
}

// A phase with what one of its lines becomes without its ᵀ.
function withDropped({ leaves, phase, alone, example, view, text }, html) {
  const found = leaves.dropped[phase]?.[view.dropped], dropped = found && text(found[example + (alone ? leaves.look.length : 0)]);
  if (!dropped) return html;
  const whole = document.createElement("template");
  whole.innerHTML = html;
  const button = whole.content.querySelector(`[data-pick="dropped:${view.dropped}"]`);
  button.textContent = "put the ᵀ back";
  button.closest(".line").insertAdjacentHTML("beforeend", dropped);
  return whole.innerHTML;
}

// An export: its text to be read, and as a file to be taken.
function exported(panel, text) {
  const bytes = new TextEncoder().encode(text), signs = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const shown = [...text.replace("\ufeff", "")].slice(0, SHOWN).join("").replace(/[&<>"']/g, (sign) => SIGNS[sign]);
  return panel.replace(PACKED, () => btoa(signs)).replace(TEXT, () => shown);
}
