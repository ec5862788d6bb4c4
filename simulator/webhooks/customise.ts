import { compare, matches, parseSearch, termsOf, type Term } from "../search-syntax.ts";
import type { Json } from "./samples.ts";
import { rawTextOf } from "./serialise.ts";

/** Whether Shopify would take a filter: its syntax is right and each term names a field. */
export function isValidFilter(filter: string): boolean {
  const search = parseSearch(filter);
  return search !== null && termsOf(search).every((term) => term.field !== null);
}

/** The values at a dotted path; lists are looked into. */
function valuesAt(value: unknown, path: string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((part) => valuesAt(part, path));
  const [first, ...rest] = path;
  if (first === undefined) return value === null || value === undefined ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return valuesAt((value as Json)[first], rest);
}

/**
 * Whether a payload passes a subscription's filter. A field that the payload
 * does not have never matches, so such a filter lets nothing through.
 */
export function passesFilter(payload: Json, filter: string | null): boolean {
  if (filter === null || filter.trim() === "") return true;
  const search = parseSearch(filter);
  if (!search) return false;
  return matches(search, (term: Term) =>
    valuesAt(payload, (term.field ?? "").split(".")).some((value) => {
      const plain = rawTextOf(value) ?? (typeof value === "number" ? value : String(value));
      const asTime = /_at$/.test(term.field ?? "") && term.comparator !== ":";
      return compare(plain, term, asTime);
    }),
  );
}

/** The payload cut down to the wanted fields; dotted names reach into objects and lists. */
export function includeOnly(payload: Json, fields: readonly string[]): Json {
  if (fields.length === 0) return payload;
  const wanted = new Map<string, string[]>();
  for (const field of fields) {
    const [first = "", ...rest] = field.split(".");
    const below = wanted.get(first) ?? [];
    if (rest.length > 0) below.push(rest.join("."));
    wanted.set(first, below);
  }
  const cut: Json = {};
  for (const [key, value] of Object.entries(payload)) {
    const below = wanted.get(key);
    if (below) cut[key] = below.length === 0 ? value : cutInside(value, below);
  }
  return cut;
}

function cutInside(value: unknown, fields: string[]): unknown {
  if (Array.isArray(value)) return value.map((part) => cutInside(part, fields));
  return typeof value === "object" && value !== null && rawTextOf(value) === null
    ? includeOnly(value as Json, fields)
    : value;
}
