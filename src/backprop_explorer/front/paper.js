// Prints a lesson: the phase in sight, or all phases, one on each page of A4.
const PAGE = [1047, 700]; // px: the width and height of a page inside its margins
const WIDE = 1400; // px: the width at which a phase is laid out

export const paper = (lesson, local) => (page) => {
  page.picks.print = () => window.print();
  page.picks["print-all"] = () => {
    const sheets = document.createElement("main");
    sheets.id = "paper";
    for (const step of lesson.steps) for (const phase of lesson.phases) sheets.append(sheet(lesson, local, step, phase));
    document.getElementById("paper")?.remove();
    document.body.append(sheets);
    for (const each of sheets.children) fit(each);
    addEventListener("afterprint", () => sheets.remove(), { once: true });
    window.print();
  };
};

// One phase: where it is, the picture, the calculation, and all matrices.
function sheet(lesson, { page, view }, step, phase) {
  const { text, slots } = page(step, phase, { ...view, panel: "phase", dropped: -1 });
  const number = `${step}-${phase}`, made = document.createElement("section");
  made.className = "bx sheet";
  const loop = slots.loop.replace('id="head"', `id="head-${number}"`).replaceAll("url(#head)", `url(#head-${number})`);
  const parts = { said: slots.said, loop, phase: slots.phase, matrices: slots.matrices };
  made.innerHTML = Object.entries(parts).map(([slot, html]) => `<div data-slot="${slot}">${html}</div>`).join("");
  const where = document.createElement("p");
  where.className = "where";
  where.textContent = `${lesson.title} · ${text}`;
  made.prepend(where);
  return made;
}

// As large as the page allows: what is high is drawn smaller.
function fit(sheet) {
  const high = sheet.getBoundingClientRect().height;
  sheet.style.setProperty("--zoom", Math.min(PAGE[0] / WIDE, PAGE[1] / high).toFixed(4));
}
