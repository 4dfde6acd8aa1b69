/** How an amount is paid, in cents: rounding of cash, likely notes, several ways at once. */
import { inCash } from "./money.js";

export const MOST_CASH = 300_000;
const STEPS = [500, 1000, 2000, 5000, 10_000, 20_000];
const MOST_NOTES = 4;
// Who has paid a part with a card mostly pays the rest in cash.
const FILLS_IN = ["cash", "card", "transfer"];

/** What people hand over for an amount: the next 5, 10, 20, 50 … above it. */
export function likelyNotes(toPay) {
  const above = STEPS.map((step) => Math.ceil(toPay / step) * step).filter((note) => note > toPay);
  return [...new Set(above)].sort((one, other) => one - other).slice(0, MOST_NOTES);
}

/**
 * Parts of a total: `typed` are cents by means, null where nothing was typed.  The first that was not
 * typed takes the rest; the part in cash is what the others leave, rounded.  Gives {parts: [{means,
 * amount}], rest, fills}: `rest` is what is still missing, below zero when it is too much.
 */
export function inParts(total, typed, rounds) {
  const paid = FILLS_IN.filter((means) => typed[means]).map((means) => ({ means, amount: typed[means] }));
  const left = paid.reduce((sum, { amount }) => sum - amount, total);
  const fills = paid.length ? (FILLS_IN.find((means) => typed[means] === null) ?? null) : null;
  if (left > 0 && fills) paid.push({ means: fills, amount: left });
  const parts = rounds ? paid.map(rounded) : paid;
  return { parts, rest: fills && left > 0 ? 0 : left, fills };
}

const rounded = ({ means, amount }) => ({ means, amount: means === "cash" ? inCash(amount) : amount });
