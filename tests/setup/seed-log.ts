import { createHash } from "node:crypto";
import { parse, v7 } from "uuid";
import { prisma } from "#app/db.server.ts";
import { sealBody } from "#app/event-log/event-body.server.ts";
import { ensurePartitions } from "#app/event-log/partition-system-store.server.ts";
import { parsePayload } from "#app/event-log/payload.ts";
import { laneKey, resourceOf } from "#app/event-log/resource.ts";
import { searchFields } from "#app/event-log/search-fields.ts";
import { searchTerms } from "#app/event-log/search-term.ts";
import { newId } from "#app/ids.server.ts";
import { type DirectoryShop, findOrNoteShop } from "#app/shop-directory-store.server.ts";

/** Rows written directly, with times in the past; what happens now goes through intake instead. */
type SeededDelivery = Readonly<{
  destinationId: string;
  state?: "pending" | "delivered" | "dead" | "filtered" | "cancelled";
  problem?: boolean;
  attempts?: number;
  replayOf?: string;
  /** Milliseconds since 1970 of a replay; an original shares the time of its event. */
  at?: number;
}>;

export type SeededEvent = Readonly<{
  topic: string;
  payload: object | string;
  /** Milliseconds since 1970. */
  at: number;
  source?: "webhook" | "recovered" | "backfill" | "test";
  webhookId?: string;
  deliveries?: readonly SeededDelivery[];
}>;

export async function seedShop(domain = `shop-${newId()}.myshopify.com`): Promise<DirectoryShop> {
  return findOrNoteShop(domain);
}

export async function seedDestination(shopId: string, name: string): Promise<string> {
  const id = newId();
  const settings = { url: "https://erp.example.com/hooks", shopifyHmac: false };
  await prisma.destination.create({ data: { shopId, id, kind: "http", name, settings } });
  return id;
}

/** @returns the id of the event. */
export async function seedEvent(shop: DirectoryShop, seed: SeededEvent): Promise<string> {
  await ensurePartitions(seed.at, 0);
  const { shopId, key } = shop;
  if (!key) throw new Error("the shop has no key");
  const id = v7({ msecs: seed.at });
  const text = typeof seed.payload === "string" ? seed.payload : JSON.stringify(seed.payload);
  const bytes = Buffer.from(text);
  const payload = parsePayload(text);
  const resource = resourceOf(seed.topic, payload);
  const sealed = sealBody(bytes, key, parse(id));
  const webhookId = seed.webhookId ?? newId();
  const bodyHash = new Uint8Array(createHash("sha256").update(bytes).digest());
  const receivedAt = new Date(seed.at);
  await prisma.event.create({
    data: {
      shopId,
      id,
      source: seed.source ?? "webhook",
      topic: seed.topic,
      webhookId,
      eventId: newId(),
      apiVersion: "2026-10",
      resourceKind: resource.kind,
      resourceId: resource.id,
      resourceName: resource.name,
      resourceUpdatedAt: resource.updatedAt === null ? null : new Date(resource.updatedAt),
      triggeredAt: new Date(seed.at - 1_400),
      receivedAt,
      headers: [
        ["Content-Type", "application/json"],
        ["X-Shopify-Topic", seed.topic],
        ["X-Shopify-Shop-Domain", shop.domain],
        ["X-Shopify-Webhook-Id", webhookId],
      ],
      body: new Uint8Array(sealed.body),
      bodyEncoding: sealed.encoding,
      bodyBytes: bytes.length,
      bodyHash,
      isJson: payload !== undefined,
      terms: searchTerms(searchFields(resource, payload)).map(key.term),
    },
  });
  await prisma.webhookKey.create({
    data: { shopId, webhookId, eventId: id, createdAt: receivedAt },
  });
  await prisma.receipt.create({
    data: {
      shopId,
      id,
      eventId: id,
      receivedAt,
      bodyHash,
      bodyBytes: bytes.length,
      duplicate: false,
    },
  });
  const lane = laneKey(seed.topic, resource);
  for (const [index, delivery] of (seed.deliveries ?? []).entries()) {
    await seedDelivery(shopId, id, seed.topic, lane, index, delivery);
  }
  return id;
}

async function seedDelivery(
  shopId: string,
  eventId: string,
  topic: string,
  lane: string,
  index: number,
  { destinationId, state = "delivered", problem, attempts = 1, replayOf, at }: SeededDelivery,
): Promise<void> {
  const id =
    at === undefined ? eventId.slice(0, 28) + String(index).padStart(8, "0") : v7({ msecs: at });
  if (at !== undefined) await ensurePartitions(at, 0);
  const pending = state === "pending";
  await prisma.delivery.create({
    data: {
      shopId,
      id,
      eventId,
      destinationId,
      laneKey: lane,
      topic,
      state,
      attempts,
      problem: problem ?? state === "dead",
      replayOf: replayOf ?? null,
    },
  });
  if (!pending) return;
  await prisma.lane.upsert({
    where: { shopId_destinationId_key: { shopId, destinationId, key: lane } },
    create: { shopId, destinationId, key: lane, headId: id, pending: 1, nextAt: new Date() },
    update: { pending: { increment: 1 } },
  });
}
