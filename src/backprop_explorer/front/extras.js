// Mounts what helps around the page: explanations and keys. Each is installed once, with a place for its
// elements; it keeps its own listeners on the document, because the page below it is drawn anew with every step.
export default function ({ data, parentElement }) {
  if (!parentElement.page) {
    const root = make("div", { className: "bx bx-extras" }), ends = new AbortController();
    const listen = (type, act, options) => document.addEventListener(type, act, { ...options, signal: ends.signal });
    const page = { root, ends, listen, picks: {} };
    parentElement.append(root);
    parentElement.page = page;
    for (const install of [explain, keys]) install(page);
    // Picks that the browser answers by itself do not reach the server.
    const answer = (event) => {
      const pick = page.picks[event.target.closest?.("[data-pick]")?.dataset.pick];
      if (!pick) return;
      event.preventDefault();
      event.stopPropagation();
      pick();
    };
    listen("click", answer, { capture: true });
  }
  parentElement.page.data = data;
  return () => {
    parentElement.page?.ends.abort();
    parentElement.page?.root.remove();
    parentElement.page = undefined;
  };
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

// A window over the page: focus stays inside, and Esc, its button or a click beside it closes it.
function dialog(page, title, ...children) {
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
