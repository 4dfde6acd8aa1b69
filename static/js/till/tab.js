/**
 * What a tab keeps of its basket: it survives a reload, and a crash too.
 *
 * Each tab has its own.  One that lies here without its tab, because the browser or the phone went
 * down, is taken over by the next tab that opens.
 */
import { newKey } from "./queue.js";

const FRESH_MS = 12 * 3600_000;
const RELOAD_MS = 500;

const nameOf = (coworking, id) => `consign-till.basket.${coworking}.${id}`;

/** Holds a name for as long as this page lives; false when another tab has it. */
function hold(name, patience) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((answer) => {
    const signal = AbortSignal.timeout(patience);
    navigator.locks
      .request(name, { signal }, () => {
        answer(true);
        return new Promise(() => {});
      })
      .catch(() => answer(false));
  });
}

async function orphan(coworking) {
  if (!navigator.locks) return null;
  const { held = [] } = await navigator.locks.query();
  const taken = new Set(held.map(({ name }) => name));
  const start = nameOf(coworking, "");
  const left = Object.keys(localStorage).filter((name) => name.startsWith(start) && !taken.has(name));
  const kept = left.map((name) => ({ name, ...JSON.parse(localStorage.getItem(name)) }));
  for (const { name, at } of kept) if (Date.now() - at > FRESH_MS) localStorage.removeItem(name);
  const fresh = kept.filter(({ at }) => Date.now() - at <= FRESH_MS).sort((one, other) => other.at - one.at);
  return fresh[0]?.name.slice(start.length) ?? null;
}

/** {read, write} of this tab's basket.  Where nothing can be kept it lives as long as the page. */
export async function open(coworking) {
  const mine = nameOf(coworking, "tab");
  const take = async (id, patience) => {
    const name = nameOf(coworking, id);
    if (!id || !(await hold(name, patience))) return null;
    sessionStorage.setItem(mine, id);
    return name;
  };
  try {
    // A tab that was copied brings the other's name along; a page that is being reloaded lets go soon.
    const name =
      (await take(sessionStorage.getItem(mine), RELOAD_MS)) ??
      (await take(await orphan(coworking), RELOAD_MS)) ??
      (await take(newKey(), RELOAD_MS));
    return drawer(name);
  } catch {
    return { read: () => null, write: () => {} };
  }
}

function drawer(name) {
  return {
    read: () => JSON.parse(localStorage.getItem(name)),
    write(what) {
      try {
        if (what) localStorage.setItem(name, JSON.stringify({ ...what, at: Date.now() }));
        else localStorage.removeItem(name);
      } catch {
        // Full: the basket still lies on the page.
      }
    },
  };
}
