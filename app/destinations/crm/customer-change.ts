import { addressValues } from "./address-values.ts";
import type { Change, CustomerChange, FieldValues } from "./change.ts";
import { type ConsentChannel, type CustomerFacts, NO_CUSTOMER_FACTS } from "./customer-facts.ts";
import { type Fields, fields, idOfGid, text, time } from "./read-payload.ts";

/** `customers/create`, `update`, `enable`, `disable`: the customer whole. */
export function wholeCustomer(payload: Fields, triggered: string): CustomerChange | undefined {
  return readCustomer(payload, { triggered, progress: 1 });
}

/** @param progress the customer's own event says more than an order of the same second */
function readCustomer(
  payload: Fields,
  { triggered, progress }: { triggered: string; progress: number },
): CustomerChange | undefined {
  const customerId = text(payload["id"]);
  if (customerId === undefined) return undefined;
  return {
    type: "customer",
    customerId,
    facts: {
      version: { at: time(payload["updated_at"]) ?? 0, progress, triggered },
      consent: consentsOf(payload),
    },
    values: customerValues(payload),
  };
}

/**
 * The customer inside an order, whole as well. There is none in some sales, and its own time may be
 * missing: then it counts as the oldest, and only helps while nothing better is known. A guest is a
 * customer to Shopify, with an id of its own.
 */
export function customerOfOrder(order: Fields, triggered: string): CustomerChange | undefined {
  const customer = fields(order["customer"]);
  return customer && readCustomer(customer, { triggered, progress: 0 });
}

export function deletedCustomer(payload: Fields): CustomerChange | undefined {
  const customerId = text(payload["id"]);
  if (customerId === undefined) return undefined;
  return { type: "customer", customerId, facts: { ...NO_CUSTOMER_FACTS, deleted: true } };
}

/** `customers_email_marketing_consent/update` and `customers_marketing_consent/update` (SMS). */
export function consentOfCustomer(payload: Fields): CustomerChange | undefined {
  const customerId = text(payload["customer_id"]) ?? text(payload["id"]);
  if (customerId === undefined) return undefined;
  return { type: "customer", customerId, facts: { consent: consentsOf(payload) } };
}

/** Shopify tells of merges that failed, too. */
export function mergedCustomers(payload: Fields): Change | undefined {
  const keptId = idOfGid(payload["admin_graphql_api_customer_kept_id"]);
  const goneId = idOfGid(payload["admin_graphql_api_customer_deleted_id"]);
  if (keptId === undefined || goneId === undefined || keptId === goneId) return undefined;
  if (payload["status"] === "failed") return { type: "nothing", because: "merge_failed" };
  return { type: "merge", keptId, goneId };
}

const CONSENTS: Readonly<Record<ConsentChannel, string>> = {
  email: "email_marketing_consent",
  sms: "sms_marketing_consent",
};

function consentsOf(payload: Fields): CustomerFacts["consent"] {
  const found = Object.entries(CONSENTS).flatMap(([channel, name]) => {
    const consent = fields(payload[name]);
    const state = text(consent?.["state"]);
    if (state === undefined) return [];
    return [[channel, { state, at: time(consent?.["consent_updated_at"]) ?? 0 }]];
  });
  return Object.fromEntries(found);
}

/** What the payload leaves out is left alone; what it holds empty is empty. */
function customerValues(payload: Fields): FieldValues {
  const address = fields(payload["default_address"]);
  const plain = Object.entries(PLAIN).flatMap(([field, name]) =>
    name in payload ? [[field, text(payload[name]) ?? ""]] : [],
  );
  return {
    ...(Object.fromEntries(plain) as Record<string, string>),
    phone: text(payload["phone"]) ?? text(address?.["phone"]) ?? "",
    ...("default_address" in payload && {
      company: text(address?.["company"]) ?? "",
      ...addressValues("address", address),
    }),
  };
}

const PLAIN = {
  shopifyId: "id",
  firstName: "first_name",
  lastName: "last_name",
  email: "email",
  tags: "tags",
  note: "note",
  accountState: "state",
} as const;
