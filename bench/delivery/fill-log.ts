// Puts orders into the log as intake does, with a delivery each, to one destination or several.
// Environment: DATABASE_URL, SINK, ORDERS, FIRST (number of the first order), DESTINATIONS, DOMAIN.
import { connectDatabase, disconnectDatabase } from "../../app/db.server.ts";
import { ensurePartitions } from "../../app/event-log/partition-system-store.server.ts";
import { prepareEvent } from "../../app/intake/prepare-event.server.ts";
import { writeBatch } from "../../app/intake/record-batch-system-store.server.ts";
import { isHeaderProblem, readWebhookHeaders } from "../../app/intake/webhook-headers.ts";
import { saveDestination } from "../../app/destinations/save-destination.server.ts";
import { findOrNoteShop } from "../../app/shop-directory-store.server.ts";
import { orderTexts } from "../load/order.ts";
import { SHOP, TOPIC } from "../settings.ts";

const env = (name: string, fallback: string) => process.env[name] ?? fallback;
const BATCH = 64;
const PORTIONS_AT_ONCE = 4;

connectDatabase(env("DATABASE_URL", ""));
await ensurePartitions(Date.now(), 1);
const shop = await findOrNoteShop(env("DOMAIN", SHOP));
for (let index = 0; index < Number(env("DESTINATIONS", "1")); index++) {
  const fields = { url: env("SINK", "") };
  const form = { name: `ERP ${index}`, concurrency: 64, fields };
  const saved = await saveDestination(shop, undefined, "http", form, "bench");
  if (!saved.ok) throw new Error(`the destination was refused: ${JSON.stringify(saved)}`);
}
const first = Number(env("FIRST", "0"));
const orders = Number(env("ORDERS", "0"));
const text = orderTexts();
let next = 0;
await Promise.all(
  Array.from({ length: PORTIONS_AT_ONCE }, async () => {
    while (next < orders) {
      const from = next;
      next = Math.min(orders, from + BATCH);
      await writeBatch(
        Array.from({ length: next - from }, (_, index) => arrival(first + from + index)),
        async () => undefined,
      );
    }
  }),
);
await disconnectDatabase();

function arrival(index: number) {
  const headers = readWebhookHeaders([
    "X-Shopify-Topic",
    TOPIC,
    "X-Shopify-Shop-Domain",
    shop.domain,
    "X-Shopify-Webhook-Id",
    `fill-${shop.shopId}-${index}`,
    "X-Shopify-API-Version",
    "2026-10",
    "X-Shopify-Triggered-At",
    new Date().toISOString(),
    "Content-Type",
    "application/json",
  ]);
  if (isHeaderProblem(headers)) throw new Error("the bench's headers are not complete");
  return prepareEvent(shop, {
    source: "webhook",
    headers,
    body: Buffer.from(text(index)),
    receivedAt: Date.now(),
  });
}
