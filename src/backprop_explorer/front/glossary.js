// What a symbol or a word means, beside it, for whoever points at it, taps it or comes to it by the keyboard.
// There is one such box for the whole page, in the browser's top layer, where nothing cuts it.
import { dialog, make } from "./make.js";

const WAIT = 160, STAY = 260, EDGE = 8, GAP = 7; // ms, ms, px, px

export function explain(page) {
  const tip = make("div", { className: "bx-tip", id: "bx-tip", role: "tooltip", popover: "manual" });
  let about, timer;
  page.root.append(tip);

  const shown = () => tip.matches(":popover-open");
  const hide = () => {
    clearTimeout(timer);
    about?.removeAttribute("aria-describedby");
    about = undefined;
    if (shown()) tip.hidePopover();
  };
  const show = (target) => {
    const term = termOf(target, page.data.glossary);
    hide();
    if (!term || !target.isConnected) return;
    about = target;
    tip.replaceChildren(heading("b", term), ` ${page.data.glossary[term]}`);
    tip.showPopover();
    beside(tip, about);
    about.setAttribute("aria-describedby", tip.id);
  };
  const later = (act, wait) => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };

  page.listen("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const found = explained(target, page.data.glossary);
    if (tip.contains(target) || (found && found === about && shown())) clearTimeout(timer);
    else if (found) later(() => show(found), WAIT);
    else if (document.activeElement !== about) later(hide, STAY);
  });
  page.listen("focusin", ({ target }) => (target.matches?.("[data-term]") ? show(target) : hide()));
  page.listen("click", ({ target }) => {
    if (tip.contains(target)) return;
    const found = !target.closest?.("button, a, [data-pick], summary") && explained(target, page.data.glossary);
    if (found) show(found);
    else hide();
  });
  // Esc closes this first, and nothing else.
  page.listen("keydown", (event) => {
    if (event.key !== "Escape" || !shown()) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    hide();
  }, { capture: true });
  page.listen("scroll", () => shown() && (about.isConnected ? beside(tip, about) : hide()), { capture: true, passive: true });

  page.picks.glossary = () => {
    const entries = Object.entries(page.data.glossary);
    const list = make("dl", {}, ...entries.flatMap(([term, said]) => [heading("dt", term), make("dd", { textContent: said })]));
    dialog(page, "Words and symbols", list);
  };
}

// A term as it is listed: symbols stand in italics, and "index x" is read "small x".
function heading(tag, term) {
  return make(tag, { textContent: term.replace("index ", "small "), className: term.length < 3 ? "symbol" : "" });
}

// The element nearest to the pointer that has an explanation.
function explained(target, glossary) {
  const found = target.closest?.("[data-term], .name");
  return found && termOf(found, glossary) ? found : undefined;
}

// The term of an element; a name such as δ² or ∂C/∂w² is explained by its first letter.
function termOf(element, glossary) {
  const own = element.dataset.term ?? element.textContent.replace(/^new /, "").match(/∂|σ′|d[ZWb]|\p{L}/u)?.[0];
  return own in glossary ? own : undefined;
}

// Above the element if there is room, else below; never over the edge of the window.
function beside(tip, element) {
  const around = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = tip.getBoundingClientRect();
  const above = around.top - GAP - height, below = around.bottom + GAP;
  const within = (at, most) => Math.max(EDGE, Math.min(at, most - EDGE));
  tip.style.left = `${within(around.left + around.width / 2 - width / 2, clientWidth - width)}px`;
  tip.style.top = `${within(above >= EDGE ? above : below, clientHeight - height)}px`;
}
