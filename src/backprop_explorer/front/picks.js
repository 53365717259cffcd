// Reports clicks and choices. One listener for every element with data-pick; Enter and Space do what a click does.
export function listen(root, report) {
  root.addEventListener("click", (event) => answer(event, report));
  root.addEventListener("keydown", (event) => answer(event, report));
  root.addEventListener("input", (event) => (event.target.typing = true));
  root.addEventListener("change", (event) => send(event, report));
}

function answer(event, report) {
  const cell = event.type === "click" && event.target.closest("table.m[data-matrix]:not(.ghost, .hue) td");
  if (cell) return report(`cell:${place(cell).join("-")}`);
  const box = event.target.closest("[data-submit]");
  if (box && event.type === "click") {
    // The choice goes along: sent by itself just before, it might be overtaken.
    const [choice, text] = ["select", "textarea"].map((field) => box.closest(".say").querySelector(field).value);
    return report(`${box.dataset.submit}:${choice}\n${text}`);
  }
  if (event.target.matches("[data-copy]") && event.type === "click") return copy(event.target);
  const target = event.target.closest("[data-pick]");
  if (!target) return;
  if (event.type === "keydown") {
    if (target.tagName === "BUTTON" || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
  }
  if (target.dataset.pick === "setup") document.querySelector('[data-testid="stExpandSidebarButton"]')?.click();
  else report(target.dataset.pick);
}

// Puts the text of the panel on the clipboard; where the browser does not allow that, the text is selected, to copy by hand.
async function copy(button) {
  const text = button.closest(".export").querySelector("pre");
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "copied";
  } catch {
    getSelection().selectAllChildren(text);
    button.textContent = "selected: press Ctrl+C";
  }
}

// A field with data-send tells what it was set to; a slider with data-steps, which of them it stands at.
function send(event, report) {
  const { send: name, steps } = event.target.dataset, { value } = event.target;
  event.target.typing = false;
  if (!name) return;
  report(`${name}:${steps ? steps.split(" ")[value] : value}`);
  event.target.closest("[popover]")?.hidePopover(); // a box that was opened for this field has done its work
}

// A cell's matrix, row and column as the engine has them, whichever way the matrix lies on the page.
export function place(cell) {
  const table = cell.closest("table"), row = cell.parentElement.rowIndex, column = cell.cellIndex;
  return [table.dataset.matrix, ...("turned" in table.dataset ? [column, row] : [row, column])];
}
