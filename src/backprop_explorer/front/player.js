// The player: shows one place (a step and a phase) of the run, and moves from place to place by itself.
//
// For other scripts of the page:
//   move(kind)         first, previous_epoch, previous_batch, previous_phase, next_phase, next_batch, next_epoch,
//                      as the buttons of the transport are called, or "phase:z-1" for a phase of this mini-batch
//   place()            where the page stands: { step, phase }, or null before the first answer
//   on("place", f)     f({ step, phase, stage }) after each place that is shown; gives a function that ends this
//   on("curves", f)    f(curves) whenever newer curves of learning have come (visit/learned.py), and now, if there are any
//   report(pick)       tells the server of a pick, as a click on an element with data-pick does
//
// The server sends decks: all pieces of the phases of a mini-batch (visit/deck.py). Moves wait in a queue, and each is
// made as soon as its deck is here, one in a frame, so that every place is seen. What only the server can answer goes
// to it as an event. It is sent again until it is answered, and the server answers it once (visit/exchange.py).
import { draw, prepare } from "./morph.js";
import { listen } from "./picks.js";
import { point, walk } from "./cells.js";
import { hover } from "./lit.js";
import { crossed } from "./cross.js";
import { evidence } from "./evidence.js";

const KEYS = { ArrowRight: "next_phase", ArrowLeft: "previous_phase",
  "Shift+ArrowRight": "next_batch", "Shift+ArrowLeft": "previous_batch" };
const BUTTONS = ["first", "previous_epoch", "previous_batch", "previous_phase", "next_phase", "next_batch", "next_epoch"];
const SLOTS = ["said", "loop", "tabs", "phase", "matrices"];
const STAGE = SLOTS.map((slot) => `<div data-slot="${slot}"></div>`).join("");
const CALM = matchMedia("(prefers-reduced-motion: reduce)"), CALM_PACE = 500; // ms, the least between moves while playing
const PATIENCE = 4000; // ms without an answer after which a message is sent again
const KEPT = 8; // decks
const LONGEST = 1000; // moves that may wait
const TRIES = 3; // to get a deck that does not come

let root, send; // the stage, and what tells the server
let server = null; // the header of the last answer
let here = null, moves = 0; // where the page stands, and how often it has moved by itself
let over = null; // a page that is shown until the next move, in place of the deck's
let decks = new Map(); // by step: { phases, end, at: { phase: page } }
let queue = []; // what is still to be done
let outbox = [], events = 0, messages = 0; // events without an answer
let seen = "", resting = true; // the last place that was shown, and whether it has been painted
let onwards = 1; // the way in which the page moved last
let tries = new Map(), asked = false, served = true; // false where the server has no shelf of finished decks
let arriving = Promise.resolve();
let frames; // how often what stands around the stage had been drawn when it came last
let playing, repeating, idling, writing;
let curves = null, digest = ""; // of learning, while they are looked at
const listeners = { place: new Set(), curves: new Set() };

export const move = (kind) => act({ kind });
export const report = (pick) => act(pick.startsWith("phase:") ? { kind: pick } : { event: pick });
export const place = () => here && { ...here };
const standing = () => ({ here: [moves, here.step, here.phase], edition: server.edition });
export function on(name, listener) {
  listeners[name].add(listener);
  if (name === "curves" && curves) listener(curves);
  return () => listeners[name].delete(listener);
}

export default async function ({ data, parentElement, setStateValue }) {
  send = (message) => setStateValue("told", message);
  if (!root) {
    root = document.createElement("div");
    root.className = "bx stage";
    root.innerHTML = STAGE;
    root.report = report;
    root.addEventListener("keydown", walk); // before the next one: an arrow that walks in a table does nothing else
    listen(root, report);
    root.addEventListener("pointerover", point);
    for (const event of ["pointerover", "pointerleave", "focusin", "focusout"]) root.addEventListener(event, hover);
    crossed(root);
  }
  // React puts the component elsewhere when something comes or goes above it: the stage goes along as it is.
  if (root.parentElement !== parentElement) parentElement.appendChild(root);
  // A lesson has its decks at hand, and gives them as they are.
  arriving = arriving.then(() => (data instanceof Uint8Array ? unpack(data) : data)).then(take);
  await arriving;
}

// --- what comes from the server

async function unpack(data) {
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)));
  let at = 4 + length;
  const parts = header.parts.map((size) => data.subarray(at, (at += size)));
  const drawn = header.curves.bytes ? await inflated(data.subarray(at, at + header.curves.bytes)) : null;
  return [header, await Promise.all(parts.map(unfolded)), drawn];
}

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

