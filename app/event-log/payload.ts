/** A JSON value whose integers beyond 2^53 are kept as strings of their digits. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

type Reviver = (this: unknown, key: string, value: Json, context: { source?: string }) => Json;

/** A number that could be beyond 2^53; digits within a text, as in `gid://…/…`, need no care. */
const LONG_NUMBER = /[:,[]\s*-?\d{16}/;
const BARE_NUMBER = /^\s*-?\d/;

/**
 * Parses a payload without losing a digit of an id: Shopify's may exceed 2^53, where JSON.parse
 * alone rounds (820982911946154508 becomes …500). Such numbers come back as strings.
 * @returns undefined when the text is not JSON.
 */
export function parsePayload(text: string): Json | undefined {
  try {
    if (!LONG_NUMBER.test(text) && !BARE_NUMBER.test(text)) return JSON.parse(text) as Json;
    return (JSON.parse as (text: string, reviver: Reviver) => Json)(
      text,
      (_key, value, { source }) =>
        typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? "")
          ? (source ?? "")
          : value,
    );
  } catch {
    return undefined;
  }
}

export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

/** A number or text as text; anything else is undefined. */
export function asText(value: Json | undefined): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}
