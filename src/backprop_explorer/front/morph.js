// A step leaves most figures as they are: where only figures differ, nothing but those is read.
const FIGURES = /(<figure\b.*?<\/figure>)/s;
export function draw(slot, html) {
  const { pieces, alone, parts } = slot.ready?.html === html && slot.ready.before === slot.pieces ? slot.ready : reading(slot, html);
  slot.ready = null;
  slot.pieces = pieces;
  if (!alone) return morph(slot, parts[0]);
  const figures = slot.querySelectorAll("figure");
  if (pieces.length !== 2 * figures.length + 1) return morph(slot, parsed(html)); // a script has changed them
  parts.forEach((part, i) => part && change(figures[(i - 1) / 2], part.firstChild));
}

// Reads what is probably drawn next, while the page has nothing else to do.
export function prepare(slot, html) {
  if (slot.ready?.html !== html || slot.ready.before !== slot.pieces) slot.ready = reading(slot, html);
}

function reading(slot, html) {
  const before = slot.pieces, pieces = html.split(FIGURES);
  const alone = before?.length === pieces.length && pieces.every((piece, i) => i % 2 === 1 || piece === before[i]);
  const parts = alone ? pieces.map((piece, i) => piece !== before[i] && parsed(piece)) : [parsed(html)];
  return { html, before, pieces, alone, parts };
}

function parsed(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  return fresh.content;
}

// Changes only what differs: texts that are being typed, focus and scrolling stay, and the browser lays out less.
// What shows something else, as the step of another phase, is built anew: its parts would seem to jump to new places.
function morph(old, fresh) {
  const before = [...old.childNodes], after = [...fresh.childNodes];
  after.forEach((node, i) => {
    const was = before[i];
    if (!was) old.append(node);
    else if (!was.isEqualNode(node)) alike(was, node) ? change(was, node) : was.replaceWith(node);
  });
  for (const gone of before.slice(after.length)) gone.remove();
}

const alike = (was, node) => was.nodeName === node.nodeName && was.dataset?.shows === node.dataset?.shows;

function change(was, node) {
  if (was.nodeType === Node.TEXT_NODE) return (was.data = node.data);
  for (const { name } of [...was.attributes]) if (!node.hasAttribute(name) && !own(was, name)) was.removeAttribute(name);
  for (const { name, value } of node.attributes) if (was.getAttribute(name) !== value) set(was, name, value);
  if (!("kept" in node.dataset)) morph(was, node); // a script fills what is kept
}

// A box stays open, and what a script has filled stays as the script has dressed it.
const own = (element, name) => name === "open" || ("kept" in element.dataset && !name.startsWith("data-"));

// What a field shows is its attribute only until a person has changed it.
function set(element, name, value) {
  element.setAttribute(name, value);
  if (name === "value" && element.nodeName === "INPUT") element.value = value;
}
