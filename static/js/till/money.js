/** Amounts in whole cents; nothing here is ever a fraction of one. */
const SIGNED = /^(?:(?:€|eur|euros?) ?)?([-\u2212])? ?(?:(?:€|eur|euros?) ?)?([^a-z]*?) ?(?:€|eur|euros?)?$/iu;
// By hand, 45.00 is also 45,- or 45.--, and 12.50 is also 12€50.
const NO_CENTS = /([.,])[-\u2013\u2014]{1,2}$/;
const EURO_BETWEEN = /(?<=\d) ?€ ?(?=\d{2}$)/;
// Whole euros, in groups of three if in groups at all, then perhaps a separator and decimals.
const BODY = /^(\d{1,15}|\d{1,3}([ .,'’])\d{3}(?:\2\d{3}){0,3})?(?:([.,])(\d+))?$/;
const BLANKS = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const FIVE = 5;

/**
 * What a hand types, in cents: `45`, `45,00 €`, `€ 18.50`, `1.045,00`.  Null where it is no amount,
 * below zero, or unclear: three digits after a single separator could be a thousand or a slip.
 */
export function cents(text) {
  const [, minus, written] = SIGNED.exec(text.replace(BLANKS, " ").trim()) ?? [];
  const found = BODY.exec((written ?? "").replace(NO_CENTS, "$100").replace(EURO_BETWEEN, ","));
  if (!found?.[0]) return null;
  const [, whole = "0", group, point, decimals = ""] = found;
  if (point !== undefined && point === group) return null;
  const unclear = whole.replace(/[^.,]/g, "").length === 1 && !decimals;
  if (unclear || decimals.length > 2) return null;
  const size = Number(whole.replace(/\D/g, "") + decimals.padEnd(2, "0"));
  return (minus && size) || !Number.isSafeInteger(size) ? null : size;
}

/** `45.00`, as the server writes amounts, in cents; and back. */
export const fromAmount = (text) => {
  const [, minus, whole, decimals = ""] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  const size = Number(whole + decimals.padEnd(2, "0"));
  return minus && size ? -size : size;
};

export const amount = (size) => {
  const digits = String(Math.abs(size)).padStart(3, "0");
  return `${size < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const formats = new Map();

/** As people of a locale (`fr-BE`) write it, with the euro sign. */
export function euro(size, locale) {
  if (!formats.has(locale)) {
    formats.set(locale, new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }));
  }
  return formats.get(locale).format(size / 100);
}

/** To the nearest five cents, as coins are; money given back like money taken. */
export function inCash(size) {
  const over = Math.abs(size) % FIVE;
  const rounded = Math.abs(size) - over + (over > 2 ? FIVE : 0);
  return size < 0 && rounded ? -rounded : rounded;
}

export const lineTotal = ({ price, quantity, discount = 0 }) => price * quantity - discount;

/** `whole * part / of` in whole numbers, half away from zero. */
function portion(whole, part, of) {
  const [exact, divisor] = [BigInt(whole) * BigInt(part), BigInt(of)];
  const size = ((exact < 0n ? -exact : exact) * 2n + divisor) / (2n * divisor);
  return Number(exact < 0n ? -size : size);
}

/** The largest discount of a line, for a percentage as the server writes it (`10.0000`). */
export function mostDiscount({ price, quantity }, most) {
  const [whole, decimals = ""] = most.split(".");
  return portion(price * quantity, whole + decimals.padEnd(4, "0"), 1_000_000);
}

/** What goes back over the counter; null while too little was given. */
export const change = (given, toPay) => (given >= toPay ? given - toPay : null);

/** What of a sum the payments, each {amount} in cents, leave open; below zero when it is too much. */
export const rest = (toPay, payments) => payments.reduce((left, { amount: paid }) => left - paid, toPay);
