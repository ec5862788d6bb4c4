import { randomUUID } from "node:crypto";
import type { DestinationValues } from "#app/destinations/destination.ts";
import { createDestination } from "#app/destinations/destination-store.server.ts";
import { prepareEvent } from "#app/intake/prepare-event.server.ts";
import { writeBatch } from "#app/intake/record-batch-system-store.server.ts";
import { readWebhookHeaders, isHeaderProblem } from "#app/intake/webhook-headers.ts";
import { idText } from "#app/ids.server.ts";
import { type DirectoryShop, findOrNoteShop } from "#app/shop-directory-store.server.ts";

/** A store of its own, so that tests of one file do not meet. */
export function createShop(): Promise<DirectoryShop> {
  return findOrNoteShop(`test-${randomUUID().slice(0, 8)}.myshopify.com`);
}

export function addDestination(
  shop: DirectoryShop,
  url: string,
  values: Partial<DestinationValues> = {},
): Promise<string> {
  return createDestination(
    shop.shopId,
    {
      kind: "http",
      name: "Test",
      settings: { url },
      topics: [],
      onDeadLetter: "free",
      maxAgeSeconds: 259_200,
      concurrency: 16,
      ...values,
    },
    "test",
  );
}

export type Arrival = Readonly<{ topic?: string; body: string | Buffer; webhookId?: string }>;

/** Puts events through intake's own statement, in this order. @returns their ids */
export async function recordEvents(
  shop: DirectoryShop,
  arrivals: readonly Arrival[],
): Promise<string[]> {
  const events = arrivals.map(({ topic = "orders/updated", body, webhookId }) => {
    const headers = readWebhookHeaders([
      "X-Shopify-Topic",
      topic,
      "X-Shopify-Shop-Domain",
      shop.domain,
      "X-Shopify-Webhook-Id",
      webhookId ?? randomUUID(),
      "X-Shopify-Hmac-Sha256",
      "shopifys-own-hmac",
      "X-Shopify-API-Version",
      "2026-10",
      "Content-Type",
      "application/json",
    ]);
    if (isHeaderProblem(headers)) throw new Error("the test's headers are not complete");
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
    return prepareEvent(shop, { source: "webhook", headers, body: bytes, receivedAt: Date.now() });
  });
  await writeBatch(events, async () => undefined);
  return events.map(({ id }) => idText(id));
}

/** The n-th state of an order. */
export function order(id: number | string, state: number): Arrival {
  return { body: JSON.stringify({ id, state, name: `#${id}` }).replace(`"${id}"`, String(id)) };
}
