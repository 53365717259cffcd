// What a number was made from: lit in the matrices and in the picture while the pointer is on its cell.
// Its table says so: "w-1:j:* x-0:*:c", where j and c are the row and the column of the number itself, and * is all.
function madeFrom(table, j, c) {
  const at = { j, c, 0: 0, "*": null };
  return (table.dataset.made || "").split(" ").filter(Boolean).map((part) => {
    const [name, row, column] = part.split(":");
    return [name, at[row], at[column]];
  });
}

function hover(event) {
  const cell = event.type === "pointerover" && event.target.closest("table.m[data-matrix] td, [data-lit]");
  if (cell === this.hovered) return;
  this.hovered = cell;
  for (const lit of this.querySelectorAll("td.lit")) lit.classList.remove("lit");
  if (!cell) return light(this, this.selected ?? []);
  if (cell.dataset.lit) return light(this, cell.dataset.lit.split(" "));
  const [name, j, k] = place(cell);
  const sources = madeFrom(cell.closest("table"), j, k);
  for (const [source, row, column] of sources) {
    for (const other of document.querySelectorAll(`table[data-matrix="${source}"] td`)) {
      const [, r, c] = place(other);
      if ((row === null || r === row) && (column === null || c === column)) other.classList.add("lit");
    }
  }
  light(this, [[name, j, k], ...sources].map(inPicture));
}

// The mark or edge of the picture that a number belongs to: "neuron-1-0", "w-2-0-1"; * stands for any place.
function inPicture([name, row, column]) {
  const at = name.lastIndexOf("-"), layer = name.slice(at + 1);
  const edge = ["w", "grad_w", "w_new"].includes(name.slice(0, at));
  return edge ? `w-${layer}-${row ?? "*"}-${column ?? "*"}` : `neuron-${layer}-${row ?? "*"}`;
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
  const wanted = names.map((name) => new RegExp(`^${name.replaceAll("*", "\\d+")}$`));
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
