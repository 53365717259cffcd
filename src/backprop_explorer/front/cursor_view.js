// Says where the cursor is, keeps the address in step with it, and counts the arrow keys.
// The server hears the number of all presses and the last of them in order, so that none is lost while it is busy.
const KEYS = { ArrowRight: "→", ArrowLeft: "←", "Shift+ArrowRight": "⇥", "Shift+ArrowLeft": "⇤" };
const KEPT = 500;
const PACE = 1200; // ms between the phases while playing

export default function ({ data, parentElement, setStateValue }) {
  let mark = parentElement.querySelector("#cursor");
  if (!mark) {
    mark = document.createElement("span");
    mark.id = "cursor";
    mark.setAttribute("role", "status");
    parentElement.appendChild(mark);
    mark.presses = { count: data.presses, last: "" };
  }
  mark.textContent = data.text;
  mark.dataset.step = data.step;
  mark.dataset.phase = data.phase;
  mark.dataset.epoch = data.epoch;
  writeAddress(data.address, data.ours);

  const press = (key) => {
    mark.presses = { count: mark.presses.count + 1, last: (mark.presses.last + key).slice(-KEPT) };
    setStateValue("presses", mark.presses);
  };
  const listen = (event) => {
    const key = KEYS[(event.shiftKey ? "Shift+" : "") + event.key];
    if (!key || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return;
    event.preventDefault();
    press(key);
  };
  if (mark.listener) document.removeEventListener("keydown", mark.listener);
  document.addEventListener("keydown", listen);
  mark.listener = listen;

  clearTimeout(mark.timer);
  if (data.playing) mark.timer = setTimeout(() => press("→"), PACE);
  return () => {
    clearTimeout(mark.timer);
    document.removeEventListener("keydown", mark.listener);
    mark.listener = undefined;
  };
}

function typing(element) {
  return element.closest?.('input, textarea, select, [contenteditable="true"], [role="slider"], [role="combobox"]');
}

// Parameters that are not ours, such as embed, stay. Replacing leaves Back to lead away from the page.
function writeAddress(address, ours) {
  const url = new URL(window.location.href);
  for (const name of ours) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(address)) url.searchParams.set(name, value);
  if (url.href !== window.location.href) history.replaceState(history.state, "", url);
}
