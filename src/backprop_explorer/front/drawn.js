// The numbers that a chart draws, as a table.
import { make } from "./make.js";

const number = (value) => (typeof value === "number" ? String(value).replace("-", "−") : value ?? "");

// Lines share their column of x; of several maps each has a table of its own. `leads`: a number of x goes to its step.
export function numbers(data, leads) {
  const shown = data.filter(({ type }) => type !== "contour");
  const maps = shown.filter(({ z }) => z), lines = shown.filter(({ z }) => !z);
  const tables = maps.map(({ name, x, y, z }) => table(name, ["x₂ \\ x₁", ...x], y.map((at, row) => [at, ...z[row]])));
  if (lines.length) tables.unshift(leads ? together(lines) : fragment(lines.map(apart)));
  return fragment(tables);
}

function fragment(parts) {
  const whole = document.createDocumentFragment();
  whole.append(...parts);
  return whole;
}

function together(lines) {
  const steps = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const columns = lines.map(({ x, y }) => new Map(x.map((step, at) => [step, y[at]])));
  const rows = steps.map((step) => [leading(step), ...columns.map((column) => column.get(step))]);
  return table("A step goes there.", ["updates", ...lines.map(({ name }) => name)], rows);
}

function leading(step) {
  const button = make("button", { className: "link", textContent: step });
  button.dataset.pick = `at:${step}`;
  return button;
}

const apart = ({ name, x, y, text }) =>
  table(name, ["x₁", text ? "x₂" : "value", ...(text ? ["target"] : [])], x.map((each, at) => [each, y[at], ...(text ? [text[at]] : [])]));

function table(caption, heads, rows) {
  const cell = (tag) => (value) => {
    const made = make(tag);
    made.append(value instanceof Node ? value : number(value));
    return made;
  };
  const head = make("tr", {}, ...heads.map(cell("th")));
  const body = rows.map(([first, ...rest]) => make("tr", {}, cell("th")(first), ...rest.map(cell("td"))));
  const whole = make("table", { className: "sum" }, make("caption", { textContent: caption }), make("thead", {}, head), make("tbody", {}, ...body));
  const box = make("div", { className: "scrolled", tabIndex: 0 }, whole);
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `${caption}: the numbers drawn`);
  return box;
}
