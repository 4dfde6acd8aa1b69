/** How the network is and what waits, always in words; and what there is to do about it. */
import { clock, facts, refresh } from "./catalogue.js";
import { status } from "./queue.js";
import { notice, unnotice } from "./speech.js";
import { count, given, number, part, say } from "./texts.js";

const AGAIN_MS = 15_000;
const WRONG_CLOCK_MS = 5 * 60_000;

let reached = navigator.onLine;
let signedOut = false;
let queue = { waiting: 0, refused: 0, state: "idle", next: null };
let trying;
let openRefused;

function words() {
  const { waiting, state } = queue;
  if (waiting && state === "sending") return ["sending", count("sending", waiting)];
  if (state === "revoked") return ["trouble", say("revoked")];
  if (!reached) return ["offline", waiting ? count("offlineWaits", waiting) : say("offline")];
  if (signedOut || state === "signin") return ["trouble", say("signedOut")];
  if (waiting) return ["offline", count("waits", waiting)];
  return ["online", say("online")];
}

/** What is said anew is read aloud anew. */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function draw() {
  const [kind, text] = words();
  part("net").dataset.net = kind;
  put(part("net-words"), text);
  const link = part("net-link");
  const asks = signedOut || ["signin", "revoked"].includes(queue.state);
  link.hidden = !asks || !reached;
  link.href = given.signin;
  put(link, queue.waiting ? count("signin", queue.waiting) : say("signIn"));
  const act = part("net-button");
  act.hidden = !queue.refused;
  put(act, count("needs", queue.refused));
}

function tellClock() {
  const minutes = Math.round(Math.abs(clock()) / 60_000);
  if (facts() && Math.abs(clock()) > WRONG_CLOCK_MS) notice("clock", "info", say("clock", { n: number(minutes) }));
  else unnotice("clock");
}

/** Asks whether the server is there, and again for as long as it is not. */
export async function look() {
  clearTimeout(trying);
  const answer = await refresh();
  reached = answer !== "offline";
  signedOut = answer === "signin";
  tellClock();
  draw();
  if (!reached) trying = setTimeout(look, AGAIN_MS);
}

/** What came of a sale says how the network is. */
export function heard({ state, reason }) {
  if (state === "recorded" || state === "refused") [reached, signedOut] = [true, false];
  else if (reason === "network") {
    reached = false;
    clearTimeout(trying);
    trying = setTimeout(look, AGAIN_MS);
  } else if (reason === "signin") signedOut = true;
  draw();
}

export function start(onRefused) {
  openRefused = onRefused;
  part("net-button").addEventListener("click", () => openRefused());
  document.addEventListener("queue", ({ detail }) => {
    // What arrives says that the server is there.
    if (detail.waiting < queue.waiting && detail.state !== "waiting") reached = true;
    queue = detail;
    draw();
  });
  addEventListener("offline", () => {
    reached = false;
    draw();
  });
  addEventListener("online", look);
  status().then((now) => {
    queue = now;
    draw();
  });
  return look();
}
