// Plotly, loaded once: packed as the server keeps it, and out of the browser's own store from the second visit on.
const KEPT = "backprop-explorer-plotly";
let loading = null;

export function library(address) {
  return (loading ??= load(new URL(address, document.baseURI).href).catch((error) => {
    loading = null; // another attempt may succeed
    throw error;
  }));
}

async function load(url) {
  if (window.Plotly) return window.Plotly;
  const { body } = await fetched(url);
  const stream = url.endsWith(".gz") ? body.pipeThrough(new DecompressionStream("gzip")) : body;
  const source = URL.createObjectURL(new Blob([await new Response(stream).blob()], { type: "text/javascript" }));
  try {
    await new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: source, onload: done, onerror: () => failed(new Error("Plotly could not be read.")) });
      document.head.append(script);
    });
  } finally {
    URL.revokeObjectURL(source);
  }
  return window.Plotly;
}

// The address names the version, so what is kept under it never grows old. Only a secure page has a store.
async function fetched(url) {
  const store = await globalThis.caches?.open(KEPT).catch(() => null);
  const kept = await store?.match(url);
  if (kept) return kept;
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`Plotly could not be loaded: the server answered ${answer.status}.`);
  if (store) {
    for (const old of await store.keys()) await store.delete(old);
    await store.put(url, answer.clone()).catch(() => {});
  }
  return answer;
}
