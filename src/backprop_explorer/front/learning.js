// Draws the charts of learning with Plotly, which is loaded when the first of them is opened, and not before.
// A figure comes with the mini-batch, as data-figure, or with the curves, by its name. A click on a curve goes there.
import { make } from "./make.js";
import { on, place, report } from "./player.js";
import { library } from "./library.js";
import { numbers } from "./drawn.js";

const CONFIG = { displayModeBar: false, responsive: true, doubleClick: "reset" };
const REST = 3; // as long as a drawing has taken, so many times the page then is free for other things
const STOPPING = 10_000; // ms for which a press of stop holds the charts back, if no answer comes
const COLOUR = /"var\((--[a-z]+)\)"/g;
const coarse = matchMedia("(pointer: coarse)"), dark = matchMedia("(prefers-color-scheme: dark)");

export function learning(page) {
  let curves = null, under = false, again = false, stopped = -STOPPING;
  const panel = () => document.querySelector(".bx .learning");

  // No chart is begun between a press of stop and its answer, which takes the button away.
  const stopping = () => performance.now() - stopped < STOPPING && document.querySelector(".st-key-stop");

  async function draw() {
    if (!panel()) return;
    if (under) return (again = true); // the last state alone is drawn
    under = true;
    let worked = 0;
    try {
      const Plotly = await library(page.data.plotly);
      for (const plot of panel()?.querySelectorAll(".plot") ?? []) {
        while (stopping()) await breath(50);
        const since = performance.now();
        if (plot.isConnected && (await drawOne(Plotly, plot))) worked += performance.now() - since, await breath();
      }
    } catch (error) {
      for (const plot of panel()?.querySelectorAll(".plot:empty") ?? []) plot.textContent = "The chart could not be drawn. Reload the page to try again.";
      console.warn(error);
    }
    await breath(REST * worked);
    under = false;
    if (again) (again = false), soon();
  }

  async function drawOne(Plotly, plot) {
    const name = plot.dataset.kept, text = plot.dataset.figure ?? textOf(name);
    if (!text) return;
    const { step } = place(), colours = paint(plot), size = parseFloat(getComputedStyle(plot).fontSize);
    const cursor = plot.dataset.figure ? null : step;
    const key = JSON.stringify([colours("--ink"), size, coarse.matches, cursor]);
    if (plot.drawn === text && plot.key === key) return;
    const figure = JSON.parse(text.replace(COLOUR, (_, colour) => JSON.stringify(colours(colour))));
    const { data, layout } = figure;
    layout.font = { ...layout.font, size, family: getComputedStyle(plot).fontFamily };
    layout.dragmode = coarse.matches ? false : "zoom";
    if (cursor !== null) layout.shapes = [mark(cursor, colours("--now"))];
    await Plotly.react(plot, data, layout, CONFIG);
    if (!plot.listens) plot.on("plotly_click", ({ points }) => cursorGoes(plot, points));
    Object.assign(plot, { drawn: text, key, listens: true });
    plot.dataset.drawn = `${step}`;
    return true;
  }

  const textOf = (name) => {
    const found = curves?.figures[name];
    return found && (found.text ??= JSON.stringify({ data: found.data, layout: found.layout }));
  };

  // Words come with the curves; a table of the numbers is made when it is opened.
  function tell() {
    if (!panel() || !curves) return;
    for (const [name, { words }] of Object.entries(curves.figures)) {
      const line = panel().querySelector(`[data-kept="${name}-words"]`), plot = panel().querySelector(`[data-kept="${name}"]`);
      if (line) line.textContent = words;
      plot?.setAttribute("aria-label", words);
    }
    panel().querySelector('[data-kept="ends"]').textContent = curves.ends;
    for (const box of panel().querySelectorAll("details[open]")) fill(box);
  }

  function fill(box) {
    const plot = box.closest(".chart").querySelector(".plot"), text = plot.dataset.figure ?? textOf(plot.dataset.kept);
    const where = box.querySelector(".drawn");
    if (!text || where.of === text) return;
    where.of = text;
    where.replaceChildren(numbers(JSON.parse(text).data, !plot.dataset.figure));
  }

  // Several reasons to draw in one moment make one drawing, in a frame of its own.
  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => setTimeout(() => ((waiting = false), tell(), draw())));
  }

  const ends = [on("place", soon), on("curves", (found) => ((curves = found), soon()))];
  page.ends.signal.addEventListener("abort", () => ends.forEach((end) => end()));
  page.listen("toggle", ({ target }) => target.open && target.closest?.(".learning") && fill(target), { capture: true });
  const repaint = () => setTimeout(soon, 400); // the colours of the page come a little later
  dark.addEventListener("change", repaint, { signal: page.ends.signal });
  page.listen("resize", soon);
  const press = ({ target }) => target.closest?.(".st-key-stop") && (stopped = performance.now());
  page.listen("click", press, { capture: true });
  new MutationObserver(soon).observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
  soon();
}

const breath = (time = 0) => new Promise((done) => setTimeout(done, Math.max(0, time)));

function cursorGoes(plot, points) {
  if (!plot.dataset.figure && Number.isInteger(points[0]?.x)) report(`at:${points[0].x}`);
}

const mark = (step, color) => ({ type: "line", x0: step, x1: step, y0: 0, y1: 1, yref: "paper", line: { color, width: 2 } });

// The colours of the style sheet as they are now, by day or by night.
function paint(plot) {
  const probe = make("i"), known = {};
  plot.parentElement.append(probe);
  const found = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  for (const name of ["--ink", "--quiet", "--faint", "--line", "--plus", "--minus", "--zero", "--page", "--now"]) known[name] = found(name);
  probe.remove();
  return (name) => known[name];
}
