/**
 * Counts what is scanned or typed without leaving the page: each scan is sent on its own, one after
 * the other, and its row comes back to the top of the list.
 */
const form = document.querySelector("[data-stocktake]");
const field = form.elements.code;
const scanner = document.querySelector("code-scanner");
const rows = document.querySelector("[data-rows]");
const said = document.querySelector("[data-said]");
const refused = document.querySelector("[data-refused]");
const soFar = document.querySelector("[data-so-far]");

let sending = Promise.resolve();

function refuse(text, words) {
  refused.hidden = false;
  refused.querySelector("p").textContent = text;
  said.textContent = "";
  scanner.answer?.("refused", words);
}

function show(answer) {
  const fresh = answer.querySelector("[data-item]");
  rows.querySelector(`[data-item="${fresh.dataset.item}"]`)?.remove();
  rows.prepend(document.adoptNode(fresh));
  rows.hidden = false;
  document.querySelector("[data-none]")?.remove();
  refused.hidden = true;
  said.textContent = answer.querySelector("[data-said]").textContent;
  soFar.textContent = answer.querySelector("[data-so-far]").textContent;
  scanner.answer?.("found", said.textContent);
}

async function send(code) {
  const body = new FormData(form);
  body.set("code", code);
  body.set("row", "1");
  try {
    const response = await fetch(form.action, { method: "POST", body });
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    const problem = answer.querySelector("[data-refused]");
    if (problem) refuse(`${code}: ${problem.textContent}`, code);
    else show(answer);
  } catch {
    refuse(`${code}: ${form.dataset.textFailed}`, code);
  }
}

function count(code) {
  sending = sending.then(() => send(code));
}

document.addEventListener("scanned", ({ detail }) => count(detail.text));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (field.value.trim()) count(field.value.trim());
  field.value = "";
  field.focus();
});
