/** Belgian enterprise numbers: ten digits, the last two 97 less the rest of the others by 97. */
const LENGTH = 10;

/** The ten digits of a typed number, or null where it is none. */
export function enterpriseNumber(text) {
  const digits = text.replace(/^\s*BE/i, "").replace(/[\s./-]/g, "");
  const number = digits.padStart(LENGTH, "0");
  if (!/^[01]\d{9}$/.test(number) || digits.length < LENGTH - 1) return null;
  return 97 - (Number(number.slice(0, 8)) % 97) === Number(number.slice(8)) ? number : null;
}
