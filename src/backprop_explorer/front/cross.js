// Where an entry of a product comes from: its row in the left factor, its column in the right one, and its place in
// what follows are ringed while it is pointed at or has the focus, it is spelled out below, and its neuron or edge is
// lit in the picture. A click opens it; on a touch screen the first tap shows it and the second opens it.
export const crossed = (() => {
  const ROLES = ["result", "made", "ones-made", "ones-result"];
  const ENTRY = ROLES.map((role) => `.work:not(.small) [data-role=${role}] td`).join();
  const find = (work, role) => work.querySelector(`[data-role=${role}]`);
  const place = (cell) => [cell.parentElement.rowIndex, cell.cellIndex];
  const entry = (event) => event.target.closest?.(ENTRY) ?? null;

  // The cells of a table at a row and a column, null for all; one row or column stands for all of them.
  function cells(table, row, column) {
    const some = (list, i) => (i === null ? [...list] : [list[Math.min(i, list.length - 1)]]);
    return some(table.rows, row).flatMap((line) => some(line.cells, column));
  }

  // What a click on a result opens: "delta-1-0-3", its quantity, layer, row and column as the engine has them.
  function opens(cell) {
    const { dataset } = cell.closest("table"), [row, column] = place(cell);
    if (!dataset.role.endsWith("result")) return "";
    const [j, c] = "turned" in dataset ? [column, row] : [row, column];
    return `${dataset.operand}-${j}-${c + Number(dataset.first ?? 0)}`;
  }

  // The mark of the picture that a number belongs to: "neuron-1-0", "w-2-0-1", "b-1-0".
  function mark(name) {
    const [quantity, layer, j, k] = name.split("-");
    if (["w", "grad_w", "w_new"].includes(quantity)) return `w-${layer}-${j}-${k}`;
    return `${["b", "grad_b", "b_new"].includes(quantity) ? "b" : "neuron"}-${layer}-${j}`;
  }

  // Rings an entry and what it is made from. The sum for ∂C/∂b takes the ones in place of the other factor.
  function ring(work, row, column, bias) {
    const ones = find(work, "ones"), below = ones?.rows.length === 1 && ones.rows[0].cells.length > 1;
    const entry = [row, column], parts = bias
      ? { [below ? "right" : "left"]: below ? [null, column] : [row, null], ones: [null, null], "ones-made": entry }
      : { left: [row, null], right: [null, column], made: entry, each: entry, result: entry };
    for (const table of work.querySelectorAll("table[data-role]"))
      if (parts[table.dataset.role]) for (const cell of cells(table, ...parts[table.dataset.role])) cell.classList.add("spot");
  }

  // Draws out an entry of a line, or, without a cell, the one that the page has chosen.
  function draw(line, cell) {
    for (const old of line.querySelectorAll("td.spot")) old.classList.remove("spot");
    const work = cell?.closest(".work") ?? line.querySelector(".work[data-entry]");
    const [row, column] = cell ? place(cell) : work?.dataset.entry.split(",").map(Number) ?? [];
    const words = line.querySelector(".entry");
    if (!work) return void words?.replaceChildren();
    const role = cell?.closest("table").dataset.role ?? "result", bias = role.startsWith("ones");
    const result = find(work, bias ? "ones-result" : "result"), made = find(work, bias ? "ones-made" : "made");
    // In PyTorch's view ∂C/∂b lies, and its sum stands.
    const turned = bias && made && made.dataset.shape !== result.dataset.shape;
    const [r, c] = turned && role.endsWith("result") ? [column, row] : [row, column];
    ring(work, r, c, bias);
    const [source] = turned ? cells(result, c, r) : cells(result, r, c);
    source.classList.add("spot");
    const told = source.dataset.told ?? "", end = told.lastIndexOf("= ") + 2;
    const value = Object.assign(document.createElement("b"), { textContent: told.slice(end) });
    words?.replaceChildren(told.slice(0, end), value);
    return source;
  }

  function show(root, cell) {
    if (cell === root.pointed) return;
    const before = root.pointed?.closest(".line"), line = cell?.closest(".line");
    root.pointed = cell;
    if (before?.isConnected && before !== line) draw(before);
    for (const lit of root.querySelectorAll(".lit.crossed")) lit.classList.remove("lit", "crossed");
    const source = line && draw(line, cell);
    if (!source) return;
    for (const part of root.querySelectorAll(`[data-mark="${mark(opens(source))}"]`)) part.classList.add("lit", "crossed");
  }

  function beside(cell, key) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
    const [row, column] = place(cell);
    return step && cell.closest("table").rows[row + step[0]]?.cells[column + step[1]];
  }

  // An arrow key moves within the matrix; at its edge nothing happens, since the page itself steps with the same keys.
  function press(root, event) {
    const cell = entry(event), name = cell && opens(cell);
    if (!name) return;
    if (event.key.startsWith("Arrow")) {
      const next = beside(cell, event.key);
      if (next) [cell.tabIndex, next.tabIndex] = [-1, 0];
      next?.focus();
    } else if (event.key === "Enter" || event.key === " ") root.report(`cell:${name}`);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (root) => {
    root.addEventListener("pointerover", (event) => show(root, entry(event)));
    root.addEventListener("pointerleave", () => show(root, null));
    root.addEventListener("focusin", (event) => show(root, entry(event)));
    root.addEventListener("focusout", () => show(root, null));
    root.addEventListener("keydown", (event) => press(root, event));
    root.addEventListener("pointerdown", (event) => {
      const cell = entry(event);
      root.first = event.pointerType === "touch" && root.tapped !== cell;
      root.tapped = cell;
      if (root.first) show(root, cell);
    });
    root.addEventListener("click", (event) => {
      const cell = entry(event), name = cell && opens(cell);
      if (name && !root.first) root.report(`cell:${name}`);
      root.first = false;
    });
  };
})();
