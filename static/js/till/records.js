/**
 * The sales of this device as one list, whether they wait here, were refused or have arrived:
 * {key, made_at, seller, show, body, number, answer, waiting, problem, aside, undone}.
 */
import { clock } from "./catalogue.js";
import { list, tickets } from "./queue.js";

const UNDO_MS = 5 * 60_000;

const record = (act) => ({
  key: act.key,
  made_at: act.made_at,
  seller: act.seller,
  coworking: act.coworking,
  show: act.show,
  body: act.body,
  number: act.number ?? "",
  answer: act.answer ?? null,
  waiting: !act.answer && !act.aside,
  problem: act.problem ?? null,
  aside: act.aside ?? false,
  undone: null,
});

/** Newest first. */
export async function records(coworking) {
  const [done, open] = await Promise.all([tickets({ coworking, limit: 200 }), list()]);
  const acts = [...done, ...open.filter((act) => act.coworking === coworking)];
  const found = acts.filter(({ kind }) => kind === "sale").map(record);
  const undos = new Map(acts.filter(({ kind }) => kind === "undo").map((act) => [act.sale, act]));
  for (const one of found) {
    const undo = undos.get(one.key);
    if (undo && !undo.aside && undo.state !== "refused") one.undone = undo.answer ? "done" : "waits";
  }
  return found.sort((one, other) => other.made_at.localeCompare(one.made_at));
}

export async function recordOf(coworking, key) {
  return (await records(coworking)).find((one) => one.key === key);
}

/** How long a sale can still be undone, in ms; 0 when it cannot. */
export function undoLeft({ made_at, answer, undone, aside, problem }) {
  if (undone || aside || problem) return 0;
  // The server speaks by its own clock.
  const until = answer?.undo_until ? Date.parse(answer.undo_until) - clock() : Date.parse(made_at) + UNDO_MS;
  return Math.min(Math.max(until - Date.now(), 0), UNDO_MS);
}
