// New numbers flash violet when the page has come to another place, one column after the other. The first frame shows
// them as they are, so that nobody waits for a flash.
// Whoever asks the browser for less motion sees none, and neither do steps that follow each other fast.
const FLASH = 500, LATER = 60, MOST = 3; // ms, ms per column, columns that are later
const FAST = 250; // ms
const CELLS = 144;

export function motion(page) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let before, since = 0;
  // The cursor is the last thing that a step changes.
  const seen = new MutationObserver(() => {
    const mark = document.querySelector("#cursor"), place = mark && `${mark.dataset.step}/${mark.dataset.phase}`;
    if (!place || place === before) return;
    const rests = before && performance.now() - since > FAST;
    [before, since] = [place, performance.now()];
    if (rests && !calm.matches) requestAnimationFrame(() => setTimeout(flash));
  });
  seen.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-phase", "data-step"] });
  page.ends.signal.addEventListener("abort", () => seen.disconnect());
}

function flash() {
  const cells = document.querySelectorAll('[data-slot="phase"] .result td, [data-slot="matrices"] .out td');
  const violet = { backgroundColor: "color-mix(in srgb, var(--now) 55%, transparent)", offset: 0.1 };
  for (const cell of [...cells].slice(0, CELLS))
    cell.animate([{}, violet, {}], { duration: FLASH, delay: LATER * Math.min(cell.cellIndex, MOST) });
}
