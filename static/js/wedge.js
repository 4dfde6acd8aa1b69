/**
 * A hand scanner (USB or Bluetooth) is a keyboard that types very fast and ends with Enter.
 * Such a burst becomes the same `scanned` event as the camera's, on the document, wherever the
 * focus is: {detail: {text, source: "keys"}}.  A text field that had the focus gets back what stood
 * in it, and the Enter neither submits a form nor presses a button.  Nobody types seven keys with
 * less than 50 ms between them, so a person's own typing is left alone.
 */
const GAP_MS = 50;
const SHORTEST = 7;
const SILENT = new Set(["Shift", "CapsLock", "AltGraph", "Control", "Alt", "Meta"]);

// Most hand scanners come set to an American keyboard; on a Belgian computer their keys then give
// other characters.  What looks neither like an address nor like a code is read by key position.
const PLAIN = /^[\w.:/-]+$/;
const SIGNS = { Slash: "/?", Semicolon: ";:", Period: ".>", Minus: "-_" };

function american({ code, shiftKey }) {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  const digit = shiftKey ? null : /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  return digit ?? SIGNS[code]?.[Number(shiftKey)] ?? "?";
}

class Burst {
  typed = "";
  byPosition = "";

  constructor(target) {
    this.field = target.matches?.("input, textarea, select") ? target : null;
    this.value = this.field?.value;
    this.selection = [this.field?.selectionStart, this.field?.selectionEnd];
  }

  add(event) {
    this.typed += event.key.length === 1 ? event.key : "?";
    this.byPosition += american(event);
  }

  get text() {
    return !PLAIN.test(this.typed) && PLAIN.test(this.byPosition) ? this.byPosition : this.typed;
  }

  /** Puts the field back to what it was before the first key. */
  undo() {
    if (!this.field || this.field.value === this.value) return;
    this.field.value = this.value;
    if (typeof this.selection[0] === "number") this.field.setSelectionRange(...this.selection);
    const heard = this.field.matches("select") ? ["input", "change"] : ["input"];
    for (const name of heard) this.field.dispatchEvent(new Event(name, { bubbles: true }));
  }
}

let burst = null;
let last = -Infinity;

function isCharacter(event) {
  if (event.isComposing || event.repeat) return false;
  const shortcut = event.ctrlKey || event.altKey || event.metaKey;
  if (shortcut && !event.getModifierState("AltGraph")) return false;
  return event.key.length === 1 || event.key === "Dead";
}

function finish(event) {
  if (!burst || burst.typed.length < SHORTEST) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  burst.undo();
  const detail = { text: burst.text, source: "keys" };
  document.dispatchEvent(new CustomEvent("scanned", { bubbles: true, detail }));
}

document.addEventListener(
  "keydown",
  (event) => {
    if (SILENT.has(event.key)) return;
    if (event.timeStamp - last > GAP_MS) burst = null;
    last = event.timeStamp;
    if (isCharacter(event)) {
      burst ??= new Burst(event.composedPath()[0]);
      burst.add(event);
      return;
    }
    if (event.key === "Enter") finish(event);
    burst = null;
  },
  { capture: true },
);
