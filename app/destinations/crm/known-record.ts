import { type CustomerFacts, NO_CUSTOMER_FACTS } from "./customer-facts.ts";
import { NO_ORDER_FACTS, type OrderFacts } from "./order-facts.ts";

/** Which record of Shopify's: what is leased, and what is remembered. */
export type RecordRef = Readonly<{ object: "customer" | "order"; sourceId: string }>;

/** What is remembered of a record in a CRM. */
export type KnownRecord = Readonly<{
  customer?: CustomerFacts;
  order?: OrderFacts;
  /** The CRM's own id, once it was written. */
  remoteId?: string;
  /** The CRM had it before we came: what Shopify does not know is then left as it is. */
  adopted?: true;
  /** Another store's record, which we refer to and do not write. */
  shared?: true;
  /** Ids of the records it was linked to. */
  links?: readonly string[];
}>;

export function refText({ object, sourceId }: RecordRef): string {
  return `${object}/${sourceId}`;
}

export function orderFactsOf(known: KnownRecord | undefined): OrderFacts {
  return known?.order ?? NO_ORDER_FACTS;
}

export function customerFactsOf(known: KnownRecord | undefined): CustomerFacts {
  return known?.customer ?? NO_CUSTOMER_FACTS;
}

/** The key of a record in a CRM: our own, the same for every retry, replay and backfill. */
export function recordKey(shopDomain: string, sourceId: string): string {
  return `${shopDomain.replace(/\.myshopify\.com$/, "")}:${sourceId}`;
}
