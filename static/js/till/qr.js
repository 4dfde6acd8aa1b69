/** QR codes drawn on the device, as one path in an SVG: the content policy lets no style through. */
const SVG = "http://www.w3.org/2000/svg";
const MARGIN = 4;

let addresses, worker;

/** Where the worker, the writer and its wasm are; nothing is loaded before the first drawing. */
export function prepareQr({ worker: script, writer, wasm }) {
  addresses = { script, writer, wasm };
}

function ask(message) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((answer, refuse) => {
    port1.onmessage = ({ data }) => {
      port1.close();
      if (data.error) refuse(new Error(data.error));
      else answer(data);
    };
    worker.addEventListener("error", () => refuse(new Error("the QR code worker failed")));
    worker.postMessage(message, [port2]);
  });
}

async function load() {
  const { script, writer, wasm } = addresses;
  worker = new Worker(script);
  try {
    await ask({ writer, wasm });
  } catch (trouble) {
    worker.terminate();
    worker = undefined; // the next drawing tries again
    throw trouble;
  }
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/** Black on white in any light, with the margin readers need; `label` says what it is for. */
export async function drawQr(text, { label }) {
  if (!worker) await load();
  const { side, path } = await ask({ text });
  const whole = side + 2 * MARGIN;
  const svg = element("svg", {
    class: "qr-code",
    viewBox: `${-MARGIN} ${-MARGIN} ${whole} ${whole}`,
    role: "img",
    "aria-label": label,
    "shape-rendering": "crispEdges",
  });
  svg.append(
    element("rect", { x: -MARGIN, y: -MARGIN, width: whole, height: whole, fill: "#fff" }),
    element("path", { d: path, fill: "#000" }),
  );
  return svg;
}
