/** What the page says beside the basket: a problem, a few words, a snackbar, a notice. */
import { button, part, row } from "./texts.js";

const SNACK_MS = 8000;
let melting;

/** For screen readers; whoever looks sees it happen. */
export function tell(words) {
  part("said").textContent = words;
}

/** A problem with what was scanned or typed, and what can be done about it. */
export function complain(words, ...acts) {
  const line = row("problem");
  line.textContent = words;
  const problem = part("problem");
  problem.replaceChildren(line);
  if (!acts.length) return;
  const can = document.createElement("div");
  can.className = "cluster";
  can.append(...acts);
  problem.append(can);
}

export const settle = () => part("problem").replaceChildren();

/** A few words at the foot of the page with one thing to do about them, for some seconds. */
export function snack(words, label, act) {
  const bar = part("snackbar");
  const said = document.createElement("span");
  said.textContent = words;
  bar.replaceChildren(said);
  if (label) bar.append(button(label, () => act(bar.replaceChildren())));
  clearTimeout(melting);
  melting = setTimeout(() => bar.replaceChildren(), SNACK_MS);
}

/** A notice above the till that stays until somebody acts; `kind` warn, bad or info. */
export function notice(name, kind, words, ...acts) {
  unnotice(name);
  const made = row("notice");
  made.classList.add(kind);
  made.dataset.notice = name;
  made.setAttribute("role", kind === "info" ? "status" : "alert");
  part("words", made).textContent = words;
  part("acts", made).append(...acts);
  part("notices").append(made);
}

export function unnotice(name) {
  part("notices").querySelector(`[data-notice="${name}"]`)?.remove();
}
