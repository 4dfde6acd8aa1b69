/**
 * The till: what is scanned, typed or looked for becomes a line at once, from what this device knows,
 * and "Sold" records it, with or without network.  Without this script the same form sells.
 *
 * Marks for measuring: scanned, line, sold, stored (the device has it), recorded (the page says so).
 */
import { Basket, trouble } from "./basket.js";
import * as catalogue from "./catalogue.js";
import { readCode, ticketCode } from "./codes.js";
import * as device from "./device.js";
import * as dialogs from "./dialogs.js";
import * as done from "./done.js";
import * as finder from "./finder.js";
import { draw, point } from "./lines.js";
import { foreign, look } from "./lookup.js";
import * as network from "./network.js";
import * as pay from "./pay.js";
import { prepareQr } from "./qr.js";
import * as queue from "./queue.js";
import * as recent from "./recent.js";
import { recordOf } from "./records.js";
import { saleOf, shownOf } from "./sale.js";
import * as seller from "./seller.js";
import { signal, startSignals } from "./signals.js";
import { complain, settle, snack, tell } from "./speech.js";
import * as tab from "./tab.js";
import { euro, given, link, part, say } from "./texts.js";
import * as transfer from "./transfer.js";

const form = part("till");
const scanner = form.querySelector("code-scanner");
const { coworking } = form.dataset;
// On a phone a focused field would push up a keyboard nobody asked for.
const hasKeyboard = matchMedia("(width >= 60rem) and (pointer: fine)").matches;
const mark = (name) => performance.mark(name);

let drawer = { read: () => null, write: () => {} };
let key = queue.newKey();
let fresh = null;
let busy = false;

const basket = new Basket(() => {
  drawAll();
  keep();
});

const acts = {
  choose: (code, price) => basket.change(code, { price, chosen: true }),
  sellTo: (code) => basket.change(code, { welcome: true }),
  findTicket: (code) => location.assign(refundOf(code)),
};

function drawAll() {
  draw(basket, acts, fresh);
  fresh = null;
  pay.draw();
}

function keep() {
  drawer.write(basket.lines.length ? { key, lines: basket.lines, pay: pay.kept() } : null);
}

const refundOf = (text) => `${given.refund}?${new URLSearchParams({ q: text })}`;

// --- a code becomes a line ------------------------------------------------------------------------

// One after the other, so that two quick scans do not overtake each other.
let turn = Promise.resolve();
const enqueue = (act) => (turn = turn.then(act, act));

function refuse(sentence, ...can) {
  signal("bad");
  scanner.answer?.("refused", "");
  complain(sentence, ...can);
}

function added(item) {
  const line = basket.find(item.code);
  mark("line");
  signal("good");
  settle();
  const words = say("added", { title: item.title, price: euro(line.price) });
  scanner.answer?.("found", line.quantity > 1 ? say("again", { n: line.quantity, title: item.title }) : item.title);
  tell(line.quantity > 1 ? `${words} (${line.quantity} ×)` : words);
}

async function add(code) {
  const { item, sentence, sold } = await look(code);
  if (!item) return refuse(sentence, ...(sold ? [link(say("findTicket"), refundOf(code))] : []));
  fresh = code;
  if (basket.add(item)) return added(item);
  const name = item.left === 1 ? "onlyOne" : "onlySo";
  return refuse(say(name, { title: item.title, n: item.left }));
}

async function openTicket(ticket, ticketKey) {
  const here = await recordOf(coworking, ticketKey);
  if (here) return openRecord(here);
  if (!navigator.onLine) return refuse(say("ticketOffline"));
  const address = refundOf(ticket);
  if (!basket.lines.length) return location.assign(address);
  return complain(say("ticketHere"), link(say("openTicket"), address));
}

/** Whatever was scanned or typed. */
function heard(text, source = "typed") {
  mark("scanned");
  if (dialogs.isOpen()) {
    signal("bad");
    return tell(say("closeFirst"));
  }
  const read = readCode(text);
  // The customer's phone shows the ticket of the sale that was just made.
  if (read.ticket && done.isOwn(read.ticket)) return undefined;
  if (done.isShown()) next();
  if (read.ticket) return enqueue(() => openTicket(read.ticket, read.key));
  if (read.code) return enqueue(() => add(read.code));
  if (read.problem === "mistyped") return refuse(say("mistyped"));
  return refuse(source === "typed" ? say("notACode") : foreign(text));
}