async function unfolded(bytes) {
  const deck = await inflated(bytes);
  for (const { slots } of Object.values(deck.at)) for (const slot in slots) slots[slot] = joined(slots[slot], deck.strings);
  return deck;
}

// A piece from its runs of strings: a first one and how many, again and again.
function joined(runs, strings) {
  let piece = "";
  for (let i = 0; i < runs.length; i += 2) piece += strings.slice(runs[i], runs[i] + runs[i + 1]).join("");
  return piece;
}

function take([header, parts, drawn]) {
  const before = server;
  server = header;
  if (before && before.visit !== header.visit) return comeBack();
  if (before?.visit !== header.visit || before.edition !== header.edition) tries.clear(), (over = null);
  // Streamlit drops the end of a run if another message comes in the moment in which it ends.
  if (!header.whole && header.frames !== frames) act({ event: "frame:" });
  frames = header.frames;
  const waiting = outbox.length;
  outbox = outbox.filter(([number]) => number > header.heard);
  if (before?.look !== header.look) decks.clear(), tries.clear();
  if (header.told >= messages) asked = false;
  const alike = before?.visit === header.visit && before.edition === header.edition;
  // The server's place counts, unless the page has moved on since the server heard of it.
  const follow = !alike || header.moves === moves;
  if (!alike) moves = header.moves;
  if (follow) here = { step: header.step, phase: header.phase };
  if (follow) over = null;
  if (header.over) {
    const deck = parts.shift();
    if (follow) over = { ...deck.at[header.phase], phases: deck.phases };
    if (header.alone) decks.clear();
  }
  parts.forEach(keep);
  forget();
  if (follow || decks.has(here.step)) show();
  if (drawn || !header.curves.digest) [curves, digest] = [drawn, header.curves.digest];
  if (drawn) for (const listener of listeners.curves) listener(curves);
  drain();
  // A busy server answers some of many events; the others are sent again at once.
  if (outbox.length && outbox.length < waiting && header.told >= messages) speak(missing());
}

// The session is another one: the server was started anew, or the connection was lost for long. What the address says
// is where the page was; it goes on from there, and what was meant for the session that is gone is left.
function comeBack() {
  [outbox, queue, moves, over] = [[], [], 0, null];
  decks.clear(), tries.clear();
  digest = "";
  messages += 1;
  send({ visit: server.visit, told: messages, back: window.location.search });
  clearTimeout(repeating);
  repeating = setTimeout(() => server.told < messages && comeBack(), PATIENCE);
}

function keep(deck) {
  const known = decks.get(deck.step);
  decks.set(deck.step, known ? { ...deck, at: { ...known.at, ...deck.at } } : deck);
  for (const phase in deck.at) tries.delete(`${[deck.step, phase]}`);
}

function forget() {
  const far = [...decks.keys()].sort((a, b) => Math.abs(a - here.step) - Math.abs(b - here.step)).slice(KEPT);
  for (const step of far) decks.delete(step);
}

// --- what is shown

const slots = () => root.querySelectorAll("[data-slot]");
const pageAt = ({ step, phase }) => decks.get(step)?.at[phase];

function show() {
  const page = over ?? pageAt(here) ?? (server.stranded && { text: server.text, epoch: server.epoch, address: server.address, slots: {} });
  // Answers that cross on their way each leave out what the other has made the page forget: then it asks again.
  if (!page) return tell(false);
  const shown = `${here.step}/${here.phase}`;
  if (shown !== seen) rest();
  seen = shown;
  for (const slot of slots()) fill(slot, page.slots[slot.dataset.slot] ?? "");
  const mark = root.querySelector("#cursor") ?? marked();
  if (mark.textContent !== page.text) mark.textContent = page.text;
  Object.assign(mark.dataset, { step: here.step, phase: here.phase, epoch: page.epoch });
  painted(() => address(page.address));
  for (const key of BUTTONS) bar(key, leadsNowhere(key));
  clearTimeout(playing);
  const pace = Math.max(server.pace, CALM.matches ? CALM_PACE : 0);
  if (server.playing) playing = setTimeout(() => queue.length || move(server.play), pace);
  clearTimeout(idling);
  idling = setTimeout(idle, 40);
  Object.assign(root.dataset, { place: shown, visit: server.visit });
  evidence(root);
  for (const listener of listeners.place) listener({ ...here, stage: root });
  root.getBoundingClientRect(); // lays the page out now, and not only when the time of the next frame has come
}

