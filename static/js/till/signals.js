/** What a person hears, feels and sees when something worked or did not: tone, vibration, colour. */
import { part } from "./texts.js";

const MUTED = "consign-till.muted";
const TONES = {
  good: [{ pitch: 1760, at: 0, for: 0.12, shape: "sine" }],
  sold: [
    { pitch: 1319, at: 0, for: 0.1, shape: "sine" },
    { pitch: 1976, at: 0.1, for: 0.22, shape: "sine" },
  ],
  bad: [
    { pitch: 233, at: 0, for: 0.16, shape: "square" },
    { pitch: 185, at: 0.18, for: 0.24, shape: "square" },
  ],
};
const SHAKES = { good: 60, sold: [60, 60, 60], bad: [160, 80, 160] };
const LOUDNESS = { sine: 0.2, square: 0.07 };
const FLASH_MS = 450;

let audio;
let muted = false;
let fading;

/** A browser lets a page sound only after a person touched it. */
function unlock() {
  audio ??= new AudioContext();
  audio.resume();
}

function play(tone) {
  const [source, loudness] = [audio.createOscillator(), audio.createGain()];
  const start = audio.currentTime + tone.at;
  source.type = tone.shape;
  source.frequency.value = tone.pitch;
  loudness.gain.setValueAtTime(LOUDNESS[tone.shape], start);
  loudness.gain.exponentialRampToValueAtTime(0.001, start + tone.for);
  source.connect(loudness).connect(audio.destination);
  source.start(start);
  source.stop(start + tone.for);
}

/** `what`: good, sold or bad. */
export function signal(what) {
  if (audio && !muted) TONES[what].forEach(play);
  if (navigator.userActivation?.hasBeenActive ?? audio) navigator.vibrate?.(SHAKES[what]);
  const edge = part("edge");
  edge.className = "edge";
  void edge.offsetWidth; // so that the same colour flashes anew
  edge.classList.add(what === "bad" ? "is-bad" : "is-good");
  clearTimeout(fading);
  fading = setTimeout(() => (edge.className = "edge"), FLASH_MS);
}

function remember(quiet) {
  muted = quiet;
  part("sound").setAttribute("aria-pressed", String(!quiet));
}

/** The one switch for sounds. */
export function startSignals() {
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, unlock, { once: true });
  try {
    remember(localStorage.getItem(MUTED) === "yes");
  } catch {
    // It is then asked each time.
  }
  part("sound").addEventListener("click", () => {
    remember(!muted);
    try {
      localStorage.setItem(MUTED, muted ? "yes" : "no");
    } catch {
      // As long as the page.
    }
    if (!muted) signal("good");
  });
}
