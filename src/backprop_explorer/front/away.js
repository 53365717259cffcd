// While the server cannot be reached, Streamlit shows a window: what that means for this page is said in it. When the
// server can be reached again, the page is run again: Streamlit does so only if its last run was one of a fragment.
import { make } from "./make.js";

const SAID = "This page keeps its place. As soon as the server answers again, it goes on by itself where it is now: nothing is lost, "
  + "and you need not reload it. You can close this window; the phases that were loaded before can still be stepped through.";

export function away(page) {
  const tell = () => {
    for (const box of document.querySelectorAll('section[role="dialog"]:not(.bx-told)')) {
      if (box.querySelector("h2")?.textContent !== "Connection error") continue;
      box.classList.add("bx-told");
      box.lastElementChild.append(make("p", { textContent: SAID, className: "bx-away" }));
    }
  };
  let lost = false;
  const look = () => {
    const connected = document.querySelector("[data-test-connection-state]")?.dataset.testConnectionState === "CONNECTED";
    if (connected && lost) page.data.again();
    lost = !connected;
  };
  const seen = new MutationObserver(tell), heard = new MutationObserver(look);
  seen.observe(document.body, { childList: true });
  heard.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-test-connection-state"] });
  page.ends.signal.addEventListener("abort", () => (seen.disconnect(), heard.disconnect()));
}
