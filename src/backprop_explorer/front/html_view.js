// Shows a piece of HTML that the figures room has made and escaped, and tells the server of clicks.
import { back } from "./back.js";
import { draw } from "./morph.js";
import { listen } from "./picks.js";
import { standing } from "./player.js";

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(":scope > .bx");
  if (!root) {
    root = document.createElement("div");
    root.className = "bx";
    listen(root, (pick) => root.report(pick));
    back(root);
    parentElement.appendChild(root);
  }
  root.report = (pick) => setTriggerValue("picked", { pick, ...standing() });
  if (root.shown === data.html) return;
  draw(root, data.html);
  root.shown = data.html;
}