function marked() {
  const mark = document.createElement("span");
  [mark.id, mark.role] = ["cursor", "status"];
  root.appendChild(mark);
  return mark;
}

function fill(slot, html) {
  if (slot.shown === html) return;
  draw(slot, html);
  // What the server knows of a field is what it shows; only a text that is being typed is the page's own.
  for (const field of slot.querySelectorAll("input")) if (!field.typing) field.value = field.defaultValue;
  for (const option of slot.querySelectorAll("option")) option.selected = option.defaultSelected;
  slot.shown = html;
}

// Streamlit's own buttons stay in reach at the beginning, but say that they lead nowhere.
function bar(key, nowhere) {
  const button = document.querySelector(`.st-key-${key} button`);
  if (button && (button.getAttribute("aria-disabled") === "true") !== nowhere)
    nowhere ? button.setAttribute("aria-disabled", "true") : button.removeAttribute("aria-disabled");
}

// Parameters that are not ours, such as embed, stay. Replacing leaves Back to lead away from the page.
// Browsers allow about 100 changes in 30 s: a page that steps faster writes its address when it has come to rest.
let written = 30, since = 0;
function address(parameters) {
  clearTimeout(writing);
  const now = performance.now();
  written = Math.min(30, written + (now - since) / 500);
  since = now;
  if (written < 1) return (writing = setTimeout(() => address(parameters), 500));
  const url = new URL(window.location.href);
  for (const name of [...url.searchParams.keys()]) if (!server.theirs.includes(name)) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (url.href === window.location.href) return;
  written -= 1;
  history.replaceState(history.state, "", url);
}

// --- moves

function act(what) {
  if (queue.length < LONGEST) queue.push(what);
  drain();
}

// At the beginning there is nothing to go back to, and a lesson has an end.
const leadsNowhere = (kind) => (here.step === (server.first ?? 0) && (["previous_epoch", "previous_batch"].includes(kind) ||
  (here.phase === "batch" && ["previous_phase", "first"].includes(kind)))) || (server.ends && here.step === server.last &&
  (["next_epoch", "next_batch"].includes(kind) || (here.phase === "update" && kind === "next_phase")));

// Where a move leads: a place; null where there is none; undefined where only the server knows.
function aim(kind) {
  const phases = over?.phases ?? decks.get(here.step)?.phases;
  if (server.stranded || leadsNowhere(kind)) return null;
  if (!phases || server.alone) return undefined;
  const { step, phase } = here, at = phases.indexOf(phase), last = phases.length - 1;
  const to = (s, p) => (s > server.last ? undefined : { step: s, phase: p });
  if (kind === "next_phase") return at < last ? to(step, phases[at + 1]) : to(step + 1, phases[0]);
  if (kind === "previous_phase") return at > 0 ? to(step, phases[at - 1]) : to(step - 1, phases[last]);
  if (kind === "next_batch") return to(step + 1, phase);
  if (kind === "previous_batch") return to(step - 1, phase);
  if (kind === "first" && decks.has(server.first ?? 0)) return to(server.first ?? 0, phases[0]);
  if (kind.startsWith("phase:")) return phases.includes(kind.slice(6)) && kind.slice(6) !== phase ? to(step, kind.slice(6)) : null;
}

function drain() {
  while (server && queue.length) {
    const { kind, event } = queue[0];
    if (kind && outbox.length && !server.alone) return; // the answer may lead elsewhere
    const target = kind && aim(kind);
    if (target === undefined) {
      queue.shift();
      events += 1;
      outbox.push([events, ...standing().here, event ?? (kind.startsWith("phase:") ? kind : `move:${kind}`)]);
      tell(true);
    } else if (target === null || (target.step > here.step && decks.get(here.step)?.end)) {
      queue.shift();
      if ((target || server.ends) && server.playing) act({ event: "move:pause" });
    } else if (!pageAt(target)) {
      return tell(false);
    } else if (resting) {
      queue.shift();
      go(target);
    } else return;
  }
}

function go(target) {
  onwards = target.step < here.step ? -1 : target.step > here.step ? 1 : onwards;
  [here, over] = [target, null];
  moves += 1;
  forget();
  show();
}

// Until the next frame has been painted, the place that it shows stays.
function rest() {
  resting = false;
  painted(() => {
    resting = true;
    drain();
  });
}

const painted = (then) => requestAnimationFrame(() => setTimeout(then));

