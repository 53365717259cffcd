// Installs what helps around the page, each once, with a place for its elements.
import { make } from "./make.js";

// Each keeps its own listeners on the window, because the page below it is drawn anew with every step.
export function mount(parent, data, installs) {
  if (!parent.page) {
    const root = make("div", { className: "bx bx-extras" }), ends = new AbortController();
    const listen = (type, act, options) => window.addEventListener(type, act, { ...options, signal: ends.signal });
    const page = { root, ends, listen, data, picks: {} };
    parent.append(root);
    parent.page = page;
    for (const install of installs) install(page);
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
  parent.page.data = data;
  return () => {
    parent.page?.ends.abort();
    parent.page?.root.remove();
    parent.page = undefined;
  };
}
