/**
 * Counts what is scanned into the rows of a form: each scan adds one to the number of its piece and
 * ticks it.  A number that was only proposed begins again at one, and with the first scan of a form
 * all that nobody scanned is unticked: only what lay before the scanner is sent.
 *
 * A row is any [data-code] with a checkbox and a number.  What is in no row of the page is asked of
 * the list itself (data-search): its answer brings the row, or the reason why there is none.
 */
const tools = document.querySelector("[data-scan-in]");
const scanner = tools.querySelector("code-scanner");
const said = tools.querySelector("[data-said]");
const refused = tools.querySelector("[data-refused]");
const counted = new Map();
const begun = new Set();

let working = Promise.resolve();

function told(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => facts[name]);
}

function say(text) {
  said.textContent = text;
  refused.hidden = true;
  scanner.answer?.("found", text);
}

function refuse(text) {
  said.textContent = "";
  refused.hidden = false;
  refused.querySelector("p").textContent = text;
  scanner.answer?.("refused", text);
}

/** The code in what was read: an address ends in it, a hand leaves spaces. */
function codeOf(text) {
  const last = text.trim().replace(/\/+$/, "").split("/").pop();
  return last.replace(/[\s-]/g, "").toUpperCase();
}

/** A piece in two showcases has two rows: the first that has not got them all. */
function rowOf(code) {
  const rows = [...document.querySelectorAll(`[data-code="${CSS.escape(code)}"]`)];
  return rows.find((row) => (counted.get(row) ?? 0) < most(row)) ?? rows.at(-1);
}

function most(row) {
  return Number(row.querySelector("input[type=number]").max);
}

function begin(form) {
  if (begun.has(form)) return;
  begun.add(form);
  for (const box of form.querySelectorAll("[data-code] input[type=checkbox]")) box.checked = false;
}

function add(row) {
  const number = row.querySelector("input[type=number]");
  const title = row.querySelector("strong").textContent;
  const count = (counted.get(row) ?? 0) + 1;
  if (count > most(row)) {
    refuse(told(tools.dataset.textFull, { title, most: number.max }));
    return;
  }
  begin(row.closest("form"));
  counted.set(row, count);
  number.value = count;
  row.querySelector("input[type=checkbox]").checked = true;
  row.classList.add("new");
  row.scrollIntoView({ block: "nearest" });
  say(told(tools.dataset.textOne, { title, count }));
}

/** Put a row of the list that this page does not show where it belongs. */
function bring(row) {
  const section = row.closest("[data-maker]");
  const here = document.querySelector(`[data-maker="${CSS.escape(section.dataset.maker)}"]`);
  if (here) here.querySelector(".rows").append(document.adoptNode(row));
  else [...document.querySelectorAll("[data-maker]")].at(-1).after(document.adoptNode(section));
}

async function lookUp(text, code) {
  const address = new URL(tools.dataset.search, location.href);
  address.searchParams.set("q", text);
  try {
    const answer = new DOMParser().parseFromString(
      await (await fetch(address)).text(),
      "text/html",
    );
    const row = answer.querySelector(`[data-code="${CSS.escape(code)}"]`);
    if (row) {
      bring(row);
      add(rowOf(code));
    } else {
      const why = answer.querySelector("[data-why]")?.textContent.trim();
      refuse(why || told(tools.dataset.textUnknown, { code }));
    }
  } catch {
    refuse(told(tools.dataset.textFailed, { code }));
  }
}

async function scan(text) {
  const code = codeOf(text);
  const row = rowOf(code);
  if (row) add(row);
  else if (tools.dataset.search) await lookUp(text, code);
  else refuse(told(tools.dataset.textUnknown, { code }));
}

document.addEventListener("scanned", ({ detail }) => {
  working = working.then(() => scan(detail.text));
});
