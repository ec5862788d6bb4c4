import type { Change } from "./change.ts";
import {
  consentOfCustomer,
  deletedCustomer,
  mergedCustomers,
  wholeCustomer,
} from "./customer-change.ts";
import { deletedOrder, fulfillmentOfOrder, refundOfOrder, wholeOrder } from "./order-change.ts";
import { type Fields, readPayload } from "./read-payload.ts";

type Reader = (payload: Fields, triggered: string) => Change | undefined;

/**
 * `orders/edited` is left out: it names what was added and removed, and `orders/updated` comes with
 * the order as it then is.
 */
const READERS: Readonly<Record<string, Reader>> = {
  "orders/create": wholeOrder,
  "orders/updated": wholeOrder,
  "orders/paid": wholeOrder,
  "orders/cancelled": wholeOrder,
  "orders/fulfilled": wholeOrder,
  "orders/partially_fulfilled": wholeOrder,
  "orders/delete": deletedOrder,
  "refunds/create": refundOfOrder,
  "fulfillments/create": fulfillmentOfOrder,
  "fulfillments/update": fulfillmentOfOrder,
  "customers/create": wholeCustomer,
  "customers/update": wholeCustomer,
  "customers/enable": wholeCustomer,
  "customers/disable": wholeCustomer,
  "customers/delete": deletedCustomer,
  "customers/merge": mergedCustomers,
  "customers_email_marketing_consent/update": consentOfCustomer,
  "customers_marketing_consent/update": consentOfCustomer,
};

/** The topics that a CRM can do something with. */
export const CRM_TOPICS: readonly string[] = Object.keys(READERS);

export type ReadOptions = Readonly<{ testOrders: boolean }>;

/** What an event means to a CRM. @param headers Shopify's, as stored */
export function readChange(
  event: Readonly<{
    topic: string;
    headers: readonly (readonly [name: string, value: string])[];
    body: Uint8Array;
  }>,
  { testOrders }: ReadOptions,
): Change {
  const read = READERS[event.topic];
  if (!read) return { type: "nothing", because: "topic_not_mapped" };
  const payload = readPayload(event.body);
  const triggered = event.headers.find(([name]) => /^(x-)?shopify-triggered-at$/i.test(name))?.[1];
  const change = payload && read(payload, triggered ?? "");
  if (!change) return { type: "nothing", because: "payload_not_understood" };
  if (change.type === "order" && change.facts.base?.test && !testOrders) {
    return { type: "nothing", because: "test_order" };
  }
  return change;
}
