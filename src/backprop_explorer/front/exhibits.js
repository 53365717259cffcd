// Moves the factors of a chain of matrices by hand, and says after each move which two neighbours do not fit.
const tilesOf = (list) => [...list.querySelectorAll(".tile")];

export function exhibits(page) {
  let dragged = null;
  page.listen("click", ({ target }) => {
    const way = Number(target.closest?.("[data-move]")?.dataset.move), tile = way && target.closest(".tile");
    if (!tile) return;
    const other = way < 0 ? tile.previousElementSibling : tile.nextElementSibling;
    if (other) other[way < 0 ? "before" : "after"](tile);
    judge(tile.closest(".order"));
    target.focus(); // an element that is moved loses the focus
  });
  page.listen("dragstart", ({ target }) => (dragged = target.closest?.(".tile") ?? null));
  page.listen("dragend", () => (dragged = null));
  page.listen("dragover", (event) => {
    const tile = event.target.closest?.(".tile");
    if (!dragged || !tile || tile.parentElement !== dragged.parentElement) return;
    event.preventDefault(); // it may be dropped here
    if (tile === dragged) return;
    const { left, width } = tile.getBoundingClientRect();
    tile[event.clientX < left + width / 2 ? "before" : "after"](dragged);
    judge(tile.closest(".order"));
  });
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
