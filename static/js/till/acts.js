/**
 * The acts of this device in its store, each {key, kind, sale, coworking, seller, made_at, body, show,
 * turn, state, until, tries, problem}.  `turn` numbers them in the order of making; `state` is
 * asking (a page waits for the answer, at most to `until`), queued or refused.
 */
import { asked, get, makeRoom, reading, writing } from "./store.js";

const STRICT = { durability: "strict" };
const AT_ONCE = 50;
const MARGIN_MS = 1000;
const LONGEST_ASKING_MS = 15_000;
const TICKETS = 1000;
const TICKETS_LEFT = 800;

async function add(act, patience) {
  return writing(
    ["acts"],
    async (acts) => {
      if (await asked(acts.get(act.key))) return null;
      const last = await asked(acts.index("turn").openKeyCursor(null, "prev"));
      const until = Date.now() + patience + MARGIN_MS;
      const kept = { ...act, turn: (last?.key ?? 0) + 1, until, tries: 0, problem: null };
      // An undo never overtakes its sale.
      const behind = act.sale !== null && (await asked(acts.getKey(act.sale))) !== undefined;
      kept.state = behind ? "queued" : "asking";
      acts.add(kept);
      return behind ? null : kept;
    },
    STRICT,
  );
}

/** Stores an act; null when it has to wait: its sale waits, or it was stored before. */
export async function keep(act, patience) {
  try {
    return await add(act, patience);
  } catch (trouble) {
    if (trouble.name !== "QuotaExceededError") throw trouble;
    await makeRoom();
    return add(act, patience);
  }
}

function change(key, how) {
  return writing(
    ["acts"],
    async (acts) => {
      const act = await asked(acts.get(key));
      if (act) acts.put({ ...act, ...how(act) });
    },
    STRICT,
  );
}

export const enqueue = (key) => change(key, () => ({ state: "queued", problem: null }));
export const refuse = (key, problem) =>
  change(key, ({ tries }) => ({ state: "refused", problem, tries: tries + 1 }));
export const tried = (key) => change(key, ({ tries }) => ({ tries: tries + 1 }));

/** Lets go of what was refused while the customer was there; false when it was queued meanwhile. */
export function forget(key) {
  return writing(
    ["acts"],
    async (acts) => {
      const act = await asked(acts.get(key));
      if (act?.state !== "asking") return false;
      acts.delete(key);
      return true;
    },
    STRICT,
  );
}

const ticketOf = ({ turn, state, until, tries, ...act }, answered) => ({ ...act, answered });

/** The server has it: the act leaves the queue, its answer becomes a ticket. */
export async function settle(act, answer) {
  const { number = "", ticket = null } = answer;
  const row = { ...ticketOf(act, Date.now()), number, ticket, answer };
  try {
    await writing(["acts", "tickets"], (acts, tickets) => {
      acts.delete(act.key);
      tickets.put(row);
    });
  } catch {
    // No room for the ticket is no reason to send it again.
    await writing(["acts"], (acts) => void acts.delete(act.key));
  }
}

/** A refused act becomes a ticket without an answer, and so does what waited for it. */
export function setAside(key) {
  return writing(["acts", "tickets"], async (acts, tickets) => {
    const act = await asked(acts.get(key));
    if (act?.state !== "refused") return;
    const all = await asked(acts.getAll());
    for (const gone of [act, ...all.filter(({ sale }) => sale === key)]) {
      acts.delete(gone.key);
      tickets.put({ ...ticketOf(gone, Date.now()), aside: true, number: "", ticket: null, answer: null });
    }
  });
}

/**
 * Takes over what pages left that are closed now; `mine` are being asked by this one.  Gives the
 * time when the next may be taken over, or null.
 */
export function adopt(mine) {
  return writing(["acts"], async (acts) => {
    let due = null;
    const open = await asked(acts.index("state").getAll("asking"));
    for (const act of open.filter(({ key }) => !mine.has(key))) {
      const left = act.until - Date.now();
      // A clock that was put back does not keep an act waiting.
      const asks = left > 0 && left <= LONGEST_ASKING_MS;
      if (asks) due = Math.min(due ?? Infinity, act.until);
      else acts.put({ ...act, state: "queued" });
    }
    return due;
  });
}

function batch(after) {
  return reading(["acts"], async (acts) => {
    const rows = await asked(acts.index("turn").getAll(IDBKeyRange.lowerBound(after, true), AT_ONCE));
    const found = [];
    for (const row of rows) {
      const behind = row.sale !== null && (await asked(acts.getKey(row.sale))) !== undefined;
      if (row.state === "queued") found.push({ row, behind });
    }
    return { found, last: rows.at(-1)?.turn };
  });
}

const waitsFor = (sale) => reading(["acts"], (acts) => asked(acts.getKey(sale)));

/** The queued acts in their order, also those that come while it runs; an undo after its sale. */
export async function* waiting() {
  for (let after = 0; ; ) {
    const { found, last } = await batch(after);
    if (last === undefined) return;
    for (const { row, behind } of found) if (!behind || !(await waitsFor(row.sale))) yield row;
    after = last;
  }
}

export function counts() {
  return reading(["acts"], async (acts) => {
    const by = acts.index("state");
    const [queued, refused] = [asked(by.count("queued")), asked(by.count("refused"))];
    return { queued: await queued, refused: await refused };
  });
}

/** All of them, oldest first. */
export const list = () => reading(["acts"], (acts) => asked(acts.index("turn").getAll()));
export const find = (key) => get("acts", key);
export const ticket = (key) => get("tickets", key);

/** What this device sold lately, newest first; of one coworking, or answered since a moment. */
export async function tickets({ coworking = null, since = 0, limit = 50 } = {}) {
  return reading(["tickets"], async (rows) => {
    const found = await asked(rows.index("answered").getAll(IDBKeyRange.lowerBound(since)));
    const ours = found.filter((row) => coworking === null || row.coworking === coworking);
    return ours.reverse().slice(0, limit);
  });
}

/** Lets go of the oldest tickets when there are many. */
export async function prune() {
  const many = await reading(["tickets"], (rows) => asked(rows.count()));
  if (many <= TICKETS) return;
  await writing(["tickets"], async (rows) => {
    const oldest = await asked(rows.index("answered").getAllKeys(null, many - TICKETS_LEFT));
    for (const key of oldest) rows.delete(key);
  });
}
