// The keys of the page: what each does, said once; the list that "?" opens is made from it.
import { dialog, make } from "./make.js";

export const press = (key) => () => document.querySelector(`.st-key-${key} button:not(:disabled)`)?.click();
const pick = (selector) => () => document.querySelector(selector)?.click();
const group = (number) => () => document.querySelectorAll(".tabs button")[number - 1]?.click();

// Presses the button behind the chosen one, and after the last the first.
const next = (name) => () => {
  const choices = [...document.querySelectorAll(`[data-pick^="${name}:"]`)];
  const chosen = choices.findIndex((choice) => choice.getAttribute("aria-pressed") === "true");
  choices[(chosen + 1) % choices.length]?.click();
};

const MOVES = "Moving", LOOKS = "Looking", READS = "Reading and help";

// Keys without an action are answered elsewhere: the arrows by the player, Esc by whatever is open.
const KEYS = [
  [MOVES, "→", "next phase", ["ArrowRight"]],
  [MOVES, "←", "previous phase", ["ArrowLeft"]],
  [MOVES, "Shift →", "next mini-batch", ["Shift+ArrowRight"]],
  [MOVES, "Shift ←", "previous mini-batch", ["Shift+ArrowLeft"]],
  [MOVES, "Home", "first phase of the first mini-batch", ["Home"], press("first")],
  [MOVES, "End", "last phase of this mini-batch: the update", ["End"], pick('[data-pick="phase:update"]')],
  [MOVES, "Space", "play, pause", [" "], press("play")],
  [MOVES, "G", "go to a step", ["g"], pick(".go[popovertarget]")],
  [LOOKS, "1", "this phase", ["1"], group(1)],
  [LOOKS, "2", "one number: its chain rule and its nudge", ["2"], group(2)],
  [LOOKS, "3", "check: differences, your own numbers, in print", ["3"], group(3)],
  [LOOKS, "4", "code", ["4"], group(4)],
  [LOOKS, "5", "learning: curves, and what the network answers", ["5"], group(5)],
  [LOOKS, "E", "next example", ["e"], pick('[data-pick^="example:"][aria-label^="next"]')],
  [LOOKS, "Shift E", "example before", ["Shift+E"], pick('[data-pick^="example:"][aria-label$="before"]')],
  [LOOKS, "A", "one example alone, or all", ["a"], next("alone")],
  [READS, "V", "next orientation: columns, rows, PyTorch", ["v"], next("view")],
  [READS, "N", "next numbering of the layers", ["n"], next("numbering")],
  [READS, "L", "letters of the book, or of code", ["l"], next("letters")],
  [READS, "F", "ask me first, or not", ["f"], next("predict")],
  [READS, "Q", "the question behind this page", ["q"], pick('[data-pick^="question"]')],
  [READS, "S", "setup", ["s"], setup],
  [READS, "W", "words and symbols", ["w"], pickOf("glossary")],
  [READS, "P", "presenter: large type, and → shows a result when you ask for it", ["p"], pickOf("present")],
  [READS, "B", "a blank screen, in the presenter", ["b"], pickOf("blank")],
  [READS, "?", "these keys", ["?"], pickOf("help")],
  [READS, "Esc", "close what is open", ["Escape"]],
];

export function keys(page) {
  const here = KEYS.filter(([, key]) => !page.data.without?.includes(key));
  const actions = new Map(here.flatMap(([, , , names, act]) => (act ? names.map((name) => [name, act]) : [])));
  page.listen("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // An open dialog has the keys for itself.
    if (event.target.closest?.("dialog[open]")) return event.stopPropagation();
    if (writes(event.target) || (event.key === " " && presses(event.target))) return;
    const act = actions.get(named(event));
    if (!act) return;
    event.preventDefault();
    act(page);
  }, { capture: true });
  page.picks.help = () => {
    const groups = [MOVES, LOOKS, READS].map((group) => make("section", {}, make("h3", { textContent: group }),
      make("dl", {}, ...here.filter(([of]) => of === group).flatMap(([, key, words]) => [
        make("dt", {}, ...key.split(" ").map((part) => make("kbd", { textContent: part }))), make("dd", { textContent: words })]))));
    const more = [["glossary", "Words and symbols"], ["tour", "Show me around"]].filter(([name]) => page.picks[name]).map(([name, textContent]) => {
      const button = make("button", { className: "link", textContent });
      button.addEventListener("click", () => (box.close(), page.picks[name]()));
      return button;
    });
    const box = dialog(page, "Keys", make("div", { className: "groups" }, ...groups), make("footer", {}, ...more));
  };
}

// "Shift+E", "ArrowRight", "?": a sign that needs Shift on some keyboards is named by itself.
function named({ key, shiftKey }) {
  if (key.length > 1) return (shiftKey ? "Shift+" : "") + key;
  return /\p{L}/u.test(key) ? (shiftKey ? `Shift+${key.toUpperCase()}` : key.toLowerCase()) : key;
}

// Whether keys are typed here, or mean something else.
export function writes(element) {
  return element.closest?.('input, textarea, select, [contenteditable="true"], [role="slider"], [role="combobox"], [role="option"]');
}

function presses(element) {
  return element.closest?.('button, a[href], summary, [role="button"], [data-pick], [tabindex="0"]');
}

function pickOf(name) {
  return (page) => page.picks[name]?.();
}

// Opens the setup, or closes it.
export function setup() {
  const [open, close] = ["stExpandSidebarButton", "stSidebarCollapseButton"].map((id) =>
    document.querySelector(`[data-testid="${id}"]`));
  open ? open.click() : (close?.querySelector("button") ?? close)?.click();
}
