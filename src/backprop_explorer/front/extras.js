import { away } from "./away.js";
import { embed } from "./embed.js";
import { exhibits } from "./exhibits.js";
import { explain } from "./glossary.js";
import { keys } from "./keys.js";
import { learning } from "./learning.js";
import { make } from "./make.js";
import { motion } from "./motion.js";
import { present } from "./present.js";
import { share } from "./share.js";
import { tour } from "./tour.js";

// Mounts what helps around the page: explanations, keys, presenter, tour. Each is installed once, with a place for its
// elements; it keeps its own listeners on the window, because the page below it is drawn anew with every step.
export default function ({ data, parentElement }) {
  if (!parentElement.page) {
    const root = make("div", { className: "bx bx-extras" }), ends = new AbortController();
    const listen = (type, act, options) => window.addEventListener(type, act, { ...options, signal: ends.signal });
    const page = { root, ends, listen, picks: {} };
    parentElement.append(root);
    parentElement.page = page;
    for (const install of [explain, present, keys, share, tour, motion, away, embed, exhibits, learning]) install(page);
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
