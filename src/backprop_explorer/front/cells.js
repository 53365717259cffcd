import { place } from "./picks.js";

// The keyboard in the tables of the ledger, and the number of a cell that is colour alone.
// A table is one stop of Tab: Enter goes into it, arrows move from cell to cell, Enter opens the number, Esc leaves.
const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function walk(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const table = event.target.closest("table.m[data-matrix][tabindex]"), cell = event.target.closest("td");
  if (!table) return;
  if (!cell) {
    if (event.key !== "Enter") return;
    enter(table.rows[0].cells[0]);
  } else if (event.key === "Enter") this.report(`cell:${place(cell).join("-")}`);
  else if (event.key === "Escape") table.focus();
  else if (event.key in WAYS) {
    const [down, right] = WAYS[event.key];
    const next = table.rows[cell.parentElement.rowIndex + down]?.cells[cell.cellIndex + right];
    if (next) enter(next);
  } else return;
  event.preventDefault();
  event.stopImmediatePropagation(); // an arrow in here does not step, too
}

// A cell that has the focus lights what it is made from, as one under the pointer does.
function enter(cell) {
  cell.tabIndex = -1;
  tell(cell);
  cell.focus();
  cell.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }));
}

// Says in words what a cell is: "neuron 2, example 3: 0.02461".
function tell(cell) {
  const axes = cell.closest("table").dataset.axes.split(",");
  const at = [cell.parentElement.rowIndex + 1, cell.cellIndex + 1];
  const where = axes.map((axis, i) => axis && `${axis} ${at[i]}`).filter(Boolean).join(", ");
  const words = `${where}: ${written(Number(cell.dataset.value))}`;
  cell.setAttribute("aria-label", words);
  if (cell.closest(".hue")) cell.dataset.tip = words;
}

export function point(event) {
  const cell = event.target.closest("table.hue[data-axes] td[data-value]");
  if (cell) tell(cell);
}

// Four digits and a true minus sign, as on the rest of the page.
function written(value) {
  const size = Math.abs(value), whole = Number.isInteger(value) && size < 1e5;
  const text = whole ? String(value) : size < 0.001 || size >= 9999.5 ? value.toExponential(3) : value.toPrecision(4);
  return text.replaceAll("-", "−").replace("e+", "e");
}
