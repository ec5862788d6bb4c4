import { randomInt, randomUUID } from "node:crypto";
import type { OutgoingMessage } from "#app/destinations/destination-kind.ts";

/** One event, as the engine hands it to a kind. */
export function crmMessage(topic: string, payload: object, triggered = ""): OutgoingMessage {
  const sendId = randomUUID();
  return {
    sendId,
    lane: `test/${sendId}`,
    processAgain: false,
    topic,
    source: "webhook",
    sequence: "1",
    stale: false,
    headers: [
      ["X-Shopify-Topic", topic],
      ["X-Shopify-Triggered-At", triggered],
    ],
    body: Buffer.from(JSON.stringify(payload)),
  };
}

/** A new order with a customer and a line, with as much of its payload as a CRM cares for. */
export function orderPayload(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const id = changes["id"] ?? randomInt(1_000_000_000);
  return {
    id,
    name: `#${String(id)}`,
    test: false,
    created_at: "2026-11-20T09:00:00+01:00",
    updated_at: "2026-11-20T09:00:00+01:00",
    cancelled_at: null,
    financial_status: "paid",
    fulfillment_status: null,
    currency: "EUR",
    presentment_currency: "EUR",
    total_price: "100.00",
    current_total_price: "100.00",
    subtotal_price: "90.00",
    total_tax: "10.00",
    note: null,
    tags: "",
    line_items: [
      { id: `${String(id)}1`, name: "Teapot", sku: "T-1", quantity: 1, price: "100.00" },
    ],
    refunds: [],
    fulfillments: [],
    customer: null,
    ...changes,
  };
}

export function orderMessage(): OutgoingMessage {
  return crmMessage("orders/create", orderPayload());
}
