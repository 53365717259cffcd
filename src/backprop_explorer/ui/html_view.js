// Shows HTML that the figures room has made and escaped, and reports clicks on elements with data-pick.
export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(":scope > .bx");
  if (!root) {
    root = document.createElement("div");
    root.className = "bx";
    parentElement.appendChild(root);
    const answer = (event) => {
      const target = event.target.closest("[data-pick]");
      if (!target) return;
      if (event.type === "keydown") {
        if (target.tagName === "BUTTON" || (event.key !== "Enter" && event.key !== " ")) return;
        event.preventDefault();
      }
      if (target.dataset.pick === "setup") return openSetup();
      root.report("picked", target.dataset.pick);
    };
    root.addEventListener("click", answer);
    root.addEventListener("keydown", answer);
  }
  root.report = setTriggerValue;
  if (root.shown !== data) {
    root.innerHTML = data;
    root.shown = data;
  }
}

function openSetup() {
  document.querySelector('[data-testid="stExpandSidebarButton"]')?.click();
}
