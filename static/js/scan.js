/**
 * <code-scanner>: the camera, or a photo, becomes the text of a QR code.
 *
 * In:   data-worker, data-decoder, data-wasm   addresses of scan-worker.js, the decoder and its wasm
 *       data-auto      opens the camera at once; without it only where it was allowed before
 *       data-silent    the page itself says with answer() what came of a code
 *       data-icons     address of the drawings; the tools then carry one each
 *       data-text-…    what a person reads: start, stop, torch, camera, aim, photo, found, reading,
 *                      unread, and one sentence each for refused, missing, busy, insecure, failed
 * Out:  `scanned`      a bubbling event, detail {text, source: "camera" | "photo", decode_ms}
 *       data-state     closed, opening, open or trouble; data-trouble says which of the five
 *       open(), close(), pause(), resume(), answer()
 */
const GONE_MS = 1500;
const SWAPPED_MS = 500;
const CENTRAL = 0.25;
const ENLARGED_PX = 1200;
const PHOTO_PX = 4000;
const SVG = "http://www.w3.org/2000/svg";
const CAMERA_KEY = "code-scanner.camera";
const FLASH_MS = 900;
const TROUBLE = { NotAllowedError: "refused", NotFoundError: "missing" };

/** Tells a code that came into the picture from one that is still there. */
export class Sightings {
  #seen = new Map();
  #latest = null;

