import type { CustomerFacts } from "./customer-facts.ts";
import type { OrderFacts } from "./order-facts.ts";

/**
 * What one event of Shopify's means to a CRM, whichever it is. `facts` is what it adds to what is
 * remembered; `values` are fields to be written, and hold personal data, so they are never stored.
 */
export type Change =
  | OrderChange
  | CustomerChange
  | Readonly<{ type: "merge"; keptId: string; goneId: string }>
  /** Nothing is to be written, and why, as a short code. */
  | Readonly<{ type: "nothing"; because: NothingReason }>;

export type NothingReason =
  /** The topic says nothing that a CRM holds. */
  | "topic_not_mapped"
  | "test_order"
  /** A merge that Shopify itself says failed. */
  | "merge_failed"
  /** Not the shape that its topic should have. */
  | "payload_not_understood";

export type OrderChange = Readonly<{
  type: "order";
  orderId: string;
  facts: OrderFacts;
  /** Only with an event that carries the order whole. */
  whole?: Readonly<{
    values: FieldValues;
    lines: readonly LineChange[];
    customer: CustomerChange | undefined;
  }>;
}>;

export type LineChange = Readonly<{ lineId: string; values: FieldValues }>;

export type CustomerChange = Readonly<{
  type: "customer";
  customerId: string;
  facts: CustomerFacts;
  /** Absent when the event speaks of consent or deletion alone. */
  values?: FieldValues;
}>;

/** By our own field names (`fields.ts`). An empty text clears the field. */
export type FieldValues = Readonly<Record<string, string>>;
