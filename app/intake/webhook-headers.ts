/** What Shopify says about a webhook in its headers. */
export type WebhookHeaders = Readonly<{
  topic: string;
  shop: string;
  webhookId: string;
  eventId: string | null;
  apiVersion: string | null;
  /** Milliseconds since 1970. */
  triggeredAt: number | null;
  /** [name, value] as received, to be stored and forwarded; never an HMAC. */
  kept: readonly (readonly [string, string])[];
}>;

export type HeaderProblem = Readonly<{ missing?: string; shopInvalid?: true }>;

/** Longest value that is stored of any header; Shopify's are far below. */
const MAX_VALUE = 512;
/**
 * Ids and topics stand in columns and indexes; Shopify's have 36 characters at most. Cut to fit, two
 * that begin alike would become one, and an event would be lost: a longer one counts as missing.
 */
const LONGEST_NAME = 255;
const SHOP = /^[a-z0-9][a-z0-9-]{0,254}\.myshopify\.com$/;
const KEPT = /^(?:x-shopify-|shopify-|content-type$|content-encoding$)/;
const SECRET = /hmac|signature|authorization|cookie/;

/** Shopify sends the same names in every request; what anyone else sends must not fill the memory. */
const shortNames = new Map<string, string | undefined>();
const MOST_NAMES = 200;

/** The name in lower case without `x-shopify-`; undefined when the header is not kept. */
function shortName(name: string): string | undefined {
  if (shortNames.has(name)) return shortNames.get(name);
  const lower = name.toLowerCase();
  const isKept = KEPT.test(lower) && !SECRET.test(lower);
  const short = isKept ? lower.replace(/^(?:x-)?shopify-/, "") : undefined;
  if (shortNames.size < MOST_NAMES) shortNames.set(name, short);
  return short;
}

/** The base64 HMAC, of either header family; undefined when there is none. */
export function signatureOf(rawHeaders: readonly string[]): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    if (name === "x-shopify-hmac-sha256" || name === "shopify-hmac-sha256") {
      return rawHeaders[index + 1];
    }
  }
  return undefined;
}

/**
 * Reads both header families in any case: `X-Shopify-*` of webhooks and `Shopify-*` of Shopify
 * Events (generally available since API 2026-10). The first occurrence of a name counts.
 * @param rawHeaders node's flat list: name, value, name, value …
 */
export function readWebhookHeaders(rawHeaders: readonly string[]): WebhookHeaders | HeaderProblem {
  const named = new Map<string, string>();
  const kept: (readonly [string, string])[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    const value = rawHeaders[index + 1] ?? "";
    const short = shortName(name);
    if (short === undefined || value.length > MAX_VALUE) continue;
    kept.push([name, value]);
    if (!named.has(short) && value.length <= LONGEST_NAME) named.set(short, value.trim());
  }

  const topic = named.get("topic");
  const webhookId = named.get("webhook-id");
  const shop = named.get("shop-domain")?.toLowerCase();
  if (!topic) return { missing: "X-Shopify-Topic" };
  if (!webhookId) return { missing: "X-Shopify-Webhook-Id" };
  if (!shop) return { missing: "X-Shopify-Shop-Domain" };
  if (!SHOP.test(shop)) return { shopInvalid: true };

  const triggered = Date.parse(named.get("triggered-at") ?? "");
  return {
    topic: topic.toLowerCase(),
    shop,
    webhookId,
    eventId: named.get("event-id") || null,
    apiVersion: named.get("api-version") || null,
    triggeredAt: isReasonable(triggered) ? triggered : null,
    kept,
  };
}

/** Years 2000 to 2100: anything else is a mistake that the time columns should not carry. */
function isReasonable(time: number): boolean {
  return time > 946_684_800_000 && time < 4_102_444_800_000;
}

export function isHeaderProblem(value: WebhookHeaders | HeaderProblem): value is HeaderProblem {
  return !("topic" in value);
}
