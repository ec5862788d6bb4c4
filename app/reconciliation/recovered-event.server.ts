import { createHash } from "node:crypto";
import type { NewEvent } from "#app/intake/new-event.ts";
import { prepareEvent } from "#app/intake/prepare-event.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import { API_VERSION } from "#app/shopify.server.ts";
import { type Payload, payloadBytes } from "./payloads/payload-format.ts";

export type Recovery = Readonly<{
  source: "recovered" | "backfill";
  topic: string;
  /** As in the event log. */
  resourceId: string;
  /** Of a part of an order; empty otherwise. */
  partId: string;
  /** When it happened at Shopify, milliseconds since 1970. */
  at: number;
  payload: Payload;
}>;

/** An event that Shopify did not send, ready to be recorded: in shape and headers like its webhook. */
export function recoveredEvent(shop: DirectoryShop, recovery: Recovery): NewEvent {
  const { topic, at, payload, source } = recovery;
  const webhookId = recoveredId(shop.shopId, recovery);
  const triggeredAt = new Date(at).toISOString();
  return prepareEvent(shop, {
    source,
    headers: {
      topic,
      webhookId,
      eventId: null,
      apiVersion: API_VERSION,
      triggeredAt: at,
      kept: [
        ["Content-Type", "application/json"],
        ["X-Shopify-Topic", topic],
        ["X-Shopify-Shop-Domain", shop.domain],
        ["X-Shopify-API-Version", API_VERSION],
        ["X-Shopify-Webhook-Id", webhookId],
        ["X-Shopify-Triggered-At", triggeredAt],
      ],
    },
    body: payloadBytes(payload),
    receivedAt: Date.now(),
  });
}

/**
 * The same for the same happening, however often and wherever it is found: the log's own dedupe
 * then makes one event of it. Shaped like Shopify's ids, as a version 8 UUID (RFC 9562): content
 * of one's own choosing, so that it cannot be one of theirs.
 */
export function recoveredId(
  shopId: string,
  { source, topic, resourceId, partId, at }: Omit<Recovery, "payload">,
): string {
  const key = JSON.stringify([shopId, source, topic, resourceId, partId, at]);
  const hex = createHash("sha256").update(key).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
