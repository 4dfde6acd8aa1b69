/**
 * The till: what is scanned or typed becomes a line of the basket, and the sums follow.
 *
 * The lines come from the server (data-line), and so does every sentence; the sums shown here are
 * a help, the sale computes its own.  Without this script the same buttons send the form.
 */
const form = document.querySelector("[data-till]");
const part = (name) => form.querySelector(`[data-${name}]`);
const basket = part("basket");
const typed = form.elements.typed;
const format = new Intl.NumberFormat(form.dataset.locale, { style: "currency", currency: "EUR" });
// On a phone a focused field would push up a keyboard nobody asked for.
const hasKeyboard = matchMedia("(width >= 60rem) and (pointer: fine)").matches;
const KEPT = ["code", "quantity", "seen_price", "discount"];

const cents = (text) => Math.round(Number(text.trim().replace(",", ".")) * 100) || 0;
const euro = (amount) => format.format(amount / 100);
const field = (line, name) => line.querySelector(`[name="${name}"]`);
const pieces = (line) => Number.parseInt(field(line, "quantity").value, 10) || 0;

function inCash(total) {
  const over = form.hasAttribute("data-rounds") ? total % 5 : 0;
  return total - over + (over > 2 ? 5 : 0);
}

/** Shows what the basket comes to, and puts it into the address: a reload finds it again. */
function count() {
  let total = 0;
  for (const line of basket.children) {
    const amount =
      cents(line.dataset.price) * pieces(line) - cents(field(line, "discount").value);
    line.querySelector("[data-amount]").textContent = euro(amount);
    total += amount;
  }
  const cash = form.elements.paid_with.value === "cash";
  const toPay = cash ? inCash(total) : total;
  part("card").textContent = euro(total);
  part("cash").textContent = euro(inCash(total));
  part("total").textContent = euro(toPay);
  const empty = basket.children.length === 0;
  basket.hidden = part("paybar").hidden = empty;
  part("empty").hidden = !empty;
  showChange(cash, toPay);
  keep();
}

function showChange(cash, toPay) {
  part("given").hidden = !cash;
  const given = cents(form.querySelector("#given").value);
  part("change").textContent = given >= toPay && given ? euro(given - toPay) : "–";
}

function keep() {
  const sent = [...new FormData(form)].filter(([name]) => KEPT.includes(name));
  const query = new URLSearchParams(sent).toString();
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
}

function complain(sentence) {
  const said = document.createElement("p");
  said.className = "errors";
  said.textContent = sentence;
  part("problem").replaceChildren(said);
}

function raise(line, most) {
  line.dataset.most = most;
  if (pieces(line) >= Number(most)) return complain(line.dataset.full);
  field(line, "quantity").value = pieces(line) + 1;
  greet(line);
}

function greet(line) {
  line.classList.remove("new");
  requestAnimationFrame(() => line.classList.add("new"));
  const title = line.querySelector("strong").textContent;
  part("said").textContent = form.dataset.textAdded.replace("{title}", title);
}

/** Asks what a code means and puts it into the basket, or says why not. */
async function add(text) {
  let answer;
  try {
    answer = await fetch(`${form.dataset.line}?${new URLSearchParams({ code: text })}`);
  } catch {
    return complain(form.dataset.textNetwork);
  }
  // Signed out meanwhile: the basket is in the address and comes back with the sign-in.
  if (answer.redirected) return location.reload();
  if (!answer.ok && answer.status !== 409) return complain(form.dataset.textNetwork);
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  part("problem").replaceChildren();
  part("said").textContent = "";
  if (!answer.ok) return part("problem").replaceChildren(made.content);
  const line = made.content.querySelector("li");
  const known = basket.querySelector(`[data-code="${line.dataset.code}"]`);
  basket.hidden = part("paybar").hidden = false;
  part("empty").hidden = true;
  if (known) {
    raise(known, line.dataset.most);
  } else {
    basket.append(line);
    greet(line);
  }
  if (typed.value.trim() === text.trim()) typed.value = "";
  count();
}

// One after the other, so that two quick scans do not overtake each other.
let busy = Promise.resolve();
function enqueue(text) {
  busy = busy.then(() => add(text));
}

function change(how, line) {
  const quantity = field(line, "quantity");
  part("problem").replaceChildren();
  if (how === "more") raise(line, line.dataset.most);
  if (how === "less") quantity.value = Math.max(pieces(line) - 1, 1);
  if (how === "remove") {
    const next = line.nextElementSibling ?? line.previousElementSibling;
    line.remove();
    if (next) next.querySelector("[value^=remove]").focus();
    else if (hasKeyboard) typed.focus();
  }
  count();
}

document.addEventListener("scanned", ({ detail }) => enqueue(detail.text));
form.addEventListener("input", count);
form.addEventListener("submit", (event) => {
  const [action, code] = (event.submitter?.value ?? "add").split(" ");
  const line = code && basket.querySelector(`[data-code="${code}"]`);
  if (line) {
    event.preventDefault();
    return change(action, line);
  }
  if (action === "add" || typed.value.trim()) {
    event.preventDefault();
    if (typed.value.trim()) enqueue(typed.value);
    return;
  }
  if (form.ariaBusy) return event.preventDefault();
  form.ariaBusy = "true";
  event.submitter.ariaBusy = "true";
  // The way back from the ticket leads to an empty basket.
  history.replaceState(null, "", location.pathname);
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
// A page the browser kept whole still has the key of a sale that was made.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

if (basket.children.length) count();
else showChange(form.elements.paid_with.value === "cash", 0);
basket.querySelector("[data-refused]")?.scrollIntoView({ block: "center" });
if (hasKeyboard) typed.focus();
