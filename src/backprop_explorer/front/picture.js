// Draws the network with Plotly, which is loaded once.
async function draw(root, { figure, place, library, lit }) {
  const plot = root.querySelector(".plot");
  plot.wanted = place;
  plot.style.height = `${figure.layout.height}px`;
  plot.style.minWidth = `${figure.width}px`; // on a phone a deep network scrolls in its own box
  const Plotly = await plotly(library);
  if (plot.wanted !== place) return; // a newer step came while the library loaded
  // A finger that drags across the picture scrolls the page; a mouse draws a zoom box.
  const dragmode = matchMedia("(pointer: coarse)").matches ? false : figure.layout.dragmode;
  // react keeps the zoom from step to step. The configuration is given once: with it react measures the page each time.
  const config = plot.dataset.place ? undefined : { displayModeBar: false };
  await Plotly.react(plot, figure.data, { ...figure.layout, dragmode }, config);
  plot.dataset.place = place;
  root.selected = lit;
  light(root, lit);
  if (plot.listening) return;
  plot.listening = true;
  // Plotly itself follows the window alone, not the sidebar that opens beside it.
  new ResizeObserver(() => plot.offsetWidth && Plotly.Plots.resize(plot)).observe(plot);
  plot.on("plotly_afterplot", () => light(root, root.selected));
  // A mark carries the id of the number that stands on it.
  plot.on("plotly_click", ({ points: [mark] }) => root.report("picked", `cell:${mark.data.meta[mark.pointNumber]}`));
}

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
