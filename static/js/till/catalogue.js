/**
 * The pieces of a coworking, kept on this device: what they are, what they cost, how many are left.
 *
 * The list is the server's; what this device sold and the list does not know yet is taken off.
 * Out:  `catalogue`   an event on the document when something of it changed, detail {changed}: the
 *                     list ("list") or only what is left ("left")
 */
import * as acts from "./acts.js";
import { prefetch } from "./photos.js";
import { get, put } from "./store.js";
import { fold, rank } from "./words.js";

const EVERY_MS = 60_000;
const ANSWER_MS = 15_000;
const SETTLE_MS = 300;
const FUTURE_MS = 60_000;
// A slow answer says little about the clock.
const TRUSTED_MS = 5000;

let slug = null;
let list = null;
let items = new Map();
let gone = new Map();
let refreshing, settling, timer;

function tell(changed) {
  document.dispatchEvent(new CustomEvent("catalogue", { detail: { changed } }));
}

function take(row) {
  list = row;
  items = new Map(row.items.map((item) => [item.code, { ...item, left: item.on_hand }]));
  for (const item of items.values()) {
    item.words = [fold(item.code), fold(item.title), fold(item.maker)];
  }
}

// --- what is left -------------------------------------------------------------------------------

/** What of the sales and undos of this device the list does not contain yet, by code. */
async function reckon() {
  const asked = list?.asked ?? 0;
  const waiting = await acts.list();
  const limit = Infinity;
  const answered = await acts.tickets({ coworking: slug, since: asked, limit });
  const soon = Date.now() + FUTURE_MS;
  const recent = answered.filter((row) => !row.aside && row.answered < soon);
  const lines = new Map();
  const found = new Map();
  for (const act of [...recent, ...waiting]) {
    if (act.coworking === slug && act.kind === "sale") lines.set(act.key, act.body.lines);
  }
  for (const act of [...recent, ...waiting]) {
    if (act.coworking !== slug) continue;
    const back = act.kind === "undo" && act.state !== "refused";
    const sold = back ? (lines.get(act.sale) ?? (await acts.ticket(act.sale))?.body.lines) : act.body.lines;
    for (const { code, quantity = 1 } of sold ?? []) {
      found.set(code, (found.get(code) ?? 0) + (back ? -quantity : quantity));
    }
  }
  return found;
}

async function settle() {
  settling = undefined;
  gone = await reckon().catch(() => gone);
  let differs = false;
  for (const item of items.values()) {
    const left = Math.max(item.on_hand - (gone.get(item.code) ?? 0), 0);
    differs ||= left !== item.left;
    item.left = left;
  }
  if (differs) tell("left");
}

/** Hundreds of sales that are sent one after the other are reckoned with together. */
function settleSoon() {
  settling ??= setTimeout(settle, SETTLE_MS);
}

/** What is left, with everything that was done on this device up to now. */
export async function settled() {
  if (settling === undefined) return;
  clearTimeout(settling);
  await settle();
}

// --- the list -----------------------------------------------------------------------------------

async function fetched() {
  const headers = list?.etag ? { "If-None-Match": list.etag } : {};
  return fetch(`/desk/${slug}/till/catalogue.json`, {
    headers,
    cache: "no-store",
    redirect: "manual",
    signal: AbortSignal.timeout(ANSWER_MS),
  });
}

async function read() {
  const [asked, started] = [Date.now(), performance.now()];
  const answer = await fetched();
  const took = performance.now() - started;
  if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return "signin";
  if (answer.status === 304) return keep({ ...list, asked, confirmed: Date.now() }, "same");
  if (!answer.ok) return "offline";
  const { items: pieces, ...facts } = await answer.json();
  const behind = Date.parse(facts.now) - (asked + took / 2);
  const clock = took < TRUSTED_MS ? Math.round(behind) : (list?.clock ?? 0);
  const etag = answer.headers.get("ETag");
  const row = { coworking: slug, etag, asked, confirmed: Date.now(), clock, facts, items: pieces };
  return keep(row, "fresh");
}

async function keep(row, how) {
  // Another coworking was opened while this one's list was on its way.
  if (row.coworking !== slug) return "offline";
  if (how === "fresh") take(row);
  else list = row;
  await put("items", row).catch(() => {}); // without storage it lives as long as the page
  await settle();
  if (how === "fresh") {
    tell("list");
    prefetch(row.items);
  }
  return how;
}

/** Asks the server: "fresh", "same", "offline" (no usable answer) or "signin" (not for this device). */
export function refresh() {
  refreshing ??= read()
    .catch(() => "offline")
    .finally(() => (refreshing = undefined));
  return refreshing;
}

/** Reads what is on the device, then keeps it fresh.  Resolves after the first reading. */
export async function open(coworking) {
  if (slug !== coworking) [slug, list, items, gone] = [coworking, null, new Map(), new Map()];
  const row = await get("items", slug).catch(() => undefined);
  if (row) {
    take(row);
    await settle();
    tell("list");
  }
  keepFresh();
  return Boolean(row);
}

function keepFresh() {
  const here = () => document.hidden || refresh();
  here();
  if (timer) return;
  timer = setInterval(here, EVERY_MS);
  addEventListener("online", here);
  document.addEventListener("visibilitychange", here);
  document.addEventListener("queue", settleSoon);
}

// --- what the page asks -------------------------------------------------------------------------

/** The catalogue without its items; null before the first one. */
export const facts = () => list?.facts ?? null;

/** Milliseconds since the server last confirmed the list; null before the first time. */
export const age = () => (list ? Math.max(Date.now() - list.confirmed, 0) : null);

/** How many milliseconds this device's clock is behind the server's; below zero when ahead. */
export const clock = () => list?.clock ?? 0;

export const size = () => items.size;

/** The piece with a code, with `left`: how many may still be sold. */
export const find = (code) => items.get(code);

/** Pieces whose code, title or maker has all the words, the best first. */
export function search(words, limit = 20) {
  const wanted = fold(words).split(/\s+/).filter(Boolean);
  if (!wanted.length) return [];
  const found = [];
  for (const item of items.values()) {
    const value = rank(item.words, wanted);
    if (value) found.push([value + (item.left > 0 && !item.why ? 0.5 : 0), item]);
  }
  found.sort(([one, { title }], [other, { title: second }]) => other - one || title.localeCompare(second));
  return found.slice(0, limit).map(([, item]) => item);
}
