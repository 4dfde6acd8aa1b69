/** The sales of this device: what was sold lately, and what the server has not taken. */
import { facts } from "./catalogue.js";
import { ticketAddress } from "./codes.js";
import { close, dialog, show } from "./dialogs.js";
import { fromAmount } from "./money.js";
import { list, retry, setAside } from "./queue.js";
import { records, undoLeft } from "./records.js";
import { snack, tell } from "./speech.js";
import { button, count, euro, given, link, part, row, say, when } from "./texts.js";
import { takeBack } from "./undoing.js";

const MOST = 50;
const coworking = part("till").dataset.coworking;
let onOpen;

function badge(words, kind) {
  const made = row("badge");
  made.classList.add(`is-${kind}`);
  made.textContent = words;
  return made;
}

function state({ undone, problem, aside, waiting, answer }) {
  if (undone) return undone === "done" ? ["undone", "info"] : ["undoing", "warn"];
  if (aside) return ["aside", "draft"];
  if (problem) return ["refused", "bad"];
  if (waiting) return ["waits", "warn"];
  return answer?.conflicts?.length ? ["conflict", "bad"] : null;
}

function rowOf(record) {
  const { show: told, made_at, number, answer } = record;
  const made = row("sale");
  part("total", made).textContent = euro(told.toPay);
  part("means", made).textContent = say(`means.${told.paid_with}`);
  part("when", made).textContent = [when(made_at), told.by?.name].filter(Boolean).join(" · ");
  part("pieces", made).textContent = told.lines.map(({ title }) => title).join(", ");
  part("number", made).textContent = number;
  const now = state(record);
  if (now) part("badge", made).append(badge(say(`state.${now[0]}`), now[1]));
  const acts = part("acts", made);
  acts.append(button(say("look"), () => close("recent") ?? onOpen(record)));
  if (undoLeft(record)) acts.append(button(say("undo"), ({ target }) => undoHere(record, target)));
  if (answer?.conflicts?.length) acts.append(link(say("decide"), given.conflicts, "danger"));
  return made;
}

async function undoHere(record, pressed) {
  pressed.ariaBusy = "true";
  const told = await takeBack(record).finally(() => (pressed.ariaBusy = null));
  if (told?.sentence) snack(told.sentence);
  await drawRecent();
  dialog("recent").querySelector("h2").focus();
}

async function drawRecent() {
  const found = await records(coworking);
  part("none").hidden = found.length > 0;
  part("recent").hidden = !found.length;
  part("recent").replaceChildren(...found.slice(0, MOST).map(rowOf));
}

export async function openRecent() {
  await drawRecent();
  return show("recent");
}

// --- what was refused -----------------------------------------------------------------------------

const nameOf = (act) => act.show?.by?.name ?? facts()?.people.find(({ id }) => id === act.seller)?.name ?? "";

function titleOf(act) {
  if (act.kind === "undo") return say("undoOf", { when: when(act.made_at) });
  return say("saleOf", { total: euro(act.show?.toPay ?? 0), when: when(act.made_at) });
}

function linesOf({ body, show: told }) {
  return (body.lines ?? []).map(({ code, quantity, seen_price: price }, at) => {
    const title = told?.lines?.[at]?.title ?? code;
    return `${quantity} × ${title} (${code}) · ${euro(fromAmount(price))}`;
  });
}

/** Everything of an act, for a person to enter it some other way. */
function textOf(act) {
  const means = act.show ? say(`means.${act.show.paid_with}`) : "";
  const sold = say("sentWith", { when: when(act.made_at), means, who: nameOf(act) });
  const { detail = "", errors = {} } = act.problem ?? {};
  return [titleOf(act), sold, ...linesOf(act), detail, ...Object.values(errors).flat(), ticketAddress(act.sale ?? act.key), act.key]
    .filter(Boolean)
    .join("\n");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    dialog("refused").append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  tell(say("copied"));
}

function cardOf(act) {
  const made = row("refused");
  const { detail = "", errors = {} } = act.problem ?? {};
  part("total", made).textContent = titleOf(act);
  const words = new Set([detail, ...Object.values(errors).flat()].filter(Boolean));
  part("refusal", made).textContent = [...words].join(" ");
  part("lines", made).replaceChildren(...linesOf(act).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  part("who", made).textContent = [nameOf(act), act.coworking === coworking ? "" : act.coworking].filter(Boolean).join(" · ");
  part("retry", made).addEventListener("click", async ({ target }) => {
    target.ariaBusy = "true";
    await retry(act.key);
    await drawRefused();
  });
  part("copy", made).addEventListener("click", () => copy(textOf(act)));
  part("aside", made).addEventListener("click", async () => {
    await setAside(act.key);
    await drawRefused();
  });
  return made;
}

async function drawRefused() {
  const refused = (await list()).filter(({ state: how }) => how === "refused");
  part("refused-list").replaceChildren(...refused.map(cardOf));
  if (!refused.length && dialog("refused").open) close("refused");
  else if (dialog("refused").open) dialog("refused").querySelector("h2").focus();
}

export async function openRefused() {
  await drawRefused();
  return show("refused");
}

/** A conflict that came back with a sale that had waited is said once. */
function watch() {
  let known = null;
  document.addEventListener("queue", async () => {
    const found = (await records(coworking)).filter(({ answer }) => answer?.conflicts?.length);
    const fresh = found.filter(({ key }) => known && !known.has(key));
    known = new Set(found.map(({ key }) => key));
    if (fresh.length) snack(count("conflicts", fresh.length), say("look"), openRecent);
  });
}

export function start(open) {
  onOpen = open;
  watch();
}
