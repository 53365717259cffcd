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
  return (step, phase, view) => {
    const leaves = lesson.leaves[view.view][step], number = lesson.phases.indexOf(phase), examples = leaves.look.length;
    const panel = view.panel in leaves.groups ? view.panel : "phase", example = Math.min(view.example, examples - 1);
    const chosen = leaves.weight?.[view.selected] ?? leaves.weight?.[leaves.usual[number]];
    const at = { leaves, phase, number, example, view, text, chosen, alone: view.alone && examples > 1 };
    const above = leaves.above.length && panel === lesson.above ? text(leaves.above[number][example]) : "";
    const slots = {
      said: text(leaves.said),
      loop: lit(text(leaves.loop[number][example]), panel === "weight" ? chosen[1] : ""),
      tabs: `<div class="tabline">${[leaves.groups[panel], leaves.look[example][Number(at.alone)], leaves.position[number]].map(text).join("")}</div>`,
      phase: above + text(leaves.lines[panel]) + PANELS[panel](at),
      matrices: text(leaves.matrices[number][example]),
    };
    return { text: leaves.text[number], epoch: Math.floor(step / lesson.batches), panel, address: {}, slots };
  };
}

// A piece from its runs of strings: a first one and how many, again and again.
export function joined(runs, strings) {
  let piece = "";
  for (let i = 0; i < runs.length; i += 2) piece += strings.slice(runs[i], runs[i] + runs[i + 1]).join("");
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
  const found = leaves.dropped[phase]?.[view.dropped], dropped = found && text(found[alone ? example + 1 : 0]);
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
