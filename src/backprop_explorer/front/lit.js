// What belongs together is lit while the pointer or the focus is on it: a number, the numbers that it was made from,
// their cells wherever they stand, and their edges and neurons in the picture.
const EDGES = ["w", "grad_w", "w_new"]; // quantities with one number per edge

export function hover(event) {
  const leaving = event.type === "pointerleave" || event.type === "focusout";
  const on = leaving ? null : event.target.closest("table.m td, figcaption .name, [data-mark], [data-on], [data-lit]:not(.loop)");
  if (on === this.hovered) return;
  this.hovered = on;
  for (const was of this.querySelectorAll(".lit")) was.classList.remove("lit");
  if (on) light(this, on.dataset.lit?.split(" ") ?? belonging(on));
}

// The numbers that belong to an element, each as [matrix, row, column] with null for all rows or columns; or marks, as text.
function belonging(on) {
  if (on.dataset.mark || on.dataset.on) return ofMark(on);
  const table = (on.closest("table") ?? on.closest("figure")?.querySelector("table"))?.dataset ?? {};
  if (!table.matrix && !table.operand) return [];
  if (!on.matches("td")) return [inPicture([table.matrix ?? table.operand, null, null])];
  const [matrix, j, c] = cellPlace(on);
  const made = (table.made || "").split(" ").filter(Boolean).map((part) => {
    const [name, row, column] = part.split(":");
    const at = { j, c, 0: 0, "*": null };
    return [name, at[row], at[column]];
  });
  // The slope that a δ was multiplied by has the place of its z.
  const slopes = matrix.startsWith("delta") ? made.filter(([name]) => name === matrix.replace("delta", "z")) : [];
  const factors = slopes.map(([name, ...at]) => [name.replace("z", "sigma_prime"), ...at]);
  return [[matrix, j, c], ...made, ...factors];
}

// The numbers of an edge, of a neuron in the chosen example, of a bias, or of C.
function ofMark(on) {
  const mark = on.dataset.mark ?? on.dataset.on, [kind, layer, j, k] = mark.split("-");
  const example = Number(on.closest(".loop").dataset.example);
  const of = (names, row, column) => names.map((name) => [`${name}-${layer}`, row, column]);
  if (kind === "w") return [mark, ...of(EDGES, Number(j), Number(k))];
  if (kind === "b") return [mark, ...of(["b", "grad_b", "b_new"], Number(j), 0)];
  if (kind === "cost") return [mark];
  return [mark, ...of(["x", "z", "a", "delta", "sigma_prime"], Number(j), example)];
}

// The mark or edge of the picture that a number belongs to: "neuron-1-0", "w-2-0-1"; * stands for any place.
function inPicture([name, row, column]) {
  const at = name.lastIndexOf("-"), layer = name.slice(at + 1), quantity = name.slice(0, at);
  if (quantity === "cost" || quantity === "example_cost") return "cost";
  return EDGES.includes(quantity) ? `w-${layer}-${row ?? "*"}-${column ?? "*"}` : `neuron-${layer}-${row ?? "*"}`;
}

function light(root, found) {
  for (const one of found) {
    const mark = typeof one === "string" ? one : inPicture(one);
    const [head, tail] = [mark.split("*")[0], mark.endsWith("*") ? "" : mark.split("*").pop()];
    const fits = (name) => (mark.includes("*") ? `[${name}^="${head}"]${tail && `[${name}$="${tail}"]`}` : `[${name}="${mark}"]`);
    for (const drawn of root.querySelectorAll(`${fits("data-mark")}, ${fits("data-on")}`)) drawn.classList.add("lit");
    if (typeof one !== "string") lightCells(root, one);
  }
}

function lightCells(root, [name, row, column]) {
  const tables = [name, `${name}-transposed`].map((place) => `table.m:is([data-matrix="${place}"], [data-operand="${place}"])`);
  for (const cell of root.querySelectorAll(tables.map((table) => `${table} td`).join())) {
    const [, r, c] = cellPlace(cell);
    if ((row === null || r === row) && (column === null || c === column)) cell.classList.add("lit");
  }
}

// A cell's matrix, row and column as the engine has them. In the ledger a matrix says whether it lies turned; in a
// product it lies as in the ledger, or the other way where it stands with a ᵀ.
function cellPlace(cell) {
  const table = cell.closest("table"), name = table.dataset.matrix ?? table.dataset.operand ?? "";
  const own = name.replace("-transposed", ""), shelf = own.replace("sigma_prime", "z");
  const like = cell.closest(".bx").querySelector(`table[data-matrix="${shelf}"]`) ?? table;
  const row = cell.parentElement.rowIndex, column = cell.cellIndex;
  return [own, ...("turned" in like.dataset !== (own !== name) ? [column, row] : [row, column])];
}
