/**
 * Sums of money as Shopify writes them: decimal text such as `12.34`, `1200`, `-0.505`. Kept and
 * added as integers of a ten-thousandth, so that nothing is rounded on the way.
 */
export type Money = bigint;

const UNIT = 10_000n;
const DIGITS = 4;
const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,10}))?$/;

/** @returns undefined for what is no decimal number */
export function readMoney(text: string | undefined): Money | undefined {
  const match = DECIMAL.exec(text?.trim() ?? "");
  if (!match) return undefined;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const units = BigInt(whole) * UNIT + BigInt(fraction.slice(0, DIGITS).padEnd(DIGITS, "0"));
  return sign === "-" ? -units : units;
}

/** With two digits at least, and more only where there are more: `12.30`, `0.505`. */
export function writeMoney(amount: Money): string {
  const positive = amount < 0n ? -amount : amount;
  const fraction = String(positive % UNIT)
    .padStart(DIGITS, "0")
    .replace(/0{1,2}$/, "");
  return `${amount < 0n ? "-" : ""}${positive / UNIT}.${fraction}`;
}

/** `amount` × `to` / `from`, to the nearest hundredth: an amount in another currency. */
export function convertMoney(amount: Money, from: Money, to: Money): Money {
  if (from === 0n || amount === 0n) return 0n;
  const cent = UNIT / 100n;
  const exact = amount * to * 2n;
  const hundredths = (exact / (from * cent) + (exact < 0n ? -1n : 1n)) / 2n;
  return hundredths * cent;
}
