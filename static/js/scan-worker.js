/**
 * Finds QR codes in pictures, off the page's thread.
 *
 * The page talks to it over one port per question:
 *   {decoder, wasm}      loads the decoder from these two addresses; answered with {}
 *   {image, thorough}    answered with {codes: [{text, off}], ms}, the most central code first;
 *                        `off` is its distance from the middle in sides of the picture
 * Whatever goes wrong is answered with {error}.
 */
const QUICK = { formats: ["QRCode"], maxNumberOfSymbols: 4, tryInvert: false, tryDownscale: false };
const THOROUGH = { formats: ["QRCode"], maxNumberOfSymbols: 4 };

let loading;

function load({ decoder, wasm }) {
  importScripts(decoder);
  // Without locateFile the package would fetch its wasm from a host that is not ours.
  return ZXingWASM.prepareZXingModule({
    overrides: { locateFile: () => wasm },
    fireImmediately: true,
  });
}

function offCentre({ topLeft, bottomRight }, { width, height }) {
  const x = (topLeft.x + bottomRight.x - width) / 2;
  const y = (topLeft.y + bottomRight.y - height) / 2;
  return Math.hypot(x, y) / Math.min(width, height);
}

async function read(image, thorough) {
  const start = performance.now();
  const found = await ZXingWASM.readBarcodes(image, thorough ? THOROUGH : QUICK);
  const codes = found
    .filter(({ text }) => text)
    .map(({ text, position }) => ({ text, off: offCentre(position, image) }))
    .sort((one, other) => one.off - other.off);
  return { codes, ms: performance.now() - start };
}

onmessage = async ({ data, ports: [port] }) => {
  try {
    if (data.decoder) loading = load(data);
    await loading;
    port.postMessage(data.image ? await read(data.image, data.thorough) : {});
  } catch (trouble) {
    port.postMessage({ error: String(trouble) });
  }
};
