/** From a code to a piece, or to a sentence why there is none to sell. */
import { age, find, refresh, settled } from "./catalogue.js";
import { spaced } from "./codes.js";
import { say } from "./texts.js";

const FRESH_MS = 20_000;
const PATIENCE_MS = 2500;
const ANSWER_MS = 4000;
const REFUSED = 409;
const form = document.querySelector("[data-till]");

const soon = (promise) => Promise.race([promise, new Promise((go) => setTimeout(go, PATIENCE_MS))]);

/** A code that is no label of ours: whose it is, as far as it says so itself. */
export function foreign(text) {
  const words = text.trim().slice(0, 60);
  try {
    const { host, protocol } = new URL(text.trim());
    if (host && /^https?:$/.test(protocol)) return say("otherSystem", { host });
  } catch {
    // No address.
  }
  return say("otherCode", { words });
}

/**
 * {item}, or {sentence, sold}: `sold` that its ticket may be looked for.  What the device knows is
 * known at once; the server is asked only about what it does not know or what cannot be sold.
 */
export async function look(code) {
  // A piece whose sale was undone a moment ago can be sold again at once.
  await settled();
  const known = find(code);
  if (known && !why(known)) return { item: known };
  // What the list says may be older than the piece in somebody's hand.
  if (!known || age() === null || age() > FRESH_MS) await soon(refresh());
  const found = find(code);
  if (!found) return askServer(code);
  return why(found) ?? { item: found };
}

function why(item) {
  if (item.why) return { sentence: item.why.detail, sold: item.why.code === "already_sold" };
  if (item.left > 0) return null;
  return { sentence: say("soldHere", { title: item.title }), sold: true };
}

async function askServer(code) {
  try {
    return await answer(code);
  } catch {
    return { sentence: say("unknownOffline", { code: spaced(code) }) };
  }
}

async function answer(code) {
  const reply = await fetch(`${form.dataset.line}?${new URLSearchParams({ code })}`, {
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (reply.redirected) return { sentence: say("unknownSignin", { code: spaced(code) }) };
  if (!reply.ok && reply.status !== REFUSED) throw new Error(reply.statusText);
  const told = document.createElement("template");
  told.innerHTML = await reply.text();
  const { dataset, textContent } = told.content.firstElementChild;
  if (reply.ok) return { item: made(dataset) };
  return { sentence: textContent.trim(), sold: dataset.refused === "already_sold" };
}

/** A piece that came after the list: sold at its price, without discount. */
function made({ code, title, maker, price, left }) {
  const unknown = { was: [], photo: null, most: "0.0000", bearer: "maker", seller: null, held: [], why: null };
  return { ...unknown, code, title, maker, price, on_hand: Number(left), left: Number(left) };
}
