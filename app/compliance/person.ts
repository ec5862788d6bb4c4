import {
  asObject,
  asText,
  type Json,
  type JsonObject,
  parsePayload,
} from "#app/event-log/payload.ts";
import { searchTerms } from "#app/event-log/search-term.ts";

/** Whom a request is about, as far as is known. Only ever held in memory. */
export type Person = Readonly<{
  /** Shopify's numeric ids, losslessly. */
  customerIds: ReadonlySet<string>;
  orderIds: ReadonlySet<string>;
  /** Lower case. */
  emails: ReadonlySet<string>;
  phones: ReadonlySet<string>;
  /** First name, last name and street, as in `ann|lee|12 harbour street`: no one of them is a person. */
  residences: ReadonlySet<string>;
}>;

const NOBODY: Person = {
  customerIds: new Set(),
  orderIds: new Set(),
  emails: new Set(),
  phones: new Set(),
  residences: new Set(),
};

/**
 * Reads whom a compliance request is about.
 * @param body as Shopify sent it
 * @see https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
 */
export function personOfRequest(body: Uint8Array): Person {
  const payload = asObject(parsePayload(new TextDecoder().decode(body)));
  if (!payload) return NOBODY;
  const customer = asObject(payload["customer"]);
  return {
    ...NOBODY,
    customerIds: texts([customer?.["id"]]),
    orderIds: texts([...list(payload["orders_to_redact"]), ...list(payload["orders_requested"])]),
    emails: emailsOf([customer?.["email"]]),
    phones: texts([customer?.["phone"]]),
  };
}

/** Whether anything is known by which the person could be found. */
export function isKnown({ customerIds, orderIds, emails, phones }: Person): boolean {
  return customerIds.size + orderIds.size + emails.size + phones.size > 0;
}

/**
 * What one of the person's events tells beyond the request: their orders, other addresses of theirs,
 * where they live. Refunds and parcels of an order need not name its customer.
 */
export function learnPerson(person: Person, event: LearntEvent): Person {
  const body = asObject(parsePayload(event.text));
  if (!body) return person;
  const isCustomer =
    event.resourceKind === "customer" && person.customerIds.has(asText(body["id"]) ?? "");
  const customer = isCustomer ? body : asObject(body["customer"]);
  const isTheirs = isCustomer || person.customerIds.has(asText(customer?.["id"]) ?? "");
  const isOrder = event.resourceKind === "order" && event.resourceId !== null;
  return {
    ...person,
    orderIds:
      isOrder && (isTheirs || mentions(person, body))
        ? plus(person.orderIds, [event.resourceId])
        : person.orderIds,
    emails: isTheirs ? union(person.emails, emailsOf([customer?.["email"]])) : person.emails,
    phones: isTheirs ? plus(person.phones, [asText(customer?.["phone"])]) : person.phones,
    residences: isTheirs
      ? plus(person.residences, residencesOf(customer, body))
      : person.residences,
  };
}

export type LearntEvent = Readonly<{
  resourceKind: string;
  resourceId: string | null;
  text: string;
}>;

/** An order of a guest: the person's e-mail address stands on the order itself. */
function mentions({ emails, orderIds }: Person, body: JsonObject): boolean {
  const found = emailsOf([body["email"], body["contact_email"]]);
  return orderIds.has(asText(body["id"]) ?? "") || [...found].some((email) => emails.has(email));
}

function residencesOf(customer: JsonObject | undefined, body: JsonObject): string[] {
  const own = nameOf(customer);
  const places = [
    asObject(customer?.["default_address"]),
    ...list(customer?.["addresses"]).map(asObject),
    asObject(body["billing_address"]),
  ];
  return places.flatMap((place) => {
    const street = asText(place?.["address1"])?.trim().toLowerCase();
    const name = nameOf(place) ?? own;
    // A bill that goes to somebody else says nothing of where this person lives.
    return street && name && name === own ? [`${name}|${street}`] : [];
  });
}

function nameOf(of: JsonObject | undefined): string | undefined {
  const [first, last] = [asText(of?.["first_name"]), asText(of?.["last_name"])];
  return first && last ? `${first.trim()}|${last.trim()}`.toLowerCase() : undefined;
}

/** The terms of the search index that the person's events can hold. */
export function termsOf({ customerIds, orderIds, emails, phones }: Person): string[] {
  const each = [
    ...[...customerIds, ...orderIds].map((id) => ({ ids: [id] })),
    ...[...emails].map((email) => ({ emails: [email] })),
    ...[...phones].map((phone) => ({ phones: [phone] })),
  ];
  return each.flatMap((fields) => searchTerms(fields));
}

function texts(values: readonly (Json | undefined)[]): Set<string> {
  return new Set(values.flatMap((value) => asText(value)?.trim() || []));
}

function emailsOf(values: readonly (Json | undefined)[]): Set<string> {
  return new Set(
    [...texts(values)].map((email) => email.toLowerCase()).filter((email) => email.includes("@")),
  );
}

function plus(
  known: ReadonlySet<string>,
  more: readonly (string | null | undefined)[],
): Set<string> {
  return union(known, new Set(more.filter((value): value is string => Boolean(value))));
}

function union(left: ReadonlySet<string>, right: ReadonlySet<string>): Set<string> {
  return new Set([...left, ...right]);
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
