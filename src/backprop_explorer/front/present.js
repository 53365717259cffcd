// The presenter: large type and one line of controls. → and PageDown first show a step with its result still hidden, then
// the result; ← and PageUp go back the same way. B blanks the screen. The product is made as large as the window allows;
// the rest is done by present.css.
import { press, writes } from "./keys.js";

const PRESENTED = "present";
const SIZES = [1.5, 1.4, 1.3, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];

export function present(page) {
  const html = document.documentElement, on = () => html.classList.contains("bx-present");
  const veil = (hidden) => html.classList.toggle("bx-veiled", hidden);
  const blank = (dark) => {
    html.classList.toggle("bx-blank", dark);
    // Esc closes what is open first, and on a blank screen nobody would see that.
    if (dark) for (const open of document.querySelectorAll(":popover-open")) open.hidePopover();
  };
  const keepFitted = fitted(page, SIZES);
  const set = (presenting) => {
    html.classList.toggle("bx-present", presenting);
    veil(false);
    blank(false);
    const url = new URL(location.href);
    presenting ? url.searchParams.set(PRESENTED, "1") : url.searchParams.delete(PRESENTED);
    try {
      history.replaceState(history.state, "", url);
    } catch {
      // A file, and a frame without an address of its own, keep the address that they have.
    }
    keepFitted(presenting);
  };
  page.picks.present = () => set(!on());
  page.picks.blank = () => on() && blank(!html.classList.contains("bx-blank"));

  const forth = () => {
    if (html.classList.contains("bx-veiled") && hasResult()) return veil(false);
    veil(true);
    press("next_phase")();
  };
  const back = () => {
    if (!html.classList.contains("bx-veiled") && hasResult()) return veil(true);
    veil(false);
    press("previous_phase")();
  };
  const moves = { ArrowRight: forth, PageDown: forth, ArrowLeft: back, PageUp: back };
  page.listen("keydown", (event) => {
    if (!on() || event.ctrlKey || event.altKey || event.metaKey || writes(event.target) || event.target.closest?.("dialog[open]")) return;
    const act = event.key === "Escape" ? () => (html.classList.contains("bx-blank") ? blank(false) : set(false)) : !event.shiftKey && moves[event.key];
    if (!act || (event.key === "Escape" && document.querySelector(":popover-open"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, { capture: true });
  // A press of the buttons shows the result at once.
  page.listen("click", (event) => event.isTrusted && event.target.closest?.('[class*="st-key-"] button, [data-pick^="phase:"]') && veil(false), { capture: true });
  if (new URLSearchParams(location.search).get(PRESENTED) === "1") set(true);
}

// A step without a result has nothing to hide.
function hasResult() {
  return document.querySelector('[data-slot="phase"] .result') !== null;
}

// Gives a function that begins to keep the product at the largest of these sizes at which all of the step is in the
// window, or ends it.
export function fitted(page, sizes) {
  let wanted = false;
  const { style } = document.documentElement;
  const fit = () => {
    const step = document.querySelector('[data-slot="phase"]');
    if (!step || !wanted) return;
    for (const size of sizes) {
      style.setProperty("--fitted", size);
      const shown = step.querySelector(".shown") ?? step;
      if (shown.getBoundingClientRect().bottom <= innerHeight - 16 && shown.scrollWidth <= shown.clientWidth) return;
    }
  };
  const changed = new MutationObserver(fit);
  page.ends.signal.addEventListener("abort", () => changed.disconnect());
  page.listen("resize", fit);
  return (begin) => {
    wanted = begin;
    changed.disconnect();
    style.removeProperty("--fitted");
    if (begin) changed.observe(document.body, { subtree: true, childList: true, characterData: true });
    fit();
  };
}
