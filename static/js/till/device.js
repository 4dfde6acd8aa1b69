/** This device: whether it keeps what is sold, and how to put the till on its home screen. */
import { acknowledge, check } from "./store.js";
import { notice, unnotice } from "./speech.js";
import { button, count, part, say } from "./texts.js";

const DISMISSED = "consign-till.install";
const MONTH_MS = 30 * 24 * 3600_000;

let prompt = null;

async function storage() {
  const { problem, lost } = await check();
  if (!problem) return;
  if (problem !== "cleared") return notice("storage", "bad", say(`storage.${problem}`));
  const words = lost ? count("storage.clearedLost", lost) : say("storage.cleared");
  const read = async () => {
    await acknowledge();
    unnotice("storage");
  };
  notice("storage", lost ? "bad" : "info", words, button(say("read"), read));
}

// --- installing ----------------------------------------------------------------------------------

function isDismissed() {
  try {
    return Date.now() - Number(localStorage.getItem(DISMISSED) ?? 0) < MONTH_MS;
  } catch {
    return true;
  }
}

function dismiss() {
  unnotice("install");
  try {
    localStorage.setItem(DISMISSED, String(Date.now()));
  } catch {
    // It is said again next time.
  }
}

async function install() {
  unnotice("install");
  await prompt?.prompt();
  prompt = null;
  part("install-here").hidden = true;
}

function hint() {
  if (isDismissed() || matchMedia("(display-mode: standalone)").matches) return;
  const later = button(say("later"), dismiss, "quiet");
  if (prompt) notice("install", "info", say("install"), button(say("installNow"), install), later);
  // An iPhone or iPad asks nobody: it says whether it was started from the home screen.
  else if (navigator.standalone === false) notice("install", "info", say("installApple"), later);
}

export function start() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    prompt = event;
    part("install-here").hidden = false;
    hint();
  });
  part("install").addEventListener("click", install);
  hint();
  return storage();
}
