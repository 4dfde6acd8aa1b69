/** What a basket is when it is sold: for the server, and for the eyes of whoever sold it. */
import { amount as amountOf, discount, todays } from "./basket.js";
import { amount } from "./money.js";

/** As POST /api/v1/sales/ takes it; `more` is key, coworking and how it is paid. */
export function saleOf(lines, more) {
  const keeps = lines.some((line) => line.price !== todays(line));
  return {
    ...more,
    ...(keeps && { keep_price: true }),
    lines: lines.map((line) => ({
      code: line.code,
      quantity: line.quantity,
      discount: amount(discount(line)),
      seen_price: amount(line.price),
    })),
  };
}

/** What the done screen and the list of sales tell of it. */
export function shownOf(lines, { paid_with, toPay, parts, given, back }, by) {
  const told = lines.map((line) => ({
    title: line.item.title,
    maker: line.item.maker,
    quantity: line.quantity,
    price: line.price,
    amount: amountOf(line),
  }));
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return { lines: told, pieces, paid_with, toPay, parts, given, back, by };
}
