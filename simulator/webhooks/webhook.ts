/** One try of one webhook. */
export interface WebhookAttempt {
  at: number;
  /** Milliseconds it took. */
  tookMs: number;
  /** The status of the answer, or null when there was none. */
  status: number | null;
  error: string | null;
}

type WebhookState =
  /** About to be sent, or under way. */
  | "queued"
  /** Failed, and waiting for its next retry. */
  | "waiting"
  /** Kept back by a fault. */
  | "held"
  | "delivered"
  /** Out of retries. */
  | "failed"
  /** A fault lost it before it was ever sent. */
  | "dropped"
  /** Its subscription went away while it waited. */
  | "cancelled";

/** What Shopify owes to one subscription for one event. */
export interface Webhook {
  webhookId: string;
  eventId: string;
  topic: string;
  shop: string;
  address: string;
  /** Null for a subscription from the app's configuration file. */
  subscriptionId: string | null;
  name: string | null;
  apiVersion: string;
  triggeredAt: string;
  createdAt: number;
  body: Buffer;
  /** Headers put in place of, or beside, Shopify's own; null leaves one out. */
  headers: Record<string, string | null>;
  /** The signature to send, instead of the one that is right. */
  hmac: string | null;
  state: WebhookState;
  attempts: WebhookAttempt[];
  nextAttemptAt: number | null;
  /** Never tried again, whatever the answer. */
  once: boolean;
}

/** The headers of one attempt, in Shopify's spelling. */
export function webhookHeaders(webhook: Webhook, hmac: string): Record<string, string> {
  const headers: Record<string, string | null> = {
    "Content-Type": "application/json",
    "User-Agent": "Shopify-Captain-Hook",
    Accept: "*/*",
    "X-Shopify-Topic": webhook.topic,
    "X-Shopify-Hmac-Sha256": webhook.hmac ?? hmac,
    "X-Shopify-Shop-Domain": webhook.shop,
    "X-Shopify-API-Version": webhook.apiVersion,
    "X-Shopify-Webhook-Id": webhook.webhookId,
    "X-Shopify-Event-Id": webhook.eventId,
    "X-Shopify-Triggered-At": webhook.triggeredAt,
    ...(webhook.name === null ? {} : { "X-Shopify-Name": webhook.name }),
  };
  for (const [name, value] of Object.entries(webhook.headers)) {
    for (const own of Object.keys(headers)) {
      if (own.toLowerCase() === name.toLowerCase()) delete headers[own];
    }
    headers[name] = value;
  }
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** A webhook as it is shown and kept. */
export function webhookToJson(webhook: Webhook, withBody: boolean): Record<string, unknown> {
  const { body, ...rest } = webhook;
  return { ...rest, bytes: body.length, ...(withBody ? { body: body.toString("base64") } : {}) };
}

/** A webhook back from what {@link webhookToJson} gave with its body. */
export function webhookFromJson(json: unknown): Webhook {
  const { body, ...rest } = json as Omit<Webhook, "body"> & { body: string };
  return { ...rest, body: Buffer.from(body, "base64") };
}
