/** From here on the till opens without network too.  A browser that refuses sells online only. */
navigator.serviceWorker?.register("/sw.js").catch(() => {});
