/** The one field for a code or for words, with the list of pieces below it (a combobox). */
import { search } from "./catalogue.js";
import { readCode, spaced } from "./codes.js";
import { fromAmount } from "./money.js";
import { tell } from "./speech.js";
import { count, euro, part, row, say } from "./texts.js";

const MOST = 8;
const LEAST_LETTERS = 2;
const TELL_MS = 700;

const field = document.querySelector("#typed");
const list = part("found");
let items = [];
let active = -1;
let telling;
let picked;

function option(item, at) {
  const made = row("found");
  made.id = `found-${at}`;
  part("name", made).textContent = item.title;
  part("by", made).textContent = item.maker;
  part("spaced", made).textContent = spaced(item.code);
  part("price", made).textContent = euro(fromAmount(item.price));
  const here = item.why || item.left < 1 ? say("gone") : count("left", item.left);
  part("left", made).textContent = here;
  made.classList.toggle("is-gone", Boolean(item.why || item.left < 1));
  if (item.photo) {
    const image = document.createElement("img");
    Object.assign(image, { src: item.photo, alt: "", width: 44, height: 44, loading: "lazy" });
    image.addEventListener("error", () => image.replaceWith(row("found").querySelector("svg")));
    made.querySelector(".thumb").replaceChildren(image);
  }
  // The field keeps the focus while the list is used.
  made.addEventListener("pointerdown", (event) => event.preventDefault());
  made.addEventListener("click", () => choose(item));
  return made;
}

function open(found) {
  items = found;
  list.replaceChildren(...found.map(option));
  list.hidden = !found.length;
  field.setAttribute("aria-expanded", String(found.length > 0));
  mark(-1);
  clearTimeout(telling);
  if (field.value.trim().length >= LEAST_LETTERS) telling = setTimeout(() => tell(count("found", found.length)), TELL_MS);
}

export function shut() {
  clearTimeout(telling);
  items = [];
  list.hidden = true;
  list.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
  active = -1;
}

function mark(at) {
  active = at;
  for (const [place, made] of [...list.children].entries()) {
    made.setAttribute("aria-selected", String(place === at));
    if (place === at) made.scrollIntoView({ block: "nearest" });
  }
  if (at < 0) field.removeAttribute("aria-activedescendant");
  else field.setAttribute("aria-activedescendant", `found-${at}`);
}

function choose(item) {
  clear();
  picked({ code: item.code });
}

export function clear() {
  field.value = "";
  shut();
}

/** What was typed is meant: the marked piece, a code, or the only piece with these words. */
export function commit() {
  const text = field.value;
  if (active >= 0) return choose(items[active]);
  if (!text.trim()) return undefined;
  const read = readCode(text);
  if (!read.problem) {
    clear();
    return picked({ text });
  }
  const found = search(text, MOST);
  if (found.length === 1) return choose(found[0]);
  if (found.length) {
    open(found);
    return mark(0);
  }
  shut();
  // Something like a code with one wrong character is said to be that, else it was words.
  return picked({ text, words: read.problem === "not_a_code" });
}

function look() {
  const text = field.value;
  const isWord = text.trim().length >= LEAST_LETTERS && readCode(text).problem;
  if (isWord) open(search(text, MOST));
  else shut();
}

const KEYS = {
  ArrowDown: () => (items.length ? mark((active + 1) % items.length) : look()),
  ArrowUp: () => items.length && mark((active <= 0 ? items.length : active) - 1),
  Escape: () => (items.length ? shut() : clear()),
};

/** `on`: called with {code} of a chosen piece, or {text} as typed, `words` when it looks like none. */
export function start(on) {
  picked = on;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");
  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || (event.key === "Escape" && !field.value)) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  });
  field.addEventListener("blur", () => setTimeout(shut, 150));
}

export const focus = () => field.focus();
export const isFilled = () => field.value.trim() !== "";