// What the page does when it stands still: it asks for what is missing, and reads the page that is likely to come next.
function idle() {
  tell(false);
  const next = aim(onwards > 0 ? "next_phase" : "previous_phase"), page = next && pageAt(next);
  if (page) for (const slot of slots()) prepare(slot, page.slots[slot.dataset.slot] ?? "");
}

// --- what goes to the server

// The places whose decks are missing, the one that is waited for first; each mini-batch is asked for before it is needed.
function missing() {
  if (server.stranded || server.alone) return [];
  const wanted = [], deck = decks.get(here.step);
  const want = (step, phase) => !decks.get(step)?.at[phase] && wanted.push([step, phase]);
  const next = queue.length && queue[0].kind && aim(queue[0].kind);
  if (next) want(next.step, next.phase);
  if (!over) want(here.step, here.phase);
  if (deck) {
    // A page that plays by whole mini-batches shows one phase of each.
    const hurries = server.playing && server.play !== "next_phase";
    const order = hurries ? [here.phase] : onwards > 0 ? deck.phases : deck.phases.toReversed();
    // A busy server sends a mini-batch in parts: the rest is asked for, too.
    const lacking = (step) => order.find((phase) => !decks.get(step)?.at[phase]);
    const beyond = here.step + onwards, there = beyond >= (server.first ?? 0) && beyond <= server.last && !(onwards > 0 && deck.end);
    // In a crowd it waits until somebody goes there; of the next mini-batch it asks for the phase that a press leads to.
    if (server.crowded) there && !decks.has(beyond) && want(beyond, here.phase);
    else if (lacking(here.step)) want(here.step, lacking(here.step));
    else if (there && lacking(beyond)) want(beyond, lacking(beyond));
  }
  return wanted.filter((each) => (tries.get(`${each}`) ?? 0) < TRIES);
}

function tell(important) {
  if (!server || (asked && !important)) return;
  const want = missing();
  if (!want.length && !important && !server.curves.more) return;
  for (const each of want) tries.set(`${each}`, (tries.get(`${each}`) ?? 0) + 1);
  if (important || server.curves.more || !server.shelf || !served) speak(want);
  else read(want);
}

// A deck that somebody else has had made is read over plain HTTP, which costs the server little. The others are asked for.
async function read(want) {
  asked = true;
  const { look, shelf } = server;
  const found = await Promise.all(want.map(([step, phase]) => finished(`${shelf}/${look}/${step}/${phase}`)));
  asked = false;
  if (server.look !== look) return tell(false);
  found.forEach((deck) => deck && keep(deck));
  forget();
  if (found.some(Boolean) && decks.has(here.step)) show();
  drain();
  const lacking = want.filter((_, number) => !found[number]);
  if (lacking.length && !asked) speak(lacking);
}

async function finished(path) {
  try {
    const answer = await fetch(new URL(path, document.baseURI), { signal: AbortSignal.timeout(PATIENCE), credentials: "same-origin" });
    if (answer.status === 204 || answer.status >= 500) return null;
    served = answer.ok && answer.headers.get("Content-Type") === "application/octet-stream";
    return served ? await unfolded(new Uint8Array(await answer.arrayBuffer())) : null;
  } catch {
    return null; // the server is away: the message waits until it is back
  }
}

// All calls of one moment make one message.
let pending = false;
function speak(want) {
  asked = true;
  if (pending) return;
  pending = true;
  queueMicrotask(() => {
    pending = false;
    messages += 1;
    const have = Object.fromEntries([...decks].map(([step, { at, phases }]) => [step, phases.every((phase) => at[phase]) ? ["*"] : Object.keys(at)]));
    send({ visit: server.visit, told: messages, ...standing(), events: outbox, look: server.look, have, want, curves: digest });
    clearTimeout(repeating);
    repeating = setTimeout(repeat, PATIENCE);
  });
}

function repeat() {
  if (server.told >= messages && !outbox.length) return;
  tries.clear();
  speak(missing());
}

// --- buttons and keys of the page

const typing = (element) =>
  element.closest?.('input, textarea, select, [contenteditable="true"], [role="slider"], [role="combobox"]');

document.addEventListener("keydown", (event) => {
  const kind = KEYS[(event.shiftKey ? "Shift+" : "") + event.key];
  if (!kind || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
  event.preventDefault();
  move(kind);
});

document.addEventListener("click", (event) => {
  const key = server && BUTTONS.find((name) => event.target.closest?.(`.st-key-${name} button:not(:disabled)`));
  if (!key) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  move(key);
}, true);
