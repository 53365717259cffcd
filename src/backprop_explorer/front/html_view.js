// Shows HTML that the figures room has made and escaped, and reports clicks.
// data is {html} for a piece of HTML, or {loop, tabs, phase, matrices} for the whole stage: one component,
// because each further one costs every step some milliseconds.
const STAGE = ["loop", "tabs", "phase", "matrices"].map((slot) => `<div data-slot="${slot}"></div>`).join("");

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(":scope > .bx");
  if (!root) {
    root = document.createElement("div");
    root.className = "bx";
    root.innerHTML = "loop" in data ? STAGE : '<div data-slot="html"></div>';
    root.addEventListener("click", answer);
    root.addEventListener("keydown", walk);
    root.addEventListener("keydown", answer);
    root.addEventListener("pointerover", point);
    root.addEventListener("change", send);
    for (const event of ["pointerover", "pointerleave", "focusin", "focusout"]) root.addEventListener(event, hover);
    crossed(root);
    parentElement.appendChild(root);
  }
  root.report = setTriggerValue;
  for (const slot of root.querySelectorAll(":scope [data-slot]")) {
    const html = data[slot.dataset.slot];
    if (slot.shown === html) continue;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    morph(slot, fresh.content);
    // What the server knows of a field is what it shows; only a text that is being typed is the page's own.
    for (const field of slot.querySelectorAll("input")) field.value = field.defaultValue;
    for (const option of slot.querySelectorAll("option")) option.selected = option.defaultSelected;
    slot.shown = html;
  }
}
