// Five sentences about the page, one after the other, each beside the place that it speaks of; the rest is dimmed.
import { make } from "./make.js";

const SEEN = "backprop-explorer-toured";
// Each place with its sentence, and how far the frame stands off it in px.
const TOUR = [
  [".loop .net", "This is the network. Each number stands where it belongs: a weight on its edge, z, a and δ in their neuron.", 34],
  [".loop", "One mini-batch takes these phases: forwards along the top, through the cost C, back along the bottom. The → key or “phase ▶” goes to the next one."],
  [".works", "Here is the calculation of the phase, with its numbers. The violet side is the one that is summed: it disappears from the result."],
  [".all", "All matrices stand in the columns of the network. ∂C/∂w stands under w, because it has one number per edge too; δ stands under z, one number per neuron and example."],
  ['[data-matrix="w-2"], [data-matrix="w-1"]', "Click any number, edge or neuron: its own chain rule appears, factor by factor, with numbers."],
];

export function tour(page) {
  page.picks.tour = () => start(page);
  offer();
}

function start(page) {
  const shade = make("div", { className: "bx-shade", popover: "manual" }), words = make("p"), count = make("span", { className: "count" });
  const on = make("button", { className: "on" }), back = make("button", { textContent: "back" }), skip = make("button", { textContent: "skip" });
  const card = make("dialog", { className: "bx-card", ariaLabel: "The page in five sentences" }, words,
    make("footer", {}, count, skip, back, on));
  words.setAttribute("aria-live", "polite");
  let at = 0;
  const end = () => card.close();
  const go = (to) => {
    if (to >= TOUR.length) return end();
    at = Math.max(0, to);
    words.textContent = TOUR[at][1];
    count.textContent = `${at + 1} of ${TOUR.length}`;
    on.textContent = at === TOUR.length - 1 ? "done" : "next";
    back.disabled = at === 0;
    const place = lighted(at);
    place?.scrollIntoView({ block: place.offsetHeight > innerHeight * 0.6 ? "start" : "center", behavior: "instant" });
    frame();
    on.focus();
  };
  const frame = () => enclose(shade, card, lighted(at), TOUR[at][2] ?? 6);
  on.addEventListener("click", () => go(at + 1));
  back.addEventListener("click", () => go(at - 1));
  skip.addEventListener("click", end);
  const watch = new AbortController(), until = { capture: true, signal: watch.signal };
  for (const type of ["scroll", "resize"]) window.addEventListener(type, frame, until);
  window.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) event.preventDefault(), go(at + step);
  }, until);
  card.addEventListener("close", () => (watch.abort(), card.remove(), shade.remove(), remember()));
  page.root.append(shade, card);
  shade.showPopover(); // first, so that the card lies over its shadow
  card.showModal();
  go(0);
}

// The first element in sight that a sentence speaks of.
function lighted(at) {
  return [...document.querySelectorAll(TOUR[at][0])].find((element) => element.checkVisibility());
}

// Draws the frame around a place, and puts the card beside it: below, above, or over its end if there is no room.
function enclose(shade, card, place, off) {
  const { clientWidth: wide, clientHeight: high } = document.documentElement, gap = 12;
  const around = place?.getBoundingClientRect() ?? new DOMRect(wide / 2, high / 3, 0, 0);
  const left = Math.max(around.left - off, 3), top = Math.max(around.top - off, 3);
  const right = Math.min(around.right + off, wide - 3), bottom = Math.min(around.bottom + off, high - 3);
  Object.assign(shade.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
  const { width, height } = card.getBoundingClientRect();
  const y = bottom + gap + height < high ? bottom + gap : top - gap - height > 0 ? top - gap - height : high - height - gap;
  card.style.left = `${Math.max(gap, Math.min((left + right - width) / 2, wide - width - gap))}px`;
  card.style.top = `${y}px`;
}

function remember() {
  try {
    localStorage.setItem(SEEN, "yes");
  } catch {
    // A browser that keeps nothing offers the tour again.
  }
  offer();
}

// Whoever has seen the tour finds it among the keys; the first page need not offer it again.
function offer() {
  let seen = false;
  try {
    seen = localStorage.getItem(SEEN) !== null;
  } catch {
    // As above.
  }
  document.documentElement.classList.toggle("bx-toured", seen);
}
