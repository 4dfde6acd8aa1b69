/**
 * Sums beside what is counted: by note and coin, together, and what is left when some of it goes to
 * the bank.  The page does the same without script, one step later.
 */
for (const form of document.querySelectorAll("form[data-count]")) {
  const euro = new Intl.NumberFormat(form.dataset.locale, { style: "currency", currency: "EUR" });
  const write = (where, cents) => (where.textContent = euro.format(cents / 100));
  const pieces = [...form.querySelectorAll("[data-cents]")];
  const total = form.querySelector("[data-total]");
  const left = form.querySelector("[data-left]");

  function add() {
    let counted = 0;
    for (const field of pieces) {
      const sum = Number(field.dataset.cents) * Math.max(0, field.valueAsNumber || 0);
      const beside = field.parentElement.querySelector("[data-sum]");
      beside.hidden = !sum;
      write(beside, sum);
      counted += sum;
    }
    total.hidden = false;
    write(total.querySelector("output"), counted);
  }

  /** Cents of an amount as a hand types it, `1 045,50`; null for what the server had better read. */
  function cents(text) {
    const found = /^([0-9]+)(?:[.,]([0-9]{1,2}))?$/.exec(text.replace(/[\s€]/g, ""));
    return found && Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0"));
  }

  function rest() {
    const banked = cents(form.elements.banked.value);
    const stays = Number(form.dataset.counted) - (banked ?? 0);
    left.hidden = banked === null || stays < 0;
    write(left.querySelector("output"), stays);
  }

  const tell = left ? rest : add;
  form.addEventListener("input", tell);
  // A page that was come back to has its fields filled, but only after this.
  addEventListener("pageshow", tell);
  tell();
}