function typed({ code, text, words }) {
  if (code) {
    mark("scanned");
    return enqueue(() => add(code));
  }
  if (words) return refuse(say(/^[\p{L}\s'’-]+$/u.test(text) ? "nothingFound" : "notACode", { words: text.trim() }));
  return heard(text);
}

// --- the buttons of a line ------------------------------------------------------------------------

function change(how, code) {
  const line = basket.find(code);
  settle();
  if (how === "less") basket.change(code, { quantity: Math.max(line.quantity - 1, 1) });
  else if (how === "more") more(line);
  else remove(line);
}

function more(line) {
  if (line.quantity < line.item.left) return basket.change(line.code, { quantity: line.quantity + 1 });
  return refuse(say("onlySo", { title: line.item.title, n: line.item.left }));
}

function remove(line) {
  const at = basket.lines.indexOf(line);
  const back = basket.remove(line.code);
  const neighbour = basket.lines[at] ?? basket.lines[at - 1];
  const row = neighbour && form.querySelector(`[data-code="${neighbour.code}"] [value^="remove"]`);
  if (row) row.focus();
  else part("selling").querySelector("h2").focus({ preventScroll: true });
  snack(say("removed", { title: line.item.title }), say("putBack"), () => {
    back();
    form.querySelector(`[data-code="${line.code}"] [value^="remove"]`)?.focus();
  });
}

/** Fields of a line: how many, and how much off. */
function edited({ target }) {
  const code = target.closest("[data-basket] > [data-code]")?.dataset.code;
  const line = code && basket.find(code);
  if (!line) return pay.draw() ?? keep();
  if (target.name === "discount") basket.change(code, { off: { ...line.off, text: target.value } });
  const quantity = Number(target.value);
  if (target.name !== "quantity" || !Number.isInteger(quantity) || quantity < 1) return undefined;
  basket.change(code, { quantity: Math.min(quantity, line.item.left) });
  if (quantity > line.item.left) {
    target.value = String(line.item.left);
    refuse(say("onlySo", { title: line.item.title, n: line.item.left }));
  }
  return undefined;
}

function chooseKind({ target }) {
  const kind = target.dataset?.kind;
  const code = target.closest("[data-basket] > [data-code]")?.dataset.code;
  if (kind && code) basket.change(code, { off: { ...basket.find(code).off, kind } });
}

// --- sold -----------------------------------------------------------------------------------------

/** Null when the basket can be sold as it stands; else it has been said why not. */
function stopped() {
  const line = basket.lines.find(trouble);
  if (line) {
    const name = line.item.held?.[0]?.name;
    refuse(trouble(line) === "held" ? say("heldFirst", { title: line.item.title, name }) : say("refusedSale"));
    point(line.code);
    return true;
  }
  const { problem } = pay.read();
  if (problem) {
    signal("bad");
    pay.insist(problem);
  }
  return Boolean(problem) || !pay.expectInvoice();
}

async function sell() {
  if (busy || done.isShown() || dialogs.isOpen()) return;
  if (finder.isFilled()) return finder.commit();
  if (!basket.lines.length) return finder.focus();
  if (stopped()) return;
  busy = true;
  part("sell").ariaBusy = "true";
  try {
    await ringUp();
  } finally {
    busy = false;
    part("sell").ariaBusy = null;
  }
}

async function ringUp() {
  if (!(await seller.ask())) return part("sell").focus();
  const asked = pay.read().parts.find(({ means, amount: size }) => means === "transfer" && size > 0);
  if (asked && !(await transfer.ask(asked.amount, key))) return part("sell").focus();
  const lines = [...basket.lines];
  const show = shownOf(lines, pay.read(), seller.current());
  mark("sold");
  const outcome = await queue.sell(saleOf(lines, { key, coworking, ...pay.told() }), { seller: seller.named(), show });
  network.heard(outcome);
  return outcomes[outcome.state](outcome, { show, lines });
}

function finish({ key: sold, answer = null, reason = null }, { show, lines }) {
  const made_at = new Date().toISOString();
  const record = { key: sold, made_at, coworking, seller: seller.named(), show, answer, reason };
  signal("sold");
  settle();
  pay.reset();
  startAnew();
  done.show({ ...record, number: answer?.number ?? "", undone: null, problem: null, aside: false });
  pauseCamera();
  mark(answer ? "recorded" : "stored");
  tell(`${say("sold")}: ${euro(show.toPay)}. ${lines.map(({ item }) => item.title).join(", ")}`);
}

const outcomes = {
  recorded: finish,
  stored: finish,
  unsaved: () => refuse(say("unsaved")),
  refused: ({ problem }) => tellRefusal(problem),
};

/** The server said no while the customer is there: each line says what is with it. */
async function tellRefusal({ code, detail, errors }) {
  if (code === "key_reused") return soldAlready();
  await catalogue.refresh();
  let first = null;
  for (const [place, sentences] of Object.entries(errors ?? {})) {
    const line = basket.lines[Number(/^lines\.(\d+)/.exec(place)?.[1])];
    if (!line) continue;
    first ??= line.code;
    if (trouble(line) !== "changed") basket.change(line.code, { refusal: sentences.join(" "), ticket: code === "already_sold" });
  }
  refuse(first ? say("refusedSale") : detail);
  if (first) point(first);
}

function soldAlready() {
  const was = key;
  key = queue.newKey();
  keep();
  refuse(say("soldAlready"), link(say("look"), `/T/${ticketCode(was)}`));
}

function startAnew() {
  key = queue.newKey();
  basket.empty();
}

// --- the next customer ----------------------------------------------------------------------------

/** Where the camera's picture is out of sight, it must not read what nobody aims at. */
function pauseCamera() {
  if (!scanner.checkVisibility?.({ visibilityProperty: true })) scanner.pause?.();
}

function next() {
  done.hide();
  scanner.resume?.();
  settle();
  drawAll();
  if (hasKeyboard) finder.focus();
  else part("selling").querySelector("h2").focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

function openRecord(record) {
  done.show(record);
  pauseCamera();
}

// --- keys -----------------------------------------------------------------------------------------

const isTyping = (target) => target.matches?.("input:not([type=radio]), textarea, select");

function onKey(event) {
  const { key: pressed, ctrlKey, altKey, code } = event;
  const act = () => {
    if (pressed === "F9" || (pressed === "Enter" && ctrlKey)) return sell;
    if (pressed === "F2") return () => (done.isShown() ? next() : undefined, finder.focus());
    if (altKey && /^Digit[1-4]$/.test(code)) return () => pay.choose(["card", "cash", "transfer", "mixed"][code.at(-1) - 1]);
    if (pressed === "Escape" && done.isShown()) return next;
    return pressed === "?" && !isTyping(event.target) ? () => dialogs.show("help") : null;
  };
  const found = dialogs.isOpen() ? null : act();
  if (!found) return;
  event.preventDefault();
  found();
}

function submitted(event) {
  event.preventDefault();
  const [action, code] = (event.submitter?.value ?? "add").split(" ");
  // Enter in a field presses the first button of the form, which is "Add": it never sells.
  if (action === "sell") return sell();
  if (code) return change(action, code);
  return finder.commit();
}

// --- beginning ------------------------------------------------------------------------------------

/** Lines that came with the page: links elsewhere put a piece into the basket. */
function linesOfPage() {
  const found = [...part("basket").children].map(({ dataset }) => dataset.code);
  part("basket").replaceChildren();
  if (location.search) history.replaceState(null, "", location.pathname);
  return found;
}

/** What a tab kept, unless it was sold while the page went away. */
async function restore(asked) {
  drawer = await tab.open(coworking);
  const kept = drawer.read();
  const sold = kept && (await recordOf(coworking, kept.key));
  if (sold) {
    drawer.write(null);
    openRecord(sold);
  } else if (kept?.lines.length) {
    key = kept.key;
    pay.fill(kept.pay);
    basket.fill(kept.lines);
  }
  for (const code of asked) if (!basket.find(code)) enqueue(() => add(code));
}

async function begin() {
  prepareQr({ worker: given.qrWorker, writer: given.qrWriter, wasm: given.qrWasm });
  startSignals();
  seller.start();
  pay.start(basket);
  done.start(next);
  recent.start(openRecord);
  finder.start(typed);
  const asked = linesOfPage();
  drawAll();
  document.addEventListener("scanned", ({ detail }) => heard(detail.text, detail.source));
  document.addEventListener("keydown", onKey);
  document.addEventListener("catalogue", () => {
    form.dataset.known = catalogue.size();
    basket.refresh(catalogue.find);
  });
  form.addEventListener("input", edited);
  form.addEventListener("change", () => pay.draw() ?? keep());
  form.addEventListener("click", chooseKind);
  form.addEventListener("submit", submitted);
  part("show-transfer").addEventListener("click", sell);
  part('open="recent"').addEventListener("click", recent.openRecent);
  part('open="help"').addEventListener("click", () => dialogs.show("help"));
  if (hasKeyboard) finder.focus();
  // What is scanned meanwhile waits until the list and the basket are there.
  await enqueue(async () => {
    await catalogue.open(coworking);
    await restore(asked);
  });
  device.start();
  queue.start();
  await network.start(recent.openRefused);
}

form.dataset.state = "selling";
begin();
