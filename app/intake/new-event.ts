import type { Resource } from "#app/event-log/resource.ts";

export type Source = "webhook" | "recovered" | "backfill" | "test";

/** Where the body of an event goes: encrypted under the shop's key, or nowhere after `shop/redact`. */
export type StoredBody = Readonly<{ bytes: Buffer | null; encoding: string }>;

/** One event as it is written: everything that intake derives stands here, ready for the statement. */
export type NewEvent = Readonly<{
  shopId: string;
  /** UUIDv7 made at arrival, 16 bytes. */
  id: Uint8Array;
  source: Source;
  topic: string;
  webhookId: string;
  eventId: string | null;
  apiVersion: string | null;
  resource: Resource;
  laneKey: string;
  /** Milliseconds since 1970. */
  triggeredAt: number | null;
  receivedAt: number;
  /** JSON text of [name, value] pairs, without an HMAC. */
  headers: string;
  body: StoredBody;
  bodyBytes: number;
  /** SHA-256 of the body as received. */
  bodyHash: Buffer;
  isJson: boolean;
  /** 16 bytes that are equal for two webhooks of one event with one body; null: never collapsed. */
  contentHash: Buffer | null;
  terms: readonly bigint[];
}>;

export type RecordResult =
  Readonly<{ kind: "stored"; eventId: string }> | Readonly<{ kind: "duplicate"; eventId: string }>;

/**
 * Topics that Rollcall itself acts on. Their deliveries go only to destinations that name them:
 * "every topic" means the merchant's data, not the app's own household or compliance requests.
 */
export const LIFECYCLE_TOPICS: ReadonlySet<string> = new Set([
  "app/uninstalled",
  "app/scopes_update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
]);
