/**
 * What the till keeps on this device, in IndexedDB `consign-till`:
 *   acts      what was done here and the server has not confirmed yet, by key; never thrown away
 *   tickets   what this device sold lately, by key
 *   items     the pieces of a coworking, one row for each coworking: they are read and written as one
 *   facts     everything that is one of a kind, by name
 *
 * Beside it stands a mark, in localStorage and in a cookie: the name of this store and how many acts
 * waited.  A mark without its store means that the browser, or somebody, has emptied the storage.
 */
const NAME = "consign-till";
const VERSION = 1;
const PATIENCE_MS = 5000;
const LEAST_ROOM = 2 * 2 ** 20;
const PROBE = "x".repeat(2 ** 16);
const A_YEAR = 365 * 24 * 3600;

let opening = null;
let store = null;

/** The answer of one request of a transaction. */
export function asked(request) {
  return new Promise((answer, refuse) => {
    request.onsuccess = () => answer(request.result);
    request.onerror = () => refuse(request.error);
  });
}

/** Only adds what is missing: whatever version comes, acts that wait are left alone. */
function build(base) {
  const missing = (name) => !base.objectStoreNames.contains(name);
  if (missing("acts")) {
    const acts = base.createObjectStore("acts", { keyPath: "key" });
    acts.createIndex("turn", "turn", { unique: true });
    acts.createIndex("state", "state");
  }
  if (missing("tickets")) {
    base.createObjectStore("tickets", { keyPath: "key" }).createIndex("answered", "answered");
  }
  if (missing("items")) base.createObjectStore("items", { keyPath: "coworking" });
  if (missing("facts")) base.createObjectStore("facts", { keyPath: "name" });
}

function connect() {
  return new Promise((answer, refuse) => {
    // Some browsers never answer where they do not want to keep anything.
    setTimeout(() => refuse(new Error("the storage does not open")), PATIENCE_MS);
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => build(request.result);
    request.onerror = () => refuse(request.error);
    request.onsuccess = () => {
      const base = request.result;
      // Another tab brings a newer version: it must not wait for this one.
      base.onversionchange = () => base.close() ?? (opening = null);
      base.onclose = () => (opening = null);
      answer(base);
    };
  });
}

function opened() {
  opening ??= connect().catch((trouble) => {
    opening = null;
    throw trouble;
  });
  return opening;
}

async function begin(names, mode, durability) {
  try {
    return (await opened()).transaction(names, mode, { durability });
  } catch (trouble) {
    if (trouble.name !== "InvalidStateError") throw trouble;
    opening = null; // the browser closed it behind our back
    return (await opened()).transaction(names, mode, { durability });
  }
}

async function transact(names, mode, act, durability) {
  const transaction = await begin(names, mode, durability);
  const finished = new Promise((answer, refuse) => {
    transaction.oncomplete = answer;
    transaction.onabort = () => refuse(transaction.error ?? new Error("stopped"));
  });
  finished.catch(() => {});
  try {
    const result = await act(...names.map((name) => transaction.objectStore(name)));
    await finished;
    return result;
  } catch (trouble) {
    // Full storage shows at the end of a transaction, and as the reason why it was stopped.
    if (!transaction.error) transaction.abort?.call(transaction);
    throw transaction.error ?? trouble;
  }
}

export function reading(names, act) {
  return transact(names, "readonly", act, "default");
}

/** `durability: "strict"`: on the disk before it is said to be done. */
export function writing(names, act, { durability = "relaxed" } = {}) {
  return transact(names, "readwrite", act, durability);
}

export function get(name, key) {
  return reading([name], (rows) => asked(rows.get(key)));
}

export function put(name, row) {
  return writing([name], (rows) => void rows.put(row));
}

// --- the mark ---------------------------------------------------------------------------------

function marked() {
  try {
    const text = localStorage.getItem(NAME) ?? /(?:^|; )till=([^;]+)/.exec(document.cookie)?.[1];
    const [id, waiting] = text?.split(".") ?? [];
    return id ? { id, waiting: Number(waiting) || 0 } : null;
  } catch {
    return null; // no storage of this kind
  }
}

function write(text) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  try {
    localStorage.setItem(NAME, text);
    document.cookie = `till=${text}; path=/desk/; max-age=${A_YEAR}; samesite=lax${secure}`;
  } catch {
    // Without a mark nothing can be found missing; what is stored is stored all the same.
  }
}

/** This store's own row; a new one remembers what was lost with the one before it. */
async function identify() {
  store ??= await writing(["facts"], async (facts) => {
    const known = await asked(facts.get("store"));
    if (known) return known;
    const before = marked();
    const id = Math.random().toString(36).slice(2);
    const row = { name: "store", id, lost: before ? before.waiting : null };
    facts.put(row);
    return row;
  });
  return store;
}

/** Remembers outside the store how many acts wait in it. */
export async function mark(waiting) {
  const { id } = await identify();
  write(`${id}.${waiting}`);
}

// --- is there room, and will it last ------------------------------------------------------------

/** Gives up the pictures, the one thing here that can be fetched again. */
export async function makeRoom() {
  await globalThis.caches?.delete("consign-photos");
}

async function probe() {
  const row = { name: "probe", text: PROBE };
  await put("facts", row);
  await writing(["facts"], (facts) => void facts.delete(row.name));
}

async function lasting() {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false; // this browser does not promise anything
  }
}

async function room() {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return Math.max(quota - usage, 0);
  } catch {
    return null; // nor does it say
  }
}

async function trouble(left) {
  try {
    await identify();
    await probe();
  } catch (refusal) {
    return { problem: refusal.name === "QuotaExceededError" ? "full" : "none", lost: null };
  }
  if (left !== null && left < LEAST_ROOM) return { problem: "full", lost: null };
  const known = await get("facts", "store");
  // Emptied while this page was looking.
  if (!known) return { problem: "cleared", lost: null };
  return known.lost === null ? { problem: null, lost: null } : { problem: "cleared", lost: known.lost };
}

/**
 * Whether what is sold here will be kept: {ok, persisted, room, problem, lost}.
 * `problem` is null, "none" (nothing can be stored), "full", or "cleared" (the storage was emptied
 * since it was last used; `lost` acts waited in it).
 */
export async function check() {
  const [persisted, left] = await Promise.all([lasting(), room()]);
  const { problem, lost } = await trouble(left);
  return { ok: !problem, persisted: persisted && problem !== "none", room: left, problem, lost };
}

/** Somebody has read that the storage was emptied. */
export async function acknowledge() {
  store = { ...(await identify()), lost: null };
  await put("facts", store);
}
