/** The page that stands in when there is no network: what waits on this device, and which tills open. */
import { counts } from "./acts.js";

const PAGES = "consign-pages";
const part = (name) => document.querySelector(`[data-${name}]`);

async function tell() {
  const { queued, refused } = await counts();
  const many = queued + refused;
  part("count").textContent = new Intl.NumberFormat(document.documentElement.lang).format(many);
  part("waiting").hidden = many === 0;
  part("nothing").hidden = many > 0;
}

async function tills() {
  const kept = await (await caches.open(PAGES)).keys();
  for (const { url } of kept) {
    const { pathname } = new URL(url);
    const link = part("till").content.cloneNode(true).querySelector("a");
    link.href = pathname;
    const name = decodeURIComponent(pathname.split("/")[2]);
    link.querySelector("[data-name]").textContent = kept.length > 1 ? name : "";
    part("tills").append(link);
  }
}

part("again").addEventListener("click", () => location.reload());
addEventListener("online", () => location.reload());
tell().catch(() => {});
tills().catch(() => {});
