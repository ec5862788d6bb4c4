import { hash } from "node:crypto";
import { sealBody } from "#app/event-log/event-body.server.ts";
import { parsePayload } from "#app/event-log/payload.ts";
import { laneKey, type Resource, resourceOf } from "#app/event-log/resource.ts";
import { searchFields } from "#app/event-log/search-fields.ts";
import { searchTerms } from "#app/event-log/search-term.ts";
import { newIdBytes } from "#app/ids.server.ts";
import type { DirectoryShop } from "#app/shop-directory-store.server.ts";
import type { NewEvent, Source } from "./new-event.ts";
import type { WebhookHeaders } from "./webhook-headers.ts";

/** An event as it arrived: bytes and what its headers say. */
export type ArrivedEvent = Readonly<{
  source: Source;
  headers: Omit<WebhookHeaders, "shop">;
  body: Buffer;
  /** Milliseconds since 1970. */
  receivedAt: number;
}>;

/**
 * Derives everything that is written beside the bytes: resource, lane, search terms, hashes, and
 * the compressed and encrypted body. The bytes themselves are never parsed and written again.
 * @param id a UUIDv7 made at arrival
 */
export function prepareEvent(
  { shopId, key }: Pick<DirectoryShop, "shopId" | "key">,
  { source, headers, body, receivedAt }: ArrivedEvent,
  id: Uint8Array = newIdBytes(),
): NewEvent {
  const payload = parsePayload(body.toString());
  const resource = storableResource(resourceOf(headers.topic, payload));
  const bodyHash = hash("sha256", body, "buffer");
  if (!key) return emptyEvent(shopId, id, { source, headers, body, receivedAt }, resource.kind);
  const sealed = sealBody(body, key, id);
  return {
    shopId,
    id,
    source,
    topic: storable(headers.topic),
    webhookId: storable(headers.webhookId),
    eventId: headers.eventId,
    apiVersion: headers.apiVersion,
    resource,
    laneKey: storable(laneKey(headers.topic, resource)),
    triggeredAt: headers.triggeredAt,
    receivedAt,
    headers: JSON.stringify(headers.kept),
    body: { bytes: sealed.body, encoding: sealed.encoding },
    bodyBytes: body.length,
    bodyHash,
    isJson: payload !== undefined,
    contentHash: headers.eventId ? contentHash(headers, resource.id, bodyHash) : null,
    terms: searchTerms(searchFields(resource, payload)).map(key.term),
  };
}

/**
 * What is left of a webhook that comes late, after its shop was redacted: that one came, so that it
 * is acknowledged and known again, and nothing of what it says.
 */
function emptyEvent(
  shopId: string,
  id: Uint8Array,
  { source, headers, body, receivedAt }: ArrivedEvent,
  kind: string,
): NewEvent {
  const topic = storable(headers.topic);
  return {
    shopId,
    id,
    source,
    topic,
    webhookId: storable(headers.webhookId),
    eventId: null,
    apiVersion: headers.apiVersion,
    resource: { kind, id: null, name: null, updatedAt: null },
    laneKey: `topic/${topic}`,
    triggeredAt: headers.triggeredAt,
    receivedAt,
    headers: "[]",
    body: { bytes: null, encoding: "none" },
    bodyBytes: body.length,
    bodyHash: Buffer.alloc(0),
    isJson: false,
    contentHash: null,
    terms: [],
  };
}

/**
 * Equal for two webhooks only when topic, event id, resource and bytes are: two subscriptions that
 * report one event. The event id alone would merge different resources of one action.
 */
function contentHash(
  { topic, eventId }: Omit<WebhookHeaders, "shop">,
  resourceId: string | null,
  bodyHash: Buffer,
): Buffer {
  const key = JSON.stringify([topic, eventId, resourceId, bodyHash.toString("base64")]);
  return hash("sha256", key, "buffer").subarray(0, 16);
}

/** What a payload says may hold anything: one that PostgreSQL refuses would never be taken. */
function storableResource({ kind, id, name, updatedAt }: Resource): Resource {
  return { kind, id: id && storable(id), name: name && storable(name), updatedAt };
}

/** Text columns hold no NUL, and index entries have a largest size. */
function storable(text: string): string {
  return text.replaceAll("\0", "").slice(0, 255);
}
