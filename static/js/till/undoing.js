/** Taking a sale back within five minutes, by whoever sold it. */
import { facts } from "./catalogue.js";
import { undo } from "./queue.js";
import { undoLeft } from "./records.js";
import * as seller from "./seller.js";
import { signal } from "./signals.js";
import { euro, say } from "./texts.js";

const PROBLEMS = { too_late_to_undo: "undoTooLate" };

function refused({ problem }, by) {
  if (problem.code === "not_your_sale" && by) return say("onlySeller", { name: by.name });
  return PROBLEMS[problem.code] ? say(PROBLEMS[problem.code]) : problem.detail;
}

/** What to do with the money of a sale that is undone. */
export function moneyBack({ show }) {
  if (!show.toPay) return say("undoneMoney.none");
  return say(`undoneMoney.${show.paid_with}`, { amount: euro(show.toPay) });
}

/** {undone: "done" | "waits"} or {sentence} why not; null when somebody thought better of it. */
export async function takeBack(record) {
  const { by } = record.show;
  if (!undoLeft(record)) return { sentence: say("undoTooLate") };
  const me = facts()?.me;
  if (!seller.needsPin() && me && by && me.id !== by.id) return { sentence: say("onlySeller", { name: by.name }) };
  if (!(await seller.ask(record.seller))) return null;
  const outcome = await undo(record.key, { seller: seller.named() });
  signal(outcome.state === "refused" || outcome.state === "unsaved" ? "bad" : "good");
  if (outcome.state === "recorded") return { undone: "done" };
  if (outcome.state === "stored") return { undone: "waits" };
  return { sentence: outcome.state === "unsaved" ? say("undoUnsaved") : refused(outcome, by) };
}
