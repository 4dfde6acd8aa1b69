/**
 * Keeps the till on the device: its page, its files, the pictures of the pieces.
 *
 * Only what is read passes here; nothing that is sent, no other host, nothing of the API.  The sales
 * that wait lie in IndexedDB, which this file never touches.
 */
const SHELL = {{ shell|safe }};
const NAME = "consign-shell-{{ version }}";
const PAGES = "consign-pages";
const PHOTOS = "consign-photos";
const OFFLINE = "{{ offline }}";
const SIGN_OUT = "{{ sign_out }}";
const STATIC = "{{ static }}";
const MEDIA = "{{ media }}";
const TILL = /^\/desk\/[^/]+\/till\/$/;
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;
const NOT_YOURS = new Set([403, 404, 410]);
const PATIENCE_MS = 4000;
const SHELLS_KEPT = 2;
const PHOTOS_KEPT = 1200;
const TRIM_EVERY = 50;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.method !== "GET") return notice(event, address);
  const answer = answerFor(event, address);
  if (answer) event.respondWith(answer);
});

async function install() {
  const shell = await caches.open(NAME);
  await Promise.all([...SHELL, OFFLINE].map((address) => bring(shell, address)));
  await skipWaiting();
}

/** A name with a digest always means the same file: what an older version kept is good. */
async function bring(shell, address) {
  const kept = HASHED.test(address) && (await caches.match(address));
  if (kept) return shell.put(address, kept);
  // Never what the browser itself still keeps under this name.
  return shell.add(new Request(address, { cache: "reload" }));
}

async function activate() {
  await refreshPages();
  const shells = (await caches.keys()).filter((name) => name.startsWith("consign-shell-"));
  // A page that is open, or could not be fetched anew, still names the files of the version before.
  const old = shells.filter((name) => name !== NAME).slice(0, 1 - SHELLS_KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function refreshPages() {
  const pages = await caches.open(PAGES);
  for (const { url } of await pages.keys()) {
    await keepPage(url, await fetch(url).catch(() => null));
  }
}

/** A sign-out passes by: the page it leaves behind is somebody's.  The request itself goes its way. */
function notice(event, { pathname }) {
  if (pathname === SIGN_OUT && navigator.onLine) event.waitUntil(caches.delete(PAGES));
}

function answerFor(event, address) {
  const { request } = event;
  const { pathname } = address;
  if (request.mode === "navigate") return TILL.test(pathname) ? till(event, address) : page(request);
  if (pathname.startsWith(STATIC)) return file(request);
  if (pathname.startsWith(MEDIA)) return photo(event);
  return null;
}

/** Any other page comes from the network or not at all, however long a report takes. */
async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return offline();
  }
}

async function offline() {
  return (await (await caches.open(NAME)).match(OFFLINE)) ?? Response.error();
}

/** The till: from the network if it answers soon, else as it was last time. */
async function till(event, { pathname, search }) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(event.request, { signal: patience.signal });
    // A server in trouble is no till; what was kept is.
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (!search) event.waitUntil(keepPage(pathname, answer.clone()));
    return answer;
  } catch {
    return (await (await caches.open(PAGES)).match(pathname)) ?? offline();
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps a till's page; one that is no longer for this reader is let go of. */
async function keepPage(address, answer) {
  const pages = await caches.open(PAGES);
  if (NOT_YOURS.has(answer?.status)) await pages.delete(address);
  // A session that ended leads to another page: the till still opens when the network goes.
  if (answer?.status !== 200 || answer.redirected) return;
  await pages.put(address, answer);
  // In the language it is read in now.
  await (await caches.open(NAME)).add(OFFLINE).catch(() => {});
}

async function file(request) {
  const shell = await caches.open(NAME);
  const kept = (await shell.match(request)) ?? (await caches.match(request));
  if (kept) return kept;
  const answer = await fetch(request);
  // Any other name than one with a digest is asked for each time.
  if (answer.ok && HASHED.test(new URL(request.url).pathname)) await shell.put(request, answer.clone());
  return answer;
}

let taken = 0;

async function photo(event) {
  const { request } = event;
  const photos = await caches.open(PHOTOS);
  const kept = await photos.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) event.waitUntil(keepPhoto(photos, request, answer.clone()));
  return answer;
}

async function keepPhoto(photos, request, answer) {
  try {
    await photos.put(request, answer);
    taken += 1;
    if (taken % TRIM_EVERY === 1) await trim(photos);
  } catch {
    // No room: the picture was shown all the same.
  }
}

/** The oldest go first. */
async function trim(photos) {
  const kept = await photos.keys();
  const many = kept.slice(0, Math.max(kept.length - PHOTOS_KEPT, 0));
  await Promise.all(many.map((old) => photos.delete(old)));
}
