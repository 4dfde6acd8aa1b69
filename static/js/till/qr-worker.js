/**
 * Draws QR codes, off the page's thread.
 *
 * The page talks to it over one port per question:
 *   {writer, wasm}   loads the writer from these two addresses; answered with {}
 *   {text}           answered with {side, path}: the dark modules as the outline of an SVG, one unit
 *                    each, without the white margin
 * Whatever goes wrong is answered with {error}.
 */
const HOW = { format: "QRCode", options: "ecLevel=M", addQuietZones: false, scale: 1 };

let loading;

function load({ writer, wasm }) {
  importScripts(writer);
  // Without locateFile the package would fetch its wasm from a host that is not ours.
  return ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => wasm },
    fireImmediately: true,
  });
}

/** Dark modules lie in rows; each run of them is one stroke. */
function outline({ data, width, height }) {
  let path = "";
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const start = x;
      while (x < width && data[y * width + x] < 128) x += 1;
      if (x > start) path += `M${start} ${y}h${x - start}v1h-${x - start}z`;
    }
  }
  return { side: width, path };
}

async function draw(text) {
  const { symbol, error } = await ZXingWASM.writeBarcode(text, HOW);
  if (error) throw new Error(error);
  return outline(symbol);
}

onmessage = async ({ data, ports: [port] }) => {
  try {
    if (data.writer) loading = load(data);
    await loading;
    port.postMessage(data.text === undefined ? {} : await draw(data.text));
  } catch (trouble) {
    port.postMessage({ error: String(trouble) });
  }
};
