/**
 * What was sold here reaches the server exactly once.
 *
 * An act is stored before it is sent and leaves the store only when the server has confirmed its
 * key.  While a customer waits it is "asking": a refusal is told at once and nothing is kept.  When
 * no answer comes in time it is "queued": the goods are gone, so the server takes it as it is, or
 * says why not, and then it stays here, "refused", for a person.
 *
 * Out:  `queue`   an event on the document, detail {waiting, refused, state, next}
 */
import { alone } from "./alone.js";
import * as acts from "./acts.js";
import { send } from "./sender.js";
import { mark } from "./store.js";

const LONGEST_WAIT_MS = 30_000;
const SHOWN_MS = 250;

const channel = globalThis.BroadcastChannel && new BroadcastChannel("consign-till");
const unkept = new Map();
const asking = new Set();

let state = "idle";
let next = null;
let failures = 0;
let timer, showing, running;
let again = false;
let started = false;

/** {waiting, refused, state, next}: state is idle, sending, waiting (until `next`), signin, revoked. */
export async function status() {
  const { queued, refused } = await acts.counts().catch(() => ({ queued: 0, refused: 0 }));
  return { waiting: queued, refused, state, next };
}

/** Tells the page; `spread`: the other tabs' pages too. */
async function show(spread = true) {
  const detail = await status();
  document.dispatchEvent(new CustomEvent("queue", { detail }));
  if (spread) channel?.postMessage({ state, next });
  await mark(detail.waiting).catch(() => {});
}

/** While hundreds are sent the page need not count each of them. */
function showSoon() {
  showing ??= setTimeout(() => {
    showing = undefined;
    show();
  }, SHOWN_MS);
}

function become(what, when = null) {
  clearTimeout(timer);
  [state, next] = [what, when];
  timer = when === null ? undefined : setTimeout(wake, when - Date.now());
  return show();
}

function wake() {
  timer = undefined;
  run();
}

function later(pause) {
  const wait = Math.min(1000 * 2 ** failures, LONGEST_WAIT_MS) * (0.85 + 0.3 * Math.random());
  failures += 1;
  return become("waiting", Date.now() + Math.max(pause ?? 0, wait));
}

/** One more act waits: it goes with what is being sent or waits already, or else after a moment. */
function soon(pause) {
  if (running) again = true;
  return running || timer ? show() : later(pause);
}

// --- what was done here -----------------------------------------------------------------------

/** A key for a new act: random enough that no two tills ever draw the same. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Sells a basket; see `perform` for what comes of it. */
export function sell(sale, { seller = null, show: shown = null, patience = 2500 } = {}) {
  const { key = newKey(), sold_at = new Date().toISOString(), ...body } = sale;
  const { coworking } = body;
  const kind = "sale";
  return perform({ key, kind, sale: null, coworking, seller, made_at: sold_at, body, show: shown }, patience);
}

/** Takes a sale of this device back.  One sale has one undo, however often it is asked for. */
export async function undo(sale, { seller = null, patience = 2500 } = {}) {
  const made = (await acts.find(sale)) ?? (await acts.ticket(sale));
  const key = `${sale.slice(0, 14)}8${sale.slice(15)}`;
  const coworking = made?.coworking ?? null;
  const made_at = new Date().toISOString();
  return perform({ key, kind: "undo", sale, coworking, seller, made_at, body: {}, show: null }, patience);
}

/**
 * {state: "recorded", answer}   the server has it
 * {state: "stored", reason}     this device has it, and sends it: network, busy, signin or revoked
 * {state: "refused", problem}   nobody has it: the customer is still there and is told
 * {state: "unsaved"}            no answer, and nothing can be stored here: the same key again is safe
 */
