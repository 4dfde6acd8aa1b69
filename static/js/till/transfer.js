/** Shows the customer what their bank's app reads: amount, account and reference, drawn here. */
import { facts } from "./catalogue.js";
import { paymentText, referenceText, transferReference } from "./codes.js";
import { close, show } from "./dialogs.js";
import { drawQr } from "./qr.js";
import { euro, part, say } from "./texts.js";

const grouped = (iban) => iban.match(/.{1,4}/g).join("\u00a0");

async function draw(account, amount, reference) {
  const place = part("transfer-qr");
  place.replaceChildren();
  try {
    const text = paymentText({ ...account, amount, reference });
    place.replaceChildren(await drawQr(text, { label: say("qrTransfer", { amount: euro(amount) }) }));
  } catch {
    // The account and the reference are there to be typed.
    place.textContent = say("qrFailed");
  }
}

/** Resolves with true when "Sold" was pressed there, with false when somebody went back. */
export async function ask(amount, key) {
  const { account } = facts().coworking;
  const reference = transferReference(key);
  part("transfer-amount").textContent = euro(amount);
  part("transfer-holder").textContent = account.holder;
  part("transfer-iban").textContent = grouped(account.iban);
  part("transfer-reference").textContent = referenceText(reference);
  const drawn = draw(account, amount, reference);
  const closed = show("transfer");
  await drawn;
  return (await closed) === "sold";
}

part("transfer-sold").addEventListener("click", () => close("transfer", "sold"));
