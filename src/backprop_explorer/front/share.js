// "Share": a link to what the page shows, said in words, with what a teacher can ask for, and the code of a frame for it.
import { setup } from "./keys.js";
import { dialog, make } from "./make.js";

// What each parameter of an address holds, in words.
const WORDS = {
  question: () => "a question of a learner",
  preset: () => `“${document.querySelector(".top b").textContent}”`,
  title: (title) => `the title “${title}”`,
  layers: (sizes) => `the layer sizes ${sizes}`,
  hidden: (name) => `${name} in the hidden layers`,
  output: (name) => `${name} in the last layer`,
  cost: (name) => `the cost ${name}`,
  reduction: (name) => `the ${name} over the examples`,
  eta: (eta) => `η = ${eta}`,
  batch: (size) => `batches of ${size}`,
  init: (name) => `initial weights: ${name}`,
  seed: (seed) => `the seed ${seed}`,
  shuffle: (seed) => (seed === "none" ? "examples in their order" : `examples shuffled with the seed ${seed}`),
  data: (name) => `the data set “${name}”`,
  points: (count) => `${count} points`,
  classes: (count) => `${count} classes`,
  noise: (noise) => `the noise ${noise}`,
  dataseed: (seed) => `the seed ${seed} of the data`,
  held: (share) => `${share} % of the examples held out`,
  d: () => "your own data or weights",
  step: (step) => `mini-batch ${step}, counted from 0`,
  phase: () => `the phase “${document.querySelector("#cursor").textContent.split(":")[0]}”`,
  view: (way) => `examples as ${way === "torch" ? "in PyTorch" : way}`,
  numbering: () => "your numbering of the layers",
  letters: () => "the letters of code",
  panel: (panel) => `the open panel: ${panel}`,
  select: (number) => `the chosen number ${number}`,
  nudge: (change) => `the nudge ${change}`,
  mistake: (name) => `the mistake that is switched on: ${name}`,
  example: (number) => `example ${number}`,
  alone: () => "this example alone",
  edges: (what) => `edges coloured by ${what}`,
  neurons: (what) => `neurons that show ${what}`,
  form: (form) => `the product drawn as a ${form}`,
  without: () => "a product without its ᵀ",
  script: (name) => `the code for ${name}`,
  about: (name) => `what the doctor is asked about: ${name}`,
  ask: () => "a question before each phase",
  lock: () => "a setup that is locked",
  hide: (what) => `hidden: ${what.split(",").join(" and ")}`,
  present: () => "the presenter",
};

// What a teacher can ask for: a parameter, its value, and the words.
const CHOICES = [
  ["ask", "1", "ask before each phase"],
  ["lock", "setup", "lock the setup"],
  ["hide", "results", "hide the result of each phase until the next one"],
  ["hide", "check", "hide “by differences”"],
  ["hide", "doctor", "hide “your own numbers”"],
  ["present", "1", "open in the presenter"],
];

export function share(page) {
  page.picks.share = () => {
    const link = field("Link"), words = make("p", { className: "holds" }), frame = field("Code for a page of your course");
    const boxes = CHOICES.map(([name, value, label]) => {
      const box = make("input", { type: "checkbox", checked: values(new URL(location.href), name).includes(value) });
      box.addEventListener("change", write);
      return [name, value, box, make("label", {}, box, ` ${label}`)];
    });
    const choices = make("fieldset", {}, make("legend", { textContent: "For a class" }), ...boxes.map((box) => box.at(-1)));
    const whole = make("p", { className: "holds", textContent: "To take some mini-batches along as one file, without this server: " });
    const save = make("button", { className: "link", textContent: "save as a lesson" });
    whole.append(save);
    const box = dialog(page, "A link to what you see", make("div", { className: "share" }, link.row, words, choices, frame.row, whole));
    save.addEventListener("click", () => (box.close(), setup()));
    write();
    link.text.select();

    function write() {
      const url = address(boxes), framed = new URL(url);
      framed.searchParams.delete("present");
      framed.searchParams.set("embed", "true");
      link.text.value = url.href;
      frame.text.value = `<iframe src="${framed.href.replaceAll("&", "&amp;")}" title="Backprop Explorer" width="100%" height="640" loading="lazy"></iframe>`;
      words.textContent = holds(url);
    }
  };
}

function address(boxes) {
  const url = new URL(location.href);
  for (const name of ["embed", ...CHOICES.map(([name]) => name)]) url.searchParams.delete(name);
  for (const [name, value, box] of boxes)
    if (box.checked) url.searchParams.set(name, [...values(url, name), value].join());
  return url;
}

const values = (url, name) => (url.searchParams.get(name) ?? "").split(",").filter(Boolean);

// Everything that the link holds, in one sentence.
function holds(url) {
  const parts = [...url.searchParams].flatMap(([name, value]) => (WORDS[name] ? [WORDS[name](value)] : []));
  if (url.searchParams.get("preset") === "custom")
    return "Your own numbers are too long for a link. Save them as a file: the setup has a button for it. The link holds only the place.";
  return `It holds ${parts.slice(0, -1).join(", ")}${parts.length > 1 ? " and " : ""}${parts.at(-1) ?? "the first page"}.`;
}

// A text that can be copied.
function field(label) {
  const text = make("input", { readOnly: true, ariaLabel: label }), copy = make("button", { textContent: "copy" });
  const said = make("span", { className: "copied", role: "status" });
  copy.addEventListener("click", async () => {
    text.select();
    const copied = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
    said.textContent = copied || document.execCommand("copy") ? "copied" : "press Ctrl+C to copy";
  });
  return { text, row: make("div", { className: "row" }, make("b", { textContent: label }), text, copy, said) };
}
