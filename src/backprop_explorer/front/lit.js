
// What a number was made from: lit in the matrices and in the picture while the pointer is on its cell.
// Rows and columns are those of the engine, one column per example; null stands for all of them.
const BELOW = (l) => (l > 1 ? `a-${l - 1}` : "x-0");
const MADE_FROM = {
  z: (l, j, x) => [[`w-${l}`, j, null], [BELOW(l), null, x], [`b-${l}`, j, null]],
  a: (l, j, x) => [[`z-${l}`, j, x]],
  delta: (l, j, x) =>
    matrix(`w-${l + 1}`)
      ? [[`w-${l + 1}`, null, j], [`delta-${l + 1}`, null, x], [`z-${l}`, j, x]]
      : [[`a-${l}`, j, x], [`y-${l}`, j, x], [`z-${l}`, j, x]],
  w: (l, j, k) => [[`grad_w-${l}`, j, k]],
  b: (l, j) => [[`grad_b-${l}`, j, 0]],
  grad_w: (l, j, k) => [[`delta-${l}`, j, null], [BELOW(l), k, null], [`w-${l}`, j, k]],
  grad_b: (l, j) => [[`delta-${l}`, j, null], [`b-${l}`, j, 0]],
  w_new: (l, j, k) => [[`w-${l}`, j, k], [`grad_w-${l}`, j, k]],
  b_new: (l, j) => [[`b-${l}`, j, 0], [`grad_b-${l}`, j, 0]],
};

const matrix = (name) => document.querySelector(`table[data-matrix="${name}"]`);

function hover(event) {
  const cell = event.type === "pointerover" && event.target.closest("table.m[data-matrix] td");
  if (cell === this.hovered) return;
  this.hovered = cell;
  for (const lit of this.querySelectorAll("td.lit")) lit.classList.remove("lit");
  if (!cell) return light(this, this.selected ?? []);
  const [name, j, k] = place(cell);
  const [quantity, layer] = [name.slice(0, name.lastIndexOf("-")), Number(name.slice(name.lastIndexOf("-") + 1))];
  for (const [source, row, column] of MADE_FROM[quantity]?.(layer, j, k) ?? []) {
    for (const other of matrix(source)?.querySelectorAll("td") ?? []) {
      const [, r, c] = place(other);
      if ((row === null || r === row) && (column === null || c === column)) other.classList.add("lit");
    }
  }
  light(this, inPicture(quantity, layer, j, k));
}

// The marks and edges that belong to a number: "neuron-1-0", "w-2-0-1"; * stands for any number.
function inPicture(quantity, l, j, k) {
  if (["w", "grad_w", "w_new"].includes(quantity)) return [`w-${l}-${j}-${k}`];
  const neuron = `neuron-${l}-${j}`;
  if (quantity === "z") return [neuron, `w-${l}-${j}-*`];
  if (quantity === "delta" && matrix(`w-${l + 1}`)) return [neuron, `w-${l + 1}-*-${j}`];
  return [neuron];
}

// Draws over the picture, so that Plotly need not draw it again.
function light(root, names) {
  const plot = root.querySelector(".plot"), svg = root.querySelector("svg.lit");
  if (!svg || !plot?._fullLayout?.xaxis?.l2p) return;
  // Nothing to draw: asking for sizes would make the browser lay out the page at once.
  if (!names.length) return svg.replaceChildren();
  const { xaxis, yaxis } = plot._fullLayout, [marks, edges] = plot.data;
  const at = {}, sizes = marks.marker.size;
  marks.customdata.forEach((id, i) => (at[id] = [xaxis._offset + xaxis.l2p(marks.x[i]), yaxis._offset + yaxis.l2p(marks.y[i])]));
  const wanted = names.map((name) => new RegExp(`^${name.replace("*", "\\d+")}$`));
  const chosen = (id) => wanted.some((name) => name.test(id));
  const lines = edges.customdata.filter(chosen).map((id) => {
    const [, l, j, k] = id.split("-");
    const [a, b] = shortened(at[`neuron-${l - 1}-${k}`], at[`neuron-${l}-${j}`], sizes[marks.customdata.indexOf(`neuron-${l}-${j}`)] / 2);
    return `<line x1="${a[0]}" y1="${a[1]}" x2="${b[0]}" y2="${b[1]}"/>`;
  });
  const circles = Object.keys(at).filter(chosen).map((id) => {
    const size = sizes[marks.customdata.indexOf(id)] / 2 + 4;
    return `<circle cx="${at[id][0]}" cy="${at[id][1]}" r="${size}"/>`;
  });
  svg.style.width = `${plot.offsetWidth}px`;
  svg.innerHTML = [...lines, ...circles].join("");
}

// The part of a line that lies outside the circles at its ends.
function shortened(a, b, radius) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]), share = Math.min(0.4, radius / length);
  const [x, y] = [share * (b[0] - a[0]), share * (b[1] - a[1])];
  return [[a[0] + x, a[1] + y], [b[0] - x, b[1] - y]];
}
