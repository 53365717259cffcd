// Shows HTML that the figures room has made and escaped, draws the network, and reports clicks.
// data is {html} for a piece of HTML, or {strip, pickers, figure, place, phase, matrices} for the whole stage: one
// component, because each further one costs every step some milliseconds.
const STAGE = '<div data-slot="strip"></div><div class="stage"><div><div data-slot="pickers"></div>' +
  '<div class="network"><div class="plot"></div><svg class="lit"></svg></div></div>' +
  '<div><div data-slot="tabs"></div><div data-slot="phase"></div></div></div><div data-slot="matrices"></div>';

export default async function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(":scope > .bx");
  if (!root) {
    root = document.createElement("div");
    root.className = "bx";
    root.innerHTML = "figure" in data ? STAGE : '<div data-slot="html"></div>';
    root.addEventListener("click", answer);
    root.addEventListener("keydown", walk);
    root.addEventListener("keydown", answer);
    root.addEventListener("pointerover", point);
    root.addEventListener("change", send);
    root.addEventListener("pointerover", hover);
    root.addEventListener("pointerleave", hover);
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
  if ("figure" in data) await draw(root, data);
}
