/** What the template says and holds for the script: sentences by name, rows to copy, named parts. */
import { euro as inEuro } from "./money.js";

const source = document.querySelector("template[data-texts]");
const language = document.documentElement.lang;
const rules = new Intl.PluralRules(language);

/** Addresses and the like that came with the texts. */
export const given = source.dataset;
export const locale = document.querySelector("[data-till]").dataset.locale;

const sentences = new Map(
  Array.from(source.content.querySelectorAll("[data-text]"), (one) => [one.dataset.text, one.textContent]),
);

/** A sentence by its name, {…} filled in. */
export function say(name, values = {}) {
  return (sentences.get(name) ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** The same for a number of things. */
export function count(name, n, values = {}) {
  const form = rules.select(n) === "one" ? "one" : "other";
  return say(`${name}.${form}`, { n: number(n), ...values });
}

export const number = (n) => new Intl.NumberFormat(locale).format(n);
export const euro = (size) => inEuro(size, locale);
export const part = (name, within = document) => within.querySelector(`[data-${name}]`);

/** A copy of a row of the template, without the white space around it. */
export const row = (name) => document.querySelector(`template[data-row="${name}"]`).content.cloneNode(true).firstElementChild;

/** `10` for `10.0000`, `7,5` for `7.5000`. */
export const percent = (text) => new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(Number(text));

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

/** A moment, with its day unless it is today. */
export function when(moment) {
  const date = new Date(moment);
  const today = date.toDateString() === new Date().toDateString();
  return (today ? clock : day).format(date);
}

/** One icon by its name. */
export function icon(name) {
  const made = row("found").querySelector("svg");
  const use = made.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return made;
}

/** A button of the page's kind. */
export function button(words, act, kind = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `button ${kind}`.trim();
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

export function link(words, address, kind = "") {
  const made = document.createElement("a");
  made.href = address;
  made.className = `button ${kind}`.trim();
  made.textContent = words;
  return made;
}
