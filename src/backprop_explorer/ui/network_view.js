// Draws the network with Plotly.react, which keeps the zoom from step to step, and reports clicks.
let loading;
function plotly(address) {
  loading ??= window.Plotly
    ? Promise.resolve(window.Plotly)
    : new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(address, document.baseURI).href;
        script.onload = () => done(window.Plotly);
        script.onerror = () => failed(new Error("The drawing library did not load."));
        document.head.appendChild(script);
      });
  return loading;
}

export default async function ({ data, parentElement, setTriggerValue }) {
  let box = parentElement.querySelector(":scope > .network");
  if (!box) {
    box = document.createElement("div");
    box.className = "network";
    box.appendChild(document.createElement("div")).className = "plot";
    parentElement.appendChild(box);
  }
  const plot = box.firstChild;
  plot.wanted = data.place;
  plot.style.height = `${data.layout.height}px`;
  plot.style.minWidth = `${data.width}px`; // on a phone the picture scrolls in its own box
  const Plotly = await plotly(data.library);
  if (plot.wanted !== data.place) return; // a newer step came while the library loaded
  // A finger that drags across the picture scrolls the page; a mouse draws a zoom box.
  const dragmode = window.matchMedia("(pointer: coarse)").matches ? false : data.layout.dragmode;
  await Plotly.react(plot, data.data, { ...data.layout, dragmode }, { displayModeBar: false, responsive: true });
  plot.dataset.place = data.place;
  plot.report = setTriggerValue;
  if (!plot.listening) {
    plot.listening = true;
    plot.on("plotly_click", (event) => plot.report("picked", event.points[0].customdata));
  }
}
