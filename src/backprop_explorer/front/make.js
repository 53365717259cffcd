// Elements that the browser makes by itself.
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// A window over the page: focus stays inside, and Esc, its button or a click beside it closes it.
export function dialog(page, title, ...children) {
  const close = make("button", { className: "close", textContent: "close" }), head = make("h2", { textContent: title });
  const box = make("dialog", { className: "bx-dialog" }, make("header", {}, head, close), ...children);
  head.id = `bx-${title.replaceAll(" ", "-").toLowerCase()}`;
  box.setAttribute("aria-labelledby", head.id);
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  page.root.append(box);
  box.showModal();
  return box;
}
