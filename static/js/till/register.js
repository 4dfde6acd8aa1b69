/** From here on the till opens without network too.  A browser that refuses sells online only. */
const PAGES = "consign-pages";

/** The page that is open came before its worker: it is kept from the first visit on. */
async function keepThisPage() {
  await navigator.serviceWorker.ready;
  const pages = await caches.open(PAGES);
  if (await pages.match(location.pathname)) return;
  const answer = await fetch(location.pathname);
  if (answer.ok && !answer.redirected) await pages.put(location.pathname, answer);
}

navigator.serviceWorker?.register("/sw.js").then(keepThisPage).catch(() => {});
