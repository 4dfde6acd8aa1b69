/** Looking for words, whatever their accents and capitals. */
const LETTERS = { ß: "ss", œ: "oe", æ: "ae", ø: "o", ł: "l", đ: "d", ı: "i" };

export function fold(text) {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[ßœæøłđı]/g, (letter) => LETTERS[letter]);
}

const startsWord = (text, word) =>
  text.startsWith(word) || text.includes(` ${word}`) || text.includes(`-${word}`);

function place([code, title, maker], word) {
  if (code.startsWith(word)) return 8;
  if (startsWord(title, word)) return 4;
  if (startsWord(maker, word)) return 3;
  if (title.includes(word)) return 2;
  return maker.includes(word) ? 1 : 0;
}

/** How well the words fit; 0 when one of them is nowhere.  A code may be typed in groups. */
export function rank(words, wanted) {
  if (words[0].startsWith(wanted.join(""))) return 8 * wanted.length;
  let total = 0;
  for (const word of wanted) {
    const value = place(words, word);
    if (!value) return 0;
    total += value;
  }
  return total;
}
