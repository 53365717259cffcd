// Moves the factors of a chain of matrices by hand, and says after each move which two neighbours do not fit.
const tilesOf = (list) => [...list.querySelectorAll(".movable")];

export function exhibits(page) {
  let dragged = null;
  page.listen("click", ({ target }) => move(target, Number(target.closest?.("[data-move]")?.dataset.move)));
  // On a tile an arrow key moves the tile, and the page does not step.
  page.listen("keydown", (event) => {
    const { key, target } = event, way = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (!way || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || !target.closest?.("[data-move]")) return;
    event.preventDefault();
    event.stopPropagation();
    move(target, way);
  }, { capture: true });
  page.listen("dragstart", ({ target }) => (dragged = target.closest?.(".movable") ?? null));
  page.listen("dragend", () => (dragged = null));
  page.listen("dragover", (event) => {
    const tile = event.target.closest?.(".movable");
    if (!dragged || !tile || tile.parentElement !== dragged.parentElement) return;
    event.preventDefault(); // it may be dropped here
    if (tile === dragged) return;
    const { left, width } = tile.getBoundingClientRect();
    tile[event.clientX < left + width / 2 ? "before" : "after"](dragged);
    judge(tile.closest(".order"));
  });
}

// Moves the tile of a button by one place: to the left for −1, to the right for 1.
function move(button, way) {
  const tile = way && button.closest(".movable");
  if (!tile) return;
  const other = way < 0 ? tile.previousElementSibling : tile.nextElementSibling;
  if (other) other[way < 0 ? "before" : "after"](tile);
  judge(tile.closest(".order"));
  button.focus(); // what is put elsewhere loses the focus
}

// Marks the first pair that does not fit, and says what this order gives.
function judge(order) {
  const tiles = tilesOf(order), fits = (tile, next) => tile.dataset.columns === next.dataset.rows;
  const at = tiles.findIndex((tile, i) => i + 1 < tiles.length && !fits(tile, tiles[i + 1]));
  tiles.forEach((tile, i) => {
    tile.classList.toggle("ends", at >= 0 && i === at);
    tile.classList.toggle("begins", at >= 0 && i === at + 1);
  });
  const [left, right] = [tiles[at], tiles[at + 1]];
  const product = at < 0 && tiles.map(numbers).reduce(times);
  order.dataset.state = at >= 0 ? "misfit" : same(product, numbers(order.querySelector(".wanted"))) ? "right" : "other";
  const words = at >= 0
    ? { left: left.dataset.name, a: left.dataset.columns, right: right.dataset.name, b: right.dataset.rows }
    : { size: `${product.length} × ${product[0].length}` };
  order.querySelector("[role=status]").textContent =
    order.dataset[order.dataset.state].replace(/{(\w+)}/g, (_, name) => words[name]);
}

// The numbers of the table in an element, row by row.
const numbers = (of) => [...of.querySelector("table").rows].map((row) => [...row.cells].map((cell) => Number(cell.dataset.value)));

const times = (a, b) => a.map((row) => b[0].map((_, c) => row.reduce((sum, value, k) => sum + value * b[k][c], 0)));

const same = (a, b) => a.length === b.length && a[0].length === b[0].length
  && a.every((row, i) => row.every((value, c) => Math.abs(value - b[i][c]) <= 1e-9 * Math.abs(b[i][c])));
