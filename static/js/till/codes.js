/** Codes and references, read and written without the server.  Nothing here touches the page. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 7;
const POLYNOMIAL = 0b100101;
const TICKET_LENGTH = 26;
const LOOKALIKES = { I: "1", L: "1", O: "0" };
// What counts as blank between words, to the letter as on the server.
const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const EDGES = new RegExp(`^[${BLANK}]+|[${BLANK}]+$`, "g");
const BLANKS = new RegExp(`[${BLANK}]+`, "g");
const SPACING = new RegExp(`[${BLANK}.\\-\\u2010-\\u2015]+`, "g");
const UNPRINTED = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;
const ITEM = /^[^\n]*\/[iIİı]\/([^/]+)\/?$/u;
const TICKET = /^(?:.*\/t\/)?([0-9a-z]{26})\/?$/i;
const LARGEST_CENTS = 99_999_999_999;
const LONGEST_NAME = 70;
const LONGEST_PAYLOAD = 331;

const timesX = (number) => {
  const doubled = number << 1;
  return doubled & 0b100000 ? doubled ^ POLYNOMIAL : doubled;
};

/** The seventh character for six: their numbers as a polynomial in GF(32). */
function checkCharacter(six) {
  const numbers = Array.from(six, (sign) => ALPHABET.indexOf(sign));
  return ALPHABET[numbers.reduceRight((total, number) => timesX(total ^ number), 0)];
}

const isSpelled = (text) => Array.from(text).every((sign) => ALPHABET.includes(sign));

/** Capitals without spaces, dots and dashes, and what was meant by I, L and O. */
function spelled(text) {
  return text.replace(SPACING, "").toUpperCase().replace(/[ILO]/g, (sign) => LOOKALIKES[sign]);
}

/**
 * What was typed or scanned: {code} of a piece, {ticket, key} of a sale, or {problem}: "not_a_code",
 * or "mistyped" where one character is wrong.
 */
export function readCode(text) {
  const path = text.replace(EDGES, "").split(/[?#]/, 1)[0];
  const key = keyOf(path);
  if (key) return { ticket: ticketCode(key), key };
  const written = text.includes("/") ? (ITEM.exec(path)?.[1] ?? "") : text;
  const code = spelled(written);
  if (code.length !== LENGTH || !isSpelled(code)) return { problem: "not_a_code" };
  return checkCharacter(code.slice(0, -1)) === code.at(-1) ? { code } : { problem: "mistyped" };
}

/** As it is printed for people: `7K3 M9Q X`. */
export const spaced = (code) => `${code.slice(0, 3)} ${code.slice(3, 6)} ${code.slice(6)}`;

// --- tickets ------------------------------------------------------------------------------------

/** The 26 characters that stand for a sale's key in the address of its ticket. */
export function ticketCode(key) {
  let left = BigInt(`0x${key.replaceAll("-", "")}`);
  let code = "";
  for (let place = 0; place < TICKET_LENGTH; place += 1) {
    code = ALPHABET[Number(left & 31n)] + code;
    left >>= 5n;
  }
  return code;
}

/** The key for such 26 characters, or for the address that ends with them; null for anything else. */
export function keyOf(text) {
  const code = spelled(TICKET.exec(text.replace(BLANKS, ""))?.[1] ?? "");
  // Twenty-six characters hold two bits more than a key.
  if (!code || !isSpelled(code) || ALPHABET.indexOf(code[0]) > 7) return null;
  const number = Array.from(code).reduce((total, sign) => (total << 5n) | BigInt(ALPHABET.indexOf(sign)), 0n);
  const hex = number.toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Where a customer reads the ticket: known to this device before the server knows the sale. */
export const ticketAddress = (key) =>
  `${location.protocol}//${location.host.toUpperCase()}/T/${ticketCode(key)}`;

// --- transfers ----------------------------------------------------------------------------------

/** The rest of a division by 97 of digits and letters, A counting as 10 (ISO 7064, MOD 97-10). */
function mod97(text) {
  const digits = Array.from(text, (sign) => Number.parseInt(sign, 36)).join("");
  return Number(BigInt(digits) % 97n);
}

/** The reference (ISO 11649) a customer's bank sends with the money of a sale. */
export function transferReference(key) {
  const body = key.replaceAll("-", "").slice(0, 16).toUpperCase();
  return `RF${String(98 - mod97(`${body}RF00`)).padStart(2, "0")}${body}`;
}

/** In groups of four, with spaces that do not break. */
export const referenceText = (reference) => reference.match(/.{1,4}/g).join("\u00a0");

const oneLine = (text) =>
  text.replace(BLANKS, " ").replace(/^ | $/g, "").replace(UNPRINTED, "");

const compact = (text) => text.replace(BLANKS, "").toUpperCase();

/**
 * What the QR code of a transfer says (EPC069-12): so many cents to an account, with an RF reference.
 * RangeError where those rules do not allow it.
 */
export function paymentText({ holder, iban, bic, amount, reference }) {
  const name = oneLine(holder);
  const account = compact(iban);
  const known = /^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/.test(account);
  if (!known || mod97(account.slice(4) + account.slice(0, 4)) !== 1) throw new RangeError("account");
  if (!(amount >= 1 && amount <= LARGEST_CENTS)) throw new RangeError("amount");
  if (!name || Array.from(name).length > LONGEST_NAME) throw new RangeError("name");
  const euros = `EUR${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
  const lines = ["BCD", "002", "1", "SCT", compact(bic ?? ""), name, account, euros, "", reference];
  const payload = lines.join("\n").trimEnd();
  if (new TextEncoder().encode(payload).length > LONGEST_PAYLOAD) throw new RangeError("length");
  return payload;
}
