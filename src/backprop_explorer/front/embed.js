// In a frame of another page: a link that opens the whole page at the same place.
import { make } from "./make.js";
import { fitted } from "./present.js";

const SIZES = [1, 0.9, 0.8, 0.7];

export function embed(page) {
  if (new URLSearchParams(location.search).get("embed") !== "true") return;
  const link = make("a", { className: "whole", textContent: "open the page ↗", target: "_blank", rel: "noopener" });
  const here = () => {
    const url = new URL(location.href);
    for (const name of ["embed", "embed_options"]) url.searchParams.delete(name);
    link.href = url.href;
  };
  here();
  for (const type of ["pointerdown", "keydown"]) page.listen(type, here, { capture: true });
  page.root.append(link);
  fitted(page, SIZES)(true);
}
