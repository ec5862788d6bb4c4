import type { Person } from "./person.ts";

export type PersonMatcher = (
  event: Readonly<{ resourceKind: string; resourceId: string | null; text: string }>,
) => boolean;

/** Shorter numbers stand in payloads for many other things; by those, only the index finds. */
const SHORTEST_ID = 7;
const NUMBER = /\d{7,}/g;
const PHONE_DIGITS = 9;
const PHONE = /\+?\d[\d\s().\-/]{5,24}\d/g;

/**
 * Whether an event is about a person: their number, e-mail address or phone number stands anywhere in
 * it, or their name together with their street. Works on the text, so that it finds what no field of
 * the search index holds.
 */
export function createMatcher(person: Person): PersonMatcher {
  const { customerIds, orderIds } = person;
  const ids = new Set([...customerIds, ...orderIds].filter((id) => id.length >= SHORTEST_ID));
  const emails = [...person.emails];
  const phones = new Set([...person.phones].map(lastDigits).filter((digits) => digits.length >= 6));
  const residences = [...person.residences].map((residence) => residence.split("|"));
  return ({ resourceKind, resourceId, text }) => {
    if (resourceId !== null) {
      if (resourceKind === "order" && orderIds.has(resourceId)) return true;
      if (resourceKind === "customer" && customerIds.has(resourceId)) return true;
    }
    if (ids.size > 0 && (text.match(NUMBER) ?? []).some((found) => ids.has(found))) return true;
    if (emails.length + phones.size + residences.length === 0) return false;
    const lower = unescaped(text).toLowerCase();
    if (emails.some((email) => lower.includes(email))) return true;
    if (
      residences.some(
        ([first = "", last = "", street = ""]) =>
          lower.includes(street) && hasName(lower, first, last),
      )
    )
      return true;
    return (
      phones.size > 0 && (lower.match(PHONE) ?? []).some((found) => phones.has(lastDigits(found)))
    );
  };
}

/** In one field, or first and last name in two. */
function hasName(lower: string, first: string, last: string): boolean {
  return (
    lower.includes(`${first} ${last}`) ||
    (lower.includes(`"${first}"`) && lower.includes(`"${last}"`))
  );
}

/** Country codes and leading zeros are written in many ways; the last digits are always the same. */
function lastDigits(phone: string): string {
  return phone.replace(/\D/g, "").slice(-PHONE_DIGITS);
}

/** JSON may write any character as `\u0040`, and a slash as `\/`. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  return text
    .replace(/\\u([0-9a-fA-F]{4})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replaceAll("\\/", "/");
}
