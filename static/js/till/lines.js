/** The lines of the basket on the page, the newest at the top. */
import { amount, discount, most, todays, trouble } from "./basket.js";
import { fromAmount } from "./money.js";
import { button, euro, part, percent, row, say, when } from "./texts.js";

const list = part("basket");
const shown = new Map();
const field = (line, name) => line.querySelector(`[name="${name}"]`);

function picture(photo) {
  const image = document.createElement("img");
  Object.assign(image, { src: photo, alt: "", width: 52, height: 52, decoding: "async" });
  // Without network a picture may be missing: then the drawing stays.
  image.addEventListener("error", () => image.replaceWith(row("found").querySelector("svg")));
  return image;
}

/** A new row, with its piece's name in everything that is read aloud. */
function make({ code, item }) {
  const made = row("line");
  made.dataset.code = code;
  for (const one of made.querySelectorAll("[aria-label]")) {
    one.setAttribute("aria-label", one.getAttribute("aria-label").replace("{title}", item.title));
  }
  for (const one of made.querySelectorAll("button[name]")) one.value = one.value.replace("{code}", code);
  field(made, "code").value = code;
  part("name", made).textContent = item.title;
  part("by", made).textContent = item.maker;
  if (item.photo) made.querySelector(".thumb").replaceChildren(picture(item.photo));
  return made;
}

/** What stands in a field is left alone while somebody is in it. */
function set(input, value) {
  if (input !== document.activeElement && input.value !== value) input.value = value;
}

function fill(made, line) {
  const { item, quantity, off } = line;
  const plain = quantity === 1 && !discount(line);
  part("each", made).textContent = plain ? "" : ` · ${euro(line.price)}`;
  part("amount", made).textContent = euro(amount(line));
  made.querySelector(".stepper").hidden = item.left < 2 && quantity < 2;
  set(field(made, "quantity"), String(quantity));
  set(field(made, "discount"), off.text);
  for (const kind of made.querySelectorAll("[data-kind]")) {
    kind.setAttribute("aria-pressed", String(kind.dataset.kind === off.kind));
  }
  part("most", made).textContent = limit(line);
  made.querySelector("details.why").classList.toggle("is-set", Boolean(discount(line)));
}

function limit(line) {
  if (!Number(line.item.most)) return say("none");
  const who = say(`bears.${line.item.bearer}`);
  return say("upTo", { percent: percent(line.item.most), amount: euro(most(line)), who });
}

// --- what has to be said at a line ---------------------------------------------------------------

function sentence(words) {
  const said = row("problem");
  said.textContent = words;
  return said;
}

function prices(line, choose) {
  const older = (line.item.was ?? []).map(fromAmount).filter((price) => price !== todays(line));
  // A price seen when it was scanned may be offered although no label says so any more.
  const offered = [todays(line), ...new Set([...older, line.price].filter((price) => price !== todays(line)))];
  return offered.map((price) => {
    const made = row("price");
    made.textContent = say(price === todays(line) ? "today" : "onLabel", { price: euro(price) });
    made.setAttribute("aria-pressed", String(price === line.price && (line.chosen || price === todays(line))));
    made.addEventListener("click", () => choose(line.code, price));
    return made;
  });
}

function older(line, choose) {
  const made = row("older");
  part("older", made).textContent = say("older");
  made.querySelector(".prices").append(...prices(line, choose));
  const pinned = line.price !== todays(line);
  made.open = pinned || (shown.get(line.code)?.querySelector(".older")?.open ?? false);
  part("reprint", made).textContent = say("reprint");
  const labels = part("labels", made);
  labels.search = `?codes=${line.code}`;
  made.querySelector(".help").hidden = !pinned;
  return made;
}

function kept(line, sellTo) {
  const [{ name, until }] = line.item.held;
  const made = row("held");
  part("held", made).textContent = say("held", { name, until: when(until) });
  const sell = part("sell-to", made);
  sell.textContent = say("sellTo", { name });
  sell.hidden = line.welcome;
  sell.addEventListener("click", () => sellTo(line.code));
  return made;
}

function remarks(line, acts) {
  const found = [];
  const wrong = trouble(line);
  if (line.item.held?.length) found.push(kept(line, acts.sellTo));
  if (wrong === "changed") {
    found.push(sentence(say("changed", { today: euro(todays(line)), seen: euro(line.price) })));
    const both = document.createElement("div");
    both.className = "prices";
    both.append(...prices(line, acts.choose));
    found.push(both);
  } else if (line.item.was?.length || line.price !== todays(line)) {
    found.push(older(line, acts.choose));
  }
  if (wrong === "notAnAmount") found.push(sentence(say(wrong)));
  if (wrong === "tooMuchOff") {
    found.push(sentence(say(wrong, { percent: percent(line.item.most), amount: euro(most(line)) })));
  }
  if (line.refusal) found.push(sentence(line.refusal));
  if (line.ticket) found.push(button(say("findTicket"), () => acts.findTicket(line.code)));
  return found;
}

/** What is said anew is read aloud anew, so the same is left alone. */
function remark(made, line, acts) {
  const place = part("remark", made);
  const { refusal = "", welcome, chosen, price, item } = line;
  const told = JSON.stringify([trouble(line), refusal, welcome, chosen, price, item.price, item.was, item.held, most(line)]);
  if (place.dataset.told === told) return;
  place.dataset.told = told;
  place.replaceChildren(...remarks(line, acts));
}

/**
 * Shows the basket.  `acts`: choose(code, price), sellTo(code), findTicket(code).  `fresh`: the code
 * of the line that was just added to.
 */
export function draw(basket, acts, fresh = null) {
  const codes = new Set(basket.lines.map(({ code }) => code));
  for (const [code, made] of shown) {
    if (codes.has(code)) continue;
    made.remove();
    shown.delete(code);
  }
  let below = null;
  for (const line of basket.lines) {
    if (!shown.has(line.code)) shown.set(line.code, make(line));
    const made = shown.get(line.code);
    fill(made, line);
    remark(made, line, acts);
    if (made.nextElementSibling !== below || made.parentElement !== list) list.insertBefore(made, below);
    below = made;
  }
  list.hidden = !basket.lines.length;
  part("empty").hidden = !list.hidden;
  if (fresh && shown.has(fresh)) greet(shown.get(fresh));
}

function greet(made) {
  made.classList.remove("new");
  void made.offsetWidth; // so that it lights up anew
  made.classList.add("new");
  // Name and price in sight are enough: the camera should stay there too.
  made.querySelector(".text").scrollIntoView({ block: "nearest" });
}

/** Brings a line that needs somebody into sight. */
export function point(code) {
  const made = shown.get(code);
  made?.scrollIntoView({ block: "center" });
  made?.querySelector(".remark button, .remark summary")?.focus({ preventScroll: true });
}

export const lineOf = (code) => shown.get(code);
