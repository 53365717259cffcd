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
    root.addEventListener("keydown", answer);
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
    formulas(slot);
  }
  if ("figure" in data) await draw(root, data);
}

// Changes only what differs: texts that are being typed, focus and scrolling stay, and the browser lays out less.
function morph(old, fresh) {
  const before = [...old.childNodes], after = [...fresh.childNodes];
  after.forEach((node, i) => {
    const was = before[i];
    if (!was) old.append(node);
    else if (!was.isEqualNode(node)) was.nodeName === node.nodeName ? change(was, node) : was.replaceWith(node);
  });
  for (const gone of before.slice(after.length)) gone.remove();
}

function change(was, node) {
  if (was.nodeType === Node.TEXT_NODE) return (was.data = node.data);
  for (const { name } of [...was.attributes]) if (!node.hasAttribute(name)) was.removeAttribute(name);
  for (const { name, value } of node.attributes) if (was.getAttribute(name) !== value) was.setAttribute(name, value);
  if (!("formula" in was.dataset)) morph(was, node);
}

// One listener for every element with data-pick; Enter and Space do what a click does.
function answer(event) {
  const cell = event.type === "click" && event.target.closest("table.m[data-matrix]:not(.ghost) td");
  if (cell) return this.report("picked", `cell:${place(cell).join("-")}`);
  const box = event.target.closest("[data-submit]");
  if (box && event.type === "click") {
    // The choice goes along: sent by itself just before, it might be overtaken.
    const [choice, text] = ["select", "textarea"].map((field) => box.parentElement.querySelector(field).value);
    return this.report("picked", `${box.dataset.submit}:${choice}\n${text}`);
  }
  if (event.target.matches("[data-copy]") && event.type === "click") return copy(event.target);
  const target = event.target.closest("[data-pick]");
  if (!target) return;
  if (event.type === "keydown") {
    if (target.tagName === "BUTTON" || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
  }
  if (target.dataset.pick === "setup") document.querySelector('[data-testid="stExpandSidebarButton"]')?.click();
  else this.report("picked", target.dataset.pick);
}

// Puts the text of the panel on the clipboard; where the browser keeps that to itself the text is marked, to copy by hand.
async function copy(button) {
  const text = button.closest(".export").querySelector("pre");
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "copied";
  } catch {
    getSelection().selectAllChildren(text);
    button.textContent = "marked: now copy it";
  }
}

// A field with data-send tells what it was set to.
function send(event) {
  const name = event.target.dataset.send;
  if (name) this.report("picked", `${name}:${event.target.value}`);
}

// A cell's matrix, row and column as the engine has them, whichever way the matrix lies on the page.
function place(cell) {
  const table = cell.closest("table"), row = cell.parentElement.rowIndex, column = cell.cellIndex;
  return [table.dataset.matrix, ...("turned" in table.dataset ? [column, row] : [row, column])];
}

// Formulas are typeset once for a scenario, in a place out of sight, and copied from there at each step.
function formulas(slot) {
  const source = document.querySelector(".st-key-formulas");
  const fill = () => {
    const typeset = document.querySelectorAll(".st-key-formulas .katex-display");
    for (const place of slot.querySelectorAll("[data-formula]")) {
      const formula = typeset[place.dataset.formula];
      if (formula && !place.firstChild?.isEqualNode(formula)) place.replaceChildren(formula.cloneNode(true));
    }
  };
  fill();
  if (!source || slot.watching === source) return;
  slot.watching = source;
  new MutationObserver(fill).observe(source, { childList: true, subtree: true });
}

async function draw(root, { figure, place, library, lit }) {
  const plot = root.querySelector(".plot");
  plot.wanted = place;
  plot.style.height = `${figure.layout.height}px`;
  plot.style.minWidth = `${figure.width}px`; // on a phone a deep network scrolls in its own box
  const Plotly = await plotly(library);
  if (plot.wanted !== place) return; // a newer step came while the library loaded
  // A finger that drags across the picture scrolls the page; a mouse draws a zoom box.
  const dragmode = matchMedia("(pointer: coarse)").matches ? false : figure.layout.dragmode;
  // react keeps the zoom from step to step. The configuration is given once: with it react measures the page each time.
  const config = plot.dataset.place ? undefined : { displayModeBar: false };
  await Plotly.react(plot, figure.data, { ...figure.layout, dragmode }, config);
  plot.dataset.place = place;
  root.selected = lit;
  light(root, lit);
  if (plot.listening) return;
  plot.listening = true;
  // Plotly itself follows the window alone, not the sidebar that opens beside it.
  new ResizeObserver(() => plot.offsetWidth && Plotly.Plots.resize(plot)).observe(plot);
  plot.on("plotly_afterplot", () => light(root, root.selected));
  plot.on("plotly_click", (event) => root.report("picked", `graph:${event.points[0].customdata}`));
}

let loading;
function plotly(address) {
  loading ??= window.Plotly
    ? Promise.resolve(window.Plotly)
    : new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(address, document.baseURI).href;
        script.onload = () => done(window.Plotly);
        script.onerror = () => failed(new Error("The drawing library did not load."));
        document.head.appendChild(script);
      });
  return loading;
}
