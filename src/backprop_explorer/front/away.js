// While the server cannot be reached, Streamlit shows a window: what that means for this page is said in it.
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
  const seen = new MutationObserver(tell);
  seen.observe(document.body, { childList: true });
  page.ends.signal.addEventListener("abort", () => seen.disconnect());
}