async function perform(act, patience) {
  const { key } = act;
  const ticket = await acts.ticket(key).catch(() => undefined);
  if (ticket?.answer) return { state: "recorded", key, answer: ticket.answer };
  asking.add(key);
  try {
    const kept = await acts.keep(act, patience);
    unkept.delete(key);
    return kept ? await ask(kept, patience) : await waits(key);
  } catch {
    return await askUnkept(act, patience);
  } finally {
    asking.delete(key);
  }
}

/** It was here already, or its sale is: it goes with the queue. */
async function waits(key) {
  run();
  return { state: "stored", key, reason: state === "signin" || state === "revoked" ? state : "busy" };
}

async function ask(act, patience) {
  const { key } = act;
  const outcome = await send(act, patience);
  if (outcome.done) {
    await acts.settle(act, outcome.done);
    // The network is there: so may what waits.
    run();
    return { state: "recorded", key, answer: outcome.done };
  }
  if (outcome.refused && (await acts.forget(key))) {
    show();
    return { state: "refused", key, problem: outcome.refused };
  }
  await acts.enqueue(key);
  await (outcome.stop ? become(outcome.stop) : soon(outcome.pause));
  return { state: "stored", key, reason: outcome.stop ?? outcome.later ?? "busy" };
}

async function askUnkept(act, patience) {
  const { key } = act;
  // Said again it must be the same act, so the same time.
  if (!unkept.has(key)) unkept.set(key, { ...act, state: "asking" });
  const { done, refused } = await send(unkept.get(key), patience);
  if (!done && !refused) return { state: "unsaved", key };
  unkept.delete(key);
  return done ? { state: "recorded", key, answer: done } : { state: "refused", key, problem: refused };
}

// --- sending what waits -------------------------------------------------------------------------

/** Sends what waits, now. */
export function flush() {
  failures = 0;
  return run();
}

/** The timer's way: what failed before still makes the next pause longer. */
function run() {
  again = true;
  running ??= alone(sendAll)
    .catch(() => later())
    .finally(() => {
      running = undefined;
      // Something came after the last look.
      if (again) run();
    });
  return running;
}

async function sendAll(stillHere) {
  let left;
  do {
    again = false;
    left = await pass(stillHere);
  } while (again && left.state === "idle");
  again = false;
  await acts.prune();
  if (left.orphan) return become("waiting", left.orphan);
  if (left.state === "waiting") return later(left.pause);
  failures = 0;
  return become(left.state);
}

/** Goes through the queue once, in the order of making; says how it stands then. */
async function pass(stillHere) {
  const orphan = await acts.adopt(asking);
  let troubled = 0;
  let last = null;
  for await (const act of acts.waiting()) {
    if (state !== "sending") become("sending");
    stillHere();
    const outcome = await send(act);
    if (outcome.done) await acts.settle(act, outcome.done);
    else if (outcome.refused) await acts.refuse(act.key, outcome.refused);
    else {
      await acts.tried(act.key);
      last = outcome;
      troubled += 1;
      // One act alone may be what the server cannot take: it does not hold up the others.
      if (outcome.certain || outcome.later === "network" || troubled > 1) break;
      continue;
    }
    troubled = 0;
    failures = 0;
    showSoon();
  }
  if (last) return { state: last.stop ?? "waiting", pause: last.pause };
  return orphan ? { state: "waiting", orphan } : { state: "idle" };
}

/** A refused act is sent again. */
export async function retry(key) {
  await acts.enqueue(key);
  return flush();
}

/** A refused act leaves the queue: somebody dealt with it by hand.  It stays among the tickets. */
export async function setAside(key) {
  await acts.setAside(key);
  return show();
}

/** Sends what is left from before, and again whenever there is reason to. */
export function start() {
  if (started) return run();
  started = true;
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  channel?.addEventListener("message", ({ data }) => {
    if (!running && !timer) [state, next] = [data.state, data.next];
    show(false);
  });
  return flush();
}

export const list = () => acts.list().catch(() => []);
export const tickets = (which) => acts.tickets(which).catch(() => []);
export const ticket = (key) => acts.ticket(key).catch(() => undefined);
