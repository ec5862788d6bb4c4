/**
 * Values as Shopify writes them into webhooks, made from what the Admin API answers: ids as JSON
 * numbers of any size, times in the shop's offset, money with two digits, enums in lower case.
 */

/** A part of a payload; numbers beyond 2^53 are written by `idNumber`. */
export type Payload = { [key: string]: unknown };

const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;

/** The number at the end of a global id, for JSON: exact, however large. */
export function idNumber(gid: string | null | undefined): unknown {
  const digits = plainId(gid);
  return digits === null ? null : rawJson(digits);
}

/** `gid://shopify/Order/123` and `gid://shopify/X/123?y=1` → `123`. */
export function plainId(gid: string | null | undefined): string | null {
  return /(\d+)(?:\?.*)?$/.exec(gid ?? "")?.[1] ?? null;
}

/** The bytes of a payload, escaped as Shopify escapes them. */
export function payloadBytes(payload: Payload): Buffer {
  return Buffer.from(
    JSON.stringify(payload).replace(/[&<>/\u2028\u2029]/g, (char) => ESCAPES[char] ?? char),
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "\\u0026",
  "<": "\\u003c",
  ">": "\\u003e",
  "/": "\\/",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** What the API calls a MoneyBag. */
export type MoneyBag = Readonly<{ shopMoney: Money; presentmentMoney: Money }>;
export type Money = Readonly<{ amount: string; currencyCode: string }>;

/** The API drops trailing zeros (`12.5`, `100.0`); webhooks have at least two digits. */
export function amount(money: Money | null | undefined): string | null {
  return money ? decimal(money.amount) : null;
}

export function decimal(text: string): string {
  const [whole = "0", fraction = ""] = text.split(".");
  return `${whole}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** `…_set` of a webhook. */
export function moneySet(bag: MoneyBag | null | undefined): unknown {
  if (!bag) return null;
  const side = (money: Money) => ({
    amount: decimal(money.amount),
    currency_code: money.currencyCode,
  });
  return { shop_money: side(bag.shopMoney), presentment_money: side(bag.presentmentMoney) };
}

/** An enum of the API (`PARTIALLY_REFUNDED`) as webhooks have it. */
export function lower(value: string | null | undefined): string | null {
  return value?.toLowerCase() ?? null;
}

/** Such as `2021-12-31T19:00:00-05:00`: whole seconds, in the shop's own offset. */
export function shopTime(timeZone: string, at: string | null | undefined): string | null {
  if (!at) return null;
  const time = Math.floor(Date.parse(at) / 1_000) * 1_000;
  const offset = offsetMinutes(timeZone, time);
  const local = new Date(time + offset * 60_000).toISOString().slice(0, 19);
  const two = (count: number) => String(count).padStart(2, "0");
  const size = Math.abs(offset);
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();
const MOST_OFFSETS = 5_000;

function offsetMinutes(timeZone: string, at: number): number {
  const key = `${timeZone} ${Math.floor(at / 900_000)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  const minutes = match ? Number(match[2]) * 60 + Number(match[3]) : 0;
  const offset = match?.[1] === "-" ? -minutes : minutes;
  if (offsets.size >= MOST_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}
