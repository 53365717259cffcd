// A lesson in one file: starts the player on it. The file itself (handout/document.py) gives what unpacks it.
import { exhibits } from "./exhibits.js";
import { explain } from "./glossary.js";
import { keys } from "./keys.js";
import { motion } from "./motion.js";
import { cut } from "./leaves.js";
import { mount } from "./mount.js";
import player, { on, report } from "./player.js";
import { present } from "./present.js";
import { paper } from "./paper.js";
import { shelf } from "./shelf.js";

const byId = (id) => document.getElementById(id);

export async function begin() {
  const lesson = await window.unpacked("lesson", "json"), runs = await window.unpacked("runs", "arrayBuffer");
  lesson.pieces = cut(lesson.wide ? new Uint32Array(runs) : new Uint16Array(runs));
  const stage = byId("stage");
  // Every answer comes a little later than what it answers, as that of a server does.
  const answer = (data) => queueMicrotask(() => {
    dress(local.view, data[0]);
    player({ data, parentElement: stage, setStateValue: (_, message) => queueMicrotask(() => local.hear(message)) });
  });
  const local = shelf(lesson, answer, placeIn(location.hash));
  mount(byId("extras"), { glossary: lesson.glossary, without: lesson.without }, [explain, present, keys, motion, exhibits, paper(lesson, local)]);
  on("place", ({ step, phase }) => remember(`#step=${step}&phase=${phase}`));
  document.addEventListener("click", (event) => {
    if (event.target.closest(".st-key-play button")) report("move:play");
    const other = event.target.closest("header [data-pick], [data-pick^='question:']")?.dataset.pick ?? "";
    if (/^(view|predict):/.test(other)) report(other);
    if (lesson.files[other]) location.href = lesson.files[other];
  });
}

// The place stands in the address, so that a link can lead there. A frame without an address of its own has none.
const placeIn = (hash) => Object.fromEntries(new URLSearchParams(hash.slice(1)));
let writing;
function remember(hash) {
  clearTimeout(writing);
  writing = setTimeout(() => {
    try {
      history.replaceState(history.state, "", hash);
    } catch {
      // Only the address is missing.
    }
  }, 300);
}

// What stands outside the stage shows the state of the lesson, too.
function dress(view, { playing }) {
  const chosen = [`view:${view.view}`, `predict:${view.asks ? "on" : "off"}`];
  for (const button of document.querySelectorAll("header .group [data-pick]")) {
    const on = chosen.includes(button.dataset.pick);
    button.classList.toggle("on", on);
    button.setAttribute("aria-pressed", String(on));
  }
  document.querySelector(".st-key-play button").textContent = playing ? "pause" : "play";
}
