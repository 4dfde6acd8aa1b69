/** What opens over the till, one at a time, each with a way back. */
import { part } from "./texts.js";

const all = new Map(
  Array.from(document.querySelectorAll("dialog[data-dialog]"), (one) => [one.dataset.dialog, one]),
);

export const dialog = (name) => all.get(name);
export const isOpen = () => [...all.values()].some(({ open }) => open);

/** Opens one with its title focused; resolves when it is closed, with what it was closed with. */
export function show(name, focus) {
  const over = dialog(name);
  over.returnValue = "";
  over.showModal();
  (focus ?? over.querySelector("h2")).focus();
  return new Promise((answer) => {
    over.addEventListener("close", () => answer(over.returnValue), { once: true });
  });
}

export const close = (name, result = "") => dialog(name).close(result);

for (const over of all.values()) {
  part("close", over).addEventListener("click", () => over.close());
  // A tap beside it closes it too.
  over.addEventListener("click", ({ target }) => target === over && over.close());
}
