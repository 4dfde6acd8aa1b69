/** Whether a PIN is a person's: checked on the device, so that it works without network. */
const BITS = 256;

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** `person`: {salt, hash, rounds} of the catalogue, PBKDF2-HMAC-SHA256 in hexadecimal digits. */
export async function verify({ salt, hash, rounds }, pin) {
  const typed = new TextEncoder().encode(pin);
  const secret = await crypto.subtle.importKey("raw", typed, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: rounds };
  const found = new Uint8Array(await crypto.subtle.deriveBits(how, secret, BITS));
  const kept = bytes(hash);
  return kept.length === found.length && found.every((byte, place) => byte === kept[place]);
}
