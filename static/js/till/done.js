/** What stands in place of the basket once it is sold: total, change, ticket, undo, next sale. */
import { ticketAddress, ticketCode } from "./codes.js";
import { drawQr } from "./qr.js";
import { recordOf, undoLeft } from "./records.js";
import { count, euro, given, part, say } from "./texts.js";
import { moneyBack, takeBack } from "./undoing.js";

const LOW_PX = 512;
const TICK_MS = 1000;
const form = part("till");
const section = part("done");
const pad = (n) => String(n).padStart(2, "0");

let record = null;
let ticking;
let language = document.documentElement.lang;
let after;

export const isShown = () => !section.hidden;
export const shownKey = () => (isShown() ? record.key : null);

function paid({ paid_with, parts }) {
  if (paid_with !== "mixed") return say(`paid.${paid_with}`);
  const each = parts.map(({ means, amount }) => `${say(`means.${means}`)} ${euro(amount)}`);
  return say("paid.mixed", { parts: each.join(" + ") });
}

function where({ number, problem, reason }) {
  if (number) return say("number", { number });
  if (problem) return say("needsYou");
  return say(reason === "signin" || reason === "revoked" ? "storedSignin" : "stored");
}

const filled = (name, words) => {
  part(name).textContent = words;
  part(name).hidden = !words;
};

function draw() {
  const { show, number, answer, undone, problem, aside } = record;
  const waits = !number;
  part("verdict").className = `verdict ${undone ? "is-undone" : waits ? "is-stored" : ""}`;
  part("done-title").textContent = say(undone ? "undone" : "sold");
  part("done-total").textContent = euro(show.toPay);
  part("done-paid").textContent = undone ? moneyBack(record) : `${paid(show)} · ${count("pieces", show.pieces)}`;
  filled("done-give", show.back && !undone ? say("giveBack", { amount: euro(show.back) }) : "");
  part("done-number").textContent = undone === "waits" ? say("undoStored") : where(record);
  filled("done-late", answer?.late ? say("late") : "");
  part("handout").hidden = Boolean(undone) || aside || Boolean(problem);
  part("papers-later").hidden = !waits;
  const refund = part("done-refund");
  refund.hidden = waits || Boolean(undone) || undoLeft(record) > 0;
  part("refund-link").href = `${given.sales}${number}/refund/`;
  papers();
  tick();
}

/** The language a customer chose for the ticket, as its addresses tell it. */
function spoken(more = {}) {
  const own = language === document.documentElement.lang ? {} : { lang: language };
  const query = new URLSearchParams({ ...more, ...own });
  return query.size ? `?${query}` : "";
}

/** The address knows the sale before the server does. */
const address = () => ticketAddress(record.key) + spoken();

function papers() {
  for (const link of section.querySelectorAll("[data-ticket-link]")) {
    const { ticketLink: width } = link.dataset;
    const path = `/T/${ticketCode(record.key)}`;
    link.href = width ? `${path}.pdf${spoken({ width })}` : path + spoken();
    link.hidden = !record.number;
  }
  for (const choice of part("languages").children) {
    choice.setAttribute("aria-pressed", String(choice.value === language));
  }
}

async function drawTicket() {
  const place = part("ticket-qr");
  const { key } = record;
  const label = say("qrTicket");
  const drawn = await drawQr(address(), { label }).catch(() => null);
  if (record?.key !== key) return;
  place.hidden = !drawn;
  if (drawn) place.replaceChildren(drawn);
}

function tick() {
  clearTimeout(ticking);
  const left = undoLeft(record);
  const button = part("undo");
  button.hidden = !left;
  if (!left) return;
  const seconds = Math.ceil(left / 1000);
  const words = say("undoLeft", { left: `${Math.floor(seconds / 60)}:${pad(seconds % 60)}` });
  part("undo-words").textContent = words;
  ticking = setTimeout(isShown() ? (left <= TICK_MS ? draw : tick) : () => {}, Math.min(TICK_MS, left));
}

async function undoIt() {
  const button = part("undo");
  button.ariaBusy = "true";
  part("done-problem").textContent = "";
  const told = await takeBack(record).finally(() => (button.ariaBusy = null));
  if (!told) return button.focus();
  if (told.sentence) part("done-problem").textContent = told.sentence;
  else record.undone = told.undone;
  draw();
  (told.sentence ? part("next") : part("done-title")).focus();
}

/** Shows a sale; `focus` on what comes next. */
export function show(sale) {
  record = sale;
  language = document.documentElement.lang;
  part("done-problem").textContent = "";
  part("ticket-qr").replaceChildren();
  section.hidden = false;
  part("selling").hidden = true;
  form.dataset.state = "done";
  draw();
  drawTicket();
  part("next").focus({ preventScroll: true });
  // A phone on its side has room for little more than the amount.
  if (innerHeight < LOW_PX) form.scrollIntoView();
  else scrollTo({ top: 0 });
}

export function hide() {
  clearTimeout(ticking);
  section.hidden = true;
  part("selling").hidden = false;
  form.dataset.state = "selling";
}

/** A sale that waited has arrived, or was refused: the screen that shows it follows. */
async function follow() {
  if (!isShown() || (record.number && record.undone !== "waits")) return;
  const now = await recordOf(record.coworking, record.key);
  if (!now || now.key !== record.key || (!now.number && !now.problem)) return;
  record = { ...now, reason: null };
  draw();
}

export function start(next) {
  after = next;
  part("next").addEventListener("click", () => after());
  part("undo").addEventListener("click", undoIt);
  part("languages").addEventListener("click", ({ target }) => {
    if (!target.value) return;
    language = target.value;
    papers();
    drawTicket();
  });
  document.addEventListener("queue", follow);
}

export const isOwn = (code) => isShown() && ticketCode(record.key) === code;
