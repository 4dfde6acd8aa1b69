/** A page that shows a code until a device has used it: then it leads on, and is loaded anew. */
const EVERY_MS = 2000;

async function look() {
  const answer = await fetch(location.href, { method: "HEAD", redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect") location.reload();
}

document.querySelector("[data-watch]").hidden = false;
document.querySelector("[data-without-script]").hidden = true;
setInterval(() => document.hidden || look().catch(() => {}), EVERY_MS);
document.addEventListener("visibilitychange", () => document.hidden || look().catch(() => {}));
