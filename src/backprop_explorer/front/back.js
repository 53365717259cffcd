// A link with data-back leads to where the visitor came from, if that was this page: its place and all that was typed
// in it are found again. Else it leads where its address says.
export function back(root) {
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-back]") || event.ctrlKey || event.metaKey || event.shiftKey || !cameFromHere()) return;
    event.preventDefault();
    history.back();
  });
}

function cameFromHere() {
  if (!document.referrer || history.length < 2) return false;
  const from = new URL(document.referrer);
  return from.origin === location.origin && from.pathname === location.pathname && from.searchParams.get("gallery") !== "1";
}