  /**
   * The text to report, or null, of the codes read at `now` (ms), the most central first.
   * A text counts again once it was out of the picture for 1.5 s, or for 0.5 s when another was
   * reported since.  While the latest is still about, its neighbour counts only from the middle:
   * of two labels lying side by side one is meant.
   */
  report(codes, now) {
    const text = codes.length && this.#isNew(codes[0], now) ? codes[0].text : null;
    if (text) {
      this.#latest = text;
      this.#seen.set(text, now);
    }
    for (const code of codes) if (this.#seen.has(code.text)) this.#seen.set(code.text, now);
    return text;
  }

  /** After a pause: what was reported last lies there still, until it has been out of the picture. */
  resume(now) {
    if (this.#latest) this.#seen.set(this.#latest, now);
  }

  #isNew({ text, off }, now) {
    if (text === this.#latest) return this.#away(text, now) >= GONE_MS;
    const alone = this.#away(this.#latest, now) >= SWAPPED_MS;
    return (alone || off < CENTRAL) && this.#away(text, now) >= SWAPPED_MS;
  }

  #away(text, now) {
    return now - (this.#seen.get(text) ?? -Infinity);
  }
}

/** The worker, one promise a question. */
class Decoder {
  #worker;

  constructor({ worker, decoder, wasm }, failed) {
    this.#worker = new Worker(worker);
    this.#worker.onerror = failed;
    this.#ask({ decoder, wasm }).catch(failed);
  }

  read(image, thorough) {
    return this.#ask({ image, thorough }, [image.data.buffer]);
  }

  close() {
    this.#worker.terminate();
  }

  #ask(message, handed = []) {
    const { port1, port2 } = new MessageChannel();
    return new Promise((answer, refuse) => {
      port1.onmessage = ({ data }) => {
        port1.close();
        if (data.error) refuse(new Error(data.error));
        else answer(data);
      };
      this.#worker.postMessage(message, [port2, ...handed]);
    });
  }
}

const canvas = document.createElement("canvas");

/** The part (x, y, width, height) of a picture, drawn `scale` times as large. */
function cut(picture, [x, y, width, height], scale) {
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

let audio;

/** A browser lets a page sound and vibrate only after a person touched it. */
function unlockSound() {
  audio ??= new AudioContext();
  audio.resume();
}

function beep() {
  if (!audio) return;
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  const end = audio.currentTime + 0.12;
  tone.frequency.value = 1760;
  loudness.gain.setValueAtTime(0.2, audio.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, end);
  tone.connect(loudness).connect(audio.destination);
  tone.start();
  tone.stop(end);
  navigator.vibrate?.(60);
}

async function camerasHere() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices.filter(({ kind }) => kind === "videoinput");
}

async function film() {
  const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
  const open = (which) =>
    navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
  const back = { facingMode: { ideal: "environment" } };
  const chosen = localStorage.getItem(CAMERA_KEY);
  if (!chosen) return open(back);
  return open({ deviceId: { exact: chosen } }).catch((trouble) => {
    if (trouble.name !== "OverconstrainedError") throw trouble;
    return open(back); // the chosen one is not there today
  });
}

function halt(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

function make(tag, properties, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

class CodeScanner extends HTMLElement {
  #parts;
  #gone;
  #decoder;
  #stream;
  #flash;
  #turn = 0; // changes whenever the camera opens or closes; what was begun in an older one ends
  #wanted = false;
  #reading = false;
  #paused = false;
  #enlarge = false;
  #sightings = new Sightings();

  connectedCallback() {
    this.#parts ??= this.#build();
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    const seen = () => (document.hidden ? this.#release() : this.#wanted && this.open());
    document.addEventListener("visibilitychange", seen, { signal });
    document.addEventListener("click", unlockSound, { once: true, signal });
    this.#show("closed");
    this.#begin(signal);
  }

  disconnectedCallback() {
    this.#gone.abort();
    this.close();
    this.#dropDecoder();
  }

  /** Opens the camera; where there is none to open, says why and offers a photo instead. */
  async open() {
    this.#wanted = true;
    if (document.hidden || this.#isFilming()) return;
    if (!window.isSecureContext) return this.#fail("insecure");
    if (!navigator.mediaDevices) return this.#fail("missing");
    this.#show("opening");
    const turn = ++this.#turn;
    try {
      this.#engine();
      const stream = await film();
      if (turn !== this.#turn) return halt(stream);
      await this.#watch(stream);
      this.#look(turn);
    } catch (trouble) {
      if (turn === this.#turn) this.#fail(TROUBLE[trouble.name] ?? "busy");
    }
  }

  close() {
    this.#wanted = false;
    this.#release();
  }

  /** Keeps filming and reports nothing. */
  pause() {
    this.#paused = true;
  }

  resume() {
    if (!this.#paused) return;
    this.#paused = false;
    this.#sightings.resume(performance.now());
  }

  /** Shows what came of a code, "found" or "refused", as a flash with a few words in the picture. */
  answer(what, words) {
    this.classList.remove("is-found", "is-refused");
    void this.offsetWidth; // so that the same flash begins anew
    this.classList.add(`is-${what}`);
    this.#parts.words.textContent = words;
    clearTimeout(this.#flash);
    this.#flash = setTimeout(() => {
      this.classList.remove("is-found", "is-refused");
      this.#parts.words.textContent = "";
    }, FLASH_MS);
  }

  async #begin(signal) {
    if (!navigator.mediaDevices) return this.open(); // which says why it cannot
    // A browser that cannot be asked what it allows waits for the button.
    const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
    if (signal.aborted) return;
    const openIfAllowed = () => permission?.state === "granted" && this.open();
    permission?.addEventListener("change", openIfAllowed, { signal });
    if (this.hasAttribute("data-auto")) this.open();
    else openIfAllowed();
    const found = await camerasHere();
    if (!found.length && this.dataset.state === "closed") this.#fail("missing");
  }

  async #watch(stream) {
    const { video, torch, choice, cameras } = this.#parts;
    const [track] = stream.getVideoTracks();
    this.#stream = stream;
    track.onended = () => this.#fail("busy");
    video.srcObject = stream;
    await video.play();
    const found = await camerasHere();
    const options = found.map((one, at) => new Option(one.label || `${at + 1}`, one.deviceId));
    cameras.replaceChildren(...options);
    cameras.value = track.getSettings().deviceId;
    if (stream !== this.#stream) return;
    this.#show("open");
    choice.hidden = found.length < 2;
    torch.hidden = !track.getCapabilities?.().torch;
  }

  /** At each frame the square under the aim goes to the worker, unless it is still busy. */
  #look(turn) {
    if (turn !== this.#turn) return;
    const { video, aim } = this.#parts;
    const ready = video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && aim.offsetWidth;
    if (ready && !this.#reading && !this.#paused) this.#readFrame(turn);
    const next = () => this.#look(turn);
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  }

  async #readFrame(turn) {
    const square = this.#square();
    // Small or soft modules are read better enlarged, others faster as they are: take turns.
    const scale = this.#enlarge ? Math.max(1, Math.min(2, ENLARGED_PX / square[2])) : 1;
    this.#enlarge = !this.#enlarge;
    this.#reading = true;
    const answer = await this.#read(cut(this.#parts.video, square, scale), false);
    this.#reading = false;
    if (!answer || turn !== this.#turn || this.#paused) return;
    const text = this.#sightings.report(answer.codes, performance.now());
    if (text) this.#emit(text, "camera", answer.ms);
  }

  /** The part of the camera's picture that lies under the aim on the page. */
  #square() {
    const { video, aim } = this.#parts;
    const { videoWidth: width, videoHeight: height } = video;
    const shown = Math.max(video.clientWidth / width, video.clientHeight / height);
    const side = Math.min(Math.round(aim.offsetWidth / shown), width, height);
    return [(width - side) / 2, (height - side) / 2, side, side];
  }

  async #readPhoto(file) {
    this.#say("reading");
    const photo = await createImageBitmap(file).catch(() => null);
    if (!photo) return this.#say("unread");
    const scale = Math.min(1, PHOTO_PX / Math.max(photo.width, photo.height));
    const image = cut(photo, [0, 0, photo.width, photo.height], scale);
    const answer = await this.#read(image, true);
    if (answer?.codes.length) this.#emit(answer.codes[0].text, "photo", answer.ms);
    else if (answer) this.#say("unread");
  }

  /** The worker's answer, or null after saying that there is none. */
  async #read(image, thorough) {
    try {
      return await this.#engine().read(image, thorough);
    } catch {
      this.#fail("failed");
      return null;
    }
  }

  #emit(text, source, ms) {
    if (this.hasAttribute("data-silent")) this.#say(this.dataset.trouble ?? "");
    else this.#greet();
    const detail = { text, source, decode_ms: ms };
    this.dispatchEvent(new CustomEvent("scanned", { bubbles: true, detail }));
  }

  #greet() {
    beep();
    this.answer("found", "");
    this.#say("found");
    setTimeout(() => this.#say(this.dataset.trouble ?? ""), FLASH_MS);
  }

  #engine() {
    this.#decoder ??= new Decoder(this.dataset, () => this.#fail("failed"));
    return this.#decoder;
  }

  #dropDecoder() {
    this.#decoder?.close();
    this.#decoder = undefined;
    this.#reading = false;
  }

  #release() {
    this.#turn++;
    halt(this.#stream);
    this.#stream = undefined;
    this.#parts.video.srcObject = null;
    if (this.#isFilming()) this.#show("closed");
  }

  #fail(trouble) {
    this.close();
    if (trouble === "failed") this.#dropDecoder();
    this.#show("trouble", trouble);
  }

  #isFilming() {
    return this.dataset.state === "open" || this.dataset.state === "opening";
  }

