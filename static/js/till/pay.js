/** The foot of the basket: how it is paid, what goes over the counter, who wants an invoice. */
import { enterpriseNumber } from "./business.js";
import { facts } from "./catalogue.js";
import { amount, cents, change, inCash } from "./money.js";
import { count, euro, part, row, say } from "./texts.js";
import { inParts, likelyNotes, MOST_CASH } from "./ways.js";

const form = part("till");
const rounds = form.hasAttribute("data-rounds");
const amounts = [...form.querySelectorAll("[data-part-of]")];
const panels = [...form.querySelectorAll("[data-panel]")];
const business = part("business");

let basket;
let last = "";
// Fields of the several ways that a person filled in, and not this script.
const own = new Set();

export const means = () => form.elements.paid_with.value;
const cash = (size) => (rounds ? inCash(size) : size);

function mixed() {
  const values = {};
  for (const input of amounts) {
    values[input.dataset.partOf] = own.has(input) && input.value.trim() ? cents(input.value) : null;
  }
  return { ...inParts(basket.total, values, rounds), wrong: amounts.some((input) => own.has(input) && input.value.trim() && cents(input.value) === null) };
}

/** What stands there: {paid_with, toPay, parts, given, back, problem}; `problem` is a sentence or null. */
export function read() {
  const paid_with = means();
  const { total } = basket;
  if (paid_with === "mixed") return severally();
  const toPay = paid_with === "cash" ? cash(total) : total;
  const parts = [{ means: paid_with, amount: toPay }];
  const told = { paid_with, toPay, parts, given: null, back: null, problem: null };
  if (paid_with === "cash") return { ...told, ...handed(toPay) };
  if (paid_with === "transfer") told.problem = noAccount();
  return told;
}

function handed(toPay) {
  if (toPay > MOST_CASH) return { problem: say("tooMuchCash") };
  const { value } = part("given");
  if (!value.trim()) return { problem: null };
  const given = cents(value);
  if (given === null) return { problem: say("notAnAmount") };
  const back = change(given, toPay);
  const missing = () => say("stillMissing", { amount: euro(toPay - given) });
  return { given, back, problem: back === null ? missing() : null };
}

function severally() {
  const { parts, rest, wrong } = mixed();
  const toPay = parts.reduce((sum, { amount: paid }) => sum + paid, 0);
  const problem = () => {
    if (wrong) return say("notAnAmount");
    if (rest < 0) return say("tooMuch", { amount: euro(-rest) });
    if (rest > 0 && parts.length) return say("stillMissing", { amount: euro(rest) });
    if (parts.length < 2) return say("twoMeans");
    if (parts.some(({ means: way, amount: paid }) => way === "cash" && paid > MOST_CASH)) return say("tooMuchCash");
    return parts.some(({ means: way }) => way === "transfer") ? noAccount() : null;
  };
  return { paid_with: "mixed", toPay: toPay || basket.total, parts, given: null, back: null, problem: problem() };
}

function noAccount() {
  if (!facts()) return say("noTransferYet");
  return facts().coworking.account ? null : say("noAccount");
}

/** {number, name} where an invoice is wanted, null where not, undefined where the number is wrong. */
export function invoice() {
  const number = form.elements.business_number.value.trim();
  const name = form.elements.business_name.value.trim();
  if (!number && !name) return null;
  return enterpriseNumber(number) ? { number, name } : undefined;
}

/** What of the sale as it is sent comes from here. */
export function told() {
  const { paid_with, parts } = read();
  const wanted = invoice();
  const payments = parts.map((one) => ({ means: one.means, amount: amount(one.amount) }));
  return { paid_with, ...(paid_with === "mixed" && { payments }), ...(wanted && { business: wanted }) };
}

// --- what is shown -------------------------------------------------------------------------------

export function draw() {
  const empty = !basket.lines.length;
  part("paybar").hidden = business.hidden = empty;
  if (empty) return;
  const way = read();
  for (const panel of panels) panel.hidden = panel.dataset.panel !== way.paid_with;
  fillIn(way);
  notes(way.toPay);
  part("total").textContent = euro(way.toPay);
  part("pieces").textContent = count("pieces", basket.pieces);
  const other = cash(basket.total) !== basket.total && way.paid_with !== "cash";
  part("cash-hint").textContent = other ? say("inCash", { amount: euro(cash(basket.total)) }) : "";
  part("change").textContent = way.back === null ? "–" : euro(way.back);
  remark(way.problem);
}

/** A sum that is only not complete yet is no mistake: it is said when somebody presses "Sold". */
function remark(problem) {
  const serious = problem && (means() !== "mixed" || own.size) ? problem : "";
  if (serious !== last) part("pay-problem").textContent = serious;
  last = serious;
}

/** Says a problem at once, whatever it is. */
export function insist(problem) {
  part("pay-problem").textContent = last = problem;
  const field = { cash: part("given"), mixed: amounts[0] }[means()];
  field?.focus();
}

function fillIn({ paid_with, parts }) {
  if (paid_with !== "mixed") return;
  for (const input of amounts) {
    if (own.has(input) && input.value.trim()) continue;
    const paid = parts.find((one) => one.means === input.dataset.partOf);
    input.value = paid ? amount(paid.amount).replace(".", decimal) : "";
  }
}

const decimal = euro(150).includes(",") ? "," : ".";

function notes(toPay) {
  const group = part("notes");
  const wanted = String(toPay);
  if (means() !== "cash" || group.dataset.for === wanted) return;
  group.dataset.for = wanted;
  group.replaceChildren(
    ...[toPay, ...likelyNotes(toPay)].map((note) => {
      const made = row("note");
      made.textContent = note === toPay ? say("exact") : euro(note).replace(/([.,])00(?=\D*$)/, "");
      made.addEventListener("click", () => {
        part("given").value = amount(note).replace(".", decimal);
        draw();
      });
      return made;
    }),
  );
}

/** Back to a card, for the next customer. */
export function reset() {
  for (const input of [part("given"), ...amounts, form.elements.business_number, form.elements.business_name]) {
    input.value = "";
  }
  own.clear();
  business.open = false;
  form.elements.paid_with.value = "card";
}

/** Puts back what a tab kept. */
export function fill({ means: way = "card", number = "", name = "" }) {
  form.elements.paid_with.value = way;
  form.elements.business_number.value = number;
  form.elements.business_name.value = name;
  business.open = Boolean(number || name);
}

export const kept = () => ({
  means: means(),
  number: form.elements.business_number.value,
  name: form.elements.business_name.value,
});

export function choose(way) {
  form.elements.paid_with.value = way;
  form.querySelector(`[name="paid_with"][value="${way}"]`).focus();
  draw();
}

export function start(of) {
  basket = of;
  for (const input of amounts) {
    input.addEventListener("input", () => (input.value.trim() ? own.add(input) : own.delete(input)));
    input.addEventListener("focus", () => input.select());
  }
  const checked = () => {
    part("business-problem").textContent = invoice() === undefined ? say("notABusiness") : "";
  };
  form.elements.business_number.addEventListener("change", checked);
  form.elements.business_name.addEventListener("change", checked);
}

/** Whether the invoice can be made; where not, its field says so. */
export function expectInvoice() {
  if (invoice() !== undefined) return true;
  business.open = true;
  part("business-problem").textContent = say("notABusiness");
  form.elements.business_number.focus();
  return false;
}
