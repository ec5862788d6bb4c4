/**
 * Payload values as Shopify writes them: ids are JSON numbers of any size,
 * times carry the shop's offset, and the text is escaped as Rails does it.
 */

interface RawJson {
  readonly rawJSON: string;
}

const rawJson = (JSON as unknown as { rawJSON(text: string): RawJson }).rawJSON;

/** An id as a JSON number, exact beyond 2^53. */
export function idNumber(id: string): unknown {
  return rawJson(id);
}

/** The id as {@link idNumber} took it, or null for any other value. */
export function rawTextOf(value: unknown): string | null {
  return typeof value === "object" && value !== null && "rawJSON" in value
    ? String((value as RawJson).rawJSON)
    : null;
}

const ESCAPES: Record<string, string> = {
  "&": "\\u0026",
  "<": "\\u003c",
  ">": "\\u003e",
  "/": "\\/",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/**
 * The bytes of a payload. None of the escaped characters can stand outside of
 * a JSON string, so replacing them in the whole text is safe.
 */
export function serialise(payload: unknown): Buffer {
  return Buffer.from(
    JSON.stringify(payload).replace(/[&<>/\u2028\u2029]/g, (char) => ESCAPES[char] ?? char),
  );
}

const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far a zone is ahead of UTC at a time, in minutes. */
export function offsetMinutes(timezone: string, at: number): number {
  const hour = Math.floor(at / 3_600_000);
  const key = `${timezone} ${hour}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    let format = formats.get(timezone);
    if (!format) {
      format = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" });
      formats.set(timezone, format);
    }
    const name =
      format.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
    offset = match ? (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
    if (offsets.size > 5_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

/** Such as `2021-12-31T19:00:00-05:00`: whole seconds, in the shop's offset. */
export function shopTime(timezone: string, at: number): string {
  const offset = offsetMinutes(timezone, at);
  const local = new Date(at + offset * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(offset);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Such as `2026-11-20T09:12:33Z`. */
export function utcTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Hundredths as Shopify writes money: `1250` is `"12.50"`. */
export function money(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}

/** The pair of shop and presentment money. */
export function moneySet(hundredths: number, currency: string): unknown {
  const amount = money(hundredths);
  return {
    shop_money: { amount, currency_code: currency },
    presentment_money: { amount, currency_code: currency },
  };
}