  #show(state, trouble = "") {
    const { toggle, torch, choice, photo } = this.#parts;
    this.dataset.state = state;
    this.dataset.trouble = trouble;
    toggle.querySelector("span").textContent = this.#text(this.#isFilming() ? "stop" : "start");
    this.#drawing(toggle, this.#isFilming() ? "cross" : "camera");
    toggle.hidden = trouble === "insecure";
    torch.setAttribute("aria-pressed", "false");
    torch.hidden = choice.hidden = true;
    photo.hidden = !trouble;
    this.#say(trouble);
  }

  #say(what) {
    this.#parts.status.textContent = this.#text(what);
  }

  #text(what) {
    return this.getAttribute(`data-text-${what}`) ?? "";
  }

  /** The icon before the words of a tool, where the page gave an address for it. */
  #drawing(tool, name) {
    const { icons } = this.dataset;
    if (!icons) return;
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${icons}#${name}`);
    drawing.append(use);
    tool.querySelector("svg")?.remove();
    tool.prepend(drawing);
  }

  #light() {
    const { torch } = this.#parts;
    const on = torch.getAttribute("aria-pressed") !== "true";
    torch.setAttribute("aria-pressed", String(on));
    this.#stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
  }

  #use(camera) {
    localStorage.setItem(CAMERA_KEY, camera);
    this.#release();
    this.open();
  }

  #build() {
    const named = (tag, name, ...children) => make(tag, { className: `scan-${name}` }, ...children);
    const words = (what) => make("span", { textContent: this.#text(what) });
    const video = make("video", { className: "scan-video", muted: true, playsInline: true });
    const file = make("input", { className: "scan-file", type: "file", accept: "image/*" });
    file.setAttribute("capture", "environment");
    const aim = named("div", "aim");
    const status = named("p", "status");
    status.setAttribute("role", "status");
    const toggle = make("button", { className: "scan-toggle", type: "button" }, make("span", {}));
    const torch = make("button", { className: "scan-torch", type: "button" }, words("torch"));
    const cameras = named("select", "cameras");
    const choice = named("label", "choice", words("camera"), cameras);
    const photo = named("label", "photo", file, words("photo"));
    const shown = named("p", "words");
    shown.setAttribute("aria-hidden", "true");
    this.#drawing(torch, "sun");
    this.#drawing(choice, "camera");
    this.#drawing(photo, "photo");
    toggle.onclick = () => (this.#isFilming() ? this.close() : this.open());
    torch.onclick = () => this.#light();
    cameras.onchange = () => this.#use(cameras.value);
    file.onchange = () => this.#readPhoto(file.files[0]).finally(() => (file.value = ""));
    this.replaceChildren(
      named("div", "stage", video, aim, named("p", "hint", this.#text("aim")), status, shown),
      named("div", "tools", photo, toggle, torch, choice),
    );
    return { video, aim, status, words: shown, toggle, torch, choice, cameras, photo };
  }
}

customElements.define("code-scanner", CodeScanner);
