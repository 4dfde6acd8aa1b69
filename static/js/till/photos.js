/** Pictures of the pieces, fetched when the device has nothing else to do. */
const NAME = "consign-photos";
const MOST = 1000;
const FULLEST = 0.5;

const idle = (act) =>
  globalThis.requestIdleCallback ? requestIdleCallback(act, { timeout: 5000 }) : setTimeout(act, 500);

let wanted = [];
let going = false;

async function hasRoom() {
  if (navigator.connection?.saveData) return false;
  const { usage = 0, quota = 1 } = (await navigator.storage?.estimate()) ?? {};
  return usage / quota < FULLEST;
}

async function fetchOne(cache, address) {
  const answer = await fetch(address, { priority: "low" });
  // With a service worker it is in the cache already.
  if (answer.ok && !navigator.serviceWorker?.controller) await cache.put(address, answer);
}

async function go() {
  const cache = await caches.open(NAME);
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const missing = wanted.filter((address) => !kept.has(address)).slice(0, MOST - kept.size);
  wanted = [];
  for (const address of missing) {
    await new Promise(idle);
    if (!(await hasRoom())) return;
    await fetchOne(cache, address);
  }
}

/** Fetches the photos of items that are not on the device, as far as there is room. */
export function prefetch(items) {
  wanted = items.filter(({ photo, on_hand }) => photo && on_hand > 0).map(({ photo }) => photo);
  if (going || !globalThis.caches) return;
  going = true;
  // The next list tries again.
  go().catch(() => {}).finally(() => (going = false));
}
