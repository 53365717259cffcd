// Shows a piece of HTML that the figures room has made and escaped. The player tells the server of clicks in it: it sends
// them again until they are answered, which Streamlit's own events are not.
import { back } from "./back.js";
import { draw } from "./morph.js";
import { listen } from "./picks.js";
import { report } from "./player.js";

export default function ({ data, parentElement }) {
  let root = parentElement.querySelector(":scope > .bx");
  if (!root) {
    root = document.createElement("div");
    root.className = "bx";
    listen(root, report);
    back(root);
    parentElement.appendChild(root);
  }
  if (root.shown === data.html) return;
  draw(root, data.html);
  root.shown = data.html;
}
