/**
 * Who sells.  Where somebody is signed in it is that person; on a paired device each signs with a
 * PIN, which holds for two minutes without a touch.
 */
import { facts } from "./catalogue.js";
import { close, dialog, show } from "./dialogs.js";
import { verify } from "./people.js";
import { tell } from "./speech.js";
import { count, part, row, say } from "./texts.js";

const RESTING_MS = 120_000;
const TRIES = 5;
const PENALTY_MS = 30_000;
const WAIT = "consign-till.pin";

let signed = null;
let resting;
let asked = null;
let waiting;

/** Somebody signed in with a session sells as themselves: nobody need be named. */
export const needsPin = () => Boolean(facts()?.device) && !facts().me;
export const current = () => (needsPin() ? signed : (facts()?.me ?? null));
/** Whom a sale is signed by, as the queue wants it. */
export const named = () => (needsPin() ? signed?.id : null) ?? null;

function showSeller() {
  const chip = part("seller");
  chip.hidden = !signed || !needsPin();
  part("seller-name").textContent = signed?.name ?? "";
}

function rest() {
  clearTimeout(resting);
  if (signed) resting = setTimeout(lock, RESTING_MS);
}

export function lock() {
  signed = null;
  clearTimeout(resting);
  showSeller();
  tell(say("locked"));
}

function sign(person) {
  signed = { id: person.id, name: person.name };
  rest();
  showSeller();
  tell(say("signed", { name: person.name }));
}

// --- wrong PINs, remembered beyond a reload ------------------------------------------------------

function wrongs() {
  try {
    return { many: 0, until: 0, ...JSON.parse(localStorage.getItem(WAIT)) };
  } catch {
    return { many: 0, until: 0 };
  }
}

function note(state) {
  try {
    localStorage.setItem(WAIT, JSON.stringify(state));
  } catch {
    // As long as the page.
  }
}

/** A clock that was put back makes nobody wait longer. */
const left = () => Math.min(Math.max(wrongs().until - Date.now(), 0), PENALTY_MS);

function countWrong() {
  const many = wrongs().many + 1;
  note(many >= TRIES ? { many: 0, until: Date.now() + PENALTY_MS } : { many, until: 0 });
}

// --- the pad -------------------------------------------------------------------------------------

const field = part("pin-field");
const pad = part("pin");

function problem(words) {
  part("pin-problem").textContent = words;
}

function waitOut() {
  clearInterval(waiting);
  const ms = left();
  pad.classList.toggle("is-waiting", ms > 0);
  field.disabled = ms > 0;
  for (const key of pad.querySelectorAll(".key")) key.disabled = ms > 0;
  if (!ms) return problem("");
  problem(say("waitPin", { n: Math.ceil(ms / 1000) }));
  waiting = setInterval(() => {
    const now = left();
    part("pin-problem").textContent = now ? say("waitPin", { n: Math.ceil(now / 1000) }) : "";
    if (!now) {
      waitOut();
      field.focus();
    }
  }, 1000);
}

function askPin(person) {
  asked = person;
  part("people").hidden = part("nobody").hidden = true;
  pad.hidden = false;
  part("pin-face").textContent = initials(person.name);
  part("pin-name").textContent = person.name;
  field.value = "";
  problem("");
  waitOut();
  field.focus();
}

function askPerson(people) {
  asked = null;
  clearInterval(waiting);
  pad.hidden = true;
  part("nobody").hidden = people.length > 0;
  const list = part("people");
  list.hidden = !people.length;
  list.replaceChildren(...people.map(buttonOf));
}

const initials = (name) =>
  name.split(/[\s-]+/).filter(Boolean).slice(0, 2).map((word) => Array.from(word)[0].toUpperCase()).join("");

function buttonOf(person) {
  const made = row("person");
  made.querySelector(".face").textContent = initials(person.name);
  made.querySelector("strong").textContent = person.name;
  made.querySelector("button").addEventListener("click", () => askPin(person));
  return made;
}

async function check(event) {
  event.preventDefault();
  const pin = field.value;
  if (left()) return;
  if (!/^\d{4,6}$/.test(pin)) return problem(say("shortPin"));
  if (await verify(asked, pin)) {
    note({ many: 0, until: 0 });
    sign(asked);
    return close("seller", "signed");
  }
  countWrong();
  field.value = "";
  if (left()) return waitOut();
  problem(say("wrongPin"));
  field.focus();
}

function press({ target }) {
  const key = target.closest(".key");
  if (!key?.value) return;
  field.value = key.value === "back" ? field.value.slice(0, -1) : (field.value + key.value).slice(0, 6);
  problem("");
  tell(count("typed", field.value.length));
}

/** Resolves with true when somebody has signed; `only`: the one who must, by id. */
export async function ask(only = null) {
  if (!needsPin()) return true;
  if (signed && (only === null || signed.id === only)) return true;
  const people = facts().people.filter(({ id }) => only === null || id === only);
  askPerson(people);
  const closed = show("seller");
  if (only !== null && people.length) askPin(people[0]);
  return (await closed) === "signed";
}

export function start() {
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, rest);
  document.addEventListener("catalogue", showSeller);
  part("seller").addEventListener("click", lock);
  part("someone-else").addEventListener("click", () => askPerson(facts().people));
  pad.addEventListener("submit", check);
  pad.addEventListener("click", press);
  field.addEventListener("input", () => (field.value = field.value.replace(/\D/g, "").slice(0, 6)));
  dialog("seller").addEventListener("close", () => {
    clearInterval(waiting);
    field.value = "";
  });
}
