// Lights the places that are the evidence of the open question: each reason names its places by a selector. The same
// number stands at both ends.
export function evidence(stage) {
  for (const was of stage.querySelectorAll("[data-lighted]")) quench(was);
  for (const reason of stage.querySelectorAll("[data-lights]"))
    for (const place of stage.querySelectorAll(reason.dataset.lights)) light(place, reason);
}

function light(place, reason) {
  Object.assign(place.dataset, { evidence: reason.dataset.number, lighted: "" });
  if (!place.title) place.title = reason.querySelector("span").textContent;
}

function quench(place) {
  for (const name of ["data-evidence", "data-lighted", "title"]) place.removeAttribute(name);
}
