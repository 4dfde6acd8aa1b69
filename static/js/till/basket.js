/**
 * What lies in the basket: a list of lines, each {code, item, quantity, price, seen, chosen, off,
 * welcome}.  Amounts in cents.  `price` is what the customer pays for one, `chosen` that somebody
 * decided so, `off` a discount as typed, {kind: "euro" | "percent", text}, and `welcome` that a
 * piece kept for somebody is sold to them.
 */
import { cents, fromAmount, lineTotal, mostDiscount } from "./money.js";

const NONE = { kind: "euro", text: "" };

/** A typed percentage as the agreement writes them, `10.0000`; null where it is none. */
function percentage(text) {
  const [, whole, decimals = ""] = /^\s*(\d{1,3})(?:[.,](\d{1,4}))?\s*%?\s*$/.exec(text) ?? [];
  return whole === undefined ? null : `${whole}.${decimals.padEnd(4, "0")}`;
}

/** The discount of a line in cents; null where what was typed is no amount. */
export function discount({ price, quantity, off }) {
  if (!off.text.trim()) return 0;
  if (off.kind === "euro") return cents(off.text);
  const percent = percentage(off.text);
  return percent === null ? null : mostDiscount({ price, quantity }, percent);
}

export const most = ({ price, quantity, item }) => mostDiscount({ price, quantity }, item.most);
export const amount = (line) => lineTotal({ ...line, discount: discount(line) ?? 0 });
export const todays = ({ item }) => fromAmount(item.price);

/** Why a line cannot be sold as it stands: null, or held, changed, notAnAmount, tooMuchOff. */
export function trouble(line) {
  if (line.item.held?.length && !line.welcome) return "held";
  if (line.price !== todays(line) && !line.chosen) return "changed";
  const off = discount(line);
  if (off === null) return "notAnAmount";
  return off > most(line) ? "tooMuchOff" : null;
}

export class Basket {
  lines = [];
  #changed;

  constructor(changed) {
    this.#changed = changed;
  }

  get total() {
    return this.lines.reduce((total, line) => total + amount(line), 0);
  }

  get pieces() {
    return this.lines.reduce((total, { quantity }) => total + quantity, 0);
  }

  find(code) {
    return this.lines.find((line) => line.code === code);
  }

  /** One more of a piece; false when there are no more of it than lie here already. */
  add(item, { quantity = 1 } = {}) {
    const known = this.find(item.code);
    if (known) {
      if (known.quantity + quantity > item.left) return false;
      known.quantity += quantity;
    } else {
      const price = fromAmount(item.price);
      this.lines.push({ code: item.code, item, quantity, price, chosen: false, off: NONE, welcome: false });
    }
    this.#changed();
    return true;
  }

  change(code, how) {
    const line = this.find(code);
    if (!line) return;
    // What was refused of it before may hold no longer.
    Object.assign(line, { refusal: "", ticket: false }, how);
    this.#changed();
  }

  /** Takes a line out; gives what puts it back where it was. */
  remove(code) {
    const at = this.lines.findIndex((line) => line.code === code);
    if (at < 0) return () => {};
    const [line] = this.lines.splice(at, 1);
    this.#changed();
    return () => {
      if (this.find(code)) return;
      this.lines.splice(at, 0, line);
      this.#changed();
    };
  }

  /** The pieces as the catalogue knows them by now; prices that were seen stay. */
  refresh(find) {
    for (const line of this.lines) line.item = find(line.code) ?? line.item;
    this.#changed();
  }

  fill(lines) {
    this.lines = lines;
    this.#changed();
  }

  empty() {
    this.fill([]);
  }
}
