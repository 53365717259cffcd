// A step leaves most figures as they are: where only figures differ, nothing but those is read.
const FIGURES = /(<figure\b.*?<\/figure>)/s;
export function draw(slot, html) {
  const before = slot.pieces, pieces = (slot.pieces = html.split(FIGURES)), figures = slot.querySelectorAll("figure");
  const same = before?.length === pieces.length && pieces.length === 2 * figures.length + 1;
  if (!same || pieces.some((piece, i) => i % 2 === 0 && piece !== before[i])) return morph(slot, parsed(html));
  figures.forEach((figure, i) => {
    const piece = pieces[2 * i + 1];
    if (piece !== before[2 * i + 1]) change(figure, parsed(piece).firstChild);
  });
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
  for (const { name } of [...was.attributes]) if (!node.hasAttribute(name)) was.removeAttribute(name);
  for (const { name, value } of node.attributes) if (was.getAttribute(name) !== value) set(was, name, value);
  morph(was, node);
}

// What a field shows is its attribute only until a person has changed it.
function set(element, name, value) {
  element.setAttribute(name, value);
  if (name === "value" && element.nodeName === "INPUT") element.value = value;
}
