// The server draws the fields of the setup when somebody opens it; it is told so once in each visit.
import { on, report } from "./player.js";

export function fields(page) {
  let told;
  const look = () => {
    const setup = document.querySelector('[data-testid="stSidebar"]'), visit = document.querySelector(".stage")?.dataset.visit;
    if (!setup || !visit || visit === told || setup.dataset.collapsed === "true") return;
    told = visit;
    report("setup:");
  };
  // Streamlit remembers an open sidebar: there is one at the first place, or after a press.
  const seen = new MutationObserver(look), ends = on("place", look);
  seen.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-collapsed"] });
  page.ends.signal.addEventListener("abort", () => (seen.disconnect(), ends()));
}
